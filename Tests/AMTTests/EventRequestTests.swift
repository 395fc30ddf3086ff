import AMT
import Testing

/// Requests of WS-Eventing byte for byte, written by hand from Intel's guide and what MeshCommander sends.
@Suite("Requests of subscriptions for events")
struct EventRequestTests {
    private typealias Golden = GoldenRequest
    private typealias Subscription = CIM_FilterCollectionSubscription
    private static let eventing = "http://schemas.xmlsoap.org/ws/2004/08/eventing"
    private static let filter = GoldenRequest.cim + "CIM_FilterCollection"
    private static let listener = GoldenRequest.cim + "CIM_ListenerDestinationWSManagement"
    private static let subscription = GoldenRequest.cim + "CIM_FilterCollectionSubscription"

    private static func body(_ listener: String, _ more: String = "") -> String {
        """
        <e:Subscribe xmlns:e="http://schemas.xmlsoap.org/ws/2004/08/eventing">\
        <e:Delivery Mode="http://schemas.dmtf.org/wbem/wsman/1/wsman/PushWithAck"><e:NotifyTo>\(listener)\
        </e:NotifyTo>\(more)</e:Delivery></e:Subscribe>
        """
    }

    @Test("a listener that asks nobody is told its address alone")
    func plain() {
        Golden.expect(
            CIM_FilterCollection.subscribe(
                instanceID: "Intel(r) AMT:All", .init(destination: "http://192.0.2.7:5000/a?b=1&c")),
            action: Self.eventing + "/Subscribe", Self.filter,
            selectors: Golden.selector("InstanceID", "Intel(r) AMT:All"),
            Self.body("<a:Address>http://192.0.2.7:5000/a?b=1&amp;c</a:Address>"))
    }

    @Test("user and password are in the header, and what comes back with events is beside the address")
    func whole() {
        let security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
        let call = CIM_FilterCollection.subscribe(
            instanceID: "Intel(r) AMT:Features",
            .init(
                destination: "https://events.corp.example", argument: "pc1 & co",
                credential: .init(username: "John", password: Secret(text: "Passw0rd!&"))))
        Golden.expect(
            call, action: Self.eventing + "/Subscribe", Self.filter,
            selectors: Golden.selector("InstanceID", "Intel(r) AMT:Features")
                + """
                <t:IssuedTokens xmlns:t="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:s="\(security)">\
                <t:RequestSecurityTokenResponse><t:TokenType>\
                http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#UsernameToken\
                </t:TokenType><t:RequestedSecurityToken><s:UsernameToken><s:Username>John</s:Username>\
                <s:Password Type="\(security)#PasswordText">Passw0rd!&amp;</s:Password></s:UsernameToken>\
                </t:RequestedSecurityToken></t:RequestSecurityTokenResponse></t:IssuedTokens>
                """,
            Self.body(
                """
                <a:Address>https://events.corp.example</a:Address><a:ReferenceParameters>\
                <p:argument xmlns:p="urn:provisionserver">pc1 &amp; co</p:argument></a:ReferenceParameters>
                """,
                "<w:Auth Profile=\"http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/http/digest\"></w:Auth>"))
        #expect(!Golden.printed(call).contains("Passw0rd"))
        #expect(call.answerSecondsMax == 60)
    }

    @Test("an argument is counted with its tags, its namespace and its escapes")
    func argument() {
        let tags = """
            <a:ReferenceParameters><p:argument xmlns:p="urn:provisionserver"></p:argument></a:ReferenceParameters>
            """
        #expect(CIM_FilterCollection.Delivery.characterCount(of: "") == tags.utf8.count)
        #expect(CIM_FilterCollection.Delivery.characterCount(of: "a&") == tags.utf8.count + 6)
    }

    @Test("sets of events, subscriptions and listeners are enumerated")
    func enumerations() {
        Golden.expect(
            enumerate: CIM_FilterCollection.enumerate(), pull: CIM_FilterCollection.pull("x"), Self.filter)
        Golden.expect(enumerate: Subscription.enumerate(), pull: Subscription.pull("x"), Self.subscription)
        Golden.expect(
            enumerate: CIM_ListenerDestinationWSManagement.enumerate(),
            pull: CIM_ListenerDestinationWSManagement.pull("x"), Self.listener)
    }

