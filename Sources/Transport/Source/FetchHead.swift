import CLibCurl
import Glibc

/// The headers of one answer, as far as anything depends on them.
///
/// Challenges and interim answers come before the answer on the same path: each status line begins anew.
struct FetchHead: Equatable, Sendable {
    private(set) var entityTag: String?
    private(set) var lastModified: String?
    private(set) var location: String?
    private(set) var retryAfter: String?
    /// The end of the body can be told from a connection that broke.
    private(set) var tellsItsEnd = false
    /// All `Link` headers, with commas between them.
    private(set) var links = ""
    private var rawContentType: String?
    private var byteCount = 0

    /// Lower case, without parameters.
    var contentType: String? {
        let type = self.rawContentType?.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace } ?? ""
        return type.isEmpty ? nil : type
    }

    /// One header line with its line end, a status line, or the empty line.
    ///
    /// - Returns: `false` when there are more of them than any source needs.
    mutating func took(_ line: UnsafeRawBufferPointer) -> Bool {
        self.byteCount += line.count
        guard self.byteCount <= FetchLimits.headerBytesMax else { return false }
        if HeaderLine.begins(line, with: "http/") {
            let byteCount = self.byteCount
            self = FetchHead()
            self.byteCount = byteCount
            // From HTTP/2 on every body has an end of its own.
            self.tellsItsEnd = !HeaderLine.begins(line, with: "http/1")
        } else if let value = Self.text(of: "etag", in: line) {
            self.entityTag = value
        } else if let value = Self.text(of: "last-modified", in: line) {
            self.lastModified = value
        } else if let value = Self.text(of: "content-type", in: line) {
            self.rawContentType = value
        } else if let value = Self.text(of: "location", in: line) {
            self.location = value
        } else if let value = Self.text(of: "retry-after", in: line) {
            self.retryAfter = value
        } else if HeaderLine.value(of: "content-length", in: line) != nil
            || HeaderLine.value(of: "transfer-encoding", in: line) != nil
        {
            self.tellsItsEnd = true
        } else if let value = Self.text(of: "link", in: line) {
            self.links += self.links.isEmpty ? value : ", " + value
        }
        return true
    }

    /// - Returns: `nil` for another header, for an empty one, and for one that is too long to be kept.
    private static func text(of name: StaticString, in line: UnsafeRawBufferPointer) -> String? {
        guard let value = HeaderLine.value(of: name, in: line), !value.isEmpty,
            value.count <= FetchLimits.headerValueBytesMax
        else { return nil }
        return String(decoding: value, as: UTF8.self)
    }

    /// The source's wish in seconds, which it writes as a number or as the date of HTTP.
    ///
    /// - Parameter now: in seconds since 1970.
    func retryAfterSeconds(now: Int) -> Int? {
        guard let text = self.retryAfter else { return nil }
        if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return min(Int(text) ?? .max, FetchLimits.retryAfterSecondsMax)
        }
        let date = curl_getdate(text, nil)
        guard date >= 0 else { return nil }
        return min(max(0, date - now), FetchLimits.retryAfterSecondsMax)
    }
}
