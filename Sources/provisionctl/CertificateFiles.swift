import ArgumentParser
import Foundation

/// Files with certificates and a key, on their way to the API.
struct CertificateFiles: ParsableArguments {
    /// The API takes no larger chain.
    static let bytesMax = 128 * 1024

    @Argument(
        help: ArgumentHelp("PEM, DER, PKCS #12 or PKCS #7; several files belong together.", valueName: "file"),
        completion: .file())
    var files: [String]

    @Option(
        help: ArgumentHelp("File that holds the passphrase; - is standard input.", valueName: "file"),
        completion: .file())
    var passphraseFile: String?

    func validate() throws {
        guard !self.files.isEmpty else { throw ValidationError("Name a file.") }
    }

    /// The body of a request.
    func order(name: String? = nil, isForced: Bool = false) throws(CommandFailure) -> Data {
        struct File: Encodable { var base64: String }
        struct Order: Encodable {
            var name: String?
            var files: [File]
            var passphrase: String?
            var force: Bool
        }
        var files: [File] = []
        var count = 0
        for path in self.files {
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw .usage("The file \(path) cannot be read.")
            }
            count += bytes.count
            guard count <= Self.bytesMax else { throw .usage("The files are larger than any chain of certificates.") }
            files.append(File(base64: bytes.base64EncodedString()))
        }
        let order = Order(name: name, files: files, passphrase: try self.passphrase(), force: isForced)
        guard let data = try? JSONEncoder().encode(order) else { throw .usage("The passphrase is not UTF-8.") }
        return data
    }

    private func passphrase() throws(CommandFailure) -> String? {
        guard let path = self.passphraseFile else { return nil }
        return try SecretValue.read(file: path == "-" ? nil : path)
    }
}
