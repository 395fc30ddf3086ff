import Foundation

/// The image of a USB stick that firmware reads: FAT16 without partitions, with setup.bin as its first and only file.
struct USBImage {
    /// 32 MiB: below 16 MiB it would be FAT12, above 2 GiB FAT32, and old firmware reads neither.
    static let byteCount = 32 * 1024 * 1024
    private static let sectorByteCount = 512

    private let mformat: String
    private let mcopy: String

    /// Finds the programs that make it.
    init(searchPath: String? = ProcessInfo.processInfo.environment["PATH"]) throws(CommandFailure) {
        self.mformat = try Self.program("mformat", searchPath)
        self.mcopy = try Self.program("mcopy", searchPath)
    }

    private static func program(_ name: String, _ searchPath: String?) throws(CommandFailure) -> String {
        let folders = (searchPath ?? "/usr/bin:/bin").split(separator: ":")
        let found = folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let found else {
            throw .usage("\(name) is needed for the image of a stick and is not installed: it is part of mtools.")
        }
        return found
    }

    /// - Parameter setupBin: a file that is written already; it is copied before anything else, so that it lies in one piece.
    func make(_ image: PrivateFile, from setupBin: PrivateFile) throws(CommandFailure) {
        try image.extend(to: Self.byteCount)
        let sectors = String(Self.byteCount / Self.sectorByteCount)
        try Self.run(self.mformat, ["-i", image.path, "-T", sectors, "-h", "64", "-s", "32", "-c", "4", "::"])
        try Self.run(self.mcopy, ["-i", image.path, setupBin.path, "::setup.bin"])
    }

    private static func run(_ program: String, _ arguments: [String]) throws(CommandFailure) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw .incomplete("\(program) cannot be started.")
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw .incomplete("\(program) ended with \(process.terminationStatus); what it says is above.")
        }
    }
}
