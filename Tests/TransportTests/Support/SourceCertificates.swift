import Foundation

/// The certificate of a source on `localhost` with the private authority that issued it, made by the openssl tool once.
struct SourceCertificates: Sendable {
    let folder: URL

    static func made() throws -> SourceCertificates { try Self.shared.get() }

    private static let shared = Result { try SourceCertificates() }

    private init() throws {
        self.folder = FileManager.default.temporaryDirectory.appendingPathComponent("sources-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-ec", Self.script]
        process.currentDirectoryURL = self.folder
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ToolProcess.Ended(output: "openssl failed") }
    }

    func path(_ name: String) -> String { self.folder.appendingPathComponent(name).path }

    func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: self.folder.appendingPathComponent(name)))
    }

    private static let script = """
        for name in authority stranger; do
            openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj "/CN=Private $name" \
                -days 30 -keyout $name.key -out $name.pem
        done
        printf 'subjectAltName=DNS:localhost\\nextendedKeyUsage=serverAuth\\n' > localhost.ext
        openssl req -new -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj "/CN=localhost" \
            -keyout localhost.key -out localhost.csr
        openssl x509 -req -in localhost.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 30 \
            -extfile localhost.ext -out localhost.pem
        """
}
