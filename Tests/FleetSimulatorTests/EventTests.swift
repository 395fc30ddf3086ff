import Foundation
import Testing

@testable import FleetSimulator

/// Makers of requests of WS-Eventing.
enum EventRequests {
    static let all = "Intel(r) AMT:All"
    static let push = "http://schemas.dmtf.org/wbem/wsman/1/wsman/PushWithAck"
    static let digest = "<w:Auth Profile=\"http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/http/digest\"/>"

    static func token(_ username: String = "amt", _ password: String = "s3cret", type: String = "#PasswordText")
        -> String
    {
        """
        <t:IssuedTokens xmlns:t="\(Namespace.trust)" xmlns:s="\(Namespace.security)"><t:RequestSecurityTokenResponse>\
        <t:TokenType>http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#UsernameToken\
        </t:TokenType><t:RequestedSecurityToken><s:UsernameToken><s:Username>\(username)</s:Username>\
        <s:Password Type="\(Namespace.security)\(type)">\(password)</s:Password></s:UsernameToken>\
        </t:RequestedSecurityToken></t:RequestSecurityTokenResponse></t:IssuedTokens>
        """
    }

    static func subscribe(
        _ destination: String = "http://events.example/a", filter: String = Self.all, mode: String = Self.push,
        parameters: String = "", auth: String = "", header: String = ""
    ) -> String {
        let more = parameters.isEmpty ? "" : "<a:ReferenceParameters>\(parameters)</a:ReferenceParameters>"
        return Requests.envelope(
            action: Namespace.eventing + "/Subscribe", resource: Requests.uri("CIM_FilterCollection"),
            header: Requests.selector("InstanceID", filter) + header,
            body: """
                <e:Subscribe xmlns:e="\(Namespace.eventing)"><e:Delivery Mode="\(mode)"><e:NotifyTo>\
                <a:Address>\(destination)</a:Address>\(more)</e:NotifyTo>\(auth)</e:Delivery></e:Subscribe>
                """)
    }

    static func unsubscribe(_ number: Int, filter: String = Self.all) -> String {
        let references = [
            ("Filter", Requests.reference("CIM_FilterCollection", "InstanceID", filter)),
            (
                "Handler",
                Requests.reference(
                    "CIM_ListenerDestinationWSManagement", "Name", "Intel(r) AMT:Listener Destination \(number)")
            ),
        ]
        let selectors = references.map {
            "<w:Selector Name=\"\($0.0)\"><a:EndpointReference>\($0.1)</a:EndpointReference></w:Selector>"
        }
        return Requests.envelope(
            action: Namespace.eventing + "/Unsubscribe", resource: Requests.uri("CIM_FilterCollectionSubscription"),
            header: "<w:SelectorSet>\(selectors.joined())</w:SelectorSet>",
            body: "<e:Unsubscribe xmlns:e=\"\(Namespace.eventing)\"/>")
    }
}

@Suite("events")
struct EventTests {
    private static let subscription = "CIM_FilterCollectionSubscription"
    private static let listener = "CIM_ListenerDestinationWSManagement"

    private func destinations(_ bench: inout Bench) throws -> [String] {
        try bench.pullAll(Self.listener).flatMap { $0.texts("Destination") }
    }

