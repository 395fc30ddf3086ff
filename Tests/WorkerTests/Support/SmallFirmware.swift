import AMT
import Crypto
import Foundation

/// As much of a device's firmware as the mandatory setup speaks of: it keeps what it is told and answers in its own words.
struct SmallFirmware: Sendable {
    static let wireUUID = (1...16).map { UInt8($0) }
    static let realm = "Digest:727734D63A1FC0423736E48DA554E462"
    /// PKCS#1 of a key that it made; nothing here computes with it.
    static func key(_ index: Int) -> [UInt8] {
        [0x30, 0x0d, 0x02, 0x08, 1, 2, 3, 4, 5, 6, 7, UInt8(index), 0x02, 0x01, 0x03]
    }

    var provisioningState = 1
    var hostName = ""
    var domainName = ""
    var clock: Int64 = 1_600_000_000
    var adminA1 = Self.a1("")
    var mebxPassword: String?
    var keyCount = 0
    /// Removed ones keep their places.
    var certificates: [String?] = []
    var removedKeys: Set<Int> = []
    var boundHandle: String?
    var isTLSEnabled = false
    var isTLSMutual = false
    var trustedNames: [String] = []
    /// Trusted roots, base64.
    var roots: [String] = []
    /// Base64.
    var oneTimePassword: String?
    /// Hours by which setup was extended.
    var extensions: [String] = []
    /// The pre-shared key that was installed; it takes any before.
    var presharedKey: (pid: String, pps: String)?
    /// What it answers when it is to sign a request.
    var signedRequest: [UInt8]?
    var uuid = Self.wireUUID
    var release = "16.1.25"

