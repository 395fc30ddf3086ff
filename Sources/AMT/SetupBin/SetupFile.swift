/// What a setup.bin says: a USB stick with it in its root sets machines up that are started from it.
///
/// The file is 512 bytes of header and one record of 512 bytes for each machine, or one for all. Integers are little-endian.
/// Passwords and keys in it are readable by whoever holds the stick.
package struct SetupFile: Equatable, Sendable {
    /// Records that are read and written at most. A machine needs three minutes to search so many.
    package static let recordCountMax = 100_000
    /// Header, and each record.
    package static let blockByteCount = 512

    package var version: SetupVersion
    /// Each record is used once, by one machine; otherwise the first one serves all.
    package var isConsumable: Bool
    /// Records that machines have used up, which is where the next machine begins to read.
    package var consumedCount: UInt32
    /// Bits of the header that are not published, as they came.
    package var unknownFlags: UInt16
    package var records: [SetupRecord]
    /// Bytes behind the last record; kept as a fact, and not written.
    package var surplusByteCount: Int

    /// A file as it is before any machine has seen it.
    package init(
        version: SetupVersion, isConsumable: Bool, records: [SetupRecord], consumedCount: UInt32 = 0,
        unknownFlags: UInt16 = 0, surplusByteCount: Int = 0
    ) {
        self.version = version
        self.isConsumable = isConsumable
        self.records = records
        self.consumedCount = consumedCount
        self.unknownFlags = unknownFlags
        self.surplusByteCount = surplusByteCount
    }

    /// Records that a machine may still use.
    package var openRecords: [SetupRecord] {
        self.records.dropFirst(self.isConsumable ? Int(self.consumedCount) : 0).filter(\.isOpen)
    }
}

/// What one machine is told.
package struct SetupRecord: Equatable, Sendable {
    /// Counted from 1.
    package var number: UInt32
    /// Not used up yet.
    package var isOpen: Bool
    /// Bits of the record that are not published, as they came.
    package var unknownFlags: UInt32
    package var entries: [SetupEntry]

    /// A record that no machine has used.
    package init(number: UInt32, entries: [SetupEntry], isOpen: Bool = true, unknownFlags: UInt32 = 0) {
        self.number = number
        self.entries = entries
        self.isOpen = isOpen
        self.unknownFlags = unknownFlags
    }

    /// The value of a variable, the first one where it stands more than once.
    package func value(_ variable: SetupVariable) -> SetupValue? {
        for case .known(variable, let value) in self.entries { return value }
        return nil
    }

    /// In the order in which they are written: by module and variable, the order to start or stop at the end.
    package var orderedEntries: [SetupEntry] {
        // Those of one variable stay as they are: sorting alone would not promise it.
        self.entries.enumerated().sorted { left, right in
            (Self.rank(left.element), left.offset) < (Self.rank(right.element), right.offset)
        }.map(\.element)
    }

    private static func rank(_ entry: SetupEntry) -> UInt64 {
        let id = entry.id
        let variable = id == SetupVariable.activation.id ? UInt16.max : id.variable
        return UInt64(id.module) << 16 | UInt64(variable)
    }
}
