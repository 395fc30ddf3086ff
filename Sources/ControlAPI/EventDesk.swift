import AMT
import Provisioning

/// What the routes of events need of the world.
package struct EventDesk: Sendable {
    let book: any EventBook
    /// Between two looks at the book for one stream.
    var lookEvery: Duration = .seconds(1)
    /// A stream on which nothing happens has a comment so often, so that both ends and all between them know that it lives.
    var beatEvery: Duration = .seconds(15)
    /// A stream ends after so long, and its reader comes back with a token that is looked at anew.
    var lifetime: Duration = .seconds(15 * 60)

    /// The time by which streams live, and how they let some of it pass.
    var now: @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }
    var pass: @Sendable (Duration) async -> Void = { span in
        // Ends early when the reader is gone, and the stream with it.
        try? await ContinuousClock().sleep(for: span)
    }

    package init(book: any EventBook) { self.book = book }
}
