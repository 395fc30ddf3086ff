/// By what a device in setup has proved to be the one that it says it is. A hello proves nothing. Raw values are persisted and shown, and
/// never renamed.
package enum DeviceProof: String, CaseIterable, Sendable {
    /// It has the key of its PID.
    case presharedKey = "pre-shared-key"
    /// It showed the one-time password that was registered for its UUID.
    case oneTimePassword = "one-time-password"
    /// The chip's maker vouches for its firmware, which tells its own UUID. Anybody may buy such a chip, so that it counts only for a
    /// UUID that inventory expects.
    case onDieCertificate = "on-die-certificate"
    /// The contrary: it showed a chain that is not what it should be.
    case chainRefused = "chain-refused"
}

/// Which devices get secrets that other devices have as well: those of WiFi and 802.1x, passwords for MPS servers and users, `fixed`
/// passwords. Setting `worker.shared_secrets`.
package enum SharedSecretRule: String, CaseIterable, Sendable {
    /// Those that have proved who they are.
    case proven
    /// Besides these, all that inventory expects under their name, unless what they show of themselves is wrong.
    case expected

    /// Why a device gets none, as evidence; `nil` when it gets them.
    ///
    /// - Parameters:
    ///   - proof: what it has proved itself by when it was set up.
    ///   - isExpected: inventory that is read, and not brought by the computer itself, has this UUID under this name.
    package func withholding(proof: DeviceProof?, isExpected: Bool) -> [String: String]? {
        switch proof {
        case .presharedKey?, .oneTimePassword?: return nil
        case .onDieCertificate? where isExpected: return nil
        case nil where self == .expected && isExpected: return nil
        case .onDieCertificate?, .chainRefused?, nil: break
        }
        var evidence = [
            "device.proof": proof?.rawValue ?? "none", "setting": "worker.shared_secrets: \(self.rawValue)",
        ]
        if !isExpected { evidence["inventory"] = "does not expect this UUID under this name" }
        return evidence
    }
}
