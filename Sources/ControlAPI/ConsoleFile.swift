import AMT
import CConsole
import Crypto
import NIOCore

/// One static file of the web console: bytes of the program, never of a disk.
struct ConsoleFile: Sendable {
    /// What a browser has to be told of the bytes. A file of another kind is not served.
    enum Kind: String, CaseIterable, Sendable {
        case html
        case css
        case js
        case svg

        var contentType: String {
            switch self {
            case .html: "text/html; charset=utf-8"
            case .css: "text/css; charset=utf-8"
            case .js: "text/javascript; charset=utf-8"
            case .svg: "image/svg+xml"
            }
        }
    }

    let kind: Kind
    let body: ByteBuffer
    /// Strong: it is a digest of the bytes, so that equal programs on all nodes give equal tags.
    let entityTag: String

    /// - Returns: `nil` when the name does not say a known kind.
    init?(name: String, bytes: some Collection<UInt8>) {
        guard let ending = name.split(separator: ".").last, let kind = Kind(rawValue: String(ending)) else {
            return nil
        }
        self.kind = kind
        self.body = ByteBuffer(bytes: bytes)
        // Half of the digest is enough to tell versions apart.
        self.entityTag = "\"" + Hex.text(Array(SHA256.hash(data: self.body.readableBytesView).prefix(16))) + "\""
    }

    /// Every file by its path below `/console/`. Nothing else can be asked for, whatever a path looks like.
    static let all: [String: ConsoleFile] = {
        var count = 0
        let first = cconsole_files(&count)
        var files: [String: ConsoleFile] = [:]
        for file in UnsafeBufferPointer(start: first, count: count) {
            let name = String(cString: file.name)
            let bytes = UnsafeBufferPointer(start: file.bytes, count: file.length)
            guard let served = ConsoleFile(name: name, bytes: bytes) else {
                preconditionFailure("a file of the console is of no known kind")
            }
            files[name] = served
        }
        return files
    }()
}
