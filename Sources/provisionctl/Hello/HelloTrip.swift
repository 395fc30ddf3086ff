import AMT

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

    let world: any HelloWorld
    let hello: SyntheticHello
    let target: Target
    let port: UInt16

    /// - Returns: what was found on the way, and whether the hello arrived.
    func run() async throws(CommandFailure) -> (findings: [DoctorFinding], hasArrived: Bool) {
        let uuid = self.hello.device.description
        // Asked before anything is sent: the API has to be there, and one that was there before has to have moved.
        let before = try await self.world.device(uuid)?.lastHelloAt
        var (findings, addresses) = await self.resolved()
        var from: String?
        var isKept = false
        for (index, address) in addresses.enumerated() {
            let bytes = self.hello.bytes(retryCount: UInt32(index))
            let delivery = await self.world.deliver(bytes, to: address, port: self.port)
            findings.append(self.finding(delivery, at: address))
            if case .ended(.fin, let local) = delivery {
                isKept = true
                from = local ?? from
            }
        }
        guard !addresses.isEmpty else { return (findings, false) }
        for question in 0..<(isKept ? Self.questionsMax : 1) {
            if question > 0 { await self.world.pause() }
            guard let device = try await self.world.device(uuid), device.lastHelloAt != before else { continue }
            findings += self.arrived(device, from: from)
            return (findings, isKept)
        }
        if isKept {
            findings.append(
                DoctorFinding(
                    level: .fault, check: .database,
                    sentence:
                        "The connection was ended as a listener ends it that keeps the hello, and the API does not know it. "
                        + "Something else than a listener has answered, such as a balancer without one behind it; or "
                        + "listener and API stand on different databases, or the API reads one that lags behind.",
                    paste: ["provisionctl node list", "provisionctl context show"]))
        }
        return (findings, false)
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

    private func finding(_ delivery: HelloDelivery, at address: String) -> DoctorFinding {
        let place = address.contains(":") ? "[\(address)]:\(self.port)" : "\(address):\(self.port)"
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

    private func arrived(_ device: Device, from: String?) -> [DoctorFinding] {
        var findings = [
            DoctorFinding(
                level: .good, check: .database,
                sentence: "The API knows \(device.uuid), \(device.state), at site \(device.site).")
        ]
        if let from, let seen = device.address, seen != from {
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
