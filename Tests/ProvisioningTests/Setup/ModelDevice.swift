import AMT
import Inventory
import Testing

@testable import Provisioning

/// A device as a few plain facts, told to the rules through answers in its own words.
struct ModelDevice {
    /// The wire's number: 0 before, 1 in, 2 after setup.
    var provisioningState: UInt32 = 1
    var hostName = ""
    var domainName = ""
    var clockDriftSeconds: Int64 = 0
    var certificates: [(handle: Int, der: [UInt8])] = []
    var keyPairs: [(handle: Int, key: [UInt8])] = []
    var boundHandle: Int?
    var tlsEnabled = false
    var tlsMutual: Bool? = false
    /// `nil` leaves the property out, as old firmware does.
    var acceptsNonSecure: Bool? = false
    var policy = ReleasePolicy.of(AMTRelease(major: 15, minor: 0))
    /// `nil` leaves the property out, as old firmware does.
    var nonSecureSupported: Bool?
    var openedBy = LogonCandidate.Origin.setup(0)
    var openedWay = SessionChoice.Way.setup
    /// DER of the roots that it trusts.
    var roots: [[UInt8]] = []
    var trustedNames: [String] = []

    /// The cluster's authority; the rules compare bytes alone.
    static let authorityDER: [UInt8] = [0x30, 0x03, 1, 2, 3]

    /// A device that has everything that the assignment and the first credential version ask for.
    static func configured(_ certificate: IssuedCertificate = .made()) -> ModelDevice {
        ModelDevice(
            provisioningState: 2, hostName: "pc1", domainName: "corp.example",
            certificates: [(1, certificate.der)], keyPairs: [(1, Keys.own)], boundHandle: 1, tlsEnabled: true,
            openedBy: .version(1))
    }

    func findings() throws -> DeviceFindings {
        let names = "<g:DomainName>\(self.domainName)</g:DomainName><g:HostName>\(self.hostName)</g:HostName>"
        return DeviceFindings(
            provisioningState: ProvisioningState(number: self.provisioningState),
            general: try Self.read(
                AMT_GeneralSettings.get(), "AMT_GeneralSettings",
                "<g:DigestRealm>Digest:727734D63A1FC0423736E48DA554E462</g:DigestRealm>" + names),
            clockDriftSeconds: self.clockDriftSeconds,
            certificates: try self.certificates.map { try Self.certificate($0.handle, $0.der) }
                + self.roots.enumerated().map { try Self.certificate(40 + $0.offset, $0.element, isRoot: true) },
            keyPairs: try self.keyPairs.map { try Self.keyPair($0.handle, $0.key) },
            binding: self.boundHandle.map { AMT_TLSCredentialContext(certificateInstanceID: Self.certificateID($0)) },
            networkTLS: try self.networkTLS(), openedBy: self.openedBy,
            openedWay: self.openedWay, policy: self.policy)
    }

    static func certificateID(_ handle: Int) -> String { "Intel(r) AMT Certificate: Handle: \(handle)" }

    private func networkTLS() throws -> AMT_TLSSettingData {
        let accepts = Self.element("AcceptNonSecureConnections", self.acceptsNonSecure)
        let mutual = Self.element("MutualAuthentication", self.tlsMutual)
        let supported = Self.element("NonSecureConnectionsSupported", self.nonSecureSupported)
        return try Self.read(
            AMT_TLSSettingData.get(instanceID: AMT_TLSSettingData.networkInstanceID), "AMT_TLSSettingData",
            """
            \(accepts)<g:Enabled>\(self.tlsEnabled)</g:Enabled>\
            <g:InstanceID>\(AMT_TLSSettingData.networkInstanceID)</g:InstanceID>\(mutual)\(supported)\
            \(self.trustedNames.map { "<g:TrustedCN>\($0)</g:TrustedCN>" }.joined())
            """)
    }

    private static func element(_ name: String, _ value: Bool?) -> String {
        value.map { "<g:\(name)>\($0)</g:\(name)>" } ?? ""
    }

    private static func certificate(
        _ handle: Int, _ der: [UInt8], isRoot: Bool = false
    ) throws -> AMT_PublicKeyCertificate {
        try Self.read(
            AMT_PublicKeyCertificate.get(instanceID: Self.certificateID(handle)), "AMT_PublicKeyCertificate",
            """
            <g:InstanceID>\(Self.certificateID(handle))</g:InstanceID>\
            <g:TrustedRootCertficate>\(isRoot)</g:TrustedRootCertficate>\
            <g:X509Certificate>\(Base64Text.of(der))</g:X509Certificate>
            """)
    }

    private static func keyPair(_ handle: Int, _ key: [UInt8]) throws -> AMT_PublicPrivateKeyPair {
        let instanceID = "Intel(r) AMT Key: Handle: \(handle)"
        return try Self.read(
            AMT_PublicPrivateKeyPair.get(instanceID: instanceID), "AMT_PublicPrivateKeyPair",
            "<g:DERKey>\(Base64Text.of(key))</g:DERKey><g:InstanceID>\(instanceID)</g:InstanceID>")
    }

    private static func read<Value>(_ call: WSManCall<Value>, _ name: String, _ properties: String) throws -> Value {
        let body = Array(
            """
            <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" \
            xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
            xmlns:g="http://intel.com/wbem/wscim/1/amt-schema/1/\(name)"><a:Header><b:RelatesTo>1</b:RelatesTo>\
            <b:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse</b:Action></a:Header>\
            <a:Body><g:\(name)>\(properties)</g:\(name)></a:Body></a:Envelope>
            """.utf8)
        guard case .answered(let value) = call.read(status: 200, body: body, answering: 1) else {
            throw ModelUnreadable(name: name)
        }
        return value
    }

    struct ModelUnreadable: Error {
        let name: String
    }
}

/// RSA public keys as their DER begins; the rules compare bytes alone.
enum Keys {
    static let own: [UInt8] = [0x30, 0x0d, 0x02, 0x08, 1, 2, 3, 4, 5, 6, 7, 8, 0x02, 0x01, 0x03]
    static let other: [UInt8] = [0x30, 0x0d, 0x02, 0x08, 9, 9, 9, 9, 9, 9, 9, 9, 0x02, 0x01, 0x03]
}

extension IssuedCertificate {
    /// A certificate that holds a key.
    static func made(fqdn: String = "pc1.corp.example", key: [UInt8] = Keys.own, mark: UInt8 = 0) -> IssuedCertificate {
        IssuedCertificate(
            der: [0x30, 0x82, mark, 0x03, 0x21] + key + [0xa3, mark], fqdn: fqdn,
            serial: [UInt8](repeating: 1, count: 16),
            notBefore: UnixTime(seconds: 0), notAfter: UnixTime(seconds: 1_000_000_000))
    }
}

/// Base64 by hand: an expectation is not built with the code under test.
enum Base64Text {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

    static func of(_ bytes: [UInt8]) -> String {
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let padded = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                text.append(place > group.count ? "=" : Self.alphabet[padded >> (18 - 6 * place) & 63])
            }
        }
        return text
    }
}
