/// Writes setup.bin; see ``SetupFileDecoder`` for the layout.
///
/// What firmware of the file's version could not read, or not take in this order, is refused. Entries are brought in order:
/// passwords and the choice of manageability first, the order to start or stop setup last.
package enum SetupFileEncoder {
    /// - Returns: bytes with passwords and keys in clear.
    package static func bytes(of file: SetupFile) throws(SetupFileFault) -> [UInt8] {
        try Self.judge(file)
        var bytes = Self.header(file)
        bytes.reserveCapacity(SetupFile.blockByteCount * (1 + file.records.count))
        for record in file.records { bytes += try Self.record(record, version: file.version) }
        return bytes
    }

    private static func judge(_ file: SetupFile) throws(SetupFileFault) {
        guard !file.records.isEmpty else { throw SetupFileFault(.noRecord) }
        guard file.records.count <= SetupFile.recordCountMax else { throw SetupFileFault(.tooManyRecords) }
        guard file.consumedCount <= file.records.count else { throw SetupFileFault(.consumedBeyondEnd) }
        guard file.isConsumable || file.version >= .two else { throw SetupFileFault(.notConsumable) }
    }

    private static func header(_ file: SetupFile) -> [UInt8] {
        var bytes = file.version.fileType
        // Two modules are used, and a zero ends their list.
        bytes += Self.bytes16(1) + Self.bytes16(40 + 2 * 3) + Self.bytes32(0)
        bytes += [file.version.major, file.version.minor]
        bytes += Self.bytes16(file.unknownFlags & ~1 | (file.isConsumable ? 0 : 1))
        bytes += Self.bytes32(UInt32(file.records.count)) + Self.bytes32(file.consumedCount)
        bytes += Self.bytes16(1) + Self.bytes16(0)
        bytes += Self.bytes16(1) + Self.bytes16(2) + Self.bytes16(0)
        return Self.filled(bytes)
    }

    // MARK: - Records

    private static func record(_ record: SetupRecord, version: SetupVersion) throws(SetupFileFault) -> [UInt8] {
        try Self.judgeNeeds(record)
        var body: [UInt8] = []
        var seen: Set<SetupVariableID> = []
        for entry in record.orderedEntries {
            let isFirst = seen.insert(entry.id).inserted
            switch entry {
            case .known(let variable, let value):
                let fault = { (reason: SetupFileFault.Reason) in
                    SetupFileFault(reason, record: record.number, variable: variable)
                }
                guard isFirst || variable == .addUserHash else { throw fault(.repeated) }
                guard version >= variable.since else { throw fault(.variableTooNew) }
                if case .hash(let hash) = value, version < hash.algorithm.since { throw fault(.hashTooNew) }
                switch Self.value(value, variable.shape) {
                case .success(let bytes): body += Self.entry(entry.id, bytes)
                case .failure(let reason): throw fault(reason)
                }
            case .unknown(let id, let bytes):
                guard id.module != 0, bytes.byteCount <= Self.bodyByteCountMax else {
                    throw SetupFileFault(.recordTooLong, record: record.number)
                }
                body += Self.entry(id, bytes.revealBytes())
            }
        }
        guard body.count <= Self.bodyByteCountMax else { throw SetupFileFault(.recordTooLong, record: record.number) }
        return Self.block(record, body, isScrambled: version == .four)
    }

    static let bodyByteCountMax = SetupFile.blockByteCount - SetupFileDecoder.recordHeaderByteCount

    private static func block(_ record: SetupRecord, _ body: [UInt8], isScrambled: Bool) -> [UInt8] {
        var bytes = Self.bytes32(record.isOpen ? 1 : 0)
        bytes += Self.bytes32(record.unknownFlags & ~3 | (record.isOpen ? 1 : 0) | (isScrambled ? 2 : 0))
        bytes += [UInt8](repeating: 0, count: 8)
        bytes += Self.bytes16(1) + Self.bytes16(UInt16(SetupFileDecoder.recordHeaderByteCount))
        bytes += Self.bytes32(record.number)
        let whole = Self.filled(bytes + body)
        guard isScrambled else { return whole }
        return whole.prefix(SetupFileDecoder.recordHeaderByteCount)
            + whole.dropFirst(SetupFileDecoder.recordHeaderByteCount).map { $0 &+ SetupFileDecoder.scrambling }
    }

    /// What firmware asks to stand with something else.
    private static func judgeNeeds(_ record: SetupRecord) throws(SetupFileFault) {
        let needs: [(SetupVariable, SetupVariable)] = [
            (.addUserHash, .userHashes), (.sharedFQDN, .hostName), (.pid, .pps), (.pps, .pid),
        ]
        for (variable, needed) in needs where record.value(variable) != nil && record.value(needed) == nil {
            throw SetupFileFault(.needsOther, record: record.number, variable: variable, needed: needed)
        }
    }

    // MARK: - Entries

    private static func entry(_ id: SetupVariableID, _ value: [UInt8]) -> [UInt8] {
        let header =
            Self.bytes16(id.module) + Self.bytes16(id.variable) + Self.bytes16(UInt16(value.count)) + Self.bytes16(0)
        return header + value + [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
    }

    private static func value(
        _ value: SetupValue, _ shape: SetupShape
    ) -> Result<[UInt8], SetupFileFault.Reason> {
        switch (value, shape) {
        case (.secret(let secret), .secret(let max)): Self.bounded(secret.revealBytes(), max: max)
        case (.text(let text), .text(let max)): Self.text(text, max: max)
        case (.byte(let byte), .byte): .success([byte])
        case (.port(let port), .port): .success(Self.bytes16(port))
        case (.number(let number), .number): .success(Self.bytes32(number))
        case (.guid(let bytes), .guid): bytes.count == 16 ? .success(bytes) : .failure(.valueShape)
        case (.pid(let pid), .pid): .success(Array(pid.text.utf8))
        case (.pps(let pps), .pps): .success(pps.secret.revealBytes())
        case (.hash(let hash), .hash): Self.hash(hash)
        case (.address(let address), .address): .success(address.octets.reversed())
        case (.opaque(let bytes), .opaque): Self.bounded(bytes.revealBytes(), max: Self.bodyByteCountMax)
        case (.secret, _), (.text, _), (.byte, _), (.port, _), (.number, _), (.guid, _), (.pid, _), (.pps, _),
            (.hash, _), (.address, _), (.opaque, _):
            .failure(.valueShape)
        }
    }

    private static func bounded(_ bytes: [UInt8], max: Int) -> Result<[UInt8], SetupFileFault.Reason> {
        if bytes.isEmpty { return .failure(.valueEmpty) }
        return bytes.count <= max ? .success(bytes) : .failure(.valueTooLong)
    }

    private static func text(_ text: String, max: Int) -> Result<[UInt8], SetupFileFault.Reason> {
        guard text.utf8.allSatisfy(Self.isPrintable) else { return .failure(.valueNotPrintable) }
        return Self.bounded(Array(text.utf8), max: max)
    }

    private static func hash(_ hash: SetupHash) -> Result<[UInt8], SetupFileFault.Reason> {
        guard hash.bytes.count == hash.algorithm.byteCount else { return .failure(.valueShape) }
        return Self.text(hash.name, max: SetupHash.nameByteCountMax).map { name in
            [hash.algorithm.rawValue] + hash.bytes + [UInt8(name.count)] + name
        }
    }

    static func isPrintable(_ character: UInt8) -> Bool { (0x20...0x7e).contains(character) }

    // MARK: - Numbers

    private static func filled(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: max(0, SetupFile.blockByteCount - bytes.count))
    }

    private static func bytes16(_ number: UInt16) -> [UInt8] {
        [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
    }

    private static func bytes32(_ number: UInt32) -> [UInt8] {
        Self.bytes16(UInt16(truncatingIfNeeded: number)) + Self.bytes16(UInt16(truncatingIfNeeded: number >> 16))
    }
}

/// Why a setup.bin cannot be written, with the place. Values are not in it.
package struct SetupFileFault: Error, Equatable, Sendable {
    /// What is wrong.
    package enum Reason: String, Error, CaseIterable, Sendable {
        case noRecord = "no-record"
        /// More than ``SetupFile/recordCountMax``.
        case tooManyRecords = "too-many-records"
        /// More are used up than there are.
        case consumedBeyondEnd = "consumed-beyond-end"
        /// Version 1 knows no file that stays as it is.
        case notConsumable = "not-consumable"
        /// Firmware of this version does not know the variable.
        case variableTooNew = "variable-too-new"
        /// Firmware of this version does not know the hash algorithm.
        case hashTooNew = "hash-too-new"
        /// The variable stands twice in one record.
        case repeated
        /// The variable stands without another one that belongs to it.
        case needsOther = "needs-other"
        /// The value is of another kind or length than the variable's.
        case valueShape = "value-shape"
        case valueEmpty = "value-empty"
        case valueTooLong = "value-too-long"
        /// A text with another character than those of printable ASCII.
        case valueNotPrintable = "value-not-printable"
        /// The entries do not fit into the 488 bytes of a record.
        case recordTooLong = "record-too-long"
    }

    package let reason: Reason
    /// Number of the record, counted from 1.
    package let record: UInt32?
    package let variable: SetupVariable?
    /// What the variable needs besides.
    package let needed: SetupVariable?

    init(_ reason: Reason, record: UInt32? = nil, variable: SetupVariable? = nil, needed: SetupVariable? = nil) {
        self.reason = reason
        self.record = record
        self.variable = variable
        self.needed = needed
    }

    /// In words, without a value.
    package var text: String {
        let place = self.record.map { "Record \($0): " } ?? ""
        let name = self.variable.map { "\($0.rawValue) (\($0.id))" } ?? "a variable"
        let what =
            switch self.reason {
            case .noRecord: "There is no record to write."
            case .tooManyRecords: "There are more than \(SetupFile.recordCountMax) records."
            case .consumedBeyondEnd: "More records are used up than there are."
            case .notConsumable: "A file of version 1 is always used up record by record."
            case .variableTooNew:
                "\(name) needs version \(self.variable?.since.rawValue ?? "4") of the file."
            case .hashTooNew: "hashes of SHA-256 and SHA-384 need version 3 of the file."
            case .repeated: "\(name) stands twice."
            case .needsOther:
                "\(name) needs \(self.needed.map { "\($0.rawValue) (\($0.id))" } ?? "another one") beside it."
            case .valueShape: "\(name) has a value of another kind or length."
            case .valueEmpty: "\(name) is empty."
            case .valueTooLong: "\(name) is too long."
            case .valueNotPrintable: "\(name) has a character beyond printable ASCII."
            case .recordTooLong: "its entries do not fit into 488 bytes."
            }
        return place + what
    }
}
