import AMT
import Inventory
import Provisioning

/// Profile and secrets as they are now.
final class ProfileShelf: @unchecked Sendable {
    private unowned let world: SimulatedWorld
    private(set) var profile: Profile
    private(set) var secrets: [SecretReference: KeptSecret] = [:]

    init(world: SimulatedWorld) {
        self.world = world
        self.profile = ProfileMaker.make(&world.random)
        for reference in ProfileSecretNames.of(self.profile) { self.renew(reference) }
    }

    private func renew(_ reference: SecretReference) {
        let version = (self.secrets[reference]?.version ?? 0) + 1
        // KVM wants exactly eight characters.
        let text = reference.name == "rfb" ? "Rfb-\(100 + version)x" : "Secret-\(version)-\(reference.name)"
        self.secrets[reference] = KeptSecret(name: reference.name, version: version, value: Secret(text: text))
    }

    /// An operator writes a new version of the profile, perhaps with a new secret in it.
    func edit() {
        ProfileMaker.change(&self.profile, &self.world.random)
        self.profile.version += 1
        for reference in ProfileSecretNames.of(self.profile) where self.secrets[reference] == nil {
            self.renew(reference)
        }
        let names = ProfileSecretNames.of(self.profile)
        if !names.isEmpty, self.world.random.chance(0.6) { self.renew(self.world.random.pick(names)) }
        self.world.counts.edits += 1
        self.world.note("operator: profile version \(self.profile.version)")
        for device in self.world.devices { device.changeCount += 1 }
        self.world.coordinator.bell.ring()
    }

    func context(_ fqdn: FQDN) -> WishContext {
        WishContext(
            fqdn: fqdn, secrets: self.secrets, authorityDER: PlainAuthority.rootDER, clientName: PlainAuthority.name)
    }
}

/// A process's way to profiles and certificates.
struct ShelfLink: ProfileSource, SetupCertificateBook {
    let world: SimulatedWorld
    let link: DatabaseLink

    func profiles(isOrdered: Bool) async throws(StoreFailure) -> [Profile] {
        try await self.link.statement("profiles") { [self.world.shelf.profile] }
    }

    /// Where the recipe says so, nothing but the release says what a device gets, and the device is opened to see it.
    func policy(isOrdered: Bool) async throws(StoreFailure) -> AssignmentPolicy {
        var policy = AssignmentPolicy()
        guard self.world.recipe.asksForRelease else { return policy }
        policy.families = [FamilyProfile(releases: .all, profile: self.world.shelf.profile.name)]
        policy.defaultProfile = nil
        return policy
    }

    func secrets(_ references: [SecretReference]) async throws(StoreFailure) -> [SecretReference: KeptSecret] {
        try await self.link.statement("secrets") { self.world.shelf.secrets.filter { references.contains($0.key) } }
    }

    func setupCertificates() async throws(StoreFailure) -> [SetupCertificate] {
        try await self.link.statement("setup-certificates") {
            [
                SetupCertificate(
                    chain: PlainAuthority.setupChain, subject: "CN=setup",
                    rootDigests: [PlainAuthority.setupRootDigest],
                    notAfter: UnixTime(seconds: 4_000_000_000))
            ]
        }
    }
}

/// Certificates that are nothing but the key with a frame: the rules compare bytes.
final class PlainAuthority: DeviceCertificateIssuer, @unchecked Sendable {
    static let rootDER: [UInt8] = [0x30, 0x01, 0x00]
    static let name = "provisionserver"
    static let setupRootDigest = [UInt8](repeating: 9, count: 32)
    static let setupChain = ClientChain(id: 1, chainPEM: Secret(text: "chain"), keyPEM: Secret(text: "key"))
    private static let callerChain = ClientChain(id: 0, chainPEM: Secret(text: "caller"), keyPEM: Secret(text: "key"))

    let authorityDER = PlainAuthority.rootDER
    let callerChain: ClientChain? = PlainAuthority.callerChain
    let callerName = PlainAuthority.name
    private let world: SimulatedWorld
    private var issuedCount: UInt8 = 0

    init(_ world: SimulatedWorld) { self.world = world }

    func issue(_ order: DeviceCertificateOrder) async throws(IssuingFailure) -> IssuedCertificate {
        let serial = self.world.random.bytes(16)
        self.issuedCount &+= 1
        return IssuedCertificate(
            der: [0x30, 0x82, serial[0] & 0x0f] + Array(order.fqdn.utf8) + order.publicKeyPKCS1, fqdn: order.fqdn,
            serial: serial,
            notBefore: order.moment, notAfter: UnixTime(seconds: order.moment.seconds + 86_400))
    }

    func hasIssued(_ der: [UInt8]) -> Bool { der.starts(with: [0x30, 0x82]) }
}
