import Foundation

@testable import FleetSimulator

/// Makers of request texts.
enum Requests {
    static let amt = "http://intel.com/wbem/wscim/1/amt-schema/1/"
    static let cim = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
    static let transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer/"
    static let enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"

    static let ips = "http://intel.com/wbem/wscim/1/ips-schema/1/"

    static func uri(_ name: String) -> String {
        (name.hasPrefix("CIM_") ? self.cim : name.hasPrefix("IPS_") ? self.ips : self.amt) + name
    }

    static func envelope(
        action: String, resource: String, messageID: String = "1", header: String = "", body: String = ""
    ) -> String {
        """
        <?xml version="1.0" encoding="utf-8"?>
        <Envelope xmlns="http://www.w3.org/2003/05/soap-envelope" \
        xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
        xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd">
         <Header>
          <a:Action>\(action)</a:Action>
          <a:To>/wsman</a:To>
          <w:ResourceURI>\(resource)</w:ResourceURI>
          <a:MessageID>\(messageID)</a:MessageID>
          <a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>
          <w:OperationTimeout>PT60S</w:OperationTimeout>\(header)
         </Header>
         <Body>\(body)</Body>
        </Envelope>
        """
    }

    static func selector(_ name: String, _ value: String) -> String {
        "<w:SelectorSet><w:Selector Name=\"\(name)\">\(value)</w:Selector></w:SelectorSet>"
    }

    static func get(_ name: String, instanceID: String? = nil, messageID: String = "1") -> String {
        self.envelope(
            action: self.transfer + "Get", resource: self.uri(name), messageID: messageID,
            header: instanceID.map { self.selector("InstanceID", $0) } ?? "")
    }

    static func delete(_ name: String, instanceID: String) -> String { self.delete(name, "InstanceID", instanceID) }

    static func delete(_ name: String, _ selector: String, _ value: String) -> String {
        self.envelope(
            action: self.transfer + "Delete", resource: self.uri(name), header: self.selector(selector, value))
    }

    static func enumerate(_ name: String) -> String {
        self.envelope(
            action: self.enumeration + "/Enumerate", resource: self.uri(name),
            body: "<Enumerate xmlns=\"\(self.enumeration)\"/>")
    }

    static func pull(_ name: String, _ context: String, max: Int? = 999) -> String {
        let elements = max.map { "<MaxElements>\($0)</MaxElements><MaxCharacters>99999</MaxCharacters>" } ?? ""
        return self.envelope(
            action: self.enumeration + "/Pull", resource: self.uri(name),
            body:
                "<Pull xmlns=\"\(self.enumeration)\"><EnumerationContext>\(context)</EnumerationContext>\(elements)</Pull>"
        )
    }

    /// A call of a method; `parameters` are written with the prefix `p`.
    static func invoke(
        _ name: String, _ method: String, _ parameters: String = "", messageID: String = "1", header: String = ""
    ) -> String {
        let uri = self.uri(name)
        return self.envelope(
            action: "\(uri)/\(method)", resource: uri, messageID: messageID, header: header,
            body: "<p:\(method)_INPUT xmlns:p=\"\(uri)\">\(parameters)</p:\(method)_INPUT>")
    }

    static func put(_ name: String, instanceID: String? = nil, _ properties: String) -> String {
        let uri = self.uri(name)
        return self.envelope(
            action: self.transfer + "Put", resource: uri,
            header: instanceID.map { self.selector("InstanceID", $0) } ?? "",
            body: "<p:\(name) xmlns:p=\"\(uri)\">\(properties)</p:\(name)>")
    }

    static func reference(_ name: String, _ selector: String, _ value: String) -> String {
        "<a:Address>/wsman</a:Address><a:ReferenceParameters><w:ResourceURI>\(self.uri(name))</w:ResourceURI>"
            + self.selector(selector, value) + "</a:ReferenceParameters>"
    }

    /// Body of a credential context; the collection's name is spelled as clients do.
    static func credentialContext(_ handle: Int) -> String {
        let certificate = self.reference(
            "AMT_PublicKeyCertificate", "InstanceID", "Intel(r) AMT Certificate: Handle: \(handle)")
        let collection = self.reference(
            "AMT_TLSProtocolEndpointCollection", "ElementName", "TLSProtocolEndpointInstances Collection")
        return "<p:ElementInContext>\(certificate)</p:ElementInContext>"
            + "<p:ElementProvidingContext>\(collection)</p:ElementProvidingContext>"
    }

    static func createContext(_ handle: Int) -> String {
        let uri = self.uri("AMT_TLSCredentialContext")
        return self.envelope(
            action: self.transfer + "Create", resource: uri,
            body: "<p:AMT_TLSCredentialContext xmlns:p=\"\(uri)\">\(self.credentialContext(handle))"
                + "</p:AMT_TLSCredentialContext>")
    }

    static func putTLS(_ instanceID: String, enabled: Bool, mutual: Bool = false, acceptsPlain: Bool = false) -> String
    {
        self.put(
            "AMT_TLSSettingData", instanceID: instanceID,
            "<p:AcceptNonSecureConnections>\(acceptsPlain)</p:AcceptNonSecureConnections>"
                + "<p:ElementName>\(instanceID)</p:ElementName><p:Enabled>\(enabled)</p:Enabled>"
                + "<p:InstanceID>\(instanceID)</p:InstanceID><p:MutualAuthentication>\(mutual)</p:MutualAuthentication>"
        )
    }

    static func setClock(_ now: Int) -> String {
        self.invoke(
            "AMT_TimeSynchronizationService", "SetHighAccuracyTimeSynch",
            "<p:Ta0>\(now)</p:Ta0><p:Tm1>\(now)</p:Tm1><p:Tm2>\(now)</p:Tm2>")
    }
}

/// The text between two markers, for looking into answers.
func between(_ text: String, _ start: String, _ end: String) -> String? {
    guard let from = text.range(of: start), let to = text[from.upperBound...].range(of: end) else { return nil }
    return String(text[from.upperBound..<to.lowerBound])
}
