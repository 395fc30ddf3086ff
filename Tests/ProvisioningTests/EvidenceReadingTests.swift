import AMT
import Provisioning
import Testing

/// The sentences by which causes of one code are told apart. What each fact means is from hello-and-keys 6.6 and wsman 2.21.
@Suite("What evidence says") struct EvidenceReadingTests {
    static func said(_ code: ProblemCode, _ evidence: [String: String]) -> String {
        EvidenceReading(code, evidence).sentences.joined(separator: " ")
    }

    @Test("a port that refuses, one that is mute, and nobody at all are three things")
    func unreachable() {
        let place = ["device.address": "192.0.2.7"]
        let refused = Self.said(.deviceUnreachable, place.merging(["exchange.failure": "connection-refused"]) { $1 })
        let mute = Self.said(
            .deviceUnreachable, place.merging(["exchange.failure": "unreachable", "tls.stage": "client-hello"]) { $1 })
        let nobody = Self.said(.deviceUnreachable, place.merging(["exchange.failure": "unreachable"]) { $1 })
        #expect(refused.contains("192.0.2.7 is there and refuses"))
        #expect(mute.contains("was made, and TLS did not answer"))
        #expect(nobody.contains("Nothing answers at 192.0.2.7"))
    }

    @Test("a lost answer says whether it was late or cut")
    func lost() {
        let call = ["wsman.call": "AMT_GeneralSettings.Put"]
        #expect(
            Self.said(.connectionLost, call.merging(["exchange.failure": "timed-out"]) { $1 })
                == "The answer to AMT_GeneralSettings.Put did not come in time.")
        #expect(
            Self.said(.connectionLost, call.merging(["exchange.failure": "connection-lost"]) { $1 })
                .contains("ended in the middle of AMT_GeneralSettings.Put"))
    }

    @Test("each way in which an answer cannot be read has words of its own", arguments: WSManRefusal.Kind.allCases)
    func unreadable(_ kind: WSManRefusal.Kind) {
        let refusal = WSManRefusal(kind, "FACT").description
        let text = Self.said(.answerUnreadable, ["wsman.call": "CALL", "wsman.refusal": refusal])
        #expect(text.contains("CALL") && !text.contains(kind.rawValue), "\(text)")
    }

    @Test("no password was sent where the question for it was not AMT's")
    func realm() {
        for realm in ["none", "foreign"] {
            #expect(Self.said(.answerUnreadable, ["digest.realm": realm]).contains("no password was sent"))
        }
    }

    @Test("a number is told with what it means; one that no list has is told as that")
    func numbers() {
        let missing = Self.said(
            .firmwareRefused, ["wsman.call": "X.CommitChanges", "wsman.return_value": "2057 DATA_MISSING"])
        #expect(missing.contains("X.CommitChanges was answered with 2057") && missing.contains("something is missing"))
        #expect(Self.said(.firmwareRefused, ["wsman.return_value": "9999"]).contains("No list has this number."))
        // Each number that asks something of somebody has a sentence.
        for number in UInt32(1)...5000 {
            let status = PTStatus(number: number)
            guard let name = status.name, status.policy != .permanent else { continue }
            let text = Self.said(.firmwareRefused, ["wsman.return_value": "\(number) \(name)"])
            #expect(text.split(separator: ". ").count >= 2 || Self.rare.contains(name), "\(number) \(name)")
        }
    }

    /// Which no call of the path returns.
    private static let rare: Set<String> = [
        "INVALID_PT_MODE", "AUTHENTICATION_FAILED", "INVALID_DHCP_MODE", "INVALID_IP_ADDRESS", "INVALID_NETMASK",
        "INVALID_REALM", "MAX_KERB_DOMAIN_REACHED", "INVALID_PRIORITY", "INVALID_CREDENTIALS", "INVALID_PASSPHRASE",
        "NO_ASSOCIATION",
    ]

    @Test("what stood in the way before time ran out is told with its own sentences")
    func before() {
        let evidence = ["problem.before": "device-unreachable", "exchange.failure": "connection-refused"]
        for code in [ProblemCode.attemptsExhausted, .helloWindowClosed] {
            let text = Self.said(code, evidence)
            #expect(text.contains("device-unreachable") && text.contains("is there and refuses"))
        }
        #expect(Self.said(.attemptsExhausted, [:]).isEmpty)
    }

    @Test(
        "inventory: every source that has something comes before those that have nothing, and each end has its sentence"
    )
    func inventory() {
        let text = Self.said(
            .fqdnUnresolved,
            [
                "inventory.record": "malformed", "inventory.a": "no-capability-record",
                "inventory.b": "fqdn-malformed", "inventory.b.fqdn": "pc_7", "inventory.b.resource": "r1",
                "inventory.b.order": "raw", "inventory.c": "never-synced", "inventory.c.failure": "not-found",
                "inventory.d": "several-names", "inventory.d.names": "x.example.com, y.example.com",
                "props.answer": "exited", "props.exit_code": "3", "dns.answer": "reverse-only",
                "dns.name": "z.example.com",
            ])
        for phrase in [
            "a record r1 and calls it \"pc_7\"", "byte order of SMBIOS",
            "c was never read to its end: the last try ended in not-found",
            "d has several computers with it: x.example.com, y.example.com", "exit code 3", "does not lead back",
        ] { #expect(text.contains(phrase), "\(phrase) in \(text)") }
        #expect(text.firstRange(of: "The source b")!.lowerBound < text.firstRange(of: "The source a")!.lowerBound)
    }

    @Test("sentences end as sentences do, whatever is missing", arguments: ProblemCode.allCases)
    func form(_ code: ProblemCode) {
        let evidence = [
            "wsman.call": "X.Y", "wsman.return_value": "36 INVALID_PARAMETER", "exchange.failure": "connection-lost",
            "credential.tried": "credential version 1", "profile.field": "clock", "hello.address": "192.0.2.1",
            "hello.other_address": "192.0.2.2", "certificate.issuing": "issuer-refused", "device.host_name": "pc",
            "problem.before": "connection-lost", "one_time_password": "none is registered",
        ]
        for sentence in EvidenceReading(code, evidence).sentences {
            #expect(sentence.hasSuffix(".") && sentence.first?.isUppercase == true, "\(sentence)")
        }
    }

    @Test(
        "a window that closed after a window that closed, or after attempts that were used up, is told once, and the reading ends",
        arguments: [ProblemCode.helloWindowClosed, .attemptsExhausted],
        [ProblemCode.helloWindowClosed, .attemptsExhausted])
    func circle(_ code: ProblemCode, _ before: ProblemCode) {
        let sentences = EvidenceReading(code, ["problem.before": before.rawValue]).sentences
        #expect(sentences.count == 1 && sentences[0].contains(before.rawValue))
    }
}
