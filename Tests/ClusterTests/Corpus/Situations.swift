/// The corpus: what can go wrong with a device and be seen by a server, with what an operator is told.
///
/// References are sections of the protocol references that `docs/explain/explanations.md` names.
enum Situations {
    static let all =
        Self.reaching + Self.presharedKeys + Self.certificates + Self.alerts + Self.logons + Self.answers
        + Self.refusals
        + Self.states + Self.profiles + Self.inventory + Self.course

    static let getUUID = "AMT_SetupAndConfigurationService.GetUuid"
    static let getGeneral = "AMT_GeneralSettings.Get"
    static let getSetup = "AMT_SetupAndConfigurationService.Get"
    static let putGeneral = "AMT_GeneralSettings.Put"
    static let setClock = "AMT_TimeSynchronizationService.SetHighAccuracyTimeSynch"
    static let makeKeys = "AMT_PublicKeyManagementService.GenerateKeyPair"
    static let addCertificate = "AMT_PublicKeyManagementService.AddCertificate"
    static let bind = "AMT_TLSCredentialContext.Create"
    static let setAdmin = "AMT_AuthorizationService.SetAdminAclEntryEx"
    static let setMEBx = "AMT_SetupAndConfigurationService.SetMEBxPassword"
    static let commit = "AMT_SetupAndConfigurationService.CommitChanges"
    static let setPower = "AMT_SystemPowerScheme.SetPowerScheme"
    static let handshake = "tls-handshake"

    /// Two machines with one UUID, by turns in the hello; and one of which is provisioned when the other one comes.
    static let twins = "5a17e2c4-0c3d-4e21-9b1f-00d0a7e4c001"
    static let lateTwins = "5a17e2c4-0c3d-4e21-9b1f-00d0a7e4c002"

    /// Beside the corpus: the machines that share a UUID with one of it.
    static let others = [
        Situation.other([.device(["uuid": .text(Self.twins), "closed": true, "helloSchedule": "1x*"])]),
        Situation.other([.device(["uuid": .text(Self.lateTwins), "firstHello": 0])]),
    ]

    // MARK: The port

    static let reaching = [
        Situation(
            "port-closed", "The port refuses: the window is closed, or nothing listens there.",
            from: "hello-and-keys 6.6, 9.7", [.device(["closed": true])], "device-unreachable",
            ["exchange.failure": "connection-refused", "device.address": "127.…"], "is there and refuses"),
        Situation(
            "port-mute", "The connection is made and nothing ever comes.", from: "hello-and-keys 6.6",
            [.fault(Self.handshake, "stall", ["seconds": 600])], "device-unreachable",
            ["exchange.failure": "unreachable", "curl.code": "28", "tls.stage": "client-hello"],
            "TLS did not answer in time"),
        Situation(
            "port-without-tls", "Something else than TLS answers on the port.", from: "hello-and-keys 6.6",
            [.fault(Self.handshake, "plain-handshake")], "tls-handshake-failed",
            ["tls.reading": "not-tls"], "does not speak TLS"),
        Situation(
            "handshake-reset", "The handshake is reset before the device has answered.", from: "hello-and-keys 6.6",
            [.fault(Self.handshake, "reset-handshake")], "tls-handshake-failed",
            ["tls.reading": "ended-early", "tls.stage": "client-hello"], "before the device had answered"),
        Situation(
            "handshake-closed", "The device hangs up at the first message of the handshake.",
            from: "hello-and-keys 6.6", [.fault(Self.handshake, "close-handshake")], "tls-handshake-failed",
            ["tls.reading": "ended-early", "tls.stage": "client-hello"], "before the device had answered"),
    ]

    // MARK: Pre-shared keys

    static let presharedKeys =
        [
            Situation(
                "psk-unknown", "Nobody knows the PID of the hello.", from: "hello-and-keys 6.2",
                [.device(["psk": true, "release": "9.5.22"]), .key(.unknown)], "psk-unknown", ["psk.pid": "…"],
                "PID belongs to no key"),
            Situation(
                "psk-wrong", "The PPS that is known is not the device's.", from: "hello-and-keys 6.6, 9.40",
                [.device(["psk": true, "release": "9.5.22"]), .key(.wrong)], "tls-handshake-failed",
                ["tls.reading": "key-refused"], "has another PPS"),
        ]
        + [
            (115, "unknown_psk_identity", "does not know this PID"), (51, "decrypt_error", "does not know this PID"),
            (20, "bad_record_mac", "does not know this PID"),
            (40, "handshake_failure", "no TLS version or cipher suite"),
            (70, "protocol_version", "no TLS version or cipher suite"),
        ].map { number, name, phrase in
            Situation(
                "psk-alert-\(number)", "With a pre-shared key: alert \(number), \(name).", from: "hello-and-keys 6.6",
                [
                    .device(["psk": true, "release": "8.1.71"]), .fault(Self.handshake, "alert:\(number)"),
                ], "tls-handshake-failed", ["tls.alert": "\(number)", "tls.alert_direction": "received"], phrase)
        }

