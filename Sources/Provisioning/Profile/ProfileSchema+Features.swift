import AMT

extension ProfileSchema {
    static let features: [ProfileField] =
        Self.power + Self.redirection + Self.kvm + Self.userConsent + [
            ProfileField("webPage", .object, in: .webPage, "The firmware's own web page."),
            ProfileField(
                "webPage.enabled", .flag, isRequired: true, in: .webPage, "Whether it is served.",
                firmware: "AMT_WebUIService.RequestStateChange"),
            Self.required("webPage", in: .webPage),
        ]

    private static let power: [ProfileField] = [
        ProfileField("power", .object, in: .power, "In which sleep states the firmware runs."),
        ProfileField(
            "power.packages",
            .list(of: .oneOf(ProfileNames.powerPackages.map { ProfileChoice($0) }), counts: 1...2), isRequired: true,
            in: .power, "The power package; one for mobile devices, one for desktops.",
            firmware: "AMT_SystemPowerScheme.SetPowerScheme"),
        ProfileField(
            "power.idleTimeoutMinutes", .integer(1...65535, unit: "minutes"), in: .power,
            "Time without work after which the firmware sleeps.", firmware: "AMT_GeneralSettings.IdleWakeTimeout"),
        Self.required("power", in: .power),
    ]

    private static let redirection: [ProfileField] = [
        ProfileField(
            "redirection", .object, in: .redirection, "Serial-over-LAN and IDE redirection.",
            firmware: "AMT_RedirectionService"),
        ProfileField(
            "redirection.sol", .flag, isRequired: true, in: .redirection, "Whether serial-over-LAN is allowed.",
            firmware: "AMT_RedirectionService.RequestStateChange"),
        ProfileField(
            "redirection.ider", .flag, isRequired: true, in: .redirection, "Whether IDE redirection is allowed.",
            firmware: "AMT_RedirectionService.RequestStateChange"),
        ProfileField(
            "redirection.listener", .flag, isRequired: true, in: .redirection, "Whether the redirection ports listen.",
            firmware: "AMT_RedirectionService.ListenerEnabled"),
        Self.required("redirection", in: .redirection),
    ]

    private static let kvm: [ProfileField] = [
        ProfileField("kvm", .object, in: .kvm, on: .from(6), "Screen, keyboard and mouse over the network."),
        ProfileField(
            "kvm.enabled", .flag, isRequired: true, in: .kvm, on: .from(6), "Whether it is allowed.",
            firmware: "CIM_KVMRedirectionSAP.RequestStateChange"),
        ProfileField(
            "kvm.port5900", .flag, in: .kvm, on: .from(6),
            "Whether the plain RFB port listens; it needs `rfbPassword`.",
            firmware: "IPS_KVMRedirectionSettingData.Is5900PortEnabled"),
        ProfileField(
            "kvm.rfbPassword", .secret(.rfbPassword), in: .kvm, on: .from(6), "Password of the plain RFB port.",
            firmware: "IPS_KVMRedirectionSettingData.RFBPassword"),
        ProfileField(
            "kvm.sessionTimeoutMinutes", .integer(1...65535, unit: "minutes"), in: .kvm, on: .from(6),
            "Time without work after which a session ends.", firmware: "IPS_KVMRedirectionSettingData.SessionTimeout"),
        ProfileField(
            "kvm.defaultScreen", .integer(0...2, unit: ""), in: .kvm, on: .from(6), "Screen that is shown first.",
            firmware: "IPS_KVMRedirectionSettingData.DefaultScreen"),
        Self.required("kvm", in: .kvm),
    ]

