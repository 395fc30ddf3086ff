import ArgumentParser
import FleetSimulator
import FoundationEssentials
import Glibc

/// The options that say who the devices are; the same options make the same devices.
struct FleetOptions: ParsableArguments {
    @Option(help: "Number of devices.")
    var count = 1

    @Option(help: "Seed of identities, keys' names and choices.")
    var seed: UInt64 = 1

    @Option(help: "Address of the first device; the others count up from it, without .0 and .255.")
    var firstAddress = "127.1.0.1"

    @Option(help: "Share of devices that are called back by pre-shared key, 0 to 1.")
    var pskShare = 0.5

    @Option(help: "Releases of PKI devices, in turn, with commas between.")
    var release = "16.1.25,15.0.23,12.0.67"

    @Option(help: "Releases of PSK devices, in turn, with commas between; none above 10.")
    var pskRelease = "9.5.22,8.0.3"

    @Option(help: "Generations of firmware, in turn, in place of the releases; see amtfleet personalities.")
    var personality: String?

    @Option(help: "Computers around the firmware, in turn: desktop, desktop-wifi, mobile, mobile-wired.")
    var machine: String?

    @Option(help: "Digest passwords in setup mode, in turn: admin, empty, none (no challenge), mebx.")
    var setupPassword = "admin"

    @Option(help: "File whose first line is the password of devices with --setup-password mebx.")
    var mebxPasswordFile: String?

    @Option(help: "Domain that DHCP tells the devices.")
    var dnsSuffix = "corp.example"

    @Option(help: "Beginning of the host names in the inventory.")
    var hostPrefix = "amt-"

    @Option(help: "PEM file with root certificates that PKI devices trust beside the factory's.")
    var trustedRoot: String?

    @Option(help: "PEM file with the chain that devices from release 15 on show in setup, their own certificate first.")
    var onDieChain: String?

    @Option(help: "PEM file with the private key of the first certificate of --on-die-chain.")
    var onDieKey: String?

    @Option(help: "JSON file: a list of {device, …}, what sets devices apart from the others.")
    var devices: String?

    @Option(help: "Write an inventory, CSV with uuid and fqdn, to this file.")
    var writeInventory: String?

    @Option(help: "Profile named in a third column of the inventory.")
    var profile: String?

    @Option(help: "Write pid and pps of the PSK devices, CSV, to this file.")
    var writePsk: String?

    /// The part of the settings that these options make up.
    func settings() throws -> FleetSettings {
        var settings = FleetSettings()
        settings.count = self.count
        settings.seed = self.seed
        settings.firstAddress = self.firstAddress
        settings.pskShare = self.pskShare
        settings.releases = try Self.releases(self.release)
        settings.pskReleases = try Self.releases(self.pskRelease)
        if let personality { settings.select(try Self.personalities(personality)) }
        settings.machines = try Self.machines(self.machine ?? "")
        settings.setupPasswords = try self.setupPasswords()
        settings.dnsSuffix = self.dnsSuffix
        settings.hostPrefix = self.hostPrefix
        if let trustedRoot { settings.trustedRootsPEM = try Files.text(trustedRoot) }
        if let onDieChain, let onDieKey {
            settings.onDieChainPEM = try Files.text(onDieChain)
            settings.onDieKeyPEM = try Files.text(onDieKey)
        }
        if let devices { settings.traits = try Self.traits(devices) }
        return settings
    }

    /// Writes the files for the server's side.
    func writeFiles(_ settings: FleetSettings) throws {
        if let path = self.writeInventory {
            try Files.write(FleetFiles.inventory(settings, profile: self.profile), to: path, isSecret: false)
        }
        if let path = self.writePsk {
            try Files.write(FleetFiles.presharedKeys(settings), to: path, isSecret: true)
        }
    }

    private func setupPasswords() throws -> [SetupPassword] {
        try self.setupPassword.split(separator: ",").map { name in
            switch name {
            case "admin": return .admin
            case "empty": return .empty
            case "none": return .unchallenged
            case "mebx":
                guard
                    let path = self.mebxPasswordFile,
                    let line = try Files.text(path).split(whereSeparator: \.isNewline).first
                else { throw ValidationError("--setup-password mebx needs --mebx-password-file.") }
                return .mebx(String(line))
            default: throw ValidationError("There is no setup password policy '\(name)'.")
            }
        }
    }

    private static func traits(_ path: String) throws -> [Int: DeviceTraits] {
        let bytes = try Files.bytes(path)
        do throws(DeviceTraitsRefusal) {
            return try DeviceTraitsList.traits(bytes)
        } catch {
            switch error {
            case .malformed: throw ValidationError("--devices is not a readable JSON list of devices.")
            case .unusable(let entry):
                throw ValidationError("Entry \(entry) of --devices has a release, a UUID or a schedule that is none.")
            }
        }
    }

    private static func personalities(_ text: String) throws -> [Personality] {
        try text.split(separator: ",").map { name in
            guard let personality = Personality.named(String(name)) else {
                let known = Personality.all.map(\.name).joined(separator: ", ")
                throw ValidationError("There is no personality '\(name)'; there are \(known).")
            }
            return personality
        }
    }

    private static func machines(_ text: String) throws -> [Machine] {
        try text.split(separator: ",").map { name in
            guard let machine = Machine(rawValue: String(name)) else {
                let known = Machine.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("There is no machine '\(name)'; there are \(known).")
            }
            return machine
        }
    }

    private static func releases(_ text: String) throws -> [AMTRelease] {
        try text.split(separator: ",").map { part in
            guard let release = AMTRelease(String(part)) else {
                throw ValidationError("'\(part)' is no release such as 16.1.25.")
            }
            return release
        }
    }
}

/// Reading and writing of whole files.
enum Files {
    static func text(_ path: String) throws -> String { String(decoding: try Self.bytes(path), as: UTF8.self) }

    static func bytes(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("\(path) cannot be read.")
        }
        return Array(data)
    }

    /// Replaces a file as a whole, so that a reader never sees half of it.
    static func write(_ bytes: [UInt8], to path: String, isSecret: Bool = false) throws {
        let draft = path + ".new"
        let mode: [FileAttributeKey: Any] = [.posixPermissions: isSecret ? 0o600 : 0o644]
        guard
            FileManager.default.createFile(atPath: draft, contents: Data(bytes), attributes: mode),
            rename(draft, path) == 0
        else { throw ValidationError("\(path) cannot be written.") }
    }

    static func write(_ text: String, to path: String, isSecret: Bool) throws {
        try Self.write(Array(text.utf8), to: path, isSecret: isSecret)
    }
}
