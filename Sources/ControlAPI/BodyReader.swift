import AMT
import Hummingbird
import Inventory
import Provisioning

/// Reads what a caller sends. Nothing of it is ever shown back or logged: it may be a secret.
enum BodyReader {
    /// A JSON document.
    static func document(
        _ request: Request, _ context: APIContext, limits: DocumentLimits = DocumentLimits()
    ) async throws -> DocumentValue {
        let body = try await request.body.collect(upTo: context.maxUploadSize)
        switch DocumentValue.read(json: Array(body.readableBytesView), limits: limits) {
        case .success(let document): return document.withWholeNumbers
        case .failure(let refusal):
            throw APIProblem(code: .requestMalformed, detail: "The body is not the JSON that is read here: \(refusal).")
        }
    }

    /// The secret of a body `{"value": "…"}`.
    static func secret(_ request: Request, _ context: APIContext, bytesMax: Int) async throws -> Secret {
        let document = try await Self.document(request, context)
        guard let entries = document.entries, entries.count == 1, case .text(let value)? = document["value"] else {
            throw APIProblem(
                code: .requestMalformed, detail: "The body is an object with the one member value, a text.",
                field: "value")
        }
        guard (1...bytesMax).contains(value.utf8.count) else {
            throw APIProblem(code: .requestMalformed, detail: "It has 1 to \(bytesMax) bytes.", field: "value")
        }
        return Secret(text: value)
    }
}

/// What a writer says of the version from which it started (RFC 9110, section 13).
enum WritePrecondition {
    /// - Returns: the version, 0 for "there is none yet", `nil` for whatever is there.
    static func version(_ headers: HTTPFields) throws(APIProblem) -> Int? {
        let isFirst = try Self.isFirst(headers)
        if let tag = headers[.ifMatch] {
            let digits = tag.dropFirst().dropLast()
            guard tag.utf8.count >= 2, tag.hasPrefix("\""), tag.hasSuffix("\""),
                digits.utf8.allSatisfy(EntityTag.isPlain)
            else {
                throw APIProblem(
                    code: .parameterMalformed, detail: "One entity tag, as ETag of an earlier answer had it.",
                    field: "If-Match")
            }
            // A tag that no version ever had is no mistake in form: it is not the newest one's.
            // And nothing has a version and is not there yet.
            guard let version = Int32(digits), version > 0, String(version) == digits, !isFirst else {
                return Self.noVersion
            }
            return Int(version)
        }
        return isFirst ? 0 : nil
    }

    private static func isFirst(_ headers: HTTPFields) throws(APIProblem) -> Bool {
        guard let tag = headers[.ifNoneMatch] else { return false }
        guard tag == "*" else {
            throw APIProblem(
                code: .parameterMalformed, detail: "Only * is taken: it must not be there yet.", field: "If-None-Match")
        }
        return true
    }

    static func tag(_ version: Int) -> String { "\"\(version)\"" }

    /// What no document has for its version.
    static let noVersion = -1
}

extension DocumentValue {
    /// JSON has one kind of number: 2.0 is the whole number 2, as JSON Schema has it.
    var withWholeNumbers: DocumentValue {
        switch self {
        case .number(let number): Int64(exactly: number).map { .integer($0) } ?? self
        case .list(let items): .list(items.map(\.withWholeNumbers))
        case .object(let entries): .object(entries.map { DocumentEntry($0.key, $0.value.withWholeNumbers) })
        case .null, .flag, .integer, .text: self
        }
    }
}

/// What became of a document that a writer sent.
struct KeptDocument {
    let name: String
    let version: Int
    let isKept: Bool
    let warnings: [ProfileFault]

    /// - Parameter noneYet: the sentence for a writer whose version is there no more, or never was.
    init(
        name: String, _ keeping: DocumentKeeping, warnings: [ProfileFault], noneYet: String
    ) throws(APIProblem) {
        self.name = name
        self.warnings = warnings
        switch keeping {
        case .unchanged(let number): (self.version, self.isKept) = (number, false)
        case .kept(let number): (self.version, self.isKept) = (number, true)
        case .conflict(let newest): throw Self.conflict(newest: newest, noneYet: noneYet)
        }
    }

    static func conflict(newest: Int, noneYet: String) -> APIProblem {
        APIProblem(
            code: .versionConflict,
            detail: newest == 0 ? noneYet : "Its newest version is \(newest). Look at it, and write again.")
    }

    var answer: Response {
        var response = Response(
            json: .object([
                ("name", .string(self.name)), ("version", .integer(Int64(self.version))),
                ("changed", .bool(self.isKept)), ("warnings", .array(self.warnings.map { JSONText($0) })),
            ]), status: self.isKept && self.version == 1 ? 201 : 200)
        response.headers[.eTag] = WritePrecondition.tag(self.version)
        return response
    }
}
