/// One thing that was looked at.
struct DoctorFinding: Encodable, Equatable {
    /// How bad it is, the worst last.
    enum Level: String, Encodable, CaseIterable, Comparable {
        case good
        /// To know, not to mend.
        case note
        /// Nothing is broken by it yet, or perhaps nothing.
        case warning
        case fault

        static func < (one: Level, other: Level) -> Bool {
            (Self.allCases.firstIndex(of: one) ?? 0) < (Self.allCases.firstIndex(of: other) ?? 0)
        }
    }

    /// What was looked at.
    enum Check: String, Encodable, CaseIterable {
        case api
        case clock
        case database
        case nodes
        case dhcp
        case name
        case listener
        case certificates
        case devices
    }

    var level: Level
    var check: Check
    var sentence: String
    /// Commands and lines that help, each to be pasted.
    var paste: [String] = []
}

/// Everything that was found.
struct DoctorReport: Encodable, Equatable {
    var worst: DoctorFinding.Level
    var findings: [DoctorFinding]

    init(_ findings: [DoctorFinding]) {
        self.findings = findings
        self.worst = findings.map(\.level).max() ?? .good
    }

    /// What the process ends with.
    var status: ExitStatus {
        switch self.worst {
        case .good, .note: .done
        case .warning: .warned
        case .fault: .failed
        }
    }
}
