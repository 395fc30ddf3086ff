import AMT
import Hummingbird
import Provisioning

/// What a caller brings to be looked at, or kept.
struct CertificateOrder {
    /// Files of one call: a certificate, a few intermediates, a root, a key.
    static let filesMax = 24

    let name: String?
    let files: [[UInt8]]
    let passphrase: Secret?
    /// Keep it although no release takes it.
    let isForced: Bool

    private static let members: Set<String> = ["name", "files", "passphrase", "force"]

    init(_ document: DocumentValue) throws(APIProblem) {
        guard let entries = document.entries, entries.allSatisfy({ Self.members.contains($0.key) }) else {
            throw APIProblem(
                code: .requestMalformed,
                detail: "The body is an object with files, and name, passphrase, force if need be.")
        }
        guard let files = document["files"]?.items, (1...Self.filesMax).contains(files.count) else {
            throw APIProblem(code: .requestMalformed, detail: "A list of 1 to \(Self.filesMax) files.", field: "files")
        }
        var read: [[UInt8]] = []
        for file in files { read.append(try Self.bytes(of: file)) }
        self.files = read
        self.name = try Self.name(document["name"])
        self.passphrase = try Self.text(document["passphrase"], "passphrase").map { Secret(text: $0) }
        switch document["force"] {
        case nil, .null?, .flag(false)?: self.isForced = false
        case .flag(true)?: self.isForced = true
        case .some: throw APIProblem(code: .requestMalformed, detail: "true or false.", field: "force")
        }
    }

    /// `{"pem":"…"}` or `{"base64":"…"}`.
    private static func bytes(of file: DocumentValue) throws(APIProblem) -> [UInt8] {
        let problem = APIProblem(
            code: .requestMalformed, detail: "Each is an object with the one member pem, a text, or base64.",
            field: "files")
        guard file.entries?.count == 1 else { throw problem }
        if case .text(let pem)? = file["pem"] { return Array(pem.utf8) }
        guard case .text(let text)? = file["base64"], let bytes = Base64.bytes(Array(text.utf8)) else { throw problem }
        return bytes
    }

    private static func name(_ value: DocumentValue?) throws(APIProblem) -> String? {
        guard let name = try Self.text(value, "name") else { return nil }
        guard PathReader.isName(name) else {
            throw APIProblem(code: .requestMalformed, detail: PathReader.nameRule, field: "name")
        }
        return name
    }

    private static func text(_ value: DocumentValue?, _ field: String) throws(APIProblem) -> String? {
        switch value {
        case nil, .null?: return nil
        case .text(let text)?: return text
        case .some: throw APIProblem(code: .requestMalformed, detail: "A text.", field: field)
        }
    }
}
