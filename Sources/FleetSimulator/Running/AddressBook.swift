import Synchronization

/// Which device answers at which address, now that devices move.
final class AddressBook: Sendable {
    private struct State {
        var devices: [UInt32: SimulatedDevice] = [:]
        /// Where the next device that moves is put, unless somebody is there.
        var next: UInt32 = 0
    }

    private let state = Mutex(State())

    func device(at address: UInt32) -> SimulatedDevice? { self.state.withLock { $0.devices[address] } }

    /// Puts the devices of a fleet at their first addresses.
    func fill(_ devices: [SimulatedDevice]) {
        self.state.withLock { state in
            for device in devices {
                state.devices[device.identity.address] = device
                state.next = max(state.next, device.identity.address + 1)
            }
        }
    }

    /// Lets the devices go, which know the book in their turn.
    func clear() { self.state.withLock { $0.devices = [:] } }

    /// Moves a device.
    ///
    /// - Parameter asked: the new address; `nil` for the next one behind the fleet that is free.
    /// - Returns: the new address; `nil` when it is taken or lies outside 127.0.0.0/8.
    func move(_ device: SimulatedDevice, from old: UInt32, to asked: UInt32?) -> UInt32? {
        self.state.withLock { state in
            var address = asked ?? state.next
            if asked == nil {
                while !Self.isUsable(address) || state.devices[address] != nil {
                    guard address >> 24 == 127 else { return nil }
                    address += 1
                }
                state.next = address + 1
            }
            guard address >> 24 == 127, state.devices[address] == nil else { return nil }
            state.devices[old] = nil
            state.devices[address] = device
            return address
        }
    }

    private static func isUsable(_ address: UInt32) -> Bool { address & 255 != 0 && address & 255 != 255 }
}
