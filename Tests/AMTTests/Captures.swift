import AMT
import Foundation
import Testing

/// Answers recorded from devices, `Tests/Fixtures/wsman`.
enum Captures {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/wsman")

    /// - Parameter path: below ``folder``, without `.xml`.
    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: self.folder.appendingPathComponent(path + ".xml")))
    }

    /// Every recorded answer, by its path.
    static func all() throws -> [String] {
        let enumerator = try #require(FileManager.default.enumerator(atPath: self.folder.path))
        return enumerator.compactMap { $0 as? String }.filter { $0.hasSuffix(".xml") }
            .map { String($0.dropLast(4)) }.sorted()
    }
}

extension WSManCall {
    /// Reads a recorded answer as the answer to this call.
    func reading(_ path: String, answering messageID: UInt32, status: Int = 200) throws -> WSManReading<Output> {
        self.read(status: status, body: try Captures.bytes(path), answering: messageID)
    }

    /// The output of a recorded answer, which must be one.
    func output(_ path: String, answering messageID: UInt32) throws -> Output {
        let reading = try self.reading(path, answering: messageID)
        guard case .answered(let output) = reading else {
            throw NotAnswered(reading: "\(reading)")
        }
        return output
    }
}

struct NotAnswered: Error {
    var reading: String
}