    /// The characters of a part of a key, with dashes or without, or what they are in base64.
    private static func characters(_ text: String, _ count: Int) -> String {
        guard text.filter({ $0 != "-" }).count != count, let bytes = Data(base64Encoded: text) else { return text }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a caller in TLS-PSK has the key that it has now.
    func takes(_ pid: PID, _ key: Secret) -> Bool {
        guard let presharedKey else { return true }
        return presharedKey.pid.filter { $0 != "-" } == pid.text
            && presharedKey.pps.filter { $0 != "-" } == key.reveal()
    }

    static func a1(_ password: String) -> [UInt8] {
        Array(Insecure.MD5.hash(data: Array("admin:\(self.realm):\(password)".utf8)))
    }

    /// Carries a call out.
    ///
    /// - Returns: the whole answer.
    mutating func answer(_ call: SmallCall) -> [UInt8] {
        let (element, content) = self.content(call)
        let body = element.isEmpty ? "" : "<g:\(element)>\(content)</g:\(element)>"
        return call.envelope(body, namespace: self.namespace(of: call))
    }

    private func namespace(of call: SmallCall) -> String {
        switch call.operation {
        case "Enumerate", "Pull": "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
        case "Create", "Delete": "http://schemas.xmlsoap.org/ws/2004/09/transfer"
        default: call.resource
        }
    }

    private mutating func content(_ call: SmallCall) -> (String, String) {
        switch call.operation {
        case "Get": return (call.className, self.properties(call.className))
        case "Put": return self.put(call)
        case "Enumerate": return ("EnumerateResponse", "<g:EnumerationContext>1</g:EnumerationContext>")
        case "Pull":
            let items = self.items(call.className).map { properties in
                "<h:\(call.className) xmlns:h=\"\(call.resource)\">\(properties)</h:\(call.className)>"
                    .replacingOccurrences(of: "g:", with: "h:")
            }
            return ("PullResponse", "<g:Items>\(items.joined())</g:Items><g:EndOfSequence></g:EndOfSequence>")
        case "Delete":
            self.remove(call)
            return ("", "")
        case "Create":
            self.boundHandle = call.handle
            return ("ResourceCreated", SmallCall.reference("AMT_TLSCredentialContext", call.handle ?? ""))
        default: return (call.operation + "_OUTPUT", self.method(call) + "<g:ReturnValue>0</g:ReturnValue>")
        }
    }

    private func properties(_ className: String) -> String {
        switch className {
        case "AMT_SetupAndConfigurationService":
            "<g:ProvisioningServerOTP>\(self.oneTimePassword ?? "")</g:ProvisioningServerOTP>"
                + "<g:ProvisioningState>\(self.provisioningState)</g:ProvisioningState>"
        case "AMT_GeneralSettings":
            """
            <g:DigestRealm>\(Self.realm)</g:DigestRealm><g:DomainName>\(self.domainName)</g:DomainName>\
            <g:HostName>\(self.hostName)</g:HostName>
            """
        default:
            """
            <g:AcceptNonSecureConnections>false</g:AcceptNonSecureConnections><g:Enabled>\(self.isTLSEnabled)</g:Enabled>\
            <g:InstanceID>Intel(r) AMT 802.3 TLS Settings</g:InstanceID>\
            <g:MutualAuthentication>\(self.isTLSMutual)</g:MutualAuthentication>\
            \(self.trustedNames.map { "<g:TrustedCN>\($0)</g:TrustedCN>" }.joined())
            """
        }
    }

    private func items(_ className: String) -> [String] {
        switch className {
        case "AMT_PublicKeyCertificate":
            self.certificates.enumerated().compactMap { index, certificate in
                guard let certificate else { return nil }
                return """
                    <g:InstanceID>Intel(r) AMT Certificate: Handle: \(index + 1)</g:InstanceID>\
                    <g:TrustedRootCertficate>false</g:TrustedRootCertficate><g:X509Certificate>\(certificate)</g:X509Certificate>
                    """
            }
                + self.roots.enumerated().map { index, root in
                    """
                    <g:InstanceID>Intel(r) AMT Certificate: Handle: \(100 + index)</g:InstanceID>\
                    <g:TrustedRootCertficate>true</g:TrustedRootCertficate><g:X509Certificate>\(root)</g:X509Certificate>
                    """
                }
        case "AMT_PublicPrivateKeyPair":
            (0..<self.keyCount).filter { !self.removedKeys.contains($0) }.map { index in
                """
                <g:DERKey>\(Data(Self.key(index)).base64EncodedString())</g:DERKey>\
                <g:InstanceID>Intel(r) AMT Key: Handle: \(index)</g:InstanceID>
                """
            }
        case "AMT_TLSCredentialContext":
            self.boundHandle.map { handle in
                [
                    """
                    <g:ElementInContext>\(SmallCall.reference("AMT_PublicKeyCertificate", handle))</g:ElementInContext>\
                    <g:ElementProvidingContext>\
                    \(SmallCall.reference("AMT_TLSProtocolEndpointCollection", "x"))</g:ElementProvidingContext>
                    """
                ]
            } ?? []
        default:
            [
                "<g:InstanceID>AMT</g:InstanceID><g:IsEntity>true</g:IsEntity>"
                    + "<g:VersionString>\(self.release)</g:VersionString>"
            ]
        }
    }

    private mutating func remove(_ call: SmallCall) {
        guard let number = call.selected else { return }
        switch call.className {
        case "AMT_PublicKeyCertificate": self.certificates[number - 1] = nil
        default: self.removedKeys.insert(number)
        }
    }

    private mutating func put(_ call: SmallCall) -> (String, String) {
        switch call.className {
        case "AMT_GeneralSettings":
            self.hostName = call.text("HostName") ?? ""
            self.domainName = call.text("DomainName") ?? ""
        case "AMT_TLSSettingData":
            self.isTLSEnabled = call.text("Enabled") == "true"
            self.isTLSMutual = call.text("MutualAuthentication") == "true"
            self.trustedNames = call.text("TrustedCN").map { [$0] } ?? []
        default: self.boundHandle = call.handle
        }
        return ("", "")
    }

    private mutating func method(_ call: SmallCall) -> String {
        switch call.operation {
        case "GetUuid": return "<g:UUID>\(Data(self.uuid).base64EncodedString())</g:UUID>"
        case "GetLowAccuracyTimeSynch": return "<g:Ta0>\(self.clock)</g:Ta0>"
        case "SetHighAccuracyTimeSynch": self.clock = call.text("Tm2").flatMap(Int64.init) ?? 0
        case "SetMEBxPassword": self.mebxPassword = call.text("Password")
        case "GenerateKeyPair":
            self.keyCount += 1
            return
                "<g:KeyPair>\(SmallCall.reference("AMT_PublicPrivateKeyPair", "Intel(r) AMT Key: Handle: \(self.keyCount - 1)"))</g:KeyPair>"
        case "GeneratePKCS10RequestEx":
            guard let signedRequest else { break }
            return
                "<g:SignedCertificateRequest>\(Data(signedRequest).base64EncodedString())</g:SignedCertificateRequest>"
        case "AddCertificate":
            self.certificates.append(call.text("CertificateBlob") ?? "")
            let handle = "Intel(r) AMT Certificate: Handle: \(self.certificates.count)"
            return
                "<g:CreatedCertificate>\(SmallCall.reference("AMT_PublicKeyCertificate", handle))</g:CreatedCertificate>"
        case "SetAdminAclEntryEx":
            self.adminA1 = Data(base64Encoded: call.text("DigestPassword") ?? "").map(Array.init) ?? []
        case "ExtendProvisioningPeriod": self.extensions.append(call.text("Duration") ?? "")
        case "SetTLSPSK":
            self.presharedKey = (
                Self.characters(call.text("PID") ?? "", 8), call.text("PPS").map { Self.characters($0, 32) } ?? ""
            )
        case "AddTrustedRootCertificate":
            self.roots.append(call.text("CertificateBlob") ?? "")
            let handle = "Intel(r) AMT Certificate: Handle: \(99 + self.roots.count)"
            return
                "<g:CreatedCertificate>\(SmallCall.reference("AMT_PublicKeyCertificate", handle))</g:CreatedCertificate>"
        case "CommitChanges": self.provisioningState = 2
        default: break
        }
        return ""
    }
}

/// A request as text.
struct SmallCall {
    let body: String
    let resource: String
    let operation: String
    let messageID: String
    private let action: String

