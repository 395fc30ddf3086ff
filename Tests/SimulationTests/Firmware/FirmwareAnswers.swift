import AMT
import Foundation
import Synchronization

/// Instances of the firmware's classes as the product's own parser makes them of recorded or written answers; each is read once
/// and kept for all worlds.
enum FirmwareAnswers {
    static func setup(state: Int) -> AMT_SetupAndConfigurationService {
        Self.kept("setup \(state)") {
            Self.get(
                AMT_SetupAndConfigurationService.get(), "AMT_SetupAndConfigurationService",
                "<g:ProvisioningState>\(state)</g:ProvisioningState><g:PasswordModel>1</g:PasswordModel>")
        }
    }

    /// The recorded settings with another realm.
    static func general(realm: String) -> AMT_GeneralSettings {
        Self.kept("general \(realm)") {
            let recorded = Self.fixture("amt/general/pull.xml").replacingOccurrences(
                of: "Digest:6EE8C61BA74893E059F032EA919D699E", with: realm)
            return Self.first(of: AMT_GeneralSettings.pull("1"), recorded)
        }
    }

    static func networkTLS() -> AMT_TLSSettingData {
        Self.kept("tls") {
            Self.get(
                AMT_TLSSettingData.get(instanceID: AMT_TLSSettingData.networkInstanceID), "AMT_TLSSettingData",
                """
                <g:AcceptNonSecureConnections>false</g:AcceptNonSecureConnections><g:Enabled>false</g:Enabled>\
                <g:InstanceID>\(AMT_TLSSettingData.networkInstanceID)</g:InstanceID>\
                <g:MutualAuthentication>false</g:MutualAuthentication>
                """)
        }
    }

    static func certificate(handle: Int, der: [UInt8], isRoot: Bool) -> AMT_PublicKeyCertificate {
        let text = Data(der).base64EncodedString()
        return Self.kept("certificate \(handle) \(isRoot) \(text)") {
            Self.get(
                AMT_PublicKeyCertificate.get(instanceID: "1"), "AMT_PublicKeyCertificate",
                """
                <g:InstanceID>\(Self.certificateID(handle))</g:InstanceID>\
                <g:TrustedRootCertficate>\(isRoot)</g:TrustedRootCertficate><g:X509Certificate>\(text)</g:X509Certificate>
                """)
        }
    }

    static func keyPair(handle: Int, der: [UInt8]) -> AMT_PublicPrivateKeyPair {
        let text = Data(der).base64EncodedString()
        return Self.kept("key \(handle) \(text)") {
            Self.get(
                AMT_PublicPrivateKeyPair.get(instanceID: "1"), "AMT_PublicPrivateKeyPair",
                "<g:DERKey>\(text)</g:DERKey><g:InstanceID>\(Self.keyID(handle))</g:InstanceID>")
        }
    }

    /// - Parameter release: in place of the recorded one.
    static func version(_ release: String) -> CIM_SoftwareIdentity {
        Self.kept("version \(release)") {
            let recorded = Self.fixture("cim/software/identity/pull.xml").replacing("12.0.67", with: release)
            guard case .answered(let page) = Self.read(CIM_SoftwareIdentity.pull("1"), recorded),
                let version = page.items.first(where: { $0.instanceID == CIM_SoftwareIdentity.amtInstanceID })
            else { preconditionFailure("the recorded versions are readable") }
            return version
        }
    }

    static let alreadyExists: WSManFault = Self.fault("fault/tlscredentialcontext_alreadyexists.xml")
    static let absent: WSManFault = Self.fault("fault/destinationunreachable.xml")

    static func certificateID(_ handle: Int) -> String { "Intel(r) AMT Certificate: Handle: \(handle)" }
    static func keyID(_ handle: Int) -> String { "Intel(r) AMT Key: Handle: \(handle)" }

    // MARK: - Reading

    private static let instances = Mutex<[String: any Sendable]>([:])

    private static func kept<Instance: Sendable>(_ name: String, _ make: () -> Instance) -> Instance {
        if let kept = self.instances.withLock({ $0[name] }) as? Instance { return kept }
        let made = make()
        self.instances.withLock { $0[name] = made }
        return made
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/wsman")

    private static func fixture(_ path: String) -> String {
        guard let text = try? String(contentsOf: Self.folder.appendingPathComponent(path), encoding: .utf8) else {
            preconditionFailure("\(path) is not there")
        }
        return text
    }

    private static func get<Instance>(_ call: WSManCall<Instance>, _ name: String, _ content: String) -> Instance {
        let envelope = """
            <a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" \
            xmlns:g="http://intel.com/wbem/wscim/1/amt-schema/1/\(name)"><a:Header></a:Header>\
            <a:Body><g:\(name)>\(content)</g:\(name)></a:Body></a:Envelope>
            """
        guard case .answered(let instance) = Self.read(call, envelope) else {
            preconditionFailure("\(name) is written as the parser reads it")
        }
        return instance
    }

    private static func first<Item>(of call: WSManCall<PullPage<Item>>, _ text: String) -> Item {
        guard case .answered(let page) = Self.read(call, text), let item = page.items.first else {
            preconditionFailure("the recorded page is readable")
        }
        return item
    }

    private static func fault(_ path: String) -> WSManFault {
        guard case .fault(let fault) = Self.read(AMT_GeneralSettings.get(), Self.fixture(path), status: 400) else {
            preconditionFailure("\(path) is a fault")
        }
        return fault
    }

    private static func read<Output>(
        _ call: WSManCall<Output>, _ text: String, status: Int = 200
    ) -> WSManReading<Output> {
        // Recorded answers name the numbers of their requests.
        let number = text.firstMatch(of: #/RelatesTo>(\d+)</#).flatMap { UInt32($0.1) } ?? 1
        return call.read(status: status, body: Array(text.utf8), answering: number)
    }
}

/// A request's parameters, found in its envelope without reading it as XML: it is our own writer's work.
struct EnvelopeText {
    private let text: String

    init(_ bytes: [UInt8]) { self.text = String(decoding: bytes, as: UTF8.self) }

    func values(_ name: String) -> [String] {
        var values: [String] = []
        var rest = self.text[...]
        while let open = rest.range(of: ":\(name)>") {
            guard let close = rest.range(of: "</", range: open.upperBound..<rest.endIndex) else { break }
            values.append(Self.plain(rest[open.upperBound..<close.lowerBound]))
            guard let end = rest.range(of: ">", range: close.upperBound..<rest.endIndex) else { break }
            rest = rest[end.upperBound...]
        }
        return values
    }

    func value(_ name: String) -> String { self.values(name).first ?? "" }

    func bytes(_ name: String) -> [UInt8] { Array(Data(base64Encoded: self.value(name)) ?? Data()) }

    /// The number behind the last of these words in the whole envelope.
    func selectedHandle(after words: String) -> Int? {
        guard let found = self.text.range(of: words, options: .backwards) else { return nil }
        return Int(self.text[found.upperBound...].prefix { $0.isNumber })
    }

    /// The number behind the last of these words in the body.
    func handle(after words: String) -> Int? {
        guard let body = self.text.range(of: "<Body>"),
            let found = self.text.range(of: words, options: .backwards, range: body.upperBound..<self.text.endIndex)
        else { return nil }
        return Int(self.text[found.upperBound...].prefix { $0.isNumber })
    }

    private static func plain(_ text: Substring) -> String {
        guard text.contains("&") else { return String(text) }
        return text.replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
            .replacingOccurrences(of: "&quot;", with: "\"").replacingOccurrences(of: "&apos;", with: "'")
            .replacingOccurrences(of: "&amp;", with: "&")
    }
}
