import AMT
import Provisioning

/// Opens sessions with devices through libcurl and OpenSSL. One thread runs all of them.
package final class CurlDeviceTransport: DeviceTransport {
    private let loop: TransferLoop
    private let identities = ParsedIdentities()

    /// Starts the thread. Whoever makes a transport ends it with ``shutdown()``.
    package init() throws(TransportStartFailure) { self.loop = try TransferLoop() }

    /// Prepares a session. A certificate that cannot be read fails the session's first exchange, with the reason.
    package func session(_ opening: SessionOpening) -> any DeviceSession {
        CurlDeviceSession(loop: self.loop, line: DeviceLine(opening: opening, identity: self.prepare(opening.identity)))
    }

    /// Ends every exchange in flight as cancelled, frees every handle and stops the thread. May be repeated.
    package func shutdown() async { await self.loop.stop() }

    /// - Returns: `nil` for a session without TLS.
    private func prepare(_ identity: SessionIdentity) -> Result<PreparedIdentity, IdentityRefusal>? {
        switch identity {
        case .psk(let pid, let pps): .success(.psk(pid, pps))
        case .setupCertificate(let chain): self.identities.chain(chain).map { .setupCertificate($0) }
        case .managed(let der, let fqdn, let client): self.managed(authorityDER: der, fqdn: fqdn, client: client)
        case .plain: nil
        }
    }

    private func managed(
        authorityDER: [UInt8], fqdn: String, client: ClientChain?
    ) -> Result<PreparedIdentity, IdentityRefusal> {
        self.identities.authority(der: authorityDER).flatMap { authority in
            guard let client else { return .success(.managed(authority, fqdn: fqdn, client: nil)) }
            return self.identities.chain(client).map { .managed(authority, fqdn: fqdn, client: $0) }
        }
    }
}