    /// Written by hand: no answer was recorded. Its listener has the keys that MeshCommander names.
    private static let item = """
        <h:CIM_FilterCollectionSubscription><h:Filter><b:Address>default</b:Address><b:ReferenceParameters>\
        <c:ResourceURI>\(Self.filter)</c:ResourceURI><c:SelectorSet><c:Selector Name="InstanceID">Intel(r) AMT:All\
        </c:Selector></c:SelectorSet></b:ReferenceParameters></h:Filter><h:Handler><b:Address>default</b:Address>\
        <b:ReferenceParameters><c:ResourceURI>\(Self.listener)</c:ResourceURI><c:SelectorSet>\
        <c:Selector Name="CreationClassName">CIM_ListenerDestinationWSMAN</c:Selector>\
        <c:Selector Name="Name">L 1</c:Selector></c:SelectorSet></b:ReferenceParameters></h:Handler>\
        <h:OnFatalErrorPolicy>2</h:OnFatalErrorPolicy></h:CIM_FilterCollectionSubscription>
        """

    @Test("a subscription is ended by both its keys as they were read")
    func unsubscribe() throws {
        let reading = Subscription.pull("x").reading(pull: "CIM_FilterCollectionSubscription", Self.item)
        guard case .answered(let page) = reading, let found = page.items.first else {
            Issue.record("\(reading)")
            return
        }
        #expect(found.filterInstanceID == "Intel(r) AMT:All")
        #expect(found.listenerName == "L 1")
        func nested(_ name: String, _ uri: String, _ selectors: String) -> String {
            """
            <w:Selector Name="\(name)"><a:EndpointReference>\
            <a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address>\
            <a:ReferenceParameters><w:ResourceURI>\(uri)</w:ResourceURI><w:SelectorSet>\(selectors)</w:SelectorSet>\
            </a:ReferenceParameters></a:EndpointReference></w:Selector>
            """
        }
        let keys =
            nested("Filter", Self.filter, "<w:Selector Name=\"InstanceID\">Intel(r) AMT:All</w:Selector>")
            + nested(
                "Handler", Self.listener,
                "<w:Selector Name=\"CreationClassName\">CIM_ListenerDestinationWSMAN</w:Selector>"
                    + "<w:Selector Name=\"Name\">L 1</w:Selector>")
        Golden.expect(
            Subscription.unsubscribe(found), action: Self.eventing + "/Unsubscribe", Self.subscription,
            selectors: "<w:SelectorSet>\(keys)</w:SelectorSet>",
            "<e:Unsubscribe xmlns:e=\"http://schemas.xmlsoap.org/ws/2004/08/eventing\"></e:Unsubscribe>")
    }

    @Test("a listener is read with its address, if it has one")
    func listener() throws {
        let pull = CIM_ListenerDestinationWSManagement.pull("x")
        let name = "CIM_ListenerDestinationWSManagement"
        func item(_ more: String) -> String { "<h:\(name)><h:Name>L 1</h:Name>\(more)</h:\(name)>" }
        let reading = pull.reading(
            pull: name,
            item("<h:Destination>http://192.0.2.7</h:Destination>") + item("<h:Destination></h:Destination>"))
        guard case .answered(let page) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(page.items.map(\.name) == ["L 1", "L 1"])
        #expect(page.items.map(\.destination) == ["http://192.0.2.7", nil])
    }

    @Test("a Subscribe is answered by a SubscribeResponse and nothing else, an Unsubscribe by nothing")
    func answers() throws {
        let subscribe = CIM_FilterCollection.subscribe(instanceID: "x", .init(destination: "http://a"))
        func reading(_ body: String) -> WSManReading<Done> {
            subscribe.read(
                status: 200,
                body: Devices.answer(
                    action: Self.eventing + "/SubscribeResponse", namespace: Self.eventing, body: body), answering: 1)
        }
        let manager = "<g:SubscriptionManager><b:Address>default</b:Address></g:SubscriptionManager>"
        #expect(reading("<g:SubscribeResponse>\(manager)</g:SubscribeResponse>") == .answered(Done()))
        #expect(reading("<g:Subscribed></g:Subscribed>") != .answered(Done()))
        #expect(reading("") != .answered(Done()))

        let page = Subscription.pull("x").reading(pull: "CIM_FilterCollectionSubscription", Self.item)
        guard case .answered(let items) = page, let found = items.items.first else { return }
        let ended = Subscription.unsubscribe(found).read(
            status: 200,
            body: Devices.answer(
                action: Self.eventing + "/UnsubscribeResponse", namespace: Self.eventing, body: ""), answering: 1)
        #expect(ended == .answered(Done()))
        #expect(subscribe.kind == .probeFirst)
        #expect(Subscription.unsubscribe(found).kind == .probeFirst)
    }
}
