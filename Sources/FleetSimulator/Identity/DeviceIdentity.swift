/// What a simulated device is from the factory on: a pure function of the fleet's seed and the device's index.
struct DeviceIdentity: Sendable {
    /// How the device may be called back.
    enum Kind: String, Sendable { case pki, psk }

    let index: Int
    let kind: Kind
    let release: AMTRelease
    /// IPv4, in host byte order. A device may move; its own book of addresses knows where it is.
    var address: UInt32
    /// As hello and `GetUuid` order it.
    let wireUUID: [UInt8]
    /// Empty for PKI devices.
    let pid: String
    /// Empty for PKI devices.
    let pps: String
    let hostName: String
    let fqdn: String
    let setupPassword: SetupPassword
    let seed: UInt64
    var machine = Machine.desktop
    var traits = DeviceTraits()

    /// Canonical text, lower case.
    var uuid: String {
        let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
        let hex = Array(Text.hex(order.map { self.wireUUID[$0] }))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(hex[$0]) }.joined(separator: "-")
    }

    var addressText: String { Self.text(ofAddress: self.address) }

    static func text(ofAddress address: UInt32) -> String {
        [24, 16, 8, 0].map { String(address >> $0 & 255) }.joined(separator: ".")
    }

    /// Reads `a.b.c.d`.
    static func address(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
        guard parts.count == 4 else { return nil }
        return parts.reduce(0) { $0 << 8 | UInt32($1) }
    }
}

/// The digest password of `admin` on a device in setup mode; published accounts of it differ.
package enum SetupPassword: Equatable, Sendable {
    /// The factory's MEBx password.
    case admin
    case empty
    /// The MEBx password was changed before, by hand or from a stick, and is this.
    case mebx(String)
    /// The TLS handshake is proof enough: no challenge is sent.
    case unchallenged

    /// The password; `nil` when none is asked for.
    var text: String? {
        switch self {
        case .admin: "admin"
        case .empty: ""
        case .mebx(let password): password
        case .unchallenged: nil
        }
    }

    /// `true` when the device's default password is no longer the factory's: the first field of a hello.
    var isChangedFromFactory: Bool {
        switch self {
        case .mebx: true
        case .admin, .empty, .unchallenged: false
        }
    }
}

extension DeviceIdentity {
    /// Makes the device of that index.
    static func make(index: Int, address: UInt32, settings: FleetSettings) -> DeviceIdentity {
        var generator = SeededGenerator(seed: settings.seed, index: index, purpose: "identity")
        let drawn = Self.uuid(&generator)
        let traits = settings.traits[index] ?? DeviceTraits()
        let usual = Self.firmware(index: index, settings: settings)
        let isPSK = traits.isPSK ?? usual.isPSK
        let release = traits.release ?? usual.release
        let machines = settings.machines
        let passwords = settings.setupPasswords
        let hostName = Self.hostName(index: index, settings: settings)
        return DeviceIdentity(
            index: index, kind: isPSK ? .psk : .pki, release: release, address: address,
            wireUUID: traits.wireUUID ?? drawn, pid: isPSK ? Self.pid(index, &generator) : "",
            pps: isPSK ? Self.pps(&generator) : "",
            hostName: hostName, fqdn: "\(hostName).\(settings.dnsSuffix)",
            setupPassword: traits.password.map { .mebx($0) } ?? passwords[index % passwords.count], seed: settings.seed,
            machine: machines.isEmpty ? release.personality.machine : machines[index % machines.count], traits: traits)
    }

    /// The first thing that is drawn of a device.
    static func uuid(_ generator: inout SeededGenerator) -> [UInt8] {
        var uuid = generator.bytes(16)
        // Version 4, variant 1, at the places where the mixed-endian order puts them.
        uuid[7] = uuid[7] & 0x0f | 0x40
        uuid[8] = uuid[8] & 0x3f | 0x80
        return uuid
    }

    /// How the device of that index is called back, and its release.
    static func firmware(index: Int, settings: FleetSettings) -> (isPSK: Bool, release: AMTRelease) {
        let pskBefore = Int((Double(index) * settings.pskShare).rounded(.down))
        let isPSK = Int((Double(index + 1) * settings.pskShare).rounded(.down)) > pskBefore
        let releases = isPSK ? settings.pskReleases : settings.releases
        // Each kind takes its releases in turn, so that every one of them occurs.
        return (isPSK, releases[(isPSK ? pskBefore : index - pskBefore) % releases.count])
    }

    static func hostName(index: Int, settings: FleetSettings) -> String {
        "\(settings.hostPrefix)\(Text.padded(index, 5))"
    }

    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)

    /// The index makes the first four characters unique; three more are drawn.
    private static func pid(_ index: Int, _ generator: inout SeededGenerator) -> String {
        var rest = index
        var characters: [UInt8] = []
        for _ in 0..<4 {
            characters.insert(Self.alphabet[rest % 36], at: 0)
            rest /= 36
        }
        for _ in 0..<3 { characters.append(Self.drawn(&generator)) }
        return String(decoding: characters + [PreSharedKeyText.check(characters)], as: UTF8.self)
    }

    private static func pps(_ generator: inout SeededGenerator) -> String {
        var result: [UInt8] = []
        for _ in 0..<8 {
            let group = (0..<3).map { _ in Self.drawn(&generator) }
            result += group + [PreSharedKeyText.check(group)]
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func drawn(_ generator: inout SeededGenerator) -> UInt8 {
        Self.alphabet[Int(generator.next() % 36)]
    }
}

/// The rules of PID and PPS as the device checks them. Source: Intel AMT SDK, *PID and PPS checksum*.
enum PreSharedKeyText {
    static func check(_ characters: some Sequence<UInt8>) -> UInt8 {
        let rest = UInt8(characters.reduce(0) { $0 + Int($1) } % 36)
        return rest < 10 ? UInt8(ascii: "0") + rest : 0x37 + rest
    }

    static func isPID(_ text: String) -> Bool {
        let characters = Array(text.utf8)
        return characters.count == 8 && characters.allSatisfy(Self.isInAlphabet)
            && Self.check(characters[..<7]) == characters[7]
    }

    static func isPPS(_ text: String) -> Bool {
        let characters = Array(text.utf8)
        guard characters.count == 32, characters.allSatisfy(Self.isInAlphabet) else { return false }
        return stride(from: 0, to: 32, by: 4).allSatisfy {
            Self.check(characters[$0..<($0 + 3)]) == characters[$0 + 3]
        }
    }

    private static func isInAlphabet(_ character: UInt8) -> Bool {
        (0x30...0x39).contains(character) || (0x41...0x5a).contains(character)
    }
}
