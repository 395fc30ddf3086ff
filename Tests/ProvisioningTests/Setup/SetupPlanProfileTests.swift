import AMT
import Testing

@testable import Provisioning

@Suite("Setup plan by the profile") struct SetupPlanProfileTests {
    typealias Plans = SetupPlanTests

    static let mutual = Plans.profile {
        $0.tls.network = .mutual
        $0.tls.trustedNames = ["console.corp.example"]
    }
    static let names = ["server.corp.example", "console.corp.example"]

    // MARK: - TLS

    @Test("in mutual TLS the cluster's authority is trusted before TLS is switched on")
    func mutualFactory() throws {
        let steps = try Plans.steps(ModelDevice(), certificate: nil, profile: Self.mutual)
        #expect(
            steps == [
                .setClock, .setMEBxPassword, .setNames, .trustAuthority, .makeKeyPair, .addCertificate,
                .bindCertificate, .enableTLS, .setAdminPassword, .commit, .verify,
            ])
    }

    @Test("a device in mutual TLS with the authority and the names is left alone")
    func mutualUnchanged() throws {
        var device = ModelDevice.configured()
        device.openedWay = .managed
        device.tlsMutual = true
        device.roots = [ModelDevice.authorityDER]
        device.trustedNames = Self.names
        #expect(try Plans.steps(device, profile: Self.mutual).isEmpty)
        device.trustedNames = ["console.corp.example"]
        #expect(try Plans.steps(device, profile: Self.mutual) == [.enableTLS, .commit, .verify])
        device.trustedNames = Self.names
        device.roots = [[0x30, 0]]
        #expect(try Plans.steps(device, profile: Self.mutual) == [.trustAuthority, .verify])
    }

    @Test("without TLS no certificate is made, and TLS that is on is switched off and committed")
    func off() throws {
        let off = Plans.profile { $0.tls.network = .off }
        #expect(
            try Plans.steps(ModelDevice(), certificate: nil, profile: off) == [
                .setClock, .setMEBxPassword, .setNames, .setAdminPassword, .commit, .verify,
            ])
        #expect(try Plans.steps(.configured(), profile: off) == [.enableTLS, .commit, .verify])
    }

    @Test("without TLS the open port is the proof, and a device that was opened otherwise is verified")
    func offProof() throws {
        let off = Plans.profile { $0.tls.network = .off }
        var device = ModelDevice.configured()
        device.tlsEnabled = false
        device.openedWay = .plain
        #expect(try Plans.steps(device, profile: off).isEmpty)
        device.openedWay = .managed
        #expect(try Plans.steps(device, profile: off) == [.verify])
        #expect(try Plans.steps(device) == [.enableTLS, .commit, .verify])
    }

    @Test("what may be staged is committed, though it looks as wanted")
    func staged() throws {
        var device = ModelDevice.configured()
        device.openedWay = .managed
        #expect(try Plans.steps(device, mayBeStaged: true) == [.commit, .verify])
    }

    // MARK: - The rest

    @Test("setup is extended while many wait, where the profile says so, and never on a configured device")
    func extended() throws {
        let period = Plans.profile {
            $0.provisioningPeriod = Profile.ProvisioningPeriod(extendHours: 12, whenReadyRequestsExceed: 10)
        }
        #expect(try Plans.steps(ModelDevice(), profile: period, isQueueLong: true).first == .extendPeriod)
        #expect(try !Plans.steps(ModelDevice(), profile: period).contains(.extendPeriod))
        #expect(try !Plans.steps(ModelDevice(), isQueueLong: true).contains(.extendPeriod))
        #expect(try !Plans.steps(.configured(), profile: period, isQueueLong: true).contains(.extendPeriod))
    }

    @Test("a fresh pre-shared key is installed in setup alone, behind TLS and before the password")
    func presharedKey() throws {
        let steps = try Plans.steps(ModelDevice(), certificate: nil, renewsPresharedKey: true)
        #expect(steps.suffix(4) == [.renewPresharedKey, .setAdminPassword, .commit, .verify])
        #expect(try !Plans.steps(.configured(), renewsPresharedKey: true).contains(.renewPresharedKey))
    }

    @Test(
        "on a configured device the MEBx password is set where the profile says at any time, until something is known",
        arguments: [(MEBxState.none, true), (.intended, true), (.set, false), (.refused, false)])
    func mebxAnyTime(_ state: MEBxState, _ isSet: Bool) throws {
        var version = Plans.version
        version.mebxState = state
        let anyTime = Plans.profile { $0.mebx.change = .anyTime }
        #expect(try Plans.steps(.configured(), profile: anyTime, version: version).contains(.setMEBxPassword) == isSet)
        #expect(try !Plans.steps(.configured(), version: version).contains(.setMEBxPassword))
        // In setup what was taken once is sent again: it cannot be read.
        #expect(try Plans.steps(ModelDevice(), version: version).contains(.setMEBxPassword))
    }

    @Test(
        "the drift that is allowed is the profile's",
        arguments: [(60, false), (61, true), (-61, true)] as [(Int64, Bool)])
    func drift(_ seconds: Int64, _ isSet: Bool) throws {
        var device = ModelDevice.configured()
        device.clockDriftSeconds = seconds
        let slow = Plans.profile { $0.clock.driftSecondsMax = 60 }
        #expect(try Plans.steps(device, profile: slow).contains(.setClock) == isSet)
    }
}
