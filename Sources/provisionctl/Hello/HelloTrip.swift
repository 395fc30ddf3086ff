import AMT
import Foundation

/// Sends a hello the way a device does, and finds it again in the database; or says where it got lost.
struct HelloTrip {
    /// Where it goes.
    enum Target: Equatable {
        /// By a name, as firmware finds it.
        case name(String)
        /// A host or an address that was named.
        case host(String)
    }

    /// Questions for the device, a second between two.
    static let questionsMax = 15

    /// The same first hello once more is a copy for half a minute, and is not written anew; and a second for its way.
    static let copySeconds: TimeInterval = 31

    let world: any HelloWorld
    /// One for each address, so that each proves by itself that it leads to the database; in turn, where there are fewer.
    let hellos: [SyntheticHello]
    let target: Target
    let port: UInt16

    /// A hello that a listener says it keeps.
    private struct Kept {
        let uuid: String
        let place: String
        let from: String?
        /// When the API had heard of the device last, before this hello.
        let before: String?
    }

    /// - Returns: what was found on the way, and whether every hello that a listener has taken is in the database, and there is one.
    func run() async throws(CommandFailure) -> (findings: [DoctorFinding], hasArrived: Bool) {
        // Asked before anything is sent: the API has to be there, and one that was there before has to have moved.
        var before: [String: String] = [:]
        for uuid in Set(self.hellos.map(\.device.description)) {
            before[uuid] = try await self.world.device(uuid)?.lastHelloAt
        }
        var (findings, addresses) = await self.resolved()
        var kept: [Kept] = []
        for (index, address) in addresses.enumerated() {
            let hello = self.hellos[index % self.hellos.count]
            let bytes = hello.bytes(retryCount: UInt32(index / self.hellos.count))
            let delivery = await self.world.deliver(bytes, to: address, port: self.port)
            findings.append(self.finding(delivery, at: address))
            if case .ended(.fin, let local) = delivery {
                let uuid = hello.device.description
                kept.append(Kept(uuid: uuid, place: self.place(address), from: local, before: before[uuid]))
            }
        }
        var hasArrived = !kept.isEmpty
        var questionsLeft = Self.questionsMax
        for hello in kept {
            if let device = try await self.device(of: hello, &questionsLeft) {
                findings += self.arrived(device, hello)
            } else {
                findings.append(self.lost(hello))
                hasArrived = false
            }
        }
        return (findings, hasArrived)
    }

    /// The device of a hello as soon as the API has heard of it; `nil` when it does not in time.
    private func device(of hello: Kept, _ questionsLeft: inout Int) async throws(CommandFailure) -> Device? {
        var isFirst = true
        while isFirst || questionsLeft > 0 {
            if !isFirst { await self.world.pause() }
            isFirst = false
            questionsLeft -= 1
            guard let device = try await self.world.device(hello.uuid) else { continue }
            if device.lastHelloAt != hello.before || self.isRecent(device) { return device }
        }
        return nil
    }

    /// Whether its last hello was so short a time ago that a repeat is kept without being written.
    private func isRecent(_ device: Device) -> Bool {
        guard let at = device.lastHelloAt.flatMap(Moment.date) else { return false }
        return self.world.now.timeIntervalSince(at) < Self.copySeconds
    }

    private func lost(_ hello: Kept) -> DoctorFinding {
        DoctorFinding(
            level: .fault, check: .database,
            sentence:
                "\(hello.place) has ended the connection as a listener does that keeps the hello, and the API does not know it. "
                + "Something else than a listener has answered, such as a balancer without one behind it; or "
                + "listener and API stand on different databases, or the API reads one that lags behind.",
            paste: ["provisionctl node list", "provisionctl context show"])
    }

    private func resolved() async -> ([DoctorFinding], [String]) {
        let name: String
        switch self.target {
        case .name(let told): name = told
        case .host(let told): name = told
        }
        switch await self.world.addresses(of: name) {
        case .addresses(let addresses):
            let isNumeric = addresses == [name]
            return (
                isNumeric
                    ? []
                    : [
                        DoctorFinding(
                            level: .good, check: .name, sentence: "\(name) is \(Doctor.list(addresses)).")
                    ], addresses
            )
        case .unknown:
            return (
                [
                    DoctorFinding(
                        level: .fault, check: .name,
                        sentence: "Lost at the name: \(name) is none. Devices that look for it do not find the server.",
                        paste: ["dig +short \(name)", "provisionctl doctor"])
                ], []
            )
        case .unavailable:
            return (
                [
                    DoctorFinding(
                        level: .fault, check: .name,
                        sentence: "Lost at the name: no name server has told what \(name) is.",
                        paste: ["dig \(name)", "resolvectl status"])
                ], []
            )
        }
    }

    private func place(_ address: String) -> String {
        address.contains(":") ? "[\(address)]:\(self.port)" : "\(address):\(self.port)"
    }

    private func finding(_ delivery: HelloDelivery, at address: String) -> DoctorFinding {
        let place = self.place(address)
        func lost(_ what: String, _ paste: [String]) -> DoctorFinding {
            DoctorFinding(level: .fault, check: .listener, sentence: "Lost at \(place): \(what)", paste: paste)
        }
        let probe = "nc -vz \(address) \(self.port)"
        switch delivery {
        case .unreached(.refused), .unreached(.open):
            return lost("the connection is refused. No listener runs there, or a firewall says no.", [probe])
        case .unreached(.silent):
            return lost("nobody answers. The host is off, or a firewall swallows what is sent.", [probe])
        case .unreached(.noRoute):
            return lost("there is no way from this machine.", ["ip route get \(address)"])
        case .notTaken:
            return lost("the connection was ended before the hello was there.", [probe])
        case .ended(.rst, _):
            return lost(
                "the listener has reset the connection: it does not keep the hello. Its database is away, or admission is "
                    + "full; the device would come again by its schedule.",
                ["provisionctl doctor", "journalctl -u provisionserver -n 50 --no-pager"])
        case .ended(.none, _):
            return lost(
                "the connection is neither ended nor reset. Something else than a listener is there.", [probe])
        case .ended(.fin, _):
            return DoctorFinding(
                level: .good, check: .listener,
                sentence: "\(place) has ended the connection in order, as a listener does that keeps the hello.")
        }
    }

    private func arrived(_ device: Device, _ hello: Kept) -> [DoctorFinding] {
        var findings = [
            DoctorFinding(
                level: .good, check: .database,
                sentence: "The API knows \(device.uuid), \(device.state), at site \(device.site).")
        ]
        if device.lastHelloAt == hello.before {
            findings.append(
                DoctorFinding(
                    level: .note, check: .database,
                    sentence:
                        "It had the same hello a moment ago: the same once more within half a minute is not written anew."
                ))
        }
        if let from = hello.from, let seen = device.address, seen != from {
            findings.append(
                DoctorFinding(
                    level: .warning, check: .database,
                    sentence:
                        "It was sent from \(from), and the database has it at \(seen): something between hides where "
                        + "devices are, and workers would call \(seen). A balancer has to send the PROXY protocol.",
                    paste: ["provisionctl device show \(device.uuid)"]))
        }
        findings.append(
            DoctorFinding(
                level: .note, check: .devices,
                sentence:
                    "It stands for no machine, as the beginning \(SyntheticHello.prefix) says. Inventory does not "
                    + "expect it, so it is given nothing, and is forgotten by itself (coordinator.unexpected_kept_seconds).",
                paste: ["provisionctl device list --text \(SyntheticHello.prefix)"]))
        return findings
    }
}
