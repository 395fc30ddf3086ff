import AMT
import Provisioning
import Testing

/// Expectations are the table of hello-and-keys section 6.6.
@Suite("What a failed handshake says") struct HandshakeReadingTests {
    static func read(
        _ way: HandshakeReading.Way, alert: Int? = nil, _ error: String? = nil, sent: Bool = false,
        stage: HandshakeStage? = .certificateSent, curl: String? = nil
    ) -> HandshakeReading {
        var facts: [String: String] = [:]
        facts["tls.alert"] = alert.map { String($0) }
        if alert != nil { facts["tls.alert_direction"] = sent ? "sent" : "received" }
        facts["tls.error"] = error
        facts["tls.stage"] = stage?.rawValue
        facts["curl.text"] = curl
        return HandshakeReading(facts, way: way)
    }

    @Test(
        "with a pre-shared key: an unknown identity, a bad record or a plain close is the key",
        arguments: [115, 51, 20, nil] as [Int?])
    func key(_ alert: Int?) { #expect(Self.read(.presharedKey, alert: alert) == .keyRefused) }

    @Test("without a version or suite in common the alert says so, whichever way", arguments: [40, 70])
    func shared(_ alert: Int) {
        #expect(Self.read(.presharedKey, alert: alert) == .nothingShared)
        #expect(Self.read(.setupCertificate, alert: alert) == .nothingShared)
    }

    @Test(
        "a certificate that is not taken is told by one of several alerts, or by a close",
        arguments: [46, 48, 42, 43, nil] as [Int?])
    func certificate(_ alert: Int?) { #expect(Self.read(.setupCertificate, alert: alert) == .certificateRefused) }

    @Test("a device that wants a certificate says 116")
    func missing() { #expect(Self.read(.managed, alert: 116) == .certificateMissing) }

    @Test(
        "what our library refuses is not the device's doing",
        arguments: ["unsafe legacy renegotiation disabled", "dh key too small", "ee key too small"])
    func library(_ text: String) {
        #expect(Self.read(.setupCertificate, text) == .libraryPolicy)
        #expect(Self.read(.managed, alert: 40, text, sent: true) == .libraryPolicy)
    }

    @Test(
        "a handshake that ends before the device has seen our certificate, or our key's name, says nothing of either",
        arguments: [HandshakeReading.Way.setupCertificate, .presharedKey])
    func early(_ way: HandshakeReading.Way) {
        #expect(Self.read(way, stage: .clientHello) == .endedEarly)
        // With a key the device has seen its name once it has answered.
        #expect(Self.read(way, stage: .answered) == (way == .presharedKey ? .keyRefused : .endedEarly))
    }

    @Test("what answers in something else than TLS is no device that refuses a certificate")
    func foreign() {
        let text = "OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number"
        #expect(Self.read(.setupCertificate, stage: .clientHello, curl: text) == .notTLS)
        #expect(Self.read(.presharedKey, stage: .clientHello, curl: text) == .notTLS)
    }

    @Test("a certificate that our own library does not show is told apart from what it refuses of the firmware")
    func own() {
        for text in ["ca md too weak", "ee key too small"] {
            #expect(Self.read(.setupCertificate, text, stage: nil) == .ownCertificateRefused)
            #expect(Self.read(.setupCertificate, text, stage: .answered) == .libraryPolicy)
        }
    }

    @Test("the certificate's usage is likely, or less likely, as a look at it says; without one it is left open")
    func usage() throws {
        func cause(_ chain: [CertificateFacts], _ release: AMTRelease?) -> String? {
            let lint = CertificateLint(
                GivenCertificates(chain, hasKey: true, keyOwners: [chain[0].sha256]), now: Chains.now)
            return ShownCertificate(
                commonName: "provision.contoso.com", domain: "contoso.com", release: release, isRootListed: true,
                lint: lint
            ).causes["cause.usage"]
        }
        var weak = Chains.good()
        weak[0].signatureDigest = .sha1
        weak[0].signatureAlgorithm = "sha1WithRSAEncryption"
        #expect(cause(weak, AMTRelease(major: 16, minor: 1))?.hasPrefix("likely: A signature") == true)
        #expect(cause(weak, AMTRelease(major: 12, minor: 0))?.hasPrefix("less likely") == true)
        #expect(cause(weak, nil)?.hasPrefix("likely: A signature") == true)
        var plain = Chains.good()
        plain[0].extendedKeyUsages = ["1.3.6.1.5.5.7.3.1"]
        #expect(cause(plain, AMTRelease(major: 12, minor: 0))?.hasPrefix("likely: The leaf has serverAuth") == true)
        #expect(cause(Chains.good(), AMTRelease(major: 16, minor: 1))?.hasPrefix("less likely") == true)
    }

    @Test("our own refusal of a device's certificate is an alarm of its own")
    func notOurs() {
        #expect(Self.read(.managed, alert: 48, "self-signed certificate (18 at depth 0)", sent: true) == .deviceNotOurs)
        #expect(
            Self.read(.setupCertificate, alert: 42, "certificate rejected (28 at depth 0)", sent: true)
                == .deviceNotOurs)
    }

    @Test("an alert that means nothing in the table is called what it is")
    func unexplained() {
        #expect(Self.read(.setupCertificate, alert: 80) == .unexplained)
        #expect(Self.read(.managed) == .unexplained)
    }

    @Test("the causes say what the evidence supports: root, and name by the release's rule")
    func causes() {
        let fits = ShownCertificate(
            commonName: "provision.sales.contoso.com", domain: "marketing.contoso.com",
            release: AMTRelease(major: 16, minor: 1), isRootListed: true
        ).causes
        #expect(fits["cause.root"]?.hasPrefix("no") == true && fits["cause.name"]?.hasPrefix("less likely") == true)
        let other = ShownCertificate(
            commonName: "provision.contoso.com", domain: "fabrikam.com", release: nil, isRootListed: false
        ).causes
        #expect(other["cause.root"]?.hasPrefix("likely") == true)
        #expect(other["cause.name"] == "likely: provision.contoso.com does not fit fabrikam.com")
        #expect(
            ShownCertificate.commonName(ofSubject: "C=US, O=Contoso, CN=provision.contoso.com")
                == "provision.contoso.com")
    }
}
