/// Reads setup.bin.
///
/// | header | size | field |
/// | --- | --- | --- |
/// | 0 | 16 | file type |
/// | 16 | 2 | blocks of the header, 1 |
/// | 18 | 2 | bytes of the header, 40 and two for each module and the closing zero |
/// | 20 | 4 | record number, 0 |
/// | 24 | 1 + 1 | major and minor version |
/// | 26 | 2 | flags: 1 records are not used up |
/// | 28 | 4 | number of records |
/// | 32 | 4 | records used up |
/// | 36 | 2 | blocks of a record, 1 |
/// | 40 | … | modules |
///
/// | record | size | field |
/// | --- | --- | --- |
/// | 0 | 4 | type: 1 data, 0 invalid |
/// | 4 | 4 | flags: 1 not used up, 2 scrambled |
/// | 16 | 2 | blocks, 1 |
/// | 18 | 2 | bytes of the record's header, 24 |
/// | 20 | 4 | record number, from 1 |
/// | 24 | … | entries: module (2), variable (2), length (2), reserved (2), value, zeros up to a multiple of four; module 0 ends them |
///
/// Source: files of Intel's tool and of MeshCommander.
package enum SetupFileDecoder {
    /// More is not read.
    package static let byteCountMax = SetupFile.blockByteCount * (1 + SetupFile.recordCountMax)
    static let headerByteCountMin = 40
    static let recordHeaderByteCount = 24
    static let entryHeaderByteCount = 8
    /// What is added to each byte of a scrambled record.
    static let scrambling: UInt8 = 0x11

    /// Reads a whole file. The same bytes give the same answer; none stop the process.
    package static func read(_ bytes: [UInt8]) throws(SetupFileRefusal) -> SetupFile {
        guard bytes.count <= Self.byteCountMax else { throw .tooLong }
        guard bytes.count >= SetupFile.blockByteCount else { throw .headerCut }
        let header = bytes.prefix(SetupFile.blockByteCount)
        guard let version = SetupVersion(fileType: header.prefix(16), major: header[24], minor: header[25]) else {
            throw SetupVersion.allCases.contains { header.starts(with: $0.fileType) } ? .version : .fileType
        }
        guard Self.number16(header, 16) == 1, Self.number16(header, 36) == 1 else { throw .blocks }
        guard (Self.headerByteCountMin...SetupFile.blockByteCount).contains(Int(Self.number16(header, 18))) else {
            throw .headerLength
        }
        let recordCount = Self.number32(header, 28)
        guard recordCount <= SetupFile.recordCountMax else { throw .tooManyRecords }
        let recordsEnd = SetupFile.blockByteCount * (1 + Int(recordCount))
        guard recordsEnd <= bytes.count else { throw .recordsCut }
        var records: [SetupRecord] = []
        records.reserveCapacity(Int(recordCount))
        for start in stride(from: SetupFile.blockByteCount, to: recordsEnd, by: SetupFile.blockByteCount) {
            records.append(try Self.record(bytes[start..<start + SetupFile.blockByteCount]))
        }
        let flags = Self.number16(header, 26)
        return SetupFile(
            version: version, isConsumable: flags & 1 == 0, records: records,
            consumedCount: Self.number32(header, 32), unknownFlags: flags & ~1,
            surplusByteCount: bytes.count - recordsEnd)
    }

    // MARK: - Records

    private static func record(_ block: ArraySlice<UInt8>) throws(SetupFileRefusal) -> SetupRecord {
        let start = block.startIndex
        let type = Self.number32(block, start)
        let flags = Self.number32(block, start + 4)
        guard type <= 1 else { throw .recordType }
        guard Self.number16(block, start + 16) == 1 else { throw .blocks }
        guard Self.number16(block, start + 18) == Self.recordHeaderByteCount else { throw .headerLength }
        let raw = block.dropFirst(Self.recordHeaderByteCount)
        let body = flags & 2 == 0 ? Array(raw) : raw.map { $0 &- Self.scrambling }
        let isOpen = type == 1 && flags & 1 == 1
        let entries: [SetupEntry]
        do throws(SetupFileRefusal) {
            entries = try Self.entries(body)
        } catch {
            // What stands in a record that was used up is nobody's business any more, and may have been wiped.
            guard !isOpen else { throw error }
            entries = []
        }
        return SetupRecord(
            number: Self.number32(block, start + 20), entries: entries, isOpen: isOpen, unknownFlags: flags & ~3)
    }

    /// At most 61, for each takes eight bytes of the 488.
    private static func entries(_ body: [UInt8]) throws(SetupFileRefusal) -> [SetupEntry] {
        var entries: [SetupEntry] = []
        var offset = 0
        while offset + 2 <= body.count {
            let module = Self.number16(body[...], offset)
            guard module != 0 else { break }
            guard offset + Self.entryHeaderByteCount <= body.count else { throw .entryCut }
            let id = SetupVariableID(module, Self.number16(body[...], offset + 2))
            let length = Int(Self.number16(body[...], offset + 4))
            offset += Self.entryHeaderByteCount
            guard length <= body.count - offset else { throw .entryCut }
            entries.append(Self.entry(id, body[offset..<offset + length]))
            offset += (length + 3) / 4 * 4
        }
        return entries
    }

    private static func entry(_ id: SetupVariableID, _ bytes: ArraySlice<UInt8>) -> SetupEntry {
        guard let variable = SetupVariable(id: id) else { return .unknown(id, Secret(bytes)) }
        return .known(variable, Self.value(variable.shape, bytes) ?? .opaque(Secret(bytes)))
    }

    // MARK: - Values

    /// - Returns: `nil` for bytes of another shape.
    private static func value(_ shape: SetupShape, _ bytes: ArraySlice<UInt8>) -> SetupValue? {
        switch shape {
        case .secret: return .secret(Secret(bytes))
        case .text: return Self.text(bytes).map(SetupValue.text)
        case .byte: return bytes.count == 1 ? bytes.first.map(SetupValue.byte) : nil
        case .port: return bytes.count == 2 ? .port(Self.number16(bytes, bytes.startIndex)) : nil
        case .number: return bytes.count == 4 ? .number(Self.number32(bytes, bytes.startIndex)) : nil
        case .guid: return bytes.count == 16 ? .guid(Array(bytes)) : nil
        // One that checks wrongly is no key: it stays as the bytes that it is.
        case .pid: return (try? PID(wireBytes: bytes)).map(SetupValue.pid)
        case .pps:
            guard bytes.count == PPS.characterCount else { return nil }
            return (try? PPS(String(decoding: bytes, as: UTF8.self))).map(SetupValue.pps)
        case .hash: return Self.hash(bytes).map(SetupValue.hash)
        case .address: return SetupAddress(fileBytes: bytes).map(SetupValue.address)
        case .opaque: return nil
        }
    }

    private static func text(_ bytes: some Collection<UInt8>) -> String? {
        bytes.allSatisfy(SetupFileEncoder.isPrintable) ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// Algorithm, hash, length of the name, name.
    private static func hash(_ bytes: ArraySlice<UInt8>) -> SetupHash? {
        guard let algorithm = bytes.first.flatMap(SetupHash.Algorithm.init(rawValue:)) else { return nil }
        let rest = bytes.dropFirst()
        let digest = rest.prefix(algorithm.byteCount)
        let name = rest.dropFirst(algorithm.byteCount)
        guard digest.count == algorithm.byteCount, let nameLength = name.first, Int(nameLength) == name.count - 1,
            let text = Self.text(name.dropFirst())
        else { return nil }
        return SetupHash(algorithm: algorithm, bytes: Array(digest), name: text)
    }

    // MARK: - Numbers

    /// - Parameter offset: at least two bytes before the end.
    private static func number16(_ bytes: ArraySlice<UInt8>, _ offset: Int) -> UInt16 {
        UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
    }

    /// - Parameter offset: at least four bytes before the end.
    private static func number32(_ bytes: ArraySlice<UInt8>, _ offset: Int) -> UInt32 {
        UInt32(Self.number16(bytes, offset)) | UInt32(Self.number16(bytes, offset + 2)) << 16
    }
}

/// Why bytes are no setup.bin.
package enum SetupFileRefusal: String, Error, CaseIterable, Sendable {
    /// The first sixteen bytes are those of no version.
    case fileType = "file-type"
    /// The version's number does not go with the file type.
    case version
    /// It ends within the header.
    case headerCut = "header-cut"
    /// The header, or that of a record, has another length than published ones have.
    case headerLength = "header-length"
    /// Header or record of another number of blocks than one.
    case blocks
    /// It ends before the last record that the header promises.
    case recordsCut = "records-cut"
    /// The header promises more than ``SetupFile/recordCountMax``.
    case tooManyRecords = "too-many-records"
    /// A record is neither data nor invalid.
    case recordType = "record-type"
    /// An entry goes on beyond its record.
    case entryCut = "entry-cut"
    /// More than ``SetupFileDecoder/byteCountMax``.
    case tooLong = "too-long"

    /// In words.
    package var text: String {
        switch self {
        case .fileType: "It does not begin like a setup.bin of any version."
        case .version: "The version's number does not go with the file type."
        case .headerCut: "It ends within the header, the first 512 bytes."
        case .headerLength: "A header has a length that no published file has."
        case .blocks: "The header or a record is not of one block of 512 bytes."
        case .recordsCut: "It ends before the last record that its header promises."
        case .tooManyRecords: "Its header promises more than \(SetupFile.recordCountMax) records."
        case .recordType: "A record is neither data nor invalid."
        case .entryCut: "An entry goes on beyond the end of its record."
        case .tooLong: "It is longer than a header and \(SetupFile.recordCountMax) records."
        }
    }
}
