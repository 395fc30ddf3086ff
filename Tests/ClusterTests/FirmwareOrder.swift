/// Envelopes for the simulator's control port.
enum FirmwareOrder {
    /// `RequestStateChange` of a class.
    static func stateChange(of name: String, to state: Int) -> String {
        let schemas = [
            "CIM_": "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/",
            "IPS_": "http://intel.com/wbem/wscim/1/ips-schema/1/",
        ]
        let uri = (schemas[String(name.prefix(4))] ?? "http://intel.com/wbem/wscim/1/amt-schema/1/") + name
        return """
            <?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
            xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
            xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header>\
            <a:Action>\(uri)/RequestStateChange</a:Action><a:To>/wsman</a:To><w:ResourceURI>\(uri)</w:ResourceURI>\
            <a:MessageID>1</a:MessageID><a:ReplyTo>\
            <a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>\
            </s:Header><s:Body><p:RequestStateChange_INPUT xmlns:p="\(uri)">\
            <p:RequestedState>\(state)</p:RequestedState></p:RequestStateChange_INPUT></s:Body></s:Envelope>
            """
    }
}
