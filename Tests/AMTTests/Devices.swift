/// Answers as a device of a given kind would write them, for what no recording shows.
enum Devices {
    static let schema = "http://intel.com/wbem/wscim/1/amt-schema/1/"
    static let transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer/"
    static let enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/"

    /// An envelope with the prefixes of recorded answers: a SOAP, b addressing, c management, g the class.
    static func answer(action: String, relatesTo: String? = "1", namespace: String, body: String) -> [UInt8] {
        let relation = relatesTo.map { "<b:RelatesTo>\($0)</b:RelatesTo>" } ?? ""
        return Array(
            """
            <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" \
            xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
            xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:g="\(namespace)">\
            <a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To>\(relation)\
            <b:Action a:mustUnderstand="true">\(action)</b:Action></a:Header><a:Body>\(body)</a:Body></a:Envelope>
            """.utf8)
    }

    /// The answer of a method of an AMT class.
    static func output(_ name: String, _ method: String, _ children: String, relatesTo: String? = "1") -> [UInt8] {
        self.answer(
            action: self.schema + name + "/" + method + "Response", relatesTo: relatesTo, namespace: self.schema + name,
            body: "<g:\(method)_OUTPUT>\(children)</g:\(method)_OUTPUT>")
    }

    /// A fault with the prefixes of recorded faults: e management, b addressing, c enumeration.
    static func fault(subcode: String, detail: String = "", reason: String = "Because.") -> [UInt8] {
        Array(
            """
            <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:c="http://schemas.xmlsoap.org/ws/2004/09/enumeration" \
            xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
            xmlns:e="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
            xmlns:a="http://www.w3.org/2003/05/soap-envelope"><a:Header><b:RelatesTo>1</b:RelatesTo></a:Header>\
            <a:Body><a:Fault><a:Code><a:Value>a:Sender</a:Value>\(subcode)</a:Code><a:Reason>\
            <a:Text xml:lang="en-US">\(reason)</a:Text></a:Reason><a:Detail>\(detail)</a:Detail></a:Fault></a:Body>\
            </a:Envelope>
            """.utf8)
    }
}
