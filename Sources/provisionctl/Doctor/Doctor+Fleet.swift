/// The devices that are looked at: those that the server knows, and those that inventory promises.
extension Doctor {
    /// Devices, and what could not be had of them.
    struct Fleet {
        var devices: [Device] = []
        /// Names of devices that never said hello.
        var expected: [String] = []
        var findings: [DoctorFinding] = []

        /// Everything that tells a suffix.
        var names: [String] { self.devices.compactMap(\.fqdn) + self.expected }
    }

    /// Devices that are looked at for their suffixes and addresses: a page of the API.
    static let devicesMax = 1_000
    /// Records of inventory that a call looks at, as many as the API takes.
    static let recordsPerCall = 5_000
    /// Calls for the devices that inventory expects: together a hundred thousand records.
    static let expectedCallsMax = 20

    func fleet() async -> Fleet {
        var fleet = Fleet()
        guard self.order.devices.isEmpty else {
            for uuid in self.order.devices { await self.find(uuid, &fleet) }
            return fleet
        }
        await self.listDevices(&fleet)
        await self.listExpected(&fleet)
        return fleet
    }

    private func find(_ uuid: String, _ fleet: inout Fleet) async {
        do throws(CommandFailure) {
            let device = try await self.ask("/v1/devices/\(uuid)", as: Device.self)
            fleet.devices.append(device)
        } catch {
            guard case .server(status: 404, _, _, _) = error else {
                fleet.findings.append(
                    DoctorFinding(
                        level: .warning, check: .devices,
                        sentence: "Whether the server knows the device \(uuid) was not told: \(error.message)",
                        paste: ["provisionctl device show \(uuid)"]))
                return
            }
            fleet.findings.append(
                DoctorFinding(
                    level: .warning, check: .devices, sentence: "The server knows no device \(uuid).",
                    paste: ["provisionctl device resolve \(uuid)", "provisionctl hello tail"]))
        }
    }

    private func listDevices(_ fleet: inout Fleet) async {
        do throws(CommandFailure) {
            let page = try await self.ask("/v1/devices", [("limit", String(Self.devicesMax))], as: DevicePage.self)
            fleet.devices = page.devices
            guard page.nextCursor != nil else { return }
            fleet.findings.append(
                DoctorFinding(
                    level: .note, check: .devices,
                    sentence: "There are more devices than the \(page.devices.count) that were looked at. A suffix "
                        + "that others alone have is looked at when you name it.",
                    paste: ["provisionctl doctor --suffix corp.example.com"]))
        } catch {
            fleet.findings.append(
                DoctorFinding(
                    level: .warning, check: .devices,
                    sentence: "Devices were not told: \(error.message) Neither their suffixes nor their addresses were "
                        + "looked at.",
                    paste: ["provisionctl device list"]))
        }
    }

    /// Those that never said hello are those whose suffix is the most to be looked at.
    private func listExpected(_ fleet: inout Fleet) async {
        var cursor: String?
        for _ in 0..<Self.expectedCallsMax {
            var query = [("limit", String(Self.recordsPerCall))]
            if let cursor { query.append(("cursor", cursor)) }
            do throws(CommandFailure) {
                // A page may be empty and have more behind it.
                let page = try await self.ask("/v1/expected", query, as: ExpectedPage.self)
                fleet.expected += page.devices.compactMap(\.fqdn)
                guard let next = page.nextCursor else { return }
                cursor = next
            } catch {
                fleet.findings.append(Self.untold(error))
                return
            }
        }
        fleet.findings.append(
            DoctorFinding(
                level: .note, check: .devices,
                sentence: "Inventory has more than the \(Self.expectedCallsMax * Self.recordsPerCall) records that "
                    + "were looked at for devices that never said hello. A suffix that others alone have is looked at "
                    + "when you name it.",
                paste: ["provisionctl device expected --all", "provisionctl doctor --suffix corp.example.com"]))
    }

    private static func untold(_ failure: CommandFailure) -> DoctorFinding {
        if case .server(status: 404, _, _, _) = failure {
            return DoctorFinding(
                level: .note, check: .devices,
                sentence: "Devices that inventory expects: not available on this server. Their suffixes were not "
                    + "looked at.")
        }
        return DoctorFinding(
            level: .warning, check: .devices,
            sentence: "Devices that inventory expects were not all told: \(failure.message) Suffixes of the others "
                + "were not looked at.",
            paste: ["provisionctl device expected"])
    }
}
