import SwiftASN1

/// Carries out orders: changes devices as a person at their web page would, without log-on.
struct ControlDesk: Sendable {
    private static let powerLossSeconds = 5.0
    private static let setupService = "AMT_SetupAndConfigurationService"
    private static let authorizationService = "AMT_AuthorizationService"

    let fleet: Fleet
    /// For GenerateKeyPair; `nil` when the order is none.
    let keyPair: KeyMaterial?

    /// Does what a line says.
    func answer(to command: ControlCommand) -> ControlAnswer {
        if command.action == .report, command.device == nil {
            return ControlAnswer(report: .fleet(self.fleet.wholeReport(now: WallClock.now())))
        }
        guard let device = self.fleet.device(command.device ?? .index(0)) else {
            return .refused("There is no such device.")
        }
        var answer: ControlAnswer
        do throws(ControlRefusal) {
            answer = try self.answer(to: command, device)
        } catch {
            answer = .refused(error.text)
        }
        answer.place = ControlPlace(device.identity)
        answer.address = device.addressText
        return answer
    }

    private func answer(
        to command: ControlCommand, _ device: SimulatedDevice
    ) throws(ControlRefusal) -> ControlAnswer {
        switch command.action {
        case .addTrustedRoot: return try self.addTrustedRoot(command, device)
        case .addUser: return try self.addUser(command, device)
        case .call: return try self.call(command, device)
        case .changeAdminPassword: return try self.changeAdminPassword(command, device)
        case .drift: return try self.drift(command, device)
        case .factoryReset: device.resetToFactory()
        case .flashReset: device.forgetFlashWear()
        case .moveAddress: return try self.move(command, device)
        case .partialUnprovision:
            return try self.invoke(Self.setupService, "PartialUnprovision", [], device).answer
        case .powerLoss: device.losePower(seconds: command.seconds ?? Self.powerLossSeconds)
        case .removeUser: return try self.removeUser(command, device)
        case .report: return ControlAnswer(report: .device(device.report(now: WallClock.now())))
        case .unprovision:
            let mode = [("ProvisioningMode", "1")]
            return try self.invoke(Self.setupService, "Unprovision", mode, device).answer
        }
        return ControlAnswer()
    }

    // MARK: Orders

    private func call(_ command: ControlCommand, _ device: SimulatedDevice) throws(ControlRefusal) -> ControlAnswer {
        let text = try Self.given(command.xml, "xml")
        switch FirmwareCall.read(Array(text.utf8)) {
        case .call(let call):
            let done = self.perform(call, device)
            var answer = done.answer
            answer.xml = done.text
            return answer
        case .fault(let fault, let messageID):
            return ControlAnswer(
                ok: false, fault: fault.code.rawValue, xml: device.text(of: fault, relatesTo: messageID))
        case .identify, .unreadable: throw .init("The xml is no call.")
        }
    }

    /// Reads an instance, changes some of its properties and puts it back.
    private func drift(_ command: ControlCommand, _ device: SimulatedDevice) throws(ControlRefusal) -> ControlAnswer {
        let name = try Self.given(command.firmwareClass, "class")
        let changes = try Self.given(command.changes, "set")
        let selectors = (command.selectors ?? [:]).sorted { $0.key < $1.key }.map {
            EndpointReference.Selector(name: $0.key, value: .text($0.value))
        }
        let get = try ControlRequest.call(name, .get, selectors: selectors, body: nil)
        let got = self.perform(get, device)
        guard got.answer.ok, let instance = got.body else { return got.answer }
        let put = try ControlRequest.call(
            name, .put, selectors: selectors, body: ControlRequest.changed(instance, changes))
        return self.perform(put, device).answer
    }

    private func addTrustedRoot(
        _ command: ControlCommand, _ device: SimulatedDevice
    ) throws(ControlRefusal) -> ControlAnswer {
        let text = try Self.given(command.certificate, "certificate")
        let base64 = (try? PEMDocument(pemString: text)).map { Text.base64(Array($0.derBytes)) } ?? text
        return try self.invoke(
            "AMT_PublicKeyManagementService", "AddTrustedRootCertificate", [("CertificateBlob", base64)], device
        ).answer
    }

