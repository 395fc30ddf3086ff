import AMT

/// One way to open a session.
package struct SessionChoice: Equatable, Sendable {
    package enum Way: Equatable, Sendable {
        /// As a device in setup: pre-shared key or setup certificate.
        case setup
        /// As a device that we have configured: it shows the certificate that we issued.
        case managed
        /// As a device that we have configured without TLS.
        case plain
    }

    package let way: Way
    package let tls: TLSPolicy

    package init(way: Way, tls: TLSPolicy) {
        self.way = way
        self.tls = tls
    }

    /// The ways to try, in order.
    ///
    /// - Parameters:
    ///   - usesPSK: the hello named a pre-shared key, which only old firmware does.
    ///   - hasCertificate: a certificate was issued to this device before.
    ///   - commitIntended: an earlier attempt, or an earlier round of this one, meant to commit: then the device is most
    ///     likely configured.
    ///   - isManaged: the device is known to be configured and did not say hello.
    ///   - wantsTLS: the profile has TLS on.
    ///   - expected: what the device's release is expected to speak, where it is known.
    package static func ways(
        usesPSK: Bool, hasCertificate: Bool, commitIntended: Bool, isManaged: Bool = false, wantsTLS: Bool = true,
        expected: ReleasePolicy.TLSClass = .either
    ) -> [SessionChoice] {
        // A hello that named a key is of old firmware, whatever was known before.
        let tls = usesPSK ? TLSPolicy.legacy : TLSPolicy(expected)
        let setup = isManaged ? [] : [SessionChoice(way: .setup, tls: tls)]
        let managed = hasCertificate ? [SessionChoice(way: .managed, tls: tls)] : []
        let plain = [SessionChoice(way: .plain, tls: tls)]
        guard wantsTLS else {
            return commitIntended || isManaged ? plain + managed + setup : setup + plain + managed
        }
        if isManaged { return managed + plain }
        // A device that lost its staged settings before it was told to commit is configured without TLS.
        return commitIntended ? managed + setup + plain : setup + managed
    }

    /// Whether a failed handshake may be that of old firmware, which needs the old TLS versions and suites.
    ///
    /// - Parameter facts: of the failure; alerts 40 (handshake failure), 47 (illegal parameter), 70 (protocol version) and
    ///   71 (insufficient security) say that nothing was shared, and so does a failure without any alert.
    package func olderFallback(facts: [String: String]) -> SessionChoice? {
        guard self.tls == .modern else { return nil }
        guard let alert = facts["tls.alert"] else { return SessionChoice(way: self.way, tls: .legacy) }
        return ["40", "47", "70", "71"].contains(alert) ? SessionChoice(way: self.way, tls: .legacy) : nil
    }
}

extension TLSPolicy {
    /// What to offer first. What is offered to old firmware has the versions of today in it: a device that was updated since
    /// answers that too.
    fileprivate init(_ expected: ReleasePolicy.TLSClass) {
        switch expected {
        case .legacy: self = .legacy
        case .tls12, .either: self = .modern
        }
    }
}
