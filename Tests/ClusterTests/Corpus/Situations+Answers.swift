/// What the device says once TLS is there.
extension Situations {
    // MARK: Log-on

    static let logons = [
        Situation(
            "password-foreign", "Somebody has set another password at the device.",
            from: "hello-and-keys 6.6", [.device(["password": "Someone3lse!"])], "credential-unknown",
            ["credential.refused_in_row": "2", "credential.tried": "setup password…"],
            "Tried were: setup password"),
        Situation(
            "account-locked", "The account is locked: every log-on is refused.", from: "wsman 1.3",
            [.fault(Self.getUUID, "http-401")], "credential-unknown", ["credential.refused_in_row": "2"],
            "locked for a while"),
        Situation(
            "challenge-basic", "The device asks for a password in clear.", from: "wsman 1.4",
            [.device(["challenge": "Basic realm=\"Printer\""])], "answer-unreadable", ["digest.realm": "none"],
            "no password was sent"),
        Situation(
            "realm-foreign", "The digest realm is not one of AMT.", from: "hello-and-keys 5.7",
            [.device(["challenge": "Digest realm=\"Printer\", nonce=\"4d5e6f\", qop=\"auth\", stale=\"false\""])],
            "answer-unreadable", ["digest.realm": "foreign"], "no password was sent"),
        Situation(
            "nonce-always-stale", "Each answer says that the nonce is stale.", from: "hello-and-keys 6.6",
            [.fault(Self.getUUID, "stale-nonce")], "credential-unknown", ["credential.refused_in_row": "2"],
            "opens with none of the credentials"),
        Situation(
            "password-lost-on-the-way", "The password that opened the device is refused at a later call.",
            from: "hello-and-keys 9.32", [.fault(Self.setClock, "http-401")], "credential-refused",
            ["credential.opened": "setup password 2"], "took a password and refused it later"),
        Situation(
            "password-changed-by-hand", "A provisioned device has another password now.",
            from: "hello-and-keys 6.6", [.course(.passwordChanges)], "credential-refused",
            ["credential.refused_in_row": "3"], "Tried were: credential version 1"),
        Situation(
            "one-time-password-unregistered", "The profile wants a one-time password, and none is registered.",
            from: "hello-and-keys 5.7", [.profile("careful")], "one-time-password-refused",
            ["one_time_password": "none is registered"], "none is registered"),
        Situation(
            "one-time-password-other", "The device shows another one-time password than the registered one.",
            from: "hello-and-keys 5.7",
            [
                .profile("careful"),
                .course(.registers("Registered-17!")),
            ], "one-time-password-refused", ["one_time_password": "the device shows another one"],
            "the device shows another one"),
    ]

    // MARK: Answers

    private static func edit(_ element: String, _ put: String, times: Int = 1) -> JSONValue {
        ["element": .text(element), "put": .text(put), "times": .number(Double(times))]
    }

    static let answers =
        [
            Situation(
                "answer-half", "Half of the answer comes, each time.", from: "wsman 8",
                [.fault(Self.getGeneral, "half-answer")],
                "connection-lost", ["wsman.call": Self.getGeneral, "exchange.failure": "connection-lost"],
                "ended in the middle of"),
            Situation(
                "answer-shorter-than-told", "The answer is shorter than its header says.", from: "wsman 8",
                [.fault(Self.getGeneral, "wrong-content-length")], "connection-lost",
                ["wsman.call": Self.getGeneral], "ended in the middle of"),
            Situation(
                "first-call-reset", "The handshake is fine and the first request is reset.",
                from: "hello-and-keys 9.26", [.fault(Self.getUUID, "drop-before")], "connection-lost",
                ["wsman.call": Self.getUUID], "ended in the middle of"),
            Situation(
                "answer-late", "The device takes longer for an answer than anybody waits.", from: "wsman 8",
                [.fault(Self.setClock, "stall", ["seconds": 60])], "connection-lost",
                ["wsman.call": Self.setClock, "exchange.failure": "timed-out"], "did not come in time"),
            Situation(
                "answer-oversize", "The answer is longer than any firmware's.", from: "wsman 1.6",
                [.fault(Self.getGeneral, "edit-answer", Self.edit("HostName", "x", times: 6_000_000))],
                "answer-unreadable", ["wsman.call": Self.getGeneral, "curl.text": "body-too-long"], "longer than any"),
            Situation(
                "answer-entities", "The answer has entities that grow.", from: "wsman 1.6",
                [
                    .fault(
                        Self.getGeneral, "edit-answer",
                        [
                            "find": "<a:Envelope",
                            "put": "<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]><a:Envelope",
                        ])
                ], "answer-unreadable", ["wsman.refusal": "xml document-type"], "no XML that is read here"),
            Situation(
                "answer-deep", "The answer has elements in elements without end.", from: "wsman 1.6",
                [.fault(Self.getGeneral, "edit-answer", Self.edit("HostName", "<d>", times: 5_000))],
                "answer-unreadable", ["wsman.refusal": "xml too-deep"], "no XML that is read here"),
            Situation(
                "answer-no-xml", "A page comes in place of an answer.", from: "wsman 1.3",
                [.fault(Self.getGeneral, "edit-answer", ["put": "<html>Please log on to the guest network"])],
                "answer-unreadable", ["wsman.refusal": "xml…"], "no XML that is read here"),
            Situation(
                "answer-to-another", "The answer is to another request.", from: "wsman 1.6",
                [.fault(Self.getGeneral, "edit-answer", Self.edit("RelatesTo", "4711"))], "answer-unreadable",
                ["wsman.refusal": "other-request…"], "another request"),
            Situation(
                "answer-incomplete", "What the answer has to have is not in it.", from: "wsman 2.2",
                [.fault(Self.getSetup, "edit-answer", ["find": "<g:ProvisioningState>1</g:ProvisioningState>"])],
                "answer-unreadable", ["wsman.refusal": "element-missing…"], "lacks AMT_SetupAndConfigurationService/"),
            Situation(
                "answer-malformed", "A number of the answer is none.", from: "wsman 2.2",
                [.fault(Self.getSetup, "edit-answer", Self.edit("ProvisioningState", "soon"))], "answer-unreadable",
                ["wsman.refusal": "element-malformed…"], "is not what it has to be"),
            Situation(
                "pages-without-end", "A list never ends.", from: "wsman 1.6",
                [
                    .fault(
                        "AMT_PublicKeyCertificate.Pull", "edit-answer",
                        [
                            "find": "<g:EndOfSequence></g:EndOfSequence>",
                            "put": "<g:EnumerationContext>1</g:EnumerationContext>",
                        ])
                ], "answer-unreadable", ["wsman.call": "AMT_PublicKeyCertificate…"], "AMT_PublicKeyCertificate"),
        ]
        + [400, 404, 500].map { status in
            Situation(
                "http-\(status)", "HTTP status \(status) without SOAP.", from: "hello-and-keys 6.6, wsman 1.3",
                [.fault(Self.getGeneral, "http-status:\(status)")], "answer-unreadable",
                ["wsman.refusal": "http-status \(status)"], "with HTTP status \(status)")
        } + [
            Situation(
                "http-503", "The device's services never come back.", from: "wsman 1.3",
                [.fault(Self.getGeneral, "http-503")], "firmware-busy", ["wsman.call": Self.getGeneral],
                "not ready for a call")
        ]
}
