import Foundation

/// A folder of files that the openssl tool has made.
struct OpenSSLFolder: Sendable {
    let folder: URL

    /// - Parameter script: for the shell, run within the folder.
    init(script: String) throws {
        self.folder = FileManager.default.temporaryDirectory.appendingPathComponent("transport-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-ec", script]
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
}
