import Crypto

/// The audit log of one device, and what it audits.
struct AuditSettings: Equatable, Sendable {
    struct Event: Hashable, Sendable {
        let application: UInt32
        let event: UInt32
    }

    /// SHA-256 of what logs are signed with.
    struct Signing: Equatable, Sendable {
        let keyDigest: [UInt8]
        let certificatesDigest: [UInt8]
    }

    struct Policy: Equatable, Sendable {
        let event: Event
        /// Calls that cannot be audited are refused.
        let isCritical: Bool
    }

    var isEnabled = false
    /// 0 old records stay, 1 they are overwritten, 2 those of some age are.
    var storagePolicy: UInt32 = 1
    var daysToKeep: UInt32?
    var signing: Signing?
    var allowsUnprovision = false
    /// Handle of the lock, while somebody holds it.
    var lock: UInt32?
    private(set) var policies: [Policy] = []

    mutating func set(_ event: Event, isCritical: Bool?) {
        self.policies.removeAll { $0.event == event }
        guard let isCritical else { return }
        self.policies.append(Policy(event: event, isCritical: isCritical))
        self.policies.sort {
            ($0.event.application, $0.event.event) < ($1.event.application, $1.event.event)
        }
    }
}

extension ClassTraits {
    static let auditLog = ClassTraits(isPresent: { $0.hasAuditLog }, instances: { [$0.auditLogInstance] })
    static let auditPolicyRule = ClassTraits(
        declaresCommon: false, isPresent: { $0.hasAuditLog }, instances: { [$0.auditPolicyInstance] })
}

extension FirmwareMethod {
    private static let event = [
        Field(name: "Enable", kind: .flag), Field(name: "AuditedAppID", kind: .number),
        Field(name: "EventID", kind: .number),
    ]

    static let audit = [
        FirmwareMethod.stateChange(of: .auditLog, states: 2...3) { firmware, state in
            guard state == 3 || firmware.features.audit.signing != nil || !firmware.policy.auditNeedsSigningKey else {
                return .vendor(.missingKeys)
            }
            firmware.features.audit.isEnabled = state == 2
            return .cim(.success)
        },
        FirmwareMethod(.auditLog, "ClearLog", isWrite: false) { _, _, _ in .status(.success) },
        FirmwareMethod(.auditLog, "ReadRecords", [Field(name: "StartIndex", kind: .number)], isWrite: false) {
            _, call, _ in
            guard call.arguments.number("StartIndex") != 0 else { return .status(.invalidIndex) }
            return .output([Property("TotalRecordCount", 0), Property("RecordsReturned", 0)], returnValue: 0)
        },
        FirmwareMethod(
            .auditLog, "SetAuditLock",
            [
                Field(name: "LockTimeoutInSeconds", kind: .number, isRequired: false),
                Field(name: "Flag", kind: .number), Field(name: "Handle", kind: .number, isRequired: false),
            ], isWrite: false
        ) { firmware, call, _ in firmware.lockAudit(call.arguments) },
        FirmwareMethod(
            .auditLog, "SetSigningKeyMaterial",
            [
                Field(name: "SigningMechanismType", kind: .number), Field(name: "SigningKey", kind: .bytes),
                Field(name: "LengthOfCertificates", kind: .number, isRepeated: true),
                Field(name: "Certificates", kind: .bytes),
            ]
        ) { firmware, call, _ in firmware.setAuditKey(call.arguments) },
        FirmwareMethod(
            .auditLog, "SetStoragePolicy",
            [
                Field(name: "StoragePolicy", kind: .number),
                Field(name: "MinDaysToKeep", kind: .number, isRequired: false),
            ]
        ) { firmware, call, _ in firmware.setAuditStorage(call.arguments) },
        FirmwareMethod(
            .auditPolicyRule, "SetAuditPolicy",
            Self.event + [Field(name: "PolicyType", kind: .number, isRequired: false)]
        ) { firmware, call, _ in firmware.setAuditPolicy(call.arguments) },
        FirmwareMethod(
            .auditPolicyRule, "SetAuditPolicyBulk",
            (Self.event + [Field(name: "PolicyType", kind: .number)]).map { field in
                Field(name: field.name, kind: field.kind, isRepeated: true)
            }, isPresent: { $0.hasAuditBulk }
        ) { firmware, call, _ in firmware.setAuditPolicies(call.arguments) },
    ]
}

extension SimulatedFirmware {
    /// Source: Intel AMT SDK, *Auditable Events*.
    private static let applications: ClosedRange<UInt32> = 16...33
    private static let eventMax: UInt32 = 63
    private static let signingCertificatesMax = 5
    private static let signingCertificateBytesMax = 4_100
    private static let lockSeconds: ClosedRange<UInt32> = 1...300

