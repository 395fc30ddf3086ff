/// A method's `ReturnValue` other than 0.
package struct ReturnValue: Hashable, Sendable {
    /// Which list the number is from.
    package enum Table: String, CaseIterable, Sendable {
        /// Methods that Intel defined: the number is a PT_STATUS.
        case amt
        /// Methods inherited from CIM classes, such as `RequestStateChange`; PT_STATUS stands behind 32768.
        case cim
        /// Methods of ``AMT_WiFiPortConfigurationService``; PT_STATUS stands behind 32768.
        case wifi
    }

    /// The number as the device sent it, not 0.
    package let number: UInt32
    /// Which list names the number.
    package let table: Table

    /// A number of one of the lists.
    package init(number: UInt32, table: Table) {
        self.number = number
        self.table = table
    }

    /// The PT_STATUS in it; `nil` for a CIM or WiFi code below 32768.
    package var status: PTStatus? {
        switch self.table {
        case .amt: PTStatus(number: self.number)
        case .cim, .wifi:
            self.number >= Self.vendorBase ? PTStatus(number: self.number - Self.vendorBase) : nil
        }
    }

    /// The firmware's or CIM's name; `nil` for a number that no published list has.
    package var name: String? {
        if let status = self.status { return status.name }
        return switch self.table {
        case .amt: nil
        case .cim: Self.cimNames[self.number]
        case .wifi: Self.wifiNames[self.number]
        }
    }

    /// What a worker may do about it.
    package var policy: AnswerPolicy {
        if let status = self.status { return status.policy }
        return switch self.table {
        case .amt: .permanent
        case .cim: self.cimPolicy
        case .wifi: self.wifiPolicy
        }
    }

    private var cimPolicy: AnswerPolicy {
        switch self.number {
        // 6 in use, 4096 job started, 4099 busy.
        case 3, 6, 4096, 4099: .busy
        case 1: .capabilityAbsent
        case 5: .profileWrong
        case 4097: .notAllowedNow
        default: .permanent
        }
    }

    private var wifiPolicy: AnswerPolicy {
        switch self.number {
        case 1: .capabilityAbsent
        // A value, or a priority that another network has.
        case 3: .profileWrong
        // An endpoint, settings or a certificate that is not there.
        case 4: .notAllowedNow
        default: .permanent
        }
    }

    private static let vendorBase: UInt32 = 32768

    private static let cimNames: [UInt32: String] = [
        0: "COMPLETED", 1: "NOT_SUPPORTED", 2: "UNKNOWN", 3: "TIMEOUT", 4: "FAILED", 5: "INVALID_PARAMETER",
        6: "IN_USE", 4096: "JOB_STARTED", 4097: "INVALID_STATE_TRANSITION", 4098: "TIMEOUT_PARAMETER_NOT_SUPPORTED",
        4099: "BUSY",
    ]

    private static let wifiNames: [UInt32: String] = [
        1: "NOT_SUPPORTED", 2: "FAILED", 3: "INVALID_PARAMETER", 4: "INVALID_REFERENCE",
    ]
}

extension ReturnValue: CustomStringConvertible {
    /// `2057 DATA_MISSING`.
    package var description: String { self.name.map { "\(self.number) \($0)" } ?? "\(self.number)" }
}
