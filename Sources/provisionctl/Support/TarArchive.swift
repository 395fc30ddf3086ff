import Foundation

/// Files as one archive in the format ustar of POSIX.1, in a gzip envelope; `tar xzf` reads it.
///
/// Written here and not by the system's `tar`: nothing lies on the disk in between, no program has to be there or be the one
/// that it seems to be, and what is in it is known to the byte. It is stored and not compressed, for a bundle is small.
struct TarArchive {
    private static let blockBytes = 512
    /// Of a name in a header.
    private static let nameBytesMax = 100
    /// Of a stored block; see RFC 1951, 3.2.4.
    private static let storedBytesMax = 0xffff

    /// Seconds since 1970, of every file.
    let modified: Int64
    private(set) var tar = Data()

    init(modified: Date) { self.modified = Int64(modified.timeIntervalSince1970) }

    /// - Parameter name: below 100 bytes; plain characters.
    mutating func add(_ name: String, _ contents: Data) {
        precondition(name.utf8.count < Self.nameBytesMax, "names are of our own making")
        self.tar.append(self.header(name, byteCount: contents.count))
        self.tar.append(contents)
        self.tar.append(Data(count: (Self.blockBytes - contents.count % Self.blockBytes) % Self.blockBytes))
    }

    private func header(_ name: String, byteCount: Int) -> Data {
        var header = [UInt8](repeating: 0, count: Self.blockBytes)
        func put(_ text: String, at place: Int) {
            header.replaceSubrange(place..<place + text.utf8.count, with: text.utf8)
        }
        func octal(_ number: Int64, digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put(name, at: 0)
        put(octal(0o600, digits: 7), at: 100)
        put(octal(0, digits: 7), at: 108)
        put(octal(0, digits: 7), at: 116)
        put(octal(Int64(byteCount), digits: 11), at: 124)
        put(octal(self.modified, digits: 11), at: 136)
        // The sum counts its own field as blanks.
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        let sum = header.reduce(0) { $0 + Int64($1) }
        put(octal(sum, digits: 6) + "\0 ", at: 148)
        return Data(header)
    }

    /// The whole archive.
    var gzip: Data {
        // Two empty blocks end it.
        let tar = self.tar + Data(count: 2 * Self.blockBytes)
        var data = Data([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
        var place = tar.startIndex
        while place < tar.endIndex {
            let end = min(place + Self.storedBytesMax, tar.endIndex)
            let count = UInt16(end - place)
            data.append(end == tar.endIndex ? 1 : 0)
            withUnsafeBytes(of: count.littleEndian) { data.append(contentsOf: $0) }
            withUnsafeBytes(of: (~count).littleEndian) { data.append(contentsOf: $0) }
            data.append(tar[place..<end])
            place = end
        }
        withUnsafeBytes(of: Self.crc32(tar).littleEndian) { data.append(contentsOf: $0) }
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: tar.count).littleEndian) { data.append(contentsOf: $0) }
        return data
    }

    /// The check of gzip; see RFC 1952, section 8.
    static func crc32(_ bytes: Data) -> UInt32 {
        ~bytes.reduce(~0) { Self.crcTable[Int(($0 ^ UInt32($1)) & 0xff)] ^ ($0 >> 8) }
    }

    private static let crcTable: [UInt32] = (0..<256).map { number in
        (0..<8).reduce(UInt32(number)) { crc, _ in crc & 1 == 1 ? 0xedb8_8320 ^ (crc >> 1) : crc >> 1 }
    }
}
