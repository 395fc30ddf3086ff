import CLibZ
import Foundation

/// Files as one archive in the format ustar of POSIX.1, in a gzip envelope; `tar xzf` reads it.
///
/// Written here and not by the system's `tar`: nothing lies on the disk in between, no program has to be there or be the one
/// that it seems to be, and what is in it is known to the byte.
struct TarArchive {
    private static let blockBytes = 512
    /// Of a name in a header.
    private static let nameBytesMax = 100

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

    /// The whole archive; `nil` when there is no memory for it.
    var gzip: Data? {
        // Two empty blocks end it.
        let tar = self.tar + Data(count: 2 * Self.blockBytes)
        var packed = Data(count: clibz_gzip_bound(tar.count))
        let length = tar.withUnsafeBytes { input in
            packed.withUnsafeMutableBytes { output in
                clibz_gzip(
                    input.bindMemory(to: UInt8.self).baseAddress, input.count,
                    output.bindMemory(to: UInt8.self).baseAddress, output.count, Z_BEST_COMPRESSION)
            }
        }
        return length > 0 ? packed.prefix(length) : nil
    }
}
