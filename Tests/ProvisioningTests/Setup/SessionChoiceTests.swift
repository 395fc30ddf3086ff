import Testing

@testable import Provisioning

@Suite("Session choice") struct SessionChoiceTests {
    static let setup = SessionChoice(way: .setup, tls: .modern)
    static let managed = SessionChoice(way: .managed, tls: .modern)

    @Test("a device that never got a certificate is opened as one in setup alone", arguments: [false, true])
    func neverSeen(_ commitIntended: Bool) {
        #expect(
            SessionChoice.ways(usesPSK: false, hasCertificate: false, commitIntended: commitIntended) == [Self.setup])
    }

    @Test("after a commit was meant the device is most likely configured, before it is not")
    func order() {
        #expect(
            SessionChoice.ways(usesPSK: false, hasCertificate: true, commitIntended: true) == [
                Self.managed, Self.setup,
            ])
        #expect(
            SessionChoice.ways(usesPSK: false, hasCertificate: true, commitIntended: false) == [
                Self.setup, Self.managed,
            ])
    }

    @Test("pre-shared keys are of old firmware and its TLS")
    func psk() {
        #expect(
            SessionChoice.ways(usesPSK: true, hasCertificate: false, commitIntended: false)
                == [SessionChoice(way: .setup, tls: .legacy)])
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
