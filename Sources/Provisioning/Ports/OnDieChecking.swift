import AMT

/// Looks at the certificates that a device in setup has shown.
package protocol OnDieChecking: Sendable {
    /// - Parameters:
    ///   - chain: DER, the device's own first.
    ///   - now: the time at which they have to be valid.
    func finding(of chain: [[UInt8]], now: UnixTime) async -> OnDieFinding
}
