import Foundation
import Inventory
import Synchronization

/// Bodies in files without a name, in a folder of this node.
package struct SpoolFolder: BodySpooling {
    private let path: String
    private let bytesMax: Int

    /// - Parameter path: none of a file system in memory, which would hold what is not to be held there.
    package init(path: String, bytesMax: Int = FetchLimits.spoolBytesMax) {
        self.path = path
        self.bytesMax = bytesMax
    }

    package func spool() -> (any BodySpool)? {
        let file = open(self.path, Self.temporary | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else { return nil }
        guard !Self.isInMemory(file) else {
            close(file)
            return nil
        }
        return SpoolFile(file, bytesMax: self.bytesMax)
    }

    /// `O_TMPFILE` of Linux, which only GNU programs are shown: a file that has no name and ends with its last descriptor.
    private static let temporary: Int32 = 0o20_000_000 | O_DIRECTORY

    /// What cannot be told counts as memory. The formats are those of `proc(5)`.
    private static func isInMemory(_ file: Int32) -> Bool {
        guard let facts = try? String(contentsOfFile: "/proc/self/fdinfo/\(file)", encoding: .utf8),
            let mounts = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8),
            let id = facts.split(separator: "\n").first(where: { $0.hasPrefix("mnt_id:") })?.split(separator: "\t")
                .last,
            let mount = mounts.split(separator: "\n").first(where: { $0.hasPrefix("\(id) ") }),
            let separator = mount.firstRange(of: " - ")
        else { return true }
        let kind = mount[separator.upperBound...].prefix { $0 != " " }
        return kind == "tmpfs" || kind == "ramfs"
    }
}

/// One body. Reading and writing go to the page cache, as a rule, and take microseconds.
final class SpoolFile: BodySpool, SourceBody {
    private struct State {
        var written = 0
        var read = 0
        /// The piece that had no room in the file.
        var last: [UInt8]?
        var rest: (any SourceBody)?
    }

    private let file: Int32
    private let bytesMax: Int
    private let state = Mutex(State())

    init(_ file: Int32, bytesMax: Int) {
        self.file = file
        self.bytesMax = bytesMax
    }

    deinit { close(self.file) }

    func put(_ piece: [UInt8]) -> Bool {
        self.state.withLock { state in
            guard piece.count <= self.bytesMax - state.written, self.write(piece, at: state.written) else {
                state.last = piece
                return false
            }
            state.written += piece.count
            return true
        }
    }

    private func write(_ piece: [UInt8], at place: Int) -> Bool {
        piece.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let left = UnsafeRawBufferPointer(rebasing: bytes[done...])
                let count = pwrite(self.file, left.baseAddress, left.count, off_t(place + done))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                done += count
            }
            return true
        }
    }

    func body(before rest: (any SourceBody)?) -> any SourceBody {
        self.state.withLock { $0.rest = rest }
        return self
    }

    func next() async throws(SourceFailure) -> [UInt8]? {
        switch self.piece() {
        case .some(.success(let piece)): return piece
        case .some(.failure(let failure)): throw failure
        case .none: break
        }
        let (last, rest) = self.state.withLock { state in
            defer { state.last = nil }
            return (state.last, state.rest)
        }
        if let last { return last }
        return try await rest?.next()
    }

    /// - Returns: `nil` when all has been given back.
    private func piece() -> Result<[UInt8], SourceFailure>? {
        self.state.withLock { state in
            let size = min(FetchLimits.pieceBytesMax, state.written - state.read)
            guard size > 0 else { return nil }
            var count = 0
            let piece = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
                repeat {
                    count = pread(self.file, buffer.baseAddress, size, off_t(state.read))
                } while count < 0 && errno == EINTR
                filled = max(0, count)
            }
            guard count > 0 else {
                return .failure(SourceFailure(.connectionFailed, "what was put aside cannot be read"))
            }
            state.read += count
            return .success(piece)
        }
    }
}
