/// Envelopes for the simulator's control port.
enum FirmwareOrder {
    /// `RequestStateChange` of a class.
    static func stateChange(of name: String, to state: Int) -> String {
        let schemas = [
            "CIM_": "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/",
            "IPS_": "http://intel.com/wbem/wscim/1/ips-schema/1/",
        ]
        let uri = (schemas[String(name.prefix(4))] ?? "http://intel.com/wbem/wscim/1/amt-schema/1/") + name
        return Self.envelope(
            action: uri + "/RequestStateChange", uri,
            body: """
                <p:RequestStateChange_INPUT xmlns:p="\(uri)"><p:RequestedState>\(state)</p:RequestedState>\
                </p:RequestStateChange_INPUT>
                """)
    }

    private static let cim = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
    private static let eventing = "http://schemas.xmlsoap.org/ws/2004/08/eventing"

    /// Has all events sent somewhere.
    static func subscribe(to destination: String) -> String {
        Self.envelope(
            action: Self.eventing + "/Subscribe", Self.cim + "CIM_FilterCollection",
            header:
                "<w:SelectorSet><w:Selector Name=\"InstanceID\">Intel(r) AMT:All</w:Selector></w:SelectorSet>",
            body: """
                <e:Subscribe xmlns:e="\(Self.eventing)"><e:Delivery \
                Mode="http://schemas.dmtf.org/wbem/wsman/1/wsman/PushWithAck"><e:NotifyTo><a:Address>\(destination)\
                </a:Address></e:NotifyTo></e:Delivery></e:Subscribe>
                """)
    }

    /// Ends a subscription.
    static func unsubscribe(filter: String, listener: String) -> String {
        func selector(_ name: String, _ resource: String, _ key: String, _ value: String) -> String {
            """
            <w:Selector Name="\(name)"><a:EndpointReference><a:Address>/wsman</a:Address><a:ReferenceParameters>\
            <w:ResourceURI>\(Self.cim)\(resource)</w:ResourceURI><w:SelectorSet><w:Selector Name="\(key)">\(value)\
            </w:Selector></w:SelectorSet></a:ReferenceParameters></a:EndpointReference></w:Selector>
            """
        }
        let keys =
            selector("Filter", "CIM_FilterCollection", "InstanceID", filter)
            + selector("Handler", "CIM_ListenerDestinationWSManagement", "Name", listener)
        return Self.envelope(
            action: Self.eventing + "/Unsubscribe", Self.cim + "CIM_FilterCollectionSubscription",
            header: "<w:SelectorSet>\(keys)</w:SelectorSet>",
            body: "<e:Unsubscribe xmlns:e=\"\(Self.eventing)\"/>")
    }

    private static func envelope(action: String, _ uri: String, header: String = "", body: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
        xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
        xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:Action>\(action)</a:Action>\
        <a:To>/wsman</a:To><w:ResourceURI>\(uri)</w:ResourceURI><a:MessageID>1</a:MessageID><a:ReplyTo>\
        <a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>\(header)\
        </s:Header><s:Body>\(body)</s:Body></s:Envelope>
        """
    }
}