    private func changeAdminPassword(
        _ command: ControlCommand, _ device: SimulatedDevice
    ) throws(ControlRefusal) -> ControlAnswer {
        let name = command.name ?? "admin"
        let password = try Self.given(command.password, "password")
        let a1 = Digest.a1(user: name, realm: device.digestRealm, password: password)
        return try self.invoke(
            Self.authorizationService, "SetAdminAclEntryEx",
            [("Username", name), ("DigestPassword", Text.base64(a1))], device
        ).answer
    }

    private func addUser(_ command: ControlCommand, _ device: SimulatedDevice) throws(ControlRefusal) -> ControlAnswer {
        let name = try Self.given(command.name, "name")
        let password = try Self.given(command.password, "password")
        let a1 = Digest.a1(user: name, realm: device.digestRealm, password: password)
        let realms = (command.realms ?? [3]).map { ("Realms", String($0)) }
        return try self.invoke(
            Self.authorizationService, "AddUserAclEntryEx",
            [
                ("DigestUsername", name), ("DigestPassword", Text.base64(a1)),
                ("AccessPermission", String(command.access ?? 2)),
            ] + realms, device
        ).answer
    }

    /// Looks for the user's handle as a client has to.
    private func removeUser(
        _ command: ControlCommand, _ device: SimulatedDevice
    ) throws(ControlRefusal) -> ControlAnswer {
        let name = try Self.given(command.name, "name")
        var start = 1
        while true {
            let page = try self.invoke(
                Self.authorizationService, "EnumerateUserAclEntries", [("StartIndex", String(start))], device)
            guard page.answer.ok else { return page.answer }
            let handles = page.outputs("Handles")
            for handle in handles {
                let entry = try self.invoke(
                    Self.authorizationService, "GetUserAclEntryEx", [("Handle", handle)], device)
                guard entry.outputs("DigestUsername").first == name else { continue }
                return try self.invoke(
                    Self.authorizationService, "RemoveUserAclEntry", [("Handle", handle)], device
                ).answer
            }
            start += handles.count
            let total = page.outputs("TotalCount").first.flatMap { Int($0) } ?? 0
            guard !handles.isEmpty, start <= total else { throw .init("There is no such user.") }
        }
    }

    private func move(_ command: ControlCommand, _ device: SimulatedDevice) throws(ControlRefusal) -> ControlAnswer {
        var address: UInt32?
        if let text = command.address {
            guard let read = DeviceIdentity.address(text) else { throw .init("The address is none.") }
            address = read
        }
        guard device.move(to: address) else { throw .init("The address is taken or is no loopback address.") }
        return ControlAnswer()
    }

    private static func given<Value>(_ value: Value?, _ name: String) throws(ControlRefusal) -> Value {
        guard let value else { throw .init("The order needs \(name).") }
        return value
    }

    // MARK: Calls

    /// What a call came to: the answer in short, its text, and the element in its body.
    private struct Done {
        let answer: ControlAnswer
        let text: String
        let body: XMLNode?

        func outputs(_ name: String) -> [String] {
            self.body?.children.filter { $0.name == name }.map(\.trimmedText) ?? []
        }
    }

    private func invoke(
        _ name: String, _ method: String, _ parameters: [(String, String)], _ device: SimulatedDevice
    ) throws(ControlRefusal) -> Done {
        self.perform(try ControlRequest.invoke(name, method, parameters), device)
    }

    private func perform(_ call: FirmwareCall, _ device: SimulatedDevice) -> Done {
        let now = WallClock.now()
        let result = device.perform(call, on: nil, keyPair: self.keyPair, now: now)
        let text = device.text(of: result.answer, to: call)
        let outcome = CallOutcome(result.answer, isScripted: false)
        device.world.callLog?.write(.answering, call, number: 0, outcome: outcome, of: device.identity, now: now)
        var answer = ControlAnswer(ok: outcome.isDone, returnValue: outcome.returnValue)
        if case .fault(let fault) = result.answer {
            answer.fault = fault.code.rawValue + (fault.detail.isEmpty ? "" : ": " + fault.detail)
        }
        // What the firmware writes can be read again.
        let root = try? XMLReader.root(of: Array(text.utf8))
        return Done(answer: answer, text: text, body: root?.first("Body", in: Namespace.soap)?.children.first)
    }
}

/// Why an order is not carried out.
struct ControlRefusal: Error, Sendable {
    let text: String

    init(_ text: String) { self.text = text }
}