    var className: String { self.resource.split(separator: "/").last.map(String.init) ?? "" }
    var name: String { "\(self.className).\(self.operation)" }
    /// The certificate that a binding names; one that is replaced stands before it, in the header.
    var handle: String? {
        self.body.matches(of: /Intel\(r\) AMT Certificate: Handle: [0-9]+/).last.map { String($0.output) }
    }

    /// The number of the certificate or key that a header names.
    var selected: Int? { self.body.firstMatch(of: /Handle: ([0-9]+)/).flatMap { Int($0.1) } }

    init(_ envelope: [UInt8]) {
        self.body = String(decoding: envelope, as: UTF8.self)
        let body = self.body
        func header(_ tag: String) -> String { Self.text(tag, in: body) ?? "" }
        self.resource = header("ResourceURI")
        self.action = header("Action")
        self.messageID = header("MessageID")
        self.operation = self.action.split(separator: "/").last.map(String.init) ?? ""
    }

    func text(_ tag: String) -> String? { Self.text(tag, in: self.body) }

    private static func text(_ tag: String, in body: String) -> String? {
        guard let open = body.range(of: "<([a-z]+:)?\(tag)( [^>]*)?>", options: .regularExpression) else { return nil }
        return body[open.upperBound...].prefix { $0 != "<" }.description
    }

    func envelope(_ body: String, namespace: String) -> [UInt8] {
        Array(
            """
            <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" \
            xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
            xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:g="\(namespace)"><a:Header>\
            <b:RelatesTo>\(self.messageID)</b:RelatesTo><b:Action>\(self.action)Response</b:Action></a:Header>\
            <a:Body>\(body)</a:Body></a:Envelope>
            """.utf8)
    }

    func returning(_ number: Int) -> [UInt8] {
        self.envelope(
            "<g:\(self.operation)_OUTPUT><g:ReturnValue>\(number)</g:ReturnValue></g:\(self.operation)_OUTPUT>",
            namespace: self.resource)
    }

    static func reference(_ className: String, _ instanceID: String) -> String {
        """
        <b:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:Address><b:ReferenceParameters>\
        <c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/\(className)</c:ResourceURI><c:SelectorSet>\
        <c:Selector Name="InstanceID">\(instanceID)</c:Selector></c:SelectorSet></b:ReferenceParameters>
        """
    }
}
