/// What firmware says no to, and states that it is in.
extension Situations {
    /// A call that returns a number, with the class of numbers that it belongs to.
    private static func returned(
        _ number: Int, _ name: String, _ call: String, _ code: String, _ phrase: String,
        from reference: String = "hello-and-keys 6.6, wsman 2.21",
        profile: String = "plain"
    ) -> Situation {
        Situation(
            "returns-\(number)-\(call.split(separator: ".").last ?? "")", "\(call) returns \(number) \(name).",
            from: reference, [.fault(call, "return-value:\(number)")] + (profile == "plain" ? [] : [.profile(profile)]),
            code, ["wsman.call": call, "wsman.return_value": "\(number)…"], phrase)
    }

    private static func faulted(
        _ fault: String, _ call: String, _ code: String, _ evidence: [String: String], _ phrase: String
    ) -> Situation {
        Situation(
            "fault-\(fault)", "\(call) is answered by the fault \(fault).", from: "wsman 1.7",
            [.fault(call, "fault:\(fault)")], code, ["wsman.call": call].merging(evidence) { $1 }, phrase)
    }

    static let refusals = [
        // The same call may succeed soon.
        Self.returned(2, "NOT_READY", Self.setClock, "firmware-busy", "not ready"),
        Self.returned(48, "RNG_NOT_READY", Self.setAdmin, "firmware-busy", "random numbers"),
        Self.returned(49, "CERTIFICATE_NOT_READY", Self.addCertificate, "firmware-busy", "own certificate"),
        Self.returned(2061, "PKI_GENERATING_KEYS", Self.makeKeys, "firmware-busy", "making a key pair"),
        // It protects its flash.
        Self.returned(38, "FLASH_WRITE_LIMIT_EXCEEDED", Self.setClock, "flash-write-limit", "protects its flash"),
        Situation(
            "flash-worn", "The device has been written to too often.", from: "hello-and-keys 9.39",
            [.device(["writeLimit": 3])], "flash-write-limit", ["wsman.return_value": "38…"], "protects its flash"),
        // A value does not suit the device.
        Self.returned(12, "INVALID_NAME", Self.setAdmin, "profile-refused", "name"),
        Self.returned(36, "INVALID_PARAMETER", Self.setAdmin, "profile-refused", "value that it was given"),
        Self.returned(2054, "INVALID_PASSWORD", Self.setMEBx, "profile-refused", "password does not satisfy"),
        Self.returned(
            2063, "INVALID_CERT", Self.addCertificate, "profile-refused", "certificate", from: "hello-and-keys 9.35"),
        Self.returned(16, "NOT_PERMITTED", Self.setMEBx, "profile-refused", "does not permit"),
        Situation(
            "keys-full", "There is no room for another key pair.", from: "wsman 2.7", [.device(["keysMax": 0])],
            "profile-refused", ["wsman.call": Self.makeKeys, "wsman.return_value": "23…"], "no room"),
        // Its state or rights forbid it.
        Self.returned(32, "INVALID_PROVISIONING_STATE", Self.commit, "firmware-refused", "another state"),
        Self.returned(2057, "DATA_MISSING", Self.commit, "firmware-refused", "something is missing"),
        Self.returned(2060, "PKI_MISSING_KEYS", Self.addCertificate, "firmware-refused", "key pair"),
        Self.returned(2076, "BLOCKING_COMPONENT", Self.commit, "firmware-refused", "auditor"),
        Self.returned(2081, "USER_CONSENT_REQUIRED", Self.setAdmin, "firmware-refused", "consent"),
        Situation(
            "mebx-left", "AMT 19 commits only when the MEBx password was changed, and the profile leaves it.",
            from: "hello-and-keys 9.28", [.fault(Self.setMEBx, "not-done"), .device(["release": "19.0.0"])],
            "firmware-refused", ["wsman.call": Self.commit, "wsman.return_value": "2057…"], "MEBx password"),
        Situation(
            "clock-not-set", "The device says that its clock was set, and it was not.", from: "hello-and-keys 6.3",
            [.fault(Self.setClock, "not-done")], "firmware-refused",
            ["wsman.call": Self.commit, "wsman.return_value": "2057…"], "something is missing"),
        // The auditor.
        Self.returned(2075, "AUDIT_FAIL", Self.setAdmin, "auditor-needed", "audit log is full"),
        // The firmware has no such thing.
        Self.faulted(
            "DestinationUnreachable", Self.bind, "capability-absent", ["wsman.fault": "wsa:DestinationUnreachable"],
            "lacks something"),
        Self.faulted(
            "ActionNotSupported", Self.putGeneral, "capability-absent", ["wsman.fault": "wsa:ActionNotSupported"],
            "lacks something"),
        Self.returned(2066, "UNSUPPORTED", Self.makeKeys, "profile-refused", "does not support"),
        // Everything else.
        Self.returned(1, "INTERNAL_ERROR", Self.makeKeys, "firmware-refused", "inside the firmware"),
        Self.returned(34, "INVALID_TIME", Self.setClock, "firmware-refused", "time"),
        Self.returned(45, "CONNECTION_FAILED", Self.setClock, "firmware-refused", "connection"),
        Self.returned(9_999, "", Self.setClock, "firmware-refused", "No list has this number"),
        Self.faulted(
            "AccessDenied", Self.putGeneral, "firmware-refused", ["wsman.fault": "wsman:AccessDenied"],
            "may not do that"),
        Self.faulted(
            "InvalidParameter", Self.putGeneral, "firmware-refused", ["wsman.fault": "wsman:InvalidParameter"],
            "refused a call"),
        Self.faulted(
            "SchemaValidationError", Self.putGeneral, "firmware-refused",
            ["wsman.fault": "wsman:SchemaValidationError"], "refused a call"),
        Self.faulted(
            "QuotaLimit", Self.putGeneral, "firmware-busy", ["wsman.fault": "wsman:QuotaLimit"], "not ready"),
        Self.faulted("TimedOut", Self.getGeneral, "firmware-busy", ["wsman.fault": "wsman:TimedOut"], "not ready"),
        Self.returned(2058, "DUPLICATE", Self.addCertificate, "firmware-refused", "already"),
    ]