    var auditLogInstance: Instance {
        let audit = self.features.audit
        let state = (audit.isEnabled ? 0 : 1) | (audit.lock == nil ? 0 : 2) | (audit.signing == nil ? 16 : 0)
        let shown = audit.isEnabled ? 2 : 3
        let name = "Intel(r) AMT:Audit Log"
        let days = audit.storagePolicy == 2 ? audit.daysToKeep.map { [Property("MinDaysToKeep", $0)] } ?? [] : []
        return Instance(
            selectors: [.init(name: "Name", value: .text(name))],
            properties: [Property](
                [:],
                [
                    Property("AuditState", state), Property("CurrentNumberOfRecords", 0),
                    Property("ElementName", "Intel(r) AMT Audit Log"), Property("EnabledState", shown),
                    Property("MaxAllowedAuditors", 1), Property("MaxNumberOfRecords", 0), Property("Name", name),
                    Property("OverwritePolicy", 2), Property("PercentageFree", 100),
                    Property("RequestedState", shown), Property("StoragePolicy", audit.storagePolicy),
                    Property("TimeOfLastRecord", datetime: "2004-01-01T00:00:00Z"),
                ] + days))
    }

    /// Each event as one number: the application above, the event below.
    var auditPolicyInstance: Instance {
        let policies = self.features.audit.policies
        return Self.keyed(
            .auditPolicyRule, by: "PolicyRuleName", "Intel(r) AMT:Audit Policy Rule",
            more: policies.map { Property("AuditApplicationEventID", $0.event.application << 16 | $0.event.event) }
                + policies.map { Property("PolicyType", $0.isCritical ? 1 : 0) })
    }

    mutating func setAuditStorage(_ arguments: Arguments) -> FirmwareAnswer {
        guard
            let policy = arguments.number("StoragePolicy"), policy <= 2,
            (policy == 2) == arguments.isPresent("MinDaysToKeep")
        else { return .status(.invalidParameter) }
        self.features.audit.storagePolicy = policy
        self.features.audit.daysToKeep = arguments.number("MinDaysToKeep")
        return .status(.success)
    }

    mutating func setAuditKey(_ arguments: Arguments) -> FirmwareAnswer {
        let lengths = arguments.numbers("LengthOfCertificates").map { Int($0) }
        let certificates = arguments.bytes("Certificates") ?? []
        guard
            let mechanism = arguments.number("SigningMechanismType"), mechanism <= 2,
            (1...Self.signingCertificatesMax).contains(lengths.count), certificates.count == lengths.reduce(0, +),
            certificates.count <= Self.signingCertificateBytesMax
        else { return .status(.invalidParameter) }
        // A sequence: whether there is a key in it, only an export would show.
        guard let key = arguments.bytes("SigningKey"), key.first == 0x30 else { return .status(.invalidKey) }
        self.features.audit.signing = AuditSettings.Signing(
            keyDigest: Array(SHA256.hash(data: key)), certificatesDigest: Array(SHA256.hash(data: certificates)))
        return .status(.success)
    }

    /// 0 locks the log, 1 gives leave to unprovision, 2 unlocks.
    mutating func lockAudit(_ arguments: Arguments) -> FirmwareAnswer {
        let handle = arguments.number("Handle")
        guard let flag = arguments.number("Flag"), flag <= 2 else { return .status(.invalidParameter) }
        if let lock = self.features.audit.lock, lock != handle { return .status(.notPermitted) }
        guard flag != 2 else {
            self.features.audit.lock = nil
            self.features.audit.allowsUnprovision = false
            return .status(.success)
        }
        guard let seconds = arguments.number("LockTimeoutInSeconds"), Self.lockSeconds.contains(seconds) else {
            return .status(.invalidParameter)
        }
        let lock = self.features.audit.lock ?? 1
        self.features.audit.lock = lock
        self.features.audit.allowsUnprovision = flag == 1
        return .output([Property("Handle", lock)], returnValue: 0)
    }

    mutating func setAuditPolicy(_ arguments: Arguments) -> FirmwareAnswer {
        let type = arguments.number("PolicyType")
        guard let isEnabled = arguments.flag("Enable"), !isEnabled || type != nil else {
            return .status(.invalidParameter)
        }
        return self.setAuditPolicies([isEnabled], arguments, types: [type ?? 0])
    }

    mutating func setAuditPolicies(_ arguments: Arguments) -> FirmwareAnswer {
        self.setAuditPolicies(arguments.flags("Enable"), arguments, types: arguments.numbers("PolicyType"))
    }

    /// All of them or none.
    private mutating func setAuditPolicies(
        _ flags: [Bool], _ arguments: Arguments, types: [UInt32]
    ) -> FirmwareAnswer {
        let applications = arguments.numbers("AuditedAppID")
        let events = arguments.numbers("EventID")
        guard
            Set([flags.count, applications.count, events.count, types.count]).count == 1,
            applications.allSatisfy(Self.applications.contains), events.allSatisfy({ $0 <= Self.eventMax }),
            types.allSatisfy({ $0 <= 1 })
        else { return .status(.invalidParameter) }
        for (place, isEnabled) in flags.enumerated() {
            let event = AuditSettings.Event(application: applications[place], event: events[place])
            self.features.audit.set(event, isCritical: isEnabled ? types[place] == 1 : nil)
        }
        return .status(.success)
    }
}
