import AMT
import ArgumentParser
import Foundation

/// A version of setup.bin on the command line.
enum SetupVersionArgument: String, CaseIterable, ExpressibleByArgument {
    case one = "1"
    case two = "2"
    case twoOne = "2.1"
    case three = "3"
    case four = "4"

    var version: SetupVersion {
        switch self {
        case .one: .one
        case .two: .two
        case .twoOne: .twoOne
        case .three: .three
        case .four: .four
        }
    }
}

/// An IPv4 address on the command line.
struct AddressArgument: ExpressibleByArgument, Equatable {
    let address: SetupAddress

    init?(argument: String) {
        guard let address = SetupAddress(argument) else { return nil }
        self.address = address
    }
}

/// What a setup.bin is made of besides keys or hashes.
struct SetupBinOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Version of setup.bin: 1 for AMT 2, 2 for AMT 3 and later, 3 for AMT 6 and later, 4 for AMT 8 and later.",
            valueName: "n"))
    var setupVersion: SetupVersionArgument?

    @Option(help: ArgumentHelp("Name of the server that machines say hello to.", valueName: "fqdn"))
    var serverName: String?

    @Option(help: ArgumentHelp("Its IPv4 address, for machines without DNS.", valueName: "address"))
    var serverAddress: AddressArgument?

    @Option(help: ArgumentHelp("Its port (default: 9971, which is not written).", valueName: "port"))
    var serverPort: UInt16?

    @Option(
        help: ArgumentHelp(
            "File with the MEBx password that machines have (default: that of the factory, admin).", valueName: "file"),
        completion: .file())
    var currentPasswordFile: String?

    @Option(
        help: ArgumentHelp(
            "File with the MEBx password that they get (default: read from standard input).", valueName: "file"),
        completion: .file())
    var newPasswordFile: String?

    @Option(
        help: ArgumentHelp("Makes the image of a USB stick too, which needs mtools.", valueName: "file"),
        completion: .file())
    var usbImage: String?

    /// Whether anything was said.
    var isUsed: Bool {
        self.setupVersion != nil || self.serverName != nil || self.serverAddress != nil || self.serverPort != nil
            || self.currentPasswordFile != nil || self.newPasswordFile != nil || self.usbImage != nil
    }

    var server: SetupFile.Server {
        SetupFile.Server(fqdn: self.serverName, address: self.serverAddress?.address, port: self.serverPort)
    }

    func passwords() throws(CommandFailure) -> SetupFile.MEBxPasswords {
        let new = Secret(text: try SecretValue.read(file: self.newPasswordFile, prompt: "New MEBx password"))
        guard let file = self.currentPasswordFile else { return SetupFile.MEBxPasswords(new: new) }
        return SetupFile.MEBxPasswords(current: Secret(text: try SecretValue.read(file: file)), new: new)
    }
}

/// Puts a setup.bin into a new file, and into the image of a stick where one is wanted.
struct SetupBinWriter {
    private let file: PrivateFile
    private let image: (maker: USBImage, file: PrivateFile)?

    /// Makes the files, so that nothing is asked for that cannot be kept.
    init(_ path: String, usbImage: String?) throws(CommandFailure) {
        let maker = try usbImage.map { _ throws(CommandFailure) in try USBImage() }
        let file = try PrivateFile(making: path)
        self.file = file
        do throws(CommandFailure) {
            self.image =
                if let maker, let usbImage { (maker, try PrivateFile(making: usbImage)) } else { nil }
        } catch {
            file.discard()
            throw error
        }
    }

    /// - Throws: and the files are gone, but for setup.bin where the image alone could not be made: the server counts its keys as
    ///   given out.
    func keep(_ setupFile: SetupFile) throws(CommandFailure) {
        do throws(CommandFailure) {
            try self.file.keep(try Self.bytes(of: setupFile))
        } catch {
            self.discard()
            throw error
        }
        guard let image else { return }
        do throws(CommandFailure) {
            try image.maker.make(image.file, from: self.file)
        } catch {
            image.file.discard()
            throw error
        }
    }

    func discard() {
        self.file.discard()
        self.image?.file.discard()
    }

    var paths: [String] { [self.file.path] + (self.image.map { [$0.file.path] } ?? []) }

    /// - Throws: what the version cannot hold, by name.
    static func bytes(of file: SetupFile) throws(CommandFailure) -> [UInt8] {
        do throws(SetupFileFault) {
            return try SetupFileEncoder.bytes(of: file)
        } catch {
            throw .usage(error.text)
        }
    }

    static func warn(of file: SetupFile) {
        for warning in SetupFileWarning.all(of: file) { Session.complain("Warning: \(warning.text)") }
    }
}
