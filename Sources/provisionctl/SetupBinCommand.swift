import AMT
import ArgumentParser
import Foundation

struct SetupBinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setupbin", abstract: "Files for USB sticks that set machines up. No server is asked.",
        discussion: """
            EXAMPLES
              provisionctl setupbin show setup.bin
              provisionctl setupbin make-pki setup.bin --root-certificate "House root=root.pem" --dns-suffix corp.example \\
                --server-name provisionserver.corp.example --new-password-file mebx-password --usb-image stick.img
            """,
        subcommands: [Show.self, MakePKI.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a setup.bin says. Passwords and keys are not shown.",
            discussion: Examples.after("", "setupbin show setup.bin"))

        /// Records that are shown when not all are asked for.
        static let recordsShownMax = 10

        @Argument(help: "The setup.bin.", completion: .file()) var file: String
        @Flag(help: "Every record, and not only the first 10.") var all = false

        func run() async throws {
            try await Session.attempt { () throws(CommandFailure) in
                let file = try Self.read(self.file)
                let surroundings = Surroundings.current
                let pages = Pages(columnsMax: surroundings.columnsMax, hasColour: surroundings.hasColour(.auto))
                Session.print(pages.setupFile(file, recordsMax: self.all ? .max : Self.recordsShownMax))
            }
        }

        static func read(_ path: String) throws(CommandFailure) -> SetupFile {
            guard let handle = FileHandle(forReadingAtPath: path),
                let data = try? handle.read(upToCount: SetupFileDecoder.byteCountMax + 1)
            else { throw .usage("The file \(path) cannot be read.") }
            do throws(SetupFileRefusal) {
                return try SetupFileDecoder.read(Array(data))
            } catch {
                throw .invalidDocument(["\(path): \(error.rawValue): \(error.text)"])
            }
        }
    }

    struct MakePKI: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "make-pki",
            abstract: "Make one for remote configuration: machines are to trust your own root certificate.",
            discussion: """
                One record serves every machine: the hashes of your roots, the DNS suffix, the server, the MEBx password, and \
                the order to start setup. Whoever holds the file reads the password.

                EXAMPLES
                  provisionctl setupbin make-pki setup.bin --root-certificate "House root=root.pem" --dns-suffix corp.example \\
                    --server-name provisionserver.corp.example --new-password-file mebx-password
                """)

        @Argument(help: "The file to make, with mode 0600.", completion: .file()) var file: String

        @Option(
            help: ArgumentHelp(
                "Root certificate, PEM or DER, of which the SHA-256 is added; may be repeated.", valueName: "name=file")
        )
        var rootCertificate: [NamedValue] = []

        @Option(
            help: ArgumentHelp(
                "Its SHA-1, SHA-256 or SHA-384 in hexadecimal instead; may be repeated.", valueName: "name=hash"))
        var rootHash: [NamedValue] = []

        @Option(help: ArgumentHelp("The domain of the setup certificate (default: what DHCP says).", valueName: "name"))
        var dnsSuffix: String?

        @Flag(help: "Setup is not started: an agent on the machine does that.") var halt = false
        @OptionGroup var setup: SetupBinOptions

        func run() async throws {
            try await Session.attempt { () throws(CommandFailure) in
                let hashes = try self.hashes()
                let file = SetupFile.remoteConfiguration(
                    hashes: hashes, dnsSuffix: self.dnsSuffix, passwords: try self.setup.passwords(),
                    server: self.setup.server, activates: !self.halt,
                    version: self.setup.setupVersion?.version ?? .three)
                // Judged before a file is made.
                _ = try SetupBinWriter.bytes(of: file)
                let writer = try SetupBinWriter(self.file, usbImage: self.setup.usbImage)
                try writer.keep(file)
                SetupBinWriter.warn(of: file)
                Session.print(writer.paths.map { "\(DisplayText.safe($0)) is made." })
            }
        }

        private func hashes() throws(CommandFailure) -> [SetupHash] {
            try self.rootCertificate.map { named throws(CommandFailure) in
                SetupHash(
                    algorithm: .sha256, bytes: try CertificateFile.sha256(named.value), name: named.name)
            }
                + self.rootHash.map { named throws(CommandFailure) in
                    guard let bytes = Hex.bytes(named.value.filter { $0 != ":" }),
                        let algorithm = SetupHash.Algorithm(byteCount: bytes.count)
                    else { throw .usage("The hash of \(named.name) is not 40, 64 or 96 hexadecimal digits.") }
                    return SetupHash(algorithm: algorithm, bytes: bytes, name: named.name)
                }
        }
    }
}

/// `NAME=VALUE` on the command line.
struct NamedValue: ExpressibleByArgument, Equatable {
    let name: String
    let value: String

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "=") else { return nil }
        self.name = String(argument[..<sign])
        self.value = String(argument[argument.index(after: sign)...])
        guard !self.name.isEmpty, !self.value.isEmpty else { return nil }
    }
}

/// A certificate in a file.
enum CertificateFile {
    /// A long chain stays far below; only its first certificate is looked at.
    static let bytesMax = 1024 * 1024

    /// SHA-256 of the DER.
    static func sha256(_ path: String) throws(CommandFailure) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .usage("The file \(path) cannot be read.")
        }
        guard data.count <= Self.bytesMax, let der = Self.der(Array(data)),
            let digest = Hex.bytes(CertificateDigest.sha256(der))
        else { throw .invalidDocument(["\(path): it is no certificate, neither PEM nor DER"]) }
        return digest
    }

    /// The first certificate. DER is a sequence that is as long as the file.
    static func der(_ bytes: [UInt8]) -> [UInt8]? {
        if bytes.first == 0x30 { return Self.isWhole(bytes) ? bytes : nil }
        guard let text = String(validating: bytes, as: UTF8.self),
            let begin = text.range(of: "-----BEGIN CERTIFICATE-----"),
            let end = text.range(of: "-----END CERTIFICATE-----", range: begin.upperBound..<text.endIndex),
            let data = Data(base64Encoded: text[begin.upperBound..<end.lowerBound].filter { !$0.isWhitespace })
        else { return nil }
        return Self.isWhole(Array(data)) ? Array(data) : nil
    }

    /// Whether the length of the outer sequence is what there is.
    private static func isWhole(_ der: [UInt8]) -> Bool {
        guard der.count > 4, der[0] == 0x30, der[1] == 0x82 else { return false }
        return der.count == 4 + Int(der[2]) << 8 + Int(der[3])
    }
}
