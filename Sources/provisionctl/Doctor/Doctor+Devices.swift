import Foundation

/// Devices as this machine reaches them, and whether they would take what they are shown.
extension Doctor {
    /// Days before its end from which a certificate is warned of.
    static let daysLeftWarned = 30

    func call(_ devices: [Device]) async -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        let isSample = self.order.devices.isEmpty
        let called = isSample ? self.sample(of: devices) : devices
        for uuid in self.order.devices where !devices.contains(where: { $0.uuid == uuid }) {
            findings.append(
                DoctorFinding(
                    level: .warning, check: .devices, sentence: "The server knows no device \(uuid).",
                    paste: ["provisionctl device resolve \(uuid)", "provisionctl hello tail"]))
        }
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

    // MARK: - Certificates

    func certificates(_ suffixes: [Suffix]) async -> [DoctorFinding] {
        let list: [CertificateSummary]
        do throws(CommandFailure) {
            list = try await self.ask("/v1/certificates", as: CertificateList.self).certificates
        } catch {
            return [DoctorFinding(level: .warning, check: .certificates, sentence: "Certificates: \(error.message)")]
        }
        guard !list.isEmpty else {
            return [
                DoctorFinding(
                    level: .warning, check: .certificates,
                    sentence:
                        "There is no certificate for provisioning: devices without a pre-shared key are not set up.",
                    paste: ["provisionctl certificate import FILE"])
            ]
        }
        var findings = list.compactMap(Self.ending)
        var known: [(name: String, counted: CertificateLint.Counted)] = []
        let living = list.filter { $0.daysLeft >= 0 }
        for certificate in living.prefix(Self.certificatesMax) {
            guard let lint = try? await self.ask("/v1/certificates/\(certificate.id)", as: CertificateLint.self),
                let counted = lint.counted
            else { continue }
            known.append((certificate.commonName ?? certificate.subject, counted))
        }
        for suffix in suffixes where suffix.origin != .resolver {
            findings.append(Self.agreement(suffix, known, unread: living.count - known.count))
        }
        return findings
    }

    private static func ending(_ certificate: CertificateSummary) -> DoctorFinding? {
        let name = certificate.name ?? certificate.commonName ?? certificate.subject
        let paste = ["provisionctl certificate show \(certificate.id)", "provisionctl certificate outlook"]
        switch certificate.daysLeft {
        case ..<0:
            return DoctorFinding(
                level: .fault, check: .certificates, sentence: "The certificate \(name) has ended: no device takes it.",
                paste: paste)
        case ..<Self.daysLeftWarned:
            return DoctorFinding(
                level: .warning, check: .certificates,
                sentence: "The certificate \(name) ends in \(certificate.daysLeft) days.", paste: paste)
        default: return nil
        }
    }

    private static func agreement(
        _ suffix: Suffix, _ known: [(name: String, counted: CertificateLint.Counted)], unread: Int
    ) -> DoctorFinding {
        let fitting = known.filter { SuffixFit.fits($0.counted, suffix: suffix.name) }.map(\.name)
        guard fitting.isEmpty else {
            return DoctorFinding(
                level: .good, check: .certificates,
                sentence: "Devices with the suffix \(suffix.name) take the name of \(Self.list(fitting)).")
        }
        guard unread == 0 else {
            return DoctorFinding(
                level: .warning, check: .certificates,
                sentence:
                    "None of the \(known.count) certificates that were looked at has a name for the suffix \(suffix.name); "
                    + "\(unread) could not be looked at.",
                paste: ["provisionctl certificate list"])
        }
        return DoctorFinding(
            level: .fault, check: .certificates,
            sentence:
                "No certificate has a name for the suffix \(suffix.name): devices that have it from DHCP refuse all "
                + "of them, unless another one is set in their firmware.",
            paste: ["provisionctl certificate list", "provisionctl device list --state parked"])
    }
}
