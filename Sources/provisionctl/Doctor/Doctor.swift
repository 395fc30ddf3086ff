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
        /// Devices that have it, of those that were looked at and those that inventory expects.
        var count = 0
    }

    let world: any DoctorWorld
    let order: Order

    func run() async -> DoctorReport {
        var findings = await self.api()
        let isReached = !findings.contains { $0.check == .api && $0.level == .fault }
        let asks = isReached && self.order.hasToken
        let fleet = asks ? await self.fleet() : Fleet()
        let (suffixes, hints) = self.suffixes(of: fleet.names)
        findings += hints
        findings += await self.names(suffixes)
        if asks {
            findings += await self.nodes()
            findings += await self.certificates(suffixes)
            findings += fleet.findings
            findings += await self.call(fleet.devices)
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
}
