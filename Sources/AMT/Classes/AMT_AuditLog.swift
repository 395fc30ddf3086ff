/// The log of who did what to the device. Its auditor is a user apart, the administrator at first.
///
/// It keeps every property the device sent. Source: class definition AMT_AuditLog in Intel's LMS.
package struct AMT_AuditLog: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_AuditLog")
    /// The key of the one instance.
    package static let name = "Intel(r) AMT:Audit Log"

    /// What is the matter with the log (`AuditState`); empty when it is on and has room.
    package struct State: OptionSet, Hashable, Sendable {
        /// The wire's number; unknown bits are kept.
        package let rawValue: UInt32

        /// Any number.
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Nothing is logged but what is always logged.
        package static let disabled = State(rawValue: 1)
        /// Nothing is logged and critical events are refused until the lock is taken off.
        package static let locked = State(rawValue: 2)
        /// 85 % full: critical events only.
        package static let almostFull = State(rawValue: 4)
        /// Critical events are refused.
        package static let full = State(rawValue: 8)
        /// Nobody has set a signing key; firmware before 8.0 cannot be switched on without one.
        package static let noSigningKey = State(rawValue: 16)
    }

    /// What happens to old records when the log is full (`StoragePolicy`).
    package enum StoragePolicy: Hashable, Sendable {
        /// 0: they stay, and critical events are refused.
        case noRollOver
        /// 1: they are overwritten.
        case rollOver
        /// 2: they are overwritten when old enough.
        case restrictedRollOver
        /// A number that no published list has.
        case unknown(UInt32)

        /// Any number; unknown ones are kept.
        package init(number: UInt32) {
            switch number {
            case 0: self = .noRollOver
            case 1: self = .rollOver
            case 2: self = .restrictedRollOver
            default: self = .unknown(number)
            }
        }

        /// The wire's number.
        package var number: UInt32 {
            switch self {
            case .noRollOver: 0
            case .rollOver: 1
            case .restrictedRollOver: 2
            case .unknown(let number): number
            }
        }
    }

    /// Every property, in the device's order.
    package let instance: FirmwareInstance
    /// What is the matter with the log.
    package let state: State
    /// `nil` on firmware before 5.1, which never overwrites.
    package let storagePolicy: StoragePolicy?
    /// Days that a record stays under ``StoragePolicy/restrictedRollOver``; `nil` when the firmware does not say.
    package let minDaysToKeep: UInt32?
    /// 0...100; `nil` when the firmware does not say.
    package let percentageFree: UInt32?
    /// `nil` when the firmware does not say.
    package let recordCount: UInt32?
    /// `nil` when the firmware does not say.
    package let auditorCountMax: UInt32?
    /// `2024-01-03T00:44:35Z`, as the device wrote it; `nil` without records.
    package let timeOfLastRecord: String?

    init(_ reader: InstanceReader) throws(WSManRefusal) {
        self.state = State(rawValue: try reader.requiredNumber("AuditState"))
        self.storagePolicy = try reader.number("StoragePolicy").map(StoragePolicy.init(number:))
        self.minDaysToKeep = try reader.number("MinDaysToKeep")
        self.percentageFree = try reader.number("PercentageFree")
        self.recordCount = try reader.number("CurrentNumberOfRecords")
        self.auditorCountMax = try reader.number("MaxAllowedAuditors")
        let time = reader.child("TimeOfLastRecord")?.children.first { $0.name == "Datetime" }
        self.timeOfLastRecord = time.flatMap { $0.trimmedText.isEmpty ? nil : $0.trimmedText }
        self.instance = FirmwareInstance(Self.firmwareClass, reader.element)
    }
}

extension AMT_AuditLog {
    /// Reads the one instance.
    package static func get() -> WSManCall<AMT_AuditLog> {
        .get(self.firmwareClass, selectors: [.init("Name", self.name)]) { instance throws(WSManRefusal) in
            try AMT_AuditLog(instance)
        }
    }

    /// Starts an enumeration; prefer ``get()``.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page of an enumeration.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_AuditLog>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in try AMT_AuditLog(instance) }
    }

    /// Switches the log on (2) or off (3). Firmware before 8.0: after `CommitChanges` and with a signing key only.
    /// Return values are CIM's.
    package static func requestStateChange(enabled: Bool) -> WSManCall<Done> {
        .invoke(
            self.firmwareClass, "RequestStateChange", kind: .repeatable, table: .cim,
            parameters: { $0.element("p:RequestedState", enabled ? "2" : "3") })
    }

    /// Says what happens to old records when the log is full.
    ///
    /// Unconfirmed: the class definition speaks of this method but does not list it, so its parameters are taken to be
    /// the properties of the same names. Read the log afterwards. A fault that means
    /// ``AnswerPolicy/capabilityAbsent`` says that the firmware keeps the policy it has.
    ///
    /// - Parameter minDaysToKeep: 1...255 with ``StoragePolicy/restrictedRollOver``, `nil` otherwise.
    package static func setStoragePolicy(_ policy: StoragePolicy, minDaysToKeep: UInt8?) -> WSManCall<Done> {
        .invoke(
            self.firmwareClass, "SetStoragePolicy", kind: .repeatable, answerSecondsMax: slowAnswerSecondsMax,
            parameters: { writer in
                writer.element("p:StoragePolicy", String(policy.number))
                if let minDaysToKeep { writer.element("p:MinDaysToKeep", String(minDaysToKeep)) }
            })
    }

    /// Certificates that the log takes with its signing key.
    package static let signingCertificateCountMax = 5
    /// Bytes of all certificates together.
    package static let signingCertificateByteCountMax = 4100

    /// Sets key and certificates with which the device signs an exported log.
    ///
    /// Unconfirmed: the class definition says of the key that it is an RSA key pair of 2048 bits; that it is written
    /// as PKCS#1, as ``AMT_PublicKeyManagementService`` takes keys, is our reading. Return values: 1, 36, 2062, 2063.
    ///
    /// - Parameters:
    ///   - algorithm: ignored by the firmware, but required.
    ///   - privateKey: PKCS#1 RSAPrivateKey, DER.
    ///   - certificates: X.509 DER, the key's own first; see ``signingCertificateCountMax`` and
    ///     ``signingCertificateByteCountMax``.
    package static func setSigningKeyMaterial(
        algorithm: AMT_PublicKeyManagementService.SigningAlgorithm, privateKey: Secret, certificates: [[UInt8]]
    ) -> WSManCall<Done> {
        let key = Secret(Base64.characters(privateKey.revealBytes()))
        return .invoke(
            self.firmwareClass, "SetSigningKeyMaterial", kind: .repeatable, answerSecondsMax: slowAnswerSecondsMax,
            parameters: { writer in
                writer.element("p:SigningMechanismType", String(algorithm.rawValue))
                writer.element("p:SigningKey", key)
                for certificate in certificates {
                    writer.element("p:LengthOfCertificates", String(certificate.count))
                }
                writer.element("p:Certificates", Base64.text(certificates.flatMap { $0 }))
            })
    }
}
