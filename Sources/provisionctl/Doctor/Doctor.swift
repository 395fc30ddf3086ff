import Foundation

/// Looks at what has to be there for devices to be provisioned, from the name that firmware looks for to the database.
struct Doctor {
    /// What it is told.
    struct Order {
        var suffixes: [String] = []
        /// UUIDs to call; without any some are sampled.
        var devices: [String] = []
        var sampleCount = 5
        var listenerPort: UInt16 = 9971
        var devicePort: UInt16 = 16993
        /// Without it nothing is asked of the API.
        var hasToken = true
    }

    /// A suffix that devices may have, and who says so.
    struct Suffix: Equatable {
        enum Origin: Int, Comparable {
            case resolver
            case dhcp
            case inventory
            case option

            static func < (one: Origin, other: Origin) -> Bool { one.rawValue < other.rawValue }
        }

        var name: String
        var origin: Origin
        /// Devices of the sample that have it.
        var count = 0
    }

    /// Devices that are looked at for their suffixes and addresses.
    static let devicesMax = 1_000
    /// More suffixes than these are looked at by name alone when they are asked for.
    static let suffixesMax = 20
    /// Certificates that are looked at.
    static let certificatesMax = 20

    let world: any DoctorWorld
    let order: Order

    func run() async -> DoctorReport {
        var findings = await self.api()
        let isReached = !findings.contains { $0.check == .api && $0.level == .fault }
        let devices = isReached && self.order.hasToken ? await self.devices() : []
        let expected = isReached && self.order.hasToken ? await self.expectedNames() : []
        let (suffixes, hints) = self.suffixes(of: devices.compactMap(\.fqdn) + expected)
        findings += hints
        findings += await self.names(suffixes)
        if isReached, self.order.hasToken {
            findings += await self.nodes()
            findings += await self.certificates(suffixes)
            findings += await self.call(devices)
        }
        return DoctorReport(findings)
    }

    /// One answer read, or why not.
    func ask<Value: Decodable>(
        _ path: String, _ query: [(String, String)] = [], as type: Value.Type
    ) async throws(CommandFailure) -> Value {
        let answer = try await self.world.answer(path, query)
        guard (200..<300).contains(answer.status) else { throw .answered(status: answer.status, body: answer.body) }
        return try Answer.read(answer.body, as: type)
    }

    /// Those that never said hello are those whose suffix is the most to be looked at.
    private func expectedNames() async -> [String] {
        guard self.order.devices.isEmpty else { return [] }
        let page = try? await self.ask("/v1/expected", as: ExpectedPage.self)
        return page?.devices.prefix(Self.devicesMax).compactMap(\.fqdn) ?? []
    }

    private func devices() async -> [Device] {
        if !self.order.devices.isEmpty {
            var devices: [Device] = []
            for uuid in self.order.devices {
                if let device = try? await self.ask("/v1/devices/\(uuid)", as: Device.self) { devices.append(device) }
            }
            return devices
        }
        let page = try? await self.ask("/v1/devices", [("limit", String(Self.devicesMax))], as: DevicePage.self)
        return page?.devices ?? []
    }
}