    // MARK: Setup certificates

    static let certificates = [
        Situation(
            "root-unlisted", "The hello lists the factory's roots, and no certificate is under one of them.",
            from: "hello-and-keys 5.2, 9.17", [.device(["roots": "factory"])], "certificate-none-matches",
            ["hello.root_hash_count": "23"], "chains to a root that the device trusts"),
        Situation(
            "roots-disabled", "The hello lists no root at all.", from: "hello-and-keys 1.4",
            [.device(["roots": "none"])], "certificate-none-matches", ["hello.root_hash_count": "0"],
            "lists no root at all"),
        Situation(
            "suffix-other", "DHCP gives the device another domain than the certificate's.",
            from: "hello-and-keys 5.3, 9.16", [.device(["dnsSuffix": "elsewhere.test"])], "tls-handshake-failed",
            ["tls.stage": "certificate-sent", "cause.name": "less likely: …", "cause.root": "no: …"],
            "does not take the server's certificate"),
        Situation(
            "suffix-blank", "The device has no domain: option 15 was missing when it got its lease.",
            from: "hello-and-keys 9.15", [.device(["dnsSuffix": ""])], "tls-handshake-failed",
            ["tls.stage": "certificate-sent", "cause.name": "less likely: …"], "DHCP option 15"),
        Situation(
            "suffix-of-inventory", "Inventory itself has the device in a domain that the certificate is not for.",
            from: "hello-and-keys 9.16",
            [.device(["dnsSuffix": "elsewhere.test"]), .named(.by("pc-7.elsewhere.test"))], "tls-handshake-failed",
            ["cause.name": "likely: …"], "does not fit elsewhere.test"),
        Situation(
            "usage-missing", "The certificate has neither the usage nor the unit of one for setup.",
            from: "hello-and-keys 5.2, 9.21", [.device(["trustedRoot": "usage.root"])], "tls-handshake-failed",
            ["tls.reading": "certificate-refused", "cause.usage": "likely: The leaf has serverAuth, and neither…"],
            "neither the usage for provisioning nor the organizational unit"),
        Situation(
            "chain-sha1", "The chain is signed with SHA-1, which this node's OpenSSL does not show to anybody.",
            from: "hello-and-keys 5.2, 9.18", [.device(["trustedRoot": "sha1.root"])], "tls-handshake-failed",
            ["tls.reading": "own-certificate-refused", "tls.error": "ca md too weak"],
            "does not take the setup certificate"),
        Situation(
            "root-sha1", "The root alone is signed with SHA-1, which AMT 16 refuses.", from: "hello-and-keys 5.2, 9.18",
            [.device(["trustedRoot": "old.root"])], "tls-handshake-failed",
            ["tls.reading": "certificate-refused", "cause.usage": "likely: A signature of the chain…"],
            "is made over SHA-1"),
        Situation(
            "chain-short-key",
            "The certificate's key has 1024 bits, which this node's OpenSSL does not show to anybody.",
            from: "hello-and-keys 5.2, 9.18", [.device(["trustedRoot": "short.root"])], "tls-handshake-failed",
            ["tls.reading": "own-certificate-refused", "tls.error": "ee key too small"],
            "does not take the setup certificate"),
    ]

    static let alerts = [
        (42, "bad_certificate", "does not take the server's certificate"),
        (43, "unsupported_certificate", "does not take the server's certificate"),
        (45, "certificate_expired", "does not take the server's certificate"),
        (46, "certificate_unknown", "does not take the server's certificate"),
        (48, "unknown_ca", "does not take the server's certificate"),
        (116, "certificate_required", "half configured"), (40, "handshake_failure", "no TLS version or cipher suite"),
        (70, "protocol_version", "no TLS version or cipher suite"),
        (80, "internal_error", "for a reason of its own"),
    ].map { number, name, phrase in
        Situation(
            "alert-\(number)", "With a certificate: alert \(number), \(name).", from: "hello-and-keys 6.6",
            [.fault(Self.handshake, "alert:\(number)")], "tls-handshake-failed",
            ["tls.alert": "\(number)", "tls.alert_direction": "received"], phrase)
    }
}
