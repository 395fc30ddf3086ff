import AMT
import Testing

@testable import Provisioning

@Suite("Wishes and plans of events") struct EventWishTests {
    private typealias Subscription = Profile.Events.Subscription
    private static let all = "Intel(r) AMT:All"
    private static let key = "http://a.example Intel(r) AMT:All"

    private static func wishes(
        _ subscriptions: [Subscription], foreign: ForeignEntries = .keep, version: Int = 1
    ) throws -> MadeWishes {
        var profile = Profile(name: "p")
        profile.events = Profile.Events(subscriptions: subscriptions, foreign: foreign)
        var context = try WishMakerTests.context([])
        let (reference, kept) = WishMakerTests.secret("listener", version: version)
        context.secrets[reference] = kept
        return WishMaker.make(profile, context: context)
    }

    private static func subscription(
        _ username: String? = nil, argument: String? = nil, to destination: String = "http://a.example"
    ) -> Subscription {
        Subscription(
            destination: destination, filter: Self.all,
            credential: username.map { .init(username: $0, password: SecretReference("listener")) },
            argument: argument)
    }

    private static func held(_ destination: String, _ number: Int, isSystem: Bool = false) -> FoundEntry {
        FoundEntry(
            key: EntryKey.subscription(destination: destination, filter: Self.all), handle: "\(number)",
            fields: [.destination: destination, .filter: Self.all], isSystem: isSystem)
    }

    private static func steps(_ made: MadeWishes, _ found: [FoundEntry], _ marks: [UnreadableMark] = []) -> [String] {
        ProfilePlanTests.names(
            ProfilePlan(
                wishes: made.wishes, found: ProfileFindings(lists: [.eventSubscriptions: .found(found)]),
                marks: Set(marks)))
    }

    private static func marks(_ made: MadeWishes) -> [UnreadableMark] {
        WishMakerTests.entries(made, .eventSubscriptions).flatMap(\.marks)
    }

    @Test("what goes along is with the entry, the device's names filled in")
    func entry() throws {
        let made = try Self.wishes([Self.subscription("amt", argument: "{host}/{fqdn}")])
        let entry = try #require(WishMakerTests.entries(made, .eventSubscriptions).first)
        #expect(entry.key == Self.key)
        #expect(entry.fields == [.destination: "http://a.example", .filter: Self.all])
        #expect(entry.attachments == [.username: "amt", .argument: "pc1/pc1.corp.example"])
        #expect(entry.secrets == [.password: Secret(text: "value of listener")])
        #expect(entry.marks.first == UnreadableMark(field: "events/\(Self.key)/password", name: "listener", version: 1))
    }

    @Test("a subscription is made once, and made anew when something of what goes along is another")
    func marks() throws {
        let first = try Self.wishes([Self.subscription("amt", argument: "x")])
        #expect(Self.steps(first, []) == ["add-event-subscription \(Self.key)"])
        let held = [Self.held("http://a.example", 1)]
        #expect(Self.steps(first, held, Self.marks(first)) == [])
        let anew = ["remove-event-subscription \(Self.key)", "add-event-subscription \(Self.key)"]
        #expect(Self.steps(first, held) == anew)
        for other in [
            try Self.wishes([Self.subscription("amt", argument: "x")], version: 2),
            try Self.wishes([Self.subscription("other", argument: "x")]),
            try Self.wishes([Self.subscription("amt", argument: "y")]),
            try Self.wishes([Self.subscription("amt")]), try Self.wishes([Self.subscription()]),
        ] { #expect(Self.steps(other, held, Self.marks(first)) == anew) }
        let plain = try Self.wishes([Self.subscription()])
        #expect(Self.steps(plain, held, Self.marks(plain)) == [])
    }

    @Test("one that is there twice goes, both times, and comes back once")
    func repeated() throws {
        let made = try Self.wishes([Self.subscription()])
        let held = [
            Self.held("http://a.example", 1), Self.held("http://b.example", 2), Self.held("http://a.example", 3),
        ]
        let plan = ProfilePlan(
            wishes: made.wishes, found: ProfileFindings(lists: [.eventSubscriptions: .found(held)]),
            marks: Set(Self.marks(made)))
        #expect(
            plan.steps.map(\.action) == [
                .remove(.eventSubscriptions, held[0]), .remove(.eventSubscriptions, held[2]),
                .add(.eventSubscriptions, try #require(WishMakerTests.entries(made, .eventSubscriptions).first)),
            ])
    }

    @Test("others' go where the profile says so, and make room; the firmware's own never goes")
    func foreign() throws {
        let held = [Self.held("http://localhost:0", 0, isSystem: true), Self.held("http://b.example", 1)]
        #expect(Self.steps(try Self.wishes([], foreign: .keep), held) == [])
        #expect(
            Self.steps(try Self.wishes([Self.subscription()], foreign: .remove), held) == [
                "remove-event-subscription http://b.example Intel(r) AMT:All", "add-event-subscription \(Self.key)",
            ])
    }

    @Test("an argument that the device's names make too long is refused before anything is sent")
    func long() throws {
        let room = 256 - CIM_FilterCollection.Delivery.characterCount(of: "")
        let name = "pc1.corp.example"
        func problem(_ count: Int) throws -> Problem? {
            let text = String(repeating: "x", count: count - name.count) + "{fqdn}"
            return try Self.wishes([Self.subscription(argument: text)]).problems[.events]
        }
        #expect(try problem(room) == nil)
        #expect(try problem(room + 1)?.code == .profileRefused)
        #expect(try problem(room + 1)?.evidence["profile.field"] == "events.subscriptions.argument")
    }
}
