import Testing

@testable import Transport

@Suite("send trace") struct SendTraceTests {
    /// One thing that happens, and what is asked afterwards.
    enum Event: Sendable {
        case exchange
        case connection(sent: UInt64, allowed: Bool)
        case request(sent: UInt64, allowed: Bool)
        case answer
        case mayHaveArrived(sent: UInt64, Bool)
    }

    struct Story: Sendable, CustomTestStringConvertible {
        var why: String
        var events: [Event]
        var testDescription: String { self.why }
    }

    private static let challenged: [Event] = [.exchange, .request(sent: 0, allowed: true), .answer]

    static let stories = [
        Story(
            why: "the first request of a session carries nothing",
            events: [
                .exchange, .connection(sent: 0, allowed: true), .request(sent: 0, allowed: true),
                .mayHaveArrived(sent: 1, false), .connection(sent: 1, allowed: true),
            ]),
        Story(
            why: "after the challenge, the first record makes the difference",
            events: Self.challenged + [
                .mayHaveArrived(sent: 1, false), .request(sent: 1, allowed: true), .mayHaveArrived(sent: 1, false),
                .mayHaveArrived(sent: 2, true),
            ]),
        Story(
            why: "a request of which nothing left may begin again",
            events: Self.challenged + [
                .request(sent: 1, allowed: true), .connection(sent: 1, allowed: true),
                .request(sent: 1, allowed: true),
            ]),
        Story(
            why: "a request of which something left may not, neither on a new connection nor on another",
            events: Self.challenged + [
                .request(sent: 1, allowed: true), .connection(sent: 2, allowed: false),
                .request(sent: 2, allowed: false), .mayHaveArrived(sent: 2, true),
            ]),
        Story(
            why: "a request that was challenged again may be repeated, and counts from there",
            events: Self.challenged + [
                .request(sent: 1, allowed: true), .answer, .connection(sent: 2, allowed: true),
                .request(sent: 2, allowed: true), .mayHaveArrived(sent: 2, false), .mayHaveArrived(sent: 3, true),
            ]),
        Story(
            why: "a later exchange begins with nothing sent and carries its envelope at once",
            events: Self.challenged + [
                .request(sent: 1, allowed: true), .answer, .exchange, .mayHaveArrived(sent: 2, false),
                .request(sent: 2, allowed: true), .mayHaveArrived(sent: 3, true),
            ]),
    ]

    @Test("follows what libcurl does", arguments: Self.stories)
    func follows(_ story: Story) {
        var trace = SendTrace()
        for event in story.events {
            switch event {
            case .exchange: trace.exchangeBegins()
            case .answer: trace.answerBegan()
            case .connection(let sent, let allowed):
                let isAllowed = trace.connectionBegins(recordsSent: sent)
                #expect(isAllowed == allowed)
                #expect(trace.wasRepetitionRefused == !allowed)
            case .request(let sent, let allowed):
                let isAllowed = trace.requestBegins(recordsSent: sent)
                #expect(isAllowed == allowed)
            case .mayHaveArrived(let sent, let expected):
                #expect(trace.envelopeMayHaveArrived(recordsSent: sent) == expected)
            }
        }
    }
}