    @Test("whoever subscribes twice is there twice, beside the one that is there from the beginning")
    func subscribe() throws {
        var bench = try Bench()
        #expect(try self.destinations(&bench) == ["http://localhost:0"])
        for _ in 1...2 {
            guard case .subscribed(let made) = try bench.answer(EventRequests.subscribe()) else {
                Issue.record("no subscription")
                return
            }
            #expect(made.resource == Requests.uri(Self.subscription))
        }
        #expect(
            try self.destinations(&bench) == [
                "http://localhost:0", "http://events.example/a", "http://events.example/a",
            ])
        #expect(try bench.pullAll(Self.subscription).count == 3)
        bench = try Bench(release: "5.2")
        #expect(try self.destinations(&bench).isEmpty)
    }

    @Test("the answer to a Subscribe is a SubscribeResponse, and that to an Unsubscribe is empty")
    func text() throws {
        var bench = try Bench()
        let request = EventRequests.subscribe()
        let text = AnswerEnvelope.text(try bench.answer(request), to: try Bench.call(request), number: 1)
        #expect(text.contains("<b:Action a:mustUnderstand=\"true\">\(Namespace.eventing)/SubscribeResponse</b:Action>"))
        #expect(text.contains("<a:Body><g:SubscribeResponse><g:SubscriptionManager><b:Address>"))
        #expect(text.contains("xmlns:g=\"\(Namespace.eventing)\""))
        let end = EventRequests.unsubscribe(1)
        let ended = AnswerEnvelope.text(try bench.answer(end), to: try Bench.call(end), number: 2)
        #expect(ended.contains("\(Namespace.eventing)/UnsubscribeResponse</b:Action>"))
        #expect(ended.contains("<a:Body></a:Body>"))
    }

    @Test("user, password and argument are kept and not shown")
    func secrets() throws {
        var bench = try Bench()
        let request = EventRequests.subscribe(
            parameters: "<m:argument xmlns:m=\"urn:x\">pc1 &amp; co</m:argument>", auth: EventRequests.digest,
            header: EventRequests.token())
        #expect(!(try bench.answer(request).isFault))
        let held = try #require(bench.firmware.features.subscriptions.first)
        #expect(held.username == "amt")
        #expect(held.argument == "pc1 & co")
        #expect(held.passwordDigest == CredentialRules.digest("s3cret"))
        #expect(!"\(try bench.pullAll(Self.listener)) \(try bench.pullAll(Self.subscription))".contains("amt\""))
    }

    @Test(
        "what the firmware does not take is a fault and changes nothing",
        arguments: [
            (EventRequests.subscribe(filter: "Intel(r) AMT:Nothing"), Fault.Code.invalidSelectors),
            (EventRequests.subscribe("ftp://events.example"), .invalidParameter),
            (EventRequests.subscribe(mode: "http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull"), .invalidParameter),
            // One without the other: a password that nobody asks for, or a log-on without one.
            (EventRequests.subscribe(header: EventRequests.token()), .invalidParameter),
            (EventRequests.subscribe(auth: EventRequests.digest), .invalidParameter),
            (
                EventRequests.subscribe(
                    auth: EventRequests.digest, header: EventRequests.token(type: "#PasswordDigest")),
                .schemaValidationError
            ),
            (
                EventRequests.subscribe(
                    parameters: "<m:a xmlns:m=\"urn:x\">\(String(repeating: "x", count: 250))</m:a>"), .invalidParameter
            ),
            (EventRequests.unsubscribe(1), .invalidSelectors),
            // Nobody takes the local software its events.
            (EventRequests.unsubscribe(0, filter: "Intel(r) AMT:User Notification"), .accessDenied),
        ])
    func refused(_ request: String, _ code: Fault.Code) throws {
        var bench = try Bench()
        #expect(try bench.fault(request)?.code == code)
        #expect(bench.firmware.features.subscriptions.isEmpty)
        #expect(bench.firmware.writeCount == 0)
    }

    @Test("listeners are reached with TLS from release 11 on", arguments: [("10.0.60", false), ("11.8.50", true)])
    func secure(_ release: String, _ isTaken: Bool) throws {
        var bench = try Bench(release: release)
        #expect(try bench.answer(EventRequests.subscribe("https://events.example")).isFault != isTaken)
    }

    @Test("an ended subscription is gone with its listener, and its number is free")
    func unsubscribe() throws {
        var bench = try Bench()
        for name in ["a", "b"] { _ = try bench.answer(EventRequests.subscribe("http://\(name).example")) }
        #expect(try bench.answer(EventRequests.unsubscribe(1)) == .empty)
        #expect(try self.destinations(&bench) == ["http://localhost:0", "http://b.example"])
        _ = try bench.answer(EventRequests.subscribe("http://c.example"))
        #expect(bench.firmware.features.subscriptions.map(\.number) == [2, 1])
    }
}
