import AMT
import Inventory
import Testing

@testable import Provisioning

@Suite("Setup plan") struct SetupPlanTests {
    static func assignment(_ profile: Profile = Profile(name: "default")) throws -> Assignment {
        Assignment(fqdn: try FQDN("pc1.corp.example"), fqdnSource: "file", profile: profile)
    }

    static func steps(
        _ device: ModelDevice, certificate: IssuedCertificate? = .made(), profile: Profile = Profile(name: "default"),
        version: CredentialVersion = Self.version, hasOldCertificates: Bool = false, mayBeStaged: Bool = false,
        isQueueLong: Bool = false, renewsPresharedKey: Bool = false
    ) throws -> [SetupStep] {
        SetupPlan(
            found: try device.findings(), assignment: try self.assignment(profile), certificate: certificate,
            version: version, context: try self.context, hasOldCertificates: hasOldCertificates,
            mayBeStaged: mayBeStaged, isQueueLong: isQueueLong, renewsPresharedKey: renewsPresharedKey
        ).steps
    }

    static let version = CredentialVersion(
        version: 1, status: .pending, username: "admin", password: Secret(text: "Admin-0000!"),
        mebxPassword: Secret(text: "Mebx-0000!"))

    static var context: WishContext {
        get throws {
            WishContext(
                fqdn: try FQDN("pc1.corp.example"), secrets: [:], authorityDER: ModelDevice.authorityDER,
                clientName: "server.corp.example")
        }
    }

    static func profile(_ change: (inout Profile) -> Void) -> Profile {
        var profile = Profile(name: "p")
        change(&profile)
        return profile
    }

    /// What a factory device gets with the built-in profile.
    static let factorySteps: [SetupStep] = [
        .setClock, .setMEBxPassword, .setNames, .makeKeyPair, .addCertificate, .bindCertificate, .enableTLS,
        .setAdminPassword, .commit, .verify,
    ]

    @Test("a factory device gets every step, in the order of the table")
    func factory() throws {
        #expect(try Self.steps(ModelDevice(), certificate: nil) == Self.factorySteps)
    }

    @Test("a configured device that has everything is verified, unless opening it as such has proved it")
    func unchanged() throws {
        var device = ModelDevice.configured()
        #expect(try Self.steps(device) == [.verify])
        device.openedWay = .managed
        #expect(try Self.steps(device).isEmpty)
    }

    // MARK: - One difference each

    @Test("in setup the clock is set however right it is, and both passwords again: what is there cannot be read")
    func alwaysInSetup() throws {
        var device = ModelDevice.configured()
        device.provisioningState = 1
        #expect(try Self.steps(device) == [.setClock, .setMEBxPassword, .setAdminPassword, .commit, .verify])
    }

    @Test(
        "a configured device's clock is set beyond the drift allowed, in either direction",
        arguments: [(10, false), (-10, false), (11, true), (-11, true), (Int64.max, true)])
    func drift(_ seconds: Int64, _ isSet: Bool) throws {
        var device = ModelDevice.configured()
        device.clockDriftSeconds = seconds
        #expect(try Self.steps(device) == (isSet ? [.setClock, .verify] : [.verify]))
    }

    @Test("a profile that leaves the MEBx password alone does not set it")
    func mebxLeft() throws {
        let steps = try Self.steps(ModelDevice(), certificate: nil, profile: Self.profile { $0.mebx.password = .leave })
        #expect(!steps.contains(.setMEBxPassword))
        #expect(steps.contains(.setAdminPassword))
    }

    @Test(
        "another host or domain name is corrected",
        arguments: [("pc2", "corp.example"), ("pc1", "corp.test"), ("", "")])
    func names(_ host: String, _ domain: String) throws {
        var device = ModelDevice.configured()
        device.hostName = host
        device.domainName = domain
        #expect(try Self.steps(device) == [.setNames, .verify])
    }

