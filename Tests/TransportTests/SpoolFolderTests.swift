import Foundation
import Inventory
import Testing

@testable import Transport

@Suite("Bodies that are put aside") struct SpoolFolderTests {
    /// What a body says, to its end.
    private static func bytes(_ body: any SourceBody) async throws(SourceFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = try await body.next() { bytes += piece }
        return bytes
    }

    private static func folder() throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("spool-\(UUID())").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        return path
    }

    @Test("come back as they came, and no file of theirs is ever seen")
    func roundTrip() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let spool = try #require(SpoolFolder(path: folder).spool())
        let pieces = (0..<40).map { [UInt8](repeating: UInt8($0), count: 20_000 + $0) }
        for piece in pieces { #expect(spool.put(piece)) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        #expect(try await Self.bytes(spool.body(before: nil)) == Array(pieces.joined()))
    }

    @Test("go over into the rest where there is no more room, with no byte lost and none twice")
    func overflow() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let spool = try #require(SpoolFolder(path: folder, bytesMax: 5).spool())
        #expect(spool.put([1, 2, 3]))
        #expect(!spool.put([4, 5, 6]))
        let rest = try #require(SpoolFolder(path: folder).spool())
        #expect(rest.put([7]) && rest.put([8, 9]))
        #expect(try await Self.bytes(spool.body(before: rest.body(before: nil))) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    }

    @Test("have no place where there is no folder, or one in memory")
    func noPlace() {
        #expect(SpoolFolder(path: "/nowhere").spool() == nil)
        #expect(SpoolFolder(path: "/proc").spool() == nil)
        #expect(SpoolFolder(path: "/dev/shm").spool() == nil)
    }
}
