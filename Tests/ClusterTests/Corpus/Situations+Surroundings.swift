/// What is the matter around the device: profile, inventory, issuer, time.
extension Situations {
    static let profiles =
        [
            Situation(
                "profile-unnamed", "Neither inventory nor policy gives the device a profile.",
                from: "assignment policy",
                [.profile(nil)], "profile-unassigned", ["policy.rules": "none"], "gives this device a profile"),
            Situation(
                "profile-missing", "Inventory names a profile that there is not.", from: "assignment policy",
                [.profile("of-last-year")], "profile-refused",
                ["profile.name": "of-last-year", "profile.refusal": "no such profile"], "no profile of this name"),
            Situation(
                "profile-secret-missing", "The profile names a secret that is not stored.", from: "profile reference",
                [.profile("forgetful"), .device(["psk": true, "release": "9.5.22"])], "profile-refused",
                ["profile.secret_missing": "never-stored"],
                "secret never-stored is not stored"),
            Situation(
                "profile-mutual-without-caller",
                "The profile wants mutual TLS, and this node has no certificate for it.",
                from: "wsman 1.2", [.profile("mutual")], "profile-refused", ["profile.field": "tls.network"],
                "It is about tls.network."),
            Situation(
                "section-absent", "The profile requires a section that AMT 19 does not have.", from: "hello-and-keys 8",
                [.profile("posture"), .device(["release": "19.0.0"])], "capability-absent",
                ["profile.section": "endpoint-access"], "endpoint-access"),
            Situation(
                "section-refused", "The firmware refuses a value of a section that the profile requires.",
                from: "wsman 2.21", [.profile("powered"), .fault(Self.setPower, "return-value:36")], "profile-refused",
                ["profile.section": "power", "profile.field": "power.packages", "wsman.return_value": "36…"],
                "It is about power.packages."),
            Situation(
                "section-refused-alone", "The firmware refuses a section that may fail.", from: "wsman 2.21",
                [.profile("powered-perhaps"), .fault(Self.setPower, "return-value:36")], "profile-refused",
                ["profile.field": "power.packages"], "power: The firmware refused a value", section: "power"),
            Situation(
                "section-not-done", "The firmware says that it has taken a setting, and has not.", from: "wsman 3",
                [.profile("powered-perhaps"), .fault(Self.setPower, "not-done")], "verification-failed",
                ["profile.field.power.packages": "…"], "power: ", section: "power"),
            Situation(
                "section-audit-full", "The audit log is full, and the section's call is one that it has to record.",
                from: "wsman 2.21", [.profile("powered-perhaps"), .fault(Self.setPower, "return-value:2075")],
                "auditor-needed", ["profile.section": "power"], "power: The firmware's audit log", section: "power"),
            Situation(
                "section-flash", "The flash protects itself in the middle of the profile.", from: "hello-and-keys 9.39",
                [.profile("powered-perhaps"), .fault(Self.setPower, "return-value:38")], "flash-write-limit",
                ["profile.section": "power"], "power: The firmware protects its flash", section: "power"),
            Situation(
                "secret-withheld", "The device has not proved that it may have a secret of many devices.",
                from: "hello-and-keys 5.1", [.profile("wireless"), .device(["release": "16.1.25"])], "secret-withheld",
                ["device.proof": "none"], "has not proved"),
            Situation(
                "secret-withheld-alone", "The same, of a section that may fail.", from: "hello-and-keys 5.1",
                [.profile("wireless-perhaps")], "secret-withheld", ["device.proof": "none"], "wifi: ", section: "wifi"),
            Situation(
                "secret-of-vanished", "The record that expected the device has vanished from its source.",
                from: "inventory", [.profile("wireless-perhaps"), .named(.vanished)], "secret-withheld",
                ["inventory": "does not expect this UUID under this name"], "wifi: ", section: "wifi"),
        ] + Self.issuing

    private static let issuing = [
        ("refuses", "The issuer outside refuses.", "issuer-refused", "said no"),
        (
            "mumbles", "The issuer outside prints something that is no certificate.", "answer-unusable",
            "is no certificate"
        ),
        ("dawdles", "The issuer outside does not answer in time.", "issuer-unreachable", "could not be asked"),
    ].map { host, words, reason, phrase in
        Situation(
            "issuer-\(host)", words, from: "certificates of devices", [.named(.by("\(host).corp.example"))],
            "certificate-not-issued", ["certificate.issuing": reason], phrase)
    }