    @Test("a device without our certificate gets one for a new key; the commit makes it effective")
    func certificateMissing() throws {
        var device = ModelDevice.configured()
        device.certificates = []
        device.keyPairs = []
        device.boundHandle = nil
        #expect(
            try Self.steps(device) == [.makeKeyPair, .addCertificate, .bindCertificate, .commit, .verify])
    }

    @Test("a key pair without certificate is used, for the store has few places")
    func orphan() throws {
        var device = ModelDevice.configured()
        device.certificates = []
        device.boundHandle = nil
        #expect(try Self.steps(device) == [.addCertificate, .bindCertificate, .commit, .verify])
    }

    @Test("a certificate whose key is gone, or which is not the last one issued, is replaced")
    func foreignCertificate() throws {
        var device = ModelDevice.configured()
        device.keyPairs = []
        #expect(try Self.steps(device) == [.makeKeyPair, .addCertificate, .bindCertificate, .commit, .verify])
        #expect(
            try Self.steps(.configured(), certificate: .made(mark: 9))
                == [.makeKeyPair, .addCertificate, .bindCertificate, .commit, .verify])
        #expect(
            try Self.steps(.configured(), certificate: nil)
                == [.makeKeyPair, .addCertificate, .bindCertificate, .commit, .verify])
    }

    @Test("a certificate with the name before a renaming is replaced, with the name")
    func renamed() throws {
        let old = IssuedCertificate.made(fqdn: "old.corp.example")
        var device = ModelDevice.configured(old)
        device.hostName = "old"
        #expect(
            try Self.steps(device, certificate: old)
                == [.setNames, .makeKeyPair, .addCertificate, .bindCertificate, .commit, .verify])
    }

    @Test("another binding is replaced")
    func binding() throws {
        var device = ModelDevice.configured()
        device.boundHandle = 2
        #expect(try Self.steps(device) == [.bindCertificate, .commit, .verify])
        device.boundHandle = nil
        #expect(try Self.steps(device) == [.bindCertificate, .commit, .verify])
    }

    @Test("TLS that is off, mutual, or leaves other ports open than wanted is changed and committed")
    func tls() throws {
        var device = ModelDevice.configured()
        device.tlsEnabled = false
        #expect(try Self.steps(device) == [.enableTLS, .commit, .verify])
        device = .configured()
        device.tlsMutual = true
        #expect(try Self.steps(device) == [.enableTLS, .commit, .verify])
        device = .configured()
        device.acceptsNonSecure = true
        #expect(try Self.steps(device) == [.enableTLS, .commit, .verify])
    }

    @Test("properties that old firmware does not have count as off")
    func oldFirmware() throws {
        var device = ModelDevice.configured()
        device.acceptsNonSecure = nil
        device.tlsMutual = nil
        #expect(try Self.steps(device) == [.verify])
    }

    @Test("ports without TLS are not asked of firmware that has none")
    func nonSecure() throws {
        let open = Self.profile { $0.tls.acceptNonSecureConnections = true }
        var device = ModelDevice.configured()
        #expect(try Self.steps(device, profile: open) == [.enableTLS, .commit, .verify])
        device.nonSecureSupported = true
        #expect(try Self.steps(device, profile: open) == [.enableTLS, .commit, .verify])
        device.nonSecureSupported = false
        #expect(try Self.steps(device, profile: open) == [.verify])
    }

    @Test("a device that does not say whether it has ports without TLS is expected to be as its release")
    func nonSecureByRelease() throws {
        let open = Self.profile { $0.tls.acceptNonSecureConnections = true }
        var device = ModelDevice.configured()
        device.policy = .of(AMTRelease(major: 16, minor: 1))
        #expect(try Self.steps(device, profile: open) == [.verify])
        device.nonSecureSupported = true
        #expect(try Self.steps(device, profile: open) == [.enableTLS, .commit, .verify])
    }

    @Test(
        "a password other than the wanted version's is replaced",
        arguments: [LogonCandidate.Origin.setup(0), .version(2), .mebxPassword(1)])
    func password(_ origin: LogonCandidate.Origin) throws {
        var device = ModelDevice.configured()
        device.openedBy = origin
        #expect(try Self.steps(device) == [.setAdminPassword, .verify])
    }

    // MARK: - After a crash

    @Test("after a crash behind any step the plan is what remains", arguments: 0..<Self.factorySteps.count)
    func crash(_ done: Int) throws {
        var device = ModelDevice(clockDriftSeconds: 500)
        var certificate: IssuedCertificate?
        for step in Self.factorySteps.prefix(done) { Self.carryOut(step, on: &device, &certificate) }
        let isCommitted = done > 8
        let remaining = Self.factorySteps.enumerated().filter { index, step in
            // Clock and passwords are set again as long as setup lasts.
            index >= done
                || (!isCommitted && (step == .setClock || step == .setMEBxPassword || step == .setAdminPassword))
        }
        #expect(try Self.steps(device, certificate: certificate) == remaining.map(\.element))
    }

    /// What a device has after a step.
    private static func carryOut(
        _ step: SetupStep, on device: inout ModelDevice, _ certificate: inout IssuedCertificate?
    ) {
        switch step {
        case .setClock: device.clockDriftSeconds = 0
        case .extendPeriod, .setMEBxPassword, .trustAuthority, .removeOldCertificates, .renewPresharedKey, .verify:
            break
        case .setNames:
            device.hostName = "pc1"
            device.domainName = "corp.example"
        case .makeKeyPair: device.keyPairs.append((1, Keys.own))
        case .addCertificate:
            certificate = .made()
            device.certificates.append((1, IssuedCertificate.made().der))
        case .bindCertificate: device.boundHandle = 1
        case .enableTLS: device.tlsEnabled = true
        case .setAdminPassword: device.openedBy = .version(1)
        case .commit: device.provisioningState = 2
        }
    }

    @Test("old certificates go when a new one is to come, and not before")
    func oldCertificates() throws {
        let steps = try Self.steps(.configured(), certificate: nil, hasOldCertificates: true)
        #expect(Array(steps.prefix(2)) == [.removeOldCertificates, .makeKeyPair])
        #expect(try Self.steps(.configured(), hasOldCertificates: true) == [.verify])
    }

    @Test("an issued certificate whose answer was lost is found again by its bytes")
    func lostAnswer() throws {
        var device = ModelDevice()
        device.keyPairs = [(1, Keys.own)]
        device.certificates = [(4, IssuedCertificate.made().der)]
        let steps = try Self.steps(device)
        #expect(!steps.contains(.makeKeyPair))
        #expect(!steps.contains(.addCertificate))
        #expect(steps.contains(.bindCertificate))
    }

    @Test("steps keep numbers and names: the furthest intent is a column")
    func steps() {
        #expect(SetupStep.allCases.map(\.rawValue) == [5, 10, 20, 30, 35, 38, 40, 50, 60, 70, 75, 80, 90, 100])
        #expect(
            SetupStep.allCases.map(\.name) == [
                "extend-period", "set-clock", "set-mebx-password", "set-names", "trust-authority",
                "remove-old-certificates", "make-key-pair", "add-certificate", "bind-certificate", "enable-tls",
                "renew-preshared-key", "set-admin-password",
                "commit", "verify",
            ])
        #expect(SetupStep.setNames < .commit)
    }
}
