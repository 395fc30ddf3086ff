import Glibc
import Inventory
import Synchronization

/// A file that is a source: an export that some other system writes into a folder of this node.
struct SourceFile: Sendable {
    /// How many are being read.
    final class Tally: Sendable {
        private let count = Mutex(0)

        func begin() -> Bool {
            self.count.withLock { count in
                guard count < FetchLimits.filesMax else { return false }
                count += 1
                return true
            }
        }

        func end() { self.count.withLock { $0 -= 1 } }
    }

    private let path: String
    private let folder: String
    private let entityTag: String?
    private let bytesMax: Int64
    private let time: Duration
    /// A file that was written less long ago may be half of what it will be.
    private let ageMin: Duration

    private static let scheme = "file:"

    static func isMeant(by request: SourceRequest) -> Bool { request.url.lowercased().hasPrefix(Self.scheme) }

    /// Judges the request; the file is not touched yet.
    init(_ request: SourceRequest, folder: String?, ageMin: Duration = .zero) throws(SourceFailure) {
        guard let folder else { throw SourceFailure(.definition, "this node reads no files") }
        guard request.method == .get else { throw SourceFailure(.definition, "a file is read with GET") }
        guard let path = Self.path(request.url) else {
            throw SourceFailure(.definition, "no URL of the form file:///…")
        }
        self.path = path
        self.folder = folder
        self.ageMin = ageMin
        self.entityTag = request.entityTag
        self.bytesMax = request.connection.answerBytesMax
        self.time = .seconds(max(1, request.connection.answerSecondsMax))
    }

    /// Reads it on a thread of its own. The pipe gets an end in any case.
    func start(_ pipe: FetchPipe, _ tally: Tally) {
        guard tally.begin() else {
            pipe.end(SourceFailure(.connectionFailed, "\(FetchLimits.filesMax) files are being read"))
            return
        }
        let isStarted = OwnThread.start {
            pipe.end(self.read(into: pipe))
            tally.end()
        }
        guard !isStarted else { return }
        tally.end()
        pipe.end(SourceFailure(.connectionFailed, "no thread"))
    }

    /// The path in `file:///…`, with its escapes taken out.
    static func path(_ url: String) -> String? {
        let rest = url.utf8.dropFirst(Self.scheme.utf8.count)
        guard rest.starts(with: "///".utf8) else { return nil }
        var path: [UInt8] = []
        var bytes = rest.dropFirst(2)
        while let byte = bytes.popFirst() {
            guard byte != UInt8(ascii: "?"), byte != UInt8(ascii: "#") else { return nil }
            guard byte == UInt8(ascii: "%") else {
                path.append(byte)
                continue
            }
            let digits = String(decoding: bytes.prefix(2), as: UTF8.self)
            bytes = bytes.dropFirst(2)
            guard digits.utf8.count == 2, digits.utf8.allSatisfy(Self.isHexDigit),
                let escaped = UInt8(digits, radix: 16)
            else { return nil }
            path.append(escaped)
        }
        return path.contains(0) ? nil : String(validating: path, as: UTF8.self)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    // MARK: Reading

    /// What tells whether a file has changed.
    private struct Mark: Equatable {
        let size: Int
        let seconds: Int
        let nanoseconds: Int

        init?(_ file: Int32) {
            var status = stat()
            guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            self.size = Int(status.st_size)
            self.seconds = status.st_mtim.tv_sec
            self.nanoseconds = status.st_mtim.tv_nsec
        }

        /// Since it was written; a time that is still to come counts as long ago.
        var age: Duration {
            var now = timespec()
            clock_gettime(CLOCK_REALTIME, &now)
            let age = Duration.seconds(now.tv_sec - self.seconds) + .nanoseconds(now.tv_nsec - self.nanoseconds)
            return age < .zero ? .seconds(Int64(Int32.max)) : age
        }

        var entityTag: String { "\(self.size)-\(self.seconds).\(self.nanoseconds)" }
    }

    /// `O_PATH` of Linux, which only GNU programs are shown.
    private static let pathAlone: Int32 = 0o10_000_000

    /// - Returns: what went wrong.
    private func read(into pipe: FetchPipe) -> SourceFailure? {
        // A path alone: looking at a pipe or a device that somebody put there does nothing to it.
        let place = open(self.path, Self.pathAlone | O_CLOEXEC)
        guard place >= 0 else { return Self.failure(errno) }
        defer { close(place) }
        guard self.isInside(place) else {
            return SourceFailure(.definition, "the file is outside of the folder for sources")
        }
        guard let mark = Mark(place) else { return SourceFailure(.definition, "this is no regular file") }
        guard mark.entityTag != self.entityTag else {
            pipe.begin(FetchPipe.Head(isUnchanged: true, entityTag: mark.entityTag))
            return nil
        }
        if mark.age < self.ageMin {
            guard let entityTag else {
                return SourceFailure(.askedToWait, "the file is being written", retryAfterSeconds: 2)
            }
            // As good as not written yet.
            pipe.begin(FetchPipe.Head(isUnchanged: true, entityTag: entityTag))
            return nil
        }
        guard mark.size <= self.bytesMax else { return SourceFailure(.tooLarge, "more than \(self.bytesMax) bytes") }
        let file = open("/proc/self/fd/\(place)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return Self.failure(errno) }
        defer { close(file) }
        pipe.begin(FetchPipe.Head(entityTag: mark.entityTag))
        return self.copy(file, mark, into: pipe)
    }

    private func copy(_ file: Int32, _ mark: Mark, into pipe: FetchPipe) -> SourceFailure? {
        let deadline = ContinuousClock.now + self.time
        var left = mark.size
        return withUnsafeTemporaryAllocation(byteCount: FetchLimits.fileReadBytes, alignment: 1) { buffer in
            while left > 0 {
                let count = Glibc.read(file, buffer.baseAddress, min(left, buffer.count))
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { return Self.failure(errno) }
                guard count > 0 else { return SourceFailure(.truncated, "the file became shorter") }
                left -= count
                switch pipe.put(UnsafeRawBufferPointer(rebasing: buffer[..<count]), until: deadline) {
                case .taken: break
                case .abandoned: return FetchPipe.cancellation
                case .late: return SourceFailure(.timedOut, "the answer took too long")
                }
            }
            // Half of an old export with half of a new one is neither.
            return Mark(file) == mark ? nil : SourceFailure(.truncated, "the file changed while it was read")
        }
    }

    /// Whether what was opened really lies below the folder, whatever links led there, or is what is allowed itself.
    private func isInside(_ place: Int32) -> Bool {
        guard let real = realpath(self.folder, nil) else { return false }
        defer { free(real) }
        let folder = String(cString: real)
        // A file that was replaced in the meantime still tells where it was.
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { path in
            guard let base = path.baseAddress else { return false }
            let count = readlink("/proc/self/fd/\(place)", base, path.count)
            guard count > 0 else { return false }
            let file = String(decoding: path[..<count].lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return file == folder || file.hasPrefix(folder == "/" ? "/" : folder + "/")
        }
    }

    private static func failure(_ number: Int32) -> SourceFailure {
        let text = String(cString: strerror(number))
        return switch number {
        case ENOENT, ENOTDIR: SourceFailure(.notFound, text)
        case EACCES, EPERM: SourceFailure(.forbidden, text)
        default: SourceFailure(.connectionFailed, text)
        }
    }
}
