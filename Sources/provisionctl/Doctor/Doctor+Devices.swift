import Foundation

/// Devices as this machine reaches them.
extension Doctor {
    func call(_ devices: [Device]) async -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        let isSample = self.order.devices.isEmpty
        let called = isSample ? self.sample(of: devices) : devices
        var open: [String] = []
        for device in called {
            let name = device.fqdn ?? device.uuid
            guard let address = device.address else {
                findings.append(
                    DoctorFinding(
                        level: .note, check: .devices, sentence: "Nobody knows where \(name) is: it has said no hello.",
                        paste: ["provisionctl device explain \(device.uuid)"]))
                continue
            }
            var reach = await self.world.reach(address, port: self.order.devicePort)
            // One whose profile turns TLS off listens on the port before it.
            if reach == .refused, device.state == "provisioned" {
                reach = await self.world.reach(address, port: self.order.devicePort - 1)
            }
            if reach == .open {
                open.append(name)
            } else {
                findings.append(self.unreached(device, name, address, reach))
            }
        }
        guard !open.isEmpty else { return findings }
        return findings + [
            DoctorFinding(
                level: .good, check: .devices,
                sentence: "\(Self.list(open)): port \(self.order.devicePort) takes connections from here.")
        ]
    }

    /// Some of those that somebody waits for, from one end of the fleet to the other.
    private func sample(of devices: [Device]) -> [Device] {
        let candidates = devices.filter {
            $0.address != nil && $0.state != "silent" && $0.state != "discovered"
                && !$0.uuid.hasPrefix(SyntheticHello.prefix)
        }
        guard self.order.sampleCount > 0, candidates.count > self.order.sampleCount else {
            return Array(candidates.prefix(max(0, self.order.sampleCount)))
        }
        return (0..<self.order.sampleCount).map { candidates[$0 * candidates.count / self.order.sampleCount] }
    }

    private func unreached(_ device: Device, _ name: String, _ address: String, _ reach: Reach) -> DoctorFinding {
        let port = self.order.devicePort
        let what =
            switch reach {
            case .open: "takes connections"
            case .refused: "refuses connections: its setup is closed, or it has another address by now"
            case .silent: "does not answer: it is off, elsewhere, or behind a firewall"
            case .noRoute: "is not in reach"
            }
        return DoctorFinding(
            level: .warning, check: .devices,
            sentence:
                "\(name) at \(address) port \(port) \(what). That is from this machine; workers may see otherwise.",
            paste: ["nc -vz \(address) \(port)", "provisionctl device explain \(device.uuid)"])
    }
}
