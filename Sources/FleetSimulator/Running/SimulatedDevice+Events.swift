import Synchronization

/// How a device meets a connection to one of its ports.
enum DevicePosture: Equatable, Sendable {
    case closed
    case plain
    case tls(TLSPosture)

    init(_ posture: TLSPosture) {
        switch posture {
        case .closed: self = .closed
        case .bound, .presharedKey, .selfSigned, .setupCertificate: self = .tls(posture)
        }
    }
}

extension SimulatedFirmware {
    /// The port without TLS is open on a configured device that has TLS off, or takes connections without it too.
    var plainPosture: DevicePosture {
        guard self.state == .post, self.identity.release.supportsNonSecureConnections else { return .closed }
        let network = self.tls.active.network
        return !network.isEnabled || network.acceptsNonSecure ? .plain : .closed
    }
}

extension SimulatedDevice {
    /// Lets happen what a rule has in store for the device as a whole.
    ///
    /// - Returns: `false` when the rule is about one call alone.
    @discardableResult func strike(_ rule: FaultRule, sparing connection: ObjectIdentifier?) -> Bool {
        switch rule.fault {
        case .addressChange: self.move(to: nil, sparing: connection)
        case .powerLoss: self.losePower(seconds: rule.seconds, sparing: connection)
        case .alert, .closeHandshake, .dropAfter, .dropBefore, .editAnswer, .fault, .halfAnswer, .http401, .httpStatus,
            .notDone, .plainHandshake, .resetHandshake, .returnValue, .staleNonce, .stall, .wrongContentLength:
            return false
        }
        return true
    }

    /// Takes the power away for some seconds. What was staged is lost, and every connection.
    func losePower(seconds: Double, sparing spared: ObjectIdentifier? = nil) {
        let now = WallClock.now()
        self.stopHellos()
        let connections = self.state.withLock { state in
            state.firmware.losePower()
            state.awayUntil = max(state.awayUntil, now + seconds)
            return Self.cut(&state, sparing: spared)
        }
        self.log("power-loss", now: now)
        for connection in connections { connection.reset() }
        self.startHellos(afterRealSeconds: seconds)
    }

    /// Moves the device to another loopback address.
    ///
    /// - Parameter address: where to; `nil` for the next one behind the fleet that is free.
    /// - Returns: `false` when there is no such place.
    @discardableResult func move(to address: UInt32?, sparing spared: ObjectIdentifier? = nil) -> Bool {
        let now = WallClock.now()
        let connections = self.state.withLock { state -> [ConnectionHandle]? in
            let old = state.firmware.identity.address
            guard let new = self.world.addresses.move(self, from: old, to: address) else { return nil }
            state.firmware.identity.address = new
            return Self.cut(&state, sparing: spared)
        }
        guard let connections else { return false }
        self.log("address-change", now: now)
        for connection in connections { connection.reset() }
        self.startHellos(afterSeconds: self.world.settings.restartSeconds)
        return true
    }

    /// Goes where its network settings say: to its own fixed address, or back to the one that DHCP gave it.
    func followAddressing(sparing connection: ObjectIdentifier?) {
        let wanted = self.state.withLock { state -> UInt32? in
            switch state.firmware.features.network.addressing {
            case .dhcp, .sharedWithHost: self.identity.address
            case .own(let addresses): addresses.first("IPAddress").flatMap(DeviceIdentity.address)
            }
        }
        // An address outside the loopback network cannot be had here; the device stays where it is.
        if let wanted { self.move(to: wanted, sparing: connection) }
    }

    /// Puts the device back to the factory and into setup mode.
    func resetToFactory() {
        let now = WallClock.now()
        let connections = self.state.withLock { state in
            state.firmware.resetToFactory()
            state.firmware.rootHashes = self.rootHashes
            state.committedAt = nil
            state.awayUntil = now + self.world.settings.restartSeconds * self.world.settings.timeScale
            return Self.cut(&state, sparing: nil)
        }
        self.log("factory-reset", now: now)
        for connection in connections { connection.reset() }
        self.startHellos(afterSeconds: self.world.settings.restartSeconds)
    }

    /// Lets the flash be written to again.
    func forgetFlashWear() {
        self.state.withLock { $0.firmware.writeCount = 0 }
        self.log("flash-reset", now: WallClock.now())
    }

    var digestRealm: String { self.state.withLock { $0.firmware.realm } }

    private static func cut(_ state: inout State, sparing spared: ObjectIdentifier?) -> [ConnectionHandle] {
        state.logonGeneration += 1
        return state.connections.filter { $0.id != spared }
    }

    private func log(_ event: String, now: Double) {
        self.world.callLog?.write(event: event, address: self.addressText, of: self.identity, now: now)
    }
}
