import AMT
import Testing

@testable import Provisioning

@Suite("Session choice") struct SessionChoiceTests {
    static let setup = SessionChoice(way: .setup, tls: .modern)
    static let managed = SessionChoice(way: .managed, tls: .modern)
    static let plain = SessionChoice(way: .plain, tls: .modern)

    @Test("a device that never got a certificate is opened as one in setup alone")
    func neverSeen() {
        #expect(SessionChoice.ways(usesPSK: false, hasCertificate: false, commitIntended: false) == [Self.setup])
    }

    @Test("after a commit was meant the device is most likely configured, before it is not")
    func order() {
        #expect(
            SessionChoice.ways(usesPSK: false, hasCertificate: true, commitIntended: true) == [
                Self.managed, Self.setup, Self.plain,
            ])
        #expect(
            SessionChoice.ways(usesPSK: false, hasCertificate: true, commitIntended: false) == [
                Self.setup, Self.managed,
            ])
    }

    @Test("a device that did not say hello is configured, with TLS or without")
    func managedDevice() {
        #expect(
            SessionChoice.ways(usesPSK: false, hasCertificate: true, commitIntended: false, isManaged: true) == [
                Self.managed, Self.plain,
            ])
        #expect(
            SessionChoice.ways(
                usesPSK: false, hasCertificate: true, commitIntended: false, isManaged: true, wantsTLS: false) == [
                    Self.plain, Self.managed,
                ])
    }

    @Test("pre-shared keys are of old firmware and its TLS")
    func psk() {
        #expect(
            SessionChoice.ways(usesPSK: true, hasCertificate: false, commitIntended: false)
                == [SessionChoice(way: .setup, tls: .legacy)])
    }

    @Test("a device whose release needs the old TLS is offered it at once; what spoke by key does, whatever was known")
    func byRelease() {
        let ways = { (release: UInt32, psk: Bool) in
            SessionChoice.ways(
                usesPSK: psk, hasCertificate: true, commitIntended: false,
                expected: ReleasePolicy.of(AMTRelease(major: release, minor: 0)).tls
            ).map(\.tls)
        }
        #expect(ways(9, false) == [.legacy, .legacy])
        #expect(ways(11, false) == [.legacy, .legacy])
        #expect(ways(12, false) == [.modern, .modern])
        #expect(ways(12, true) == [.legacy, .legacy])
    }

    @Test(
        "a handshake that found nothing in common is tried again with older TLS", arguments: ["40", "47", "70", "71"])
    func fallback(_ alert: String) {
        #expect(Self.setup.olderFallback(facts: ["tls.alert": alert]) == SessionChoice(way: .setup, tls: .legacy))
        #expect(Self.managed.olderFallback(facts: ["tls.alert": alert]) == SessionChoice(way: .managed, tls: .legacy))
    }

    @Test("so is one that ended without a word")
    func silent() {
        #expect(Self.setup.olderFallback(facts: [:]) == SessionChoice(way: .setup, tls: .legacy))
    }

    @Test("a refused certificate or key is no question of versions", arguments: ["20", "42", "46", "48", "49", "115"])
    func refused(_ alert: String) {
        #expect(Self.setup.olderFallback(facts: ["tls.alert": alert]) == nil)
    }

    @Test("there is nothing older than the oldest")
    func oldest() {
        #expect(SessionChoice(way: .setup, tls: .legacy).olderFallback(facts: ["tls.alert": "70"]) == nil)
    }
}
