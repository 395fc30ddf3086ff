/// One computer of the inventory, computed from its number. Texts are bytes, because some are no text on purpose.
struct SimulatedComputer: Sendable {
    private static let sites = ["Berlin", "Köln, Werk 2", "R&D <East>"]
    /// All zeros, all ones, and what a maker of mainboards left in many of them.
    private static let placeholders = [
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "03000200-0400-0500-0006-000700080009",
    ]
    private static let canonicalOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
    private static let digits = Array("0123456789abcdef".utf8)

    /// From 0.
    let number: Int
    private let view: InventoryView

    init(number: Int, view: InventoryView) {
        self.number = number
        self.view = view
    }

    private func isStruck(_ every: Int) -> Bool { RecordRules.strikes(self.number, every: every) }

    /// As in the files of a fleet, unless a switch says otherwise.
    var uuid: [UInt8] {
        let every = self.view.rules.placeholderUUID
        if self.isStruck(every) {
            return Array(Self.placeholders[(self.number / every) % Self.placeholders.count].utf8)
        }
        var generator = SeededGenerator(
            seed: self.view.settings.fleet.seed, index: self.number, purpose: "identity")
        let wire = DeviceIdentity.uuid(&generator)
        return Self.dashed(self.isStruck(self.view.rules.rawUUID) ? wire : Self.canonicalOrder.map { wire[$0] })
    }

    /// The source's own key of the computer.
    var resource: [UInt8] {
        var generator = SeededGenerator(
            seed: self.view.settings.fleet.seed, index: self.number, purpose: "resource")
        return Self.dashed(generator.bytes(16))
    }

    var hostName: String {
        let name = DeviceIdentity.hostName(index: self.number, settings: self.view.settings.fleet)
        return self.isChanged ? "moved-" + name : name
    }

    var domain: String { self.view.settings.fleet.dnsSuffix }

    var fqdn: [UInt8] {
        if self.isStruck(self.view.rules.emptyFQDN) { return [] }
        var name = Array(self.hostName.utf8)
        if self.isStruck(self.view.rules.badFQDN) { name += "_.".utf8 }
        if self.isStruck(self.view.rules.invalidUTF8) { name.append(0xff) }
        name.append(UInt8(ascii: "."))
        name += self.domain.utf8
        return name
    }

    var amtVersion: String {
        DeviceIdentity.firmware(index: self.number, settings: self.view.settings.fleet).release.text
    }

    var site: String { Self.sites[self.number % Self.sites.count] }

    /// Seconds since 1970.
    var reportedAt: Int { self.isChanged ? self.view.modifiedAt : self.view.reportedAt }

    private var isChanged: Bool { self.number < self.view.rules.changed }

    var hasLocation: Bool { !self.isStruck(self.view.rules.noLocation) }

    var comesTwice: Bool { self.isStruck(self.view.rules.duplicates) }

    private static func dashed(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (place, byte) in bytes.enumerated() {
            if place == 4 || place == 6 || place == 8 || place == 10 { text.append(UInt8(ascii: "-")) }
            text.append(Self.digits[Int(byte >> 4)])
            text.append(Self.digits[Int(byte & 15)])
        }
        return text
    }
}
