/// URIs of the protocols under WS-Man, written as firmware writes them.
enum WSManNamespace {
    static let soap = "http://www.w3.org/2003/05/soap-envelope"
    static let addressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
    static let anonymous = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"
    static let management = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
    static let transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
    static let enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
    static let eventing = "http://schemas.xmlsoap.org/ws/2004/08/eventing"
}

/// A class that firmware implements, by the name that it has in Intel's and the DMTF's schemas.
package struct FirmwareClass: Hashable, Sendable {
    /// `AMT_GeneralSettings`; case matters.
    package let name: String
    /// The namespace of its elements and the value of the `ResourceURI` header.
    package let uri: String

    private init(_ name: String, schema: String) {
        self.name = name
        self.uri = schema + name
    }

    /// A class of Intel's AMT schema.
    static func amt(_ name: String) -> FirmwareClass {
        FirmwareClass(name, schema: "http://intel.com/wbem/wscim/1/amt-schema/1/")
    }

    /// A class of Intel's IPS schema.
    static func ips(_ name: String) -> FirmwareClass {
        FirmwareClass(name, schema: "http://intel.com/wbem/wscim/1/ips-schema/1/")
    }

    /// A class of the DMTF's CIM schema.
    static func cim(_ name: String) -> FirmwareClass {
        FirmwareClass(name, schema: "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/")
    }
}
