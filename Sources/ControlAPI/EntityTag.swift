import Foundation
import Hummingbird

/// What a reader says of the version that it has (RFC 9110, section 13.1.2).
enum EntityTag {
    /// An answer with a version: the document, or that it is still the one which the caller has.
    static func answer(_ json: JSONText, version: Int, for request: Request) throws(APIProblem) -> Response {
        let tag = WritePrecondition.tag(version)
        guard try Self.isAmong(request.headers, tag) else {
            var response = Response(json: json)
            response.headers[.eTag] = tag
            return response
        }
        var response = Response(status: .notModified, headers: [.eTag: tag])
        // It would be read as the length of the document that is left out.
        response.headers[.contentLength] = nil
        return response
    }

    private static func isAmong(_ headers: HTTPFields, _ tag: String) throws(APIProblem) -> Bool {
        guard let known = headers[.ifNoneMatch] else { return false }
        let tags = Self.tags(known)
        guard tags != ["*"] else { return true }
        guard !tags.isEmpty, tags.allSatisfy(Self.isTag) else {
            throw APIProblem(
                code: .parameterMalformed, detail: "Entity tags, as ETag of earlier answers had them.",
                field: "If-None-Match")
        }
        return Self.names(known, tag)
    }

    /// Whether an `If-None-Match` names the tag (RFC 9110, 13.1.2: compared weakly).
    static func names(_ condition: String, _ tag: String) -> Bool {
        // A proxy may have made a weak tag of ours.
        Self.tags(condition).contains { ["*", tag, "W/" + tag].contains($0) }
    }

    private static func tags(_ condition: String) -> [String] {
        condition.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private static func isTag(_ text: String) -> Bool {
        let opaque = text.hasPrefix("W/") ? text.dropFirst(2) : text[...]
        return opaque.utf8.count >= 2 && opaque.hasPrefix("\"") && opaque.hasSuffix("\"")
            && opaque.dropFirst().dropLast().utf8.allSatisfy(Self.isPlain)
    }

    /// `etagc` without what is not ASCII.
    static func isPlain(_ byte: UInt8) -> Bool { byte == 0x21 || (0x23...0x7e).contains(byte) }
}
