import AMT
import Provisioning
import Testing

@testable import Worker

@Suite("Desk and events") struct DeskEventTests {
    private static let all = "Intel(r) AMT:All"
    private static let subscribe = "CIM_FilterCollection.Subscribe"
    private static let unsubscribe = "CIM_FilterCollectionSubscription.Unsubscribe"
    private static let cim = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
    private static let eventing = "http://schemas.xmlsoap.org/ws/2004/08/eventing"

    /// A subscription as the firmware has it; without a destination nobody can see where its events go.
    private struct Held: Sendable {
        let name: String
        var filter = DeskEventTests.all
        let destination: String?
    }

    private static func desk(
        _ held: [Held], filters: [String] = [Self.all, "Intel(r) AMT:Features"], record: CallRecord = CallRecord()
    ) throws -> WSManDesk {
        let pages = "amt/managementpresence/enumerate"
        return try DeskReadingTests.desk(
            [
                "CIM_FilterCollection.Enumerate": pages, "CIM_FilterCollectionSubscription.Enumerate": pages,
                "CIM_ListenerDestinationWSManagement.Enumerate": pages,
            ], record: record,
            answered: { call in
                switch call.name {
                case "CIM_FilterCollection.Pull":
                    Self.page(call, filters.map { "<g:InstanceID>\($0)</g:InstanceID>" })
                case "CIM_ListenerDestinationWSManagement.Pull":
                    Self.page(
                        call,
                        held.compactMap { item in
                            item.destination.map {
                                "<g:Destination>\($0)</g:Destination><g:Name>\(item.name)</g:Name>"
                            }
                        })
                case "CIM_FilterCollectionSubscription.Pull": Self.page(call, held.map(Self.association))
                case Self.subscribe:
                    call.envelope("<g:SubscribeResponse></g:SubscribeResponse>", namespace: Self.eventing)
                case Self.unsubscribe: call.envelope("", namespace: Self.eventing)
                default: nil
                }
            })
    }

    private static func page(_ call: SmallCall, _ items: [String]) -> [UInt8] {
        call.envelope(
            """
            <e:PullResponse xmlns:e="http://schemas.xmlsoap.org/ws/2004/09/enumeration"><e:Items>\
            \(items.map { "<g:\(call.className)>\($0)</g:\(call.className)>" }.joined())</e:Items>\
            <e:EndOfSequence></e:EndOfSequence></e:PullResponse>
            """, namespace: call.resource)
    }

    private static func association(_ held: Held) -> String {
        func reference(_ name: String, _ key: String, _ value: String) -> String {
            """
            <b:Address>default</b:Address><b:ReferenceParameters><c:ResourceURI>\(Self.cim)\(name)</c:ResourceURI>\
            <c:SelectorSet><c:Selector Name="\(key)">\(value)</c:Selector></c:SelectorSet></b:ReferenceParameters>
            """
        }
        return "<g:Filter>\(reference("CIM_FilterCollection", "InstanceID", held.filter))</g:Filter>"
            + "<g:Handler>\(reference("CIM_ListenerDestinationWSManagement", "Name", held.name))</g:Handler>"
    }

    private static func entries(_ desk: WSManDesk) async throws -> [FoundEntry] {
        guard case .list(.found(let entries)) = try await desk.read(.list(.eventSubscriptions)) else {
            Issue.record("subscriptions are taken for none")
            return []
        }
        return entries
    }

    private static func step(_ action: ProfileStep.Action) -> ProfileStep {
        ProfileStep(section: .events, action: action, changes: [])
    }

    @Test(
        "subscriptions are told with the addresses of their listeners; the local one and the unknown are the firmware's"
    )
    func read() async throws {
        let entries = try await Self.entries(
            Self.desk([
                Held(name: "L 0", filter: "Intel(r) AMT:User Notification", destination: "http://localhost:0"),
                Held(name: "L 1", destination: "http://a.example"), Held(name: "L 2", destination: nil),
            ]))
        #expect(entries.map(\.isSystem) == [true, false, true])
        #expect(
            entries[1]
                == FoundEntry(
                    key: "http://a.example Intel(r) AMT:All", handle: "L 1 Intel(r) AMT:All",
                    fields: [.destination: "http://a.example", .filter: Self.all]))
    }

    @Test("firmware without subscriptions has an empty list, and its listeners are not asked for")
    func none() async throws {
        let record = CallRecord()
        #expect(try await Self.entries(Self.desk([], record: record)).isEmpty)
        #expect(!record.names.contains("CIM_ListenerDestinationWSManagement.Enumerate"))
    }

    @Test("a subscription goes to its set of events, with user and password where it has some")
    func add() async throws {
        let record = CallRecord()
        let desk = try Self.desk([], record: record)
        let plain = WantedEntry(key: "k", fields: [.destination: "http://a.example", .filter: Self.all])
        var whole = plain
        whole.fields[.filter] = "Intel(r) AMT:Features"
        whole.attachments = [.username: "amt", .argument: "pc1"]
        whole.secrets = [.password: Secret(text: "s3cret")]
        for entry in [plain, whole] { _ = try await desk.perform(Self.step(.add(.eventSubscriptions, entry))) }
        let sent = record.envelopes(Self.subscribe)
        #expect(sent.map { $0.contains(">s3cret</") } == [false, true])
        #expect(sent.map { $0.contains(">amt</") } == [false, true])
        #expect(sent.map { $0.contains(">pc1</") } == [false, true])
        #expect(sent.map { $0.contains("<w:Selector Name=\"InstanceID\">Intel(r) AMT:Features</") } == [false, true])
        // Which sets there are is asked once.
        #expect(record.names.filter { $0 == "CIM_FilterCollection.Pull" }.count == 1)
    }

    @Test("a set of events that the firmware does not have is named with those that it has, and nothing is sent")
    func missing() async throws {
        let record = CallRecord()
        let desk = try Self.desk([], filters: ["b", "a"], record: record)
        let entry = WantedEntry(key: "k", fields: [.destination: "http://a.example", .filter: Self.all])
        await #expect {
            _ = try await desk.perform(Self.step(.add(.eventSubscriptions, entry)))
        } throws: { error in
            guard case RoundEnd.problem(let problem) = error else { return false }
            return problem.code == .profileRefused && problem.evidence["profile.filters"] == "a, b"
                && problem.evidence["profile.filter_missing"] == Self.all
        }
        #expect(!record.names.contains(Self.subscribe))
    }

    @Test("of two that look alike the one is ended that was meant")
    func remove() async throws {
        let record = CallRecord()
        let desk = try Self.desk(
            [Held(name: "L 1", destination: "http://a.example"), Held(name: "L 2", destination: "http://a.example")],
            record: record)
        let entries = try await Self.entries(desk)
        _ = try await desk.perform(Self.step(.remove(.eventSubscriptions, try #require(entries.last))))
        let sent = record.envelopes(Self.unsubscribe)
        #expect(sent.map { $0.contains(">L 2<") } == [true])
        #expect(sent.map { $0.contains(">Intel(r) AMT:All<") } == [true])
    }
}