    static let inventory = [
        Situation(
            "inventory-none", "No source has a record of the UUID.", from: "hello-and-keys 9.11", [.named(.nobody)],
            "fqdn-unresolved",
            ["inventory.record": "none", "inventory.cmdb": "no-capability-record", "inventory.absent": "never-synced"],
            "The source cmdb has no record of it."),
        Situation(
            "inventory-unread", "A source could never be read.", from: "inventory", [.named(.nobody)],
            "fqdn-unresolved",
            ["inventory.absent": "never-synced", "inventory.absent.failure": "not-found"],
            "The source absent was never read to its end"),
        Situation(
            "name-empty", "The record has no name.", from: "inventory", [.named(.records([""]))], "fqdn-unresolved",
            ["inventory.record": "malformed", "inventory.cmdb": "fqdn-empty"], "names it with nothing"),
        Situation(
            "name-with-underscore", "The name is none that DNS knows.", from: "inventory",
            [.named(.records(["pc_7.corp.example"]))], "fqdn-unresolved",
            ["inventory.cmdb": "fqdn-malformed", "inventory.cmdb.fqdn": "pc_7.corp.example"], "pc_7.corp.example"),
        Situation(
            "name-of-one-label", "The name has no domain.", from: "inventory", [.named(.records(["pc-7"]))],
            "fqdn-unresolved", ["inventory.cmdb": "fqdn-malformed", "inventory.cmdb.fqdn": "pc-7"], "pc-7"),
        Situation(
            "names-several", "One source has two computers with the UUID.", from: "inventory",
            [.named(.records(["pc-9.corp.example", "pc-10.corp.example"]))], "fqdn-unresolved",
            [
                "inventory.record": "ambiguous", "inventory.cmdb": "several-names",
                "inventory.cmdb.names": "pc-10.corp.example, pc-9.corp.example",
            ], "has several computers with it"),
        Situation(
            "location-missing", "A capability record has the UUID, and none names its resource.", from: "inventory",
            [.named(.withoutLocation)], "fqdn-unresolved",
            ["inventory.record": "malformed", "inventory.parts": "no-location-record"], "no record that names"),
        Situation(
            "uuid-swapped", "The record has the UUID in SMBIOS's byte order, and no usable name.",
            from: "hello-and-keys 1.2",
            [.named(.swapped("pc_swapped"))], "fqdn-unresolved",
            ["inventory.cmdb": "fqdn-malformed", "inventory.cmdb.order": "raw"], "byte order of SMBIOS"),
        Situation(
            "record-old", "The only record is years old, and has no usable name.", from: "inventory",
            [.named(.old("pc_old"))], "fqdn-unresolved", ["inventory.archive.data": "stale, …"], "stale"),
        Situation(
            "program-exits", "The properties program ends with an error.", from: "inventory",
            [.named(.program("echo no such computer >&2; exit 3"))], "fqdn-unresolved",
            ["props.answer": "exited", "props.exit_code": "3", "props.stderr": "no such computer…"],
            "ended with exit code 3"),
        Situation(
            "program-mumbles", "The properties program writes no JSON.", from: "inventory",
            [.named(.program("echo pc-7"))], "fqdn-unresolved", ["props.answer": "malformed"], "cannot be read"),
        Situation(
            "program-misnames", "The properties program gives a name that is none.", from: "inventory",
            [.named(.program("echo '{\"fqdn\":\"pc_7\"}'"))], "fqdn-unresolved", ["props.answer": "malformed"],
            "cannot be read"),
        Situation(
            "program-dawdles", "The properties program does not end in time.", from: "inventory",
            [.named(.program("sleep 60"))], "fqdn-unresolved", ["props.answer": "timed-out"], "did not end in time"),
        Situation(
            "program-dies", "The properties program is killed.", from: "inventory",
            [.named(.program("kill -9 $$"))], "fqdn-unresolved", ["props.answer": "killed"], "was ended by signal"),
    ]

    static let course = [
        Situation(
            "window-over", "The device has stopped listening.", from: "hello-and-keys 2.5, 9.1",
            [.device(["closed": true, "helloSchedule": "600x*"]), .course(.windowEnds)], "hello-window-closed",
            ["problem.before": "device-unreachable"], "listens after its hello is over"),
        Situation(
            "attempts-over", "The device was called as often as the settings allow.", from: "settings",
            [.device(["closed": true, "helloSchedule": "0.5x*"])], "attempts-exhausted",
            ["problem.before": "device-unreachable", "exchange.failure": "connection-refused"],
            "last of them ended in device-unreachable"),
        Situation(
            "policy-off", "The policy was switched off.", from: "assignment policy",
            [.device(["closed": true]), .course(.policyEnds)], "policy-disabled", ["policy.version": "…"],
            "policy is switched off"),
    ]
}