    private static func edit(_ element: String, _ put: String) -> JSONValue {
        ["element": .text(element), "put": .text(put)]
    }

    static let states = [
        Situation(
            "state-before-setup", "The device answers, and says that it is not in setup mode yet.",
            from: "hello-and-keys 6.1", [.fault(Self.getSetup, "edit-answer", Self.edit("ProvisioningState", "0"))],
            "provisioning-state-unexpected", ["device.provisioning_state": "pre"], "says that its state is \"pre\""),
        Situation(
            "state-unknown", "The device says that it is in a state that nobody knows.", from: "hello-and-keys 6.1",
            [.fault(Self.getSetup, "edit-answer", Self.edit("ProvisioningState", "7"))],
            "provisioning-state-unexpected", ["device.provisioning_state": "unknown…"],
            "says that its state is \"unknown"),
        Situation(
            "uuid-of-another", "The machine at the hello's address has another UUID.", from: "wsman 2.1",
            [.fault(Self.getUUID, "edit-answer", Self.edit("UUID", "AAECAwQFBgcICQoLDA0ODw=="))],
            "device-identity-mismatch", ["device.uuid_found": "03020100-0504-0706-0809-0a0b0c0d0e0f"],
            "says that its UUID is 03020100"),
        Situation(
            "uuid-placeholder", "The firmware has a UUID that its maker left in many machines.",
            from: "hello-and-keys 1.2", [.device(["uuid": "03000200-0400-0500-0006-000700080009"])],
            "uuid-duplicate", ["uuid": "stands in the firmware of many machines"], "many machines"),
        Situation(
            "uuid-of-two", "Two machines with one UUID say hello by turns.", from: "hello-and-keys 1.2",
            [.device(["uuid": .text(Self.twins), "closed": true, "firstHello": .number(0.5), "helloSchedule": "1x*"])],
            "uuid-duplicate", ["hello.address": "127.…", "hello.other_address": "127.…"], "the other one from 127."),
        Situation(
            "uuid-of-provisioned", "A second machine says hello with the UUID of a provisioned one that still answers.",
            from: "hello-and-keys 1.2",
            [.device(["uuid": .text(Self.lateTwins), "firstHello": 25, "helloSchedule": "3x*"])],
            "uuid-duplicate", ["hello.address": "127.…", "device.provisioned_address": "127.…"], "still answers at"),
        Situation(
            "commit-not-done", "The device says that it has committed, and stays in setup.", from: "wsman 2.1",
            [.fault(Self.commit, "not-done")], "verification-failed",
            ["step.name": "verify", "exchange.failure": "peer-not-trusted"], "has not taken effect"),
        Situation(
            "names-not-done", "The device says that it has taken its names, and has not.", from: "wsman 2.4",
            [.fault(Self.putGeneral, "not-done")], "verification-failed", ["device.host_name": ""],
            "has the name"),
        Situation(
            "tls-not-done", "TLS cannot be turned on: the device says that it was, and opens no port for it.",
            from: "hello-and-keys 9.34",
            [.fault("AMT_TLSSettingData.Put", "not-done"), .device(["release": "12.0.94"])], "verification-failed",
            ["step.name": "verify", "exchange.failure": "…"], "did not come back"),
        Situation(
            "gone-behind-commit", "The device does not come back after the commit.", from: "hello-and-keys 9.29",
            [.fault(Self.commit, "power-loss-after", ["seconds": 600])], "verification-failed",
            ["step.name": "verify", "exchange.failure": "…"], "did not come back"),
        Situation(
            "request-unusable", "What the device signs is no request for a certificate.", from: "wsman 2.7",
            [
                .fault(
                    "AMT_PublicKeyManagementService.GeneratePKCS10RequestEx", "edit-answer",
                    Self.edit("SignedCertificateRequest", "AAEC"))
            ], "answer-unreadable", ["certificate.issuing": "request-unusable"], "is no request for a certificate"),
    ]
}
