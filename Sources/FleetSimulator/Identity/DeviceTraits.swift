import FoundationEssentials

/// What sets one device apart from the rest of its fleet.
package struct DeviceTraits: Equatable, Sendable {
    /// Which root hashes a PKI device lists.
    package enum RootList: String, CaseIterable, Decodable, Sendable {
        /// The factory's, and the fleet's own or ``DeviceTraits/trustedRootPEM``.
        case all
        /// The factory's alone.
        case factory
        /// Every one was disabled.
        case none
    }

    /// In place of the one whose turn it is.
    package var release: AMTRelease?
    /// Whether it is called back by pre-shared key, in place of the kind whose turn it is.
    package var isPSK: Bool?
    /// In place of the one that is drawn. Text as it is usually written.
    package var uuid: String?
    /// The domain that DHCP tells this device. Its name in the inventory stays.
    package var dnsSuffix: String?
    /// The digest password in setup mode; the MEBx password was changed to it.
    package var password: String?
    package var roots = RootList.all
    /// PEM of the root that the device trusts beside the factory's, in place of the fleet's.
    package var trustedRootPEM: String?
    /// Its management ports refuse every connection.
    package var isClosed = false
    /// What stands behind `WWW-Authenticate:` in each of its challenges, in place of AMT's.
    package var challenge: String?
    /// When it says hello for the first time; not scaled.
    package var firstHelloSeconds: Double?
    /// In place of the fleet's.
    package var helloSchedule: HelloSchedule?
    /// Writes after which the flash protects itself.
    package var writesMax: Int?
    /// Trusted roots that fit.
    package var trustedRootsMax: Int?
    /// Key pairs that fit.
    package var keyPairsMax: Int?

    package init() {}

    /// The policy of the fleet with what this device has of its own.
    func applied(to policy: FirmwarePolicy) -> FirmwarePolicy {
        var policy = policy
        policy.writesMax = self.writesMax ?? policy.writesMax
        policy.trustedRootsMax = self.trustedRootsMax ?? policy.trustedRootsMax
        policy.keyPairsMax = self.keyPairsMax ?? policy.keyPairsMax
        return policy
    }

    /// ``uuid`` as hello and `GetUuid` order it; `nil` without one, and when it is none.
    var wireUUID: [UInt8]? {
        guard let text = self.uuid, let bytes = Text.bytes(hex: text.filter { $0 != "-" }), bytes.count == 16 else {
            return nil
        }
        let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
        return order.map { bytes[$0] }
    }
}

/// Why a list of devices cannot be used.
package enum DeviceTraitsRefusal: Error, Equatable, Sendable {
    /// Not a JSON list of objects with these members.
    case malformed
    /// The entry at that place, counted from 1, has a release, a UUID or a schedule that is none.
    case unusable(entry: Int)
}

/// Reads a JSON list of `{device, …}`: by index, what sets devices apart.
package enum DeviceTraitsList {
    private struct Entry: Decodable {
        let device: Int
        let release: String?
        let psk: Bool?
        let uuid: String?
        let dnsSuffix: String?
        let password: String?
        let roots: DeviceTraits.RootList?
        let trustedRoot: String?
        let closed: Bool?
        let challenge: String?
        let firstHello: Double?
        let helloSchedule: String?
        let writeLimit: Int?
        let rootsMax: Int?
        let keysMax: Int?
    }

    /// Reads a list; of two entries for one device the last counts.
    package static func traits(_ json: [UInt8]) throws(DeviceTraitsRefusal) -> [Int: DeviceTraits] {
        guard let entries = try? JSONDecoder().decode([Entry].self, from: Data(json)) else { throw .malformed }
        var result: [Int: DeviceTraits] = [:]
        for (place, entry) in entries.enumerated() {
            var traits = DeviceTraits()
            traits.release = entry.release.flatMap { AMTRelease($0) }
            traits.isPSK = entry.psk
            traits.uuid = entry.uuid
            traits.dnsSuffix = entry.dnsSuffix
            traits.password = entry.password
            traits.roots = entry.roots ?? .all
            traits.trustedRootPEM = entry.trustedRoot
            traits.isClosed = entry.closed ?? false
            traits.challenge = entry.challenge
            traits.firstHelloSeconds = entry.firstHello
            traits.helloSchedule = entry.helloSchedule.flatMap { HelloSchedule($0) }
            traits.writesMax = entry.writeLimit
            traits.trustedRootsMax = entry.rootsMax
            traits.keyPairsMax = entry.keysMax
            guard (entry.release == nil) == (traits.release == nil), (traits.uuid == nil) == (traits.wireUUID == nil),
                (entry.helloSchedule == nil) == (traits.helloSchedule == nil)
            else { throw .unusable(entry: place + 1) }
            result[entry.device] = traits
        }
        return result
    }
}