    private static let userConsent: [ProfileField] = [
        ProfileField(
            "userConsent", .object, in: .userConsent, on: .from(6), "Whether somebody at the device must agree.",
            firmware: "IPS_OptInService"),
        ProfileField(
            "userConsent.need", .oneOf(["none", "kvm", "all"]), isRequired: true, in: .userConsent, on: .from(6),
            "To what.", firmware: "IPS_OptInService.OptInRequired"),
        ProfileField(
            "userConsent.kvmPolicy", .flag, in: .userConsent, on: .from(6),
            "Whether KVM asks for it by its own setting, beside `need`; releases before 6.2 have no other.",
            firmware: "IPS_KVMRedirectionSettingData.OptInPolicy"),
        ProfileField(
            "userConsent.displaySeconds", .integer(10...4095, unit: "seconds"), in: .userConsent, on: .from(6),
            "How long the code is shown.", firmware: "IPS_OptInService.OptInDisplayTimeout"),
        ProfileField(
            "userConsent.codeSeconds", .integer(60...900, unit: "seconds"), in: .userConsent, on: .from(6),
            "How long the code is taken.", firmware: "IPS_OptInService.OptInCodeTimeout"),
        Self.required("userConsent", in: .userConsent),
    ]

    static let auditLog: [ProfileField] = [
        ProfileField(
            "auditLog", .object, in: .auditLog, on: .from(4), "What the firmware keeps of who did what to it."),
        ProfileField(
            "auditLog.enabled", .flag, isRequired: true, in: .auditLog, on: .from(4), "Whether it is kept.",
            firmware: "AMT_AuditLog.RequestStateChange"),
        ProfileField(
            "auditLog.signing", .object, in: .auditLog, on: .from(4),
            "With what exported logs are signed; before release 8 a log does not start without.",
            firmware: "AMT_AuditLog.SetSigningKeyMaterial"),
        ProfileField(
            "auditLog.signing.key", .secret(.auditSigningKey), isRequired: true, in: .auditLog, on: .from(4),
            "The private key.", firmware: "AMT_AuditLog.SigningKey"),
        ProfileField(
            "auditLog.signing.certificates",
            .list(of: .certificate, counts: 1...AMT_AuditLog.signingCertificateCountMax), isRequired: true,
            in: .auditLog, on: .from(4),
            "The key's certificate and then those above it, of \(AMT_AuditLog.signingCertificateByteCountMax) bytes together at most.",
            firmware: "AMT_AuditLog.Certificates"),
        ProfileField(
            "auditLog.events", .list(of: .object, counts: 0...256), standard: [], in: .auditLog, on: .from(4),
            "What is recorded.", firmware: "AMT_AuditPolicyRule.SetAuditPolicyBulk"),
        ProfileField(
            "auditLog.events[].application", .oneOf(ProfileNames.auditApplications.map { ProfileChoice($0.name) }),
            isRequired: true, in: .auditLog, on: .from(4), "The part of the firmware that writes it.",
            firmware: "AMT_AuditPolicyRule.AuditedAppID"),
        ProfileField(
            "auditLog.events[].event", .event, isRequired: true, in: .auditLog, on: .from(4),
            "Name of the event, or its number.", firmware: "AMT_AuditPolicyRule.EventID"),
        ProfileField(
            "auditLog.events[].critical", .flag, standard: false, in: .auditLog, on: .from(4),
            "Whether the firmware refuses the act when it cannot be recorded.",
            firmware: "AMT_AuditPolicyRule.PolicyType"),
        Self.foreign("auditLog.foreign", "events", in: .auditLog, firmware: "AMT_AuditPolicyRule.SetAuditPolicy"),
        ProfileField(
            "auditLog.storage", .oneOf(["no-rollover", "rollover", "restricted"]), in: .auditLog, on: .from(4),
            "What happens when the log is full: it stops, the oldest go, or the oldest go after some days.",
            firmware: "AMT_AuditLog.SetStoragePolicy"),
        ProfileField(
            "auditLog.daysMin", .integer(1...255, unit: "days"), in: .auditLog, on: .from(4),
            "With `restricted`: for how long records are kept.", firmware: "AMT_AuditLog.MinDaysToKeep"),
        ProfileField(
            "auditLog.auditor", .text(1...Self.userNameCharactersMax, .userName), in: .auditLog, on: .from(4),
            "Name of the digest user who is auditor; it must have the realm `audit-log`."),
        Self.required("auditLog", in: .auditLog),
    ]
}
