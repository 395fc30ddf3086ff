import Foundation
import Testing

@testable import FleetSimulator

/// One firmware without any network around it.
struct Bench {
    var firmware: SimulatedFirmware
    var now: Double = 1_800_000_000
    var effects: [FirmwareEffect] = []

    init(
        pskShare: Double = 0, release: String = "16.1.25", password: SetupPassword = .admin,
        policy: FirmwarePolicy = FirmwarePolicy()
    ) throws {
        var settings = FleetSettings()
        settings.pskShare = pskShare
        settings.releases = [try #require(AMTRelease(release))]
        settings.pskReleases = settings.releases
        settings.setupPasswords = [password]
        settings.machines = [.mobile]
        let identity = DeviceIdentity.make(index: 0, address: 0x7f42_0001, settings: settings)
        self.firmware = SimulatedFirmware(identity: identity, policy: policy)
    }

    static func call(_ request: String) throws -> FirmwareCall {
        guard case .call(let call) = FirmwareCall.read(Array(request.utf8)) else {
            throw NotACall(reading: "\(FirmwareCall.read(Array(request.utf8)))")
        }
        return call
    }

    struct NotACall: Error {
        let reading: String
    }

    /// Does one call.
    mutating func answer(_ request: String, keyPair: KeyMaterial? = nil) throws -> FirmwareAnswer {
        let result = self.firmware.perform(try Self.call(request), now: self.now, keyPair: keyPair)
        self.effects = result.effects
        return result.answer
    }

    /// Does one call of a method and gives its return value.
    mutating func status(_ request: String, keyPair: KeyMaterial? = nil) throws -> UInt32? {
        guard case .output(_, let status) = try self.answer(request, keyPair: keyPair) else { return nil }
        return status
    }

    mutating func fault(_ request: String) throws -> Fault? {
        guard case .fault(let fault) = try self.answer(request) else { return nil }
        return fault
    }

    /// The text of one property of the instance that a call answered.
    mutating func property(_ name: String, _ request: String) throws -> String? {
        guard case .instance(let properties) = try self.answer(request) else { return nil }
        guard case .text(let text)? = properties.first(where: { $0.name == name })?.value else { return nil }
        return text
    }

    /// All instances of a class, page after page.
    mutating func pullAll(_ name: String) throws -> [[Property]] {
        guard case .context(var context) = try self.answer(Requests.enumerate(name)) else { return [] }
        var instances: [[Property]] = []
        while case .page(let page, let next) = try self.answer(Requests.pull(name, context)) {
            instances += page
            guard let next else { break }
            context = next
        }
        return instances
    }

    /// Everything that a commit with TLS asks for.
    mutating func prepareCommit(_ material: TestKey) throws {
        _ = try self.answer(Requests.setClock(Int(self.now)))
        _ = try self.answer(
            Requests.invoke(
                "AMT_PublicKeyManagementService", "GenerateKeyPair",
                "<p:KeyAlgorithm>0</p:KeyAlgorithm><p:KeyLength>2048</p:KeyLength>"), keyPair: material.material)
        _ = try self.answer(Bench.addCertificate(material.certificate))
        _ = try self.answer(Requests.createContext(0))
        _ = try self.answer(Requests.putTLS(TLSSettings.networkID, enabled: true))
    }

    static func addCertificate(_ der: [UInt8], root: Bool = false) -> String {
        Requests.invoke(
            "AMT_PublicKeyManagementService", root ? "AddTrustedRootCertificate" : "AddCertificate",
            "<p:CertificateBlob>\(Data(der).base64EncodedString())</p:CertificateBlob>")
    }

    static let commit = Requests.invoke("AMT_SetupAndConfigurationService", "CommitChanges")
    static let generateKeyPair = Requests.invoke(
        "AMT_PublicKeyManagementService", "GenerateKeyPair",
        "<p:KeyAlgorithm>0</p:KeyAlgorithm><p:KeyLength>2048</p:KeyLength>")

    static func setAdmin(_ a1: [UInt8], username: String = "admin") -> String {
        Requests.invoke(
            "AMT_AuthorizationService", "SetAdminAclEntryEx",
            "<p:Username>\(username)</p:Username>"
                + "<p:DigestPassword>\(Data(a1).base64EncodedString())</p:DigestPassword>")
    }
}
