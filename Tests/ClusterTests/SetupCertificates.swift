import Foundation

/// A root and a setup certificate below it, made by the openssl program.
enum SetupCertificates {
    struct Failure: Error {
        let exitCode: Int32
    }

    /// Leaves `chain.pem`, `leaf.key` and `root.pem` in a folder.
    static func make(in folder: String) throws {
        try Self.run(
            """
            openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=Cluster Test Root" \
                -keyout root.key -out root.pem -addext basicConstraints=critical,CA:true
            openssl req -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr \
                -subj "/CN=provisionserver.corp.example/OU=Intel(R) Client Setup Certificate"
            printf 'extendedKeyUsage=serverAuth,2.16.840.1.113741.1.2.3\\nbasicConstraints=CA:false\\n' > ext
            openssl x509 -req -in leaf.csr -CA root.pem -CAkey root.key -CAcreateserial -days 800 \
                -extfile ext -out leaf.pem
            cat leaf.pem root.pem > chain.pem
            """, in: folder)
    }

    /// PEM of a root certificate of that name.
    static func makeRoot(_ name: String, in folder: String) throws -> String {
        try Self.run(
            """
            openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/O=Corp/CN=\(name)" -keyout /dev/null \
                -out made.pem -addext basicConstraints=critical,CA:true
            """, in: folder)
        return try String(contentsOfFile: "\(folder)/made.pem", encoding: .utf8)
    }

    /// A private key as PKCS#1 in PEM.
    static func makeKey() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Self.run("openssl genrsa -traditional -out made.key 2048", in: folder.path)
        return try String(contentsOf: folder.appendingPathComponent("made.key"), encoding: .utf8)
    }

    private static func run(_ script: String, in folder: String) throws {
        let program = Process()
        program.executableURL = URL(fileURLWithPath: "/bin/sh")
        program.currentDirectoryURL = URL(fileURLWithPath: folder)
        program.arguments = ["-ec", script]
        program.standardInput = FileHandle.nullDevice
        program.standardOutput = FileHandle.nullDevice
        program.standardError = FileHandle.nullDevice
        try program.run()
        program.waitUntilExit()
        guard program.terminationStatus == 0 else { throw Failure(exitCode: program.terminationStatus) }
    }
}
