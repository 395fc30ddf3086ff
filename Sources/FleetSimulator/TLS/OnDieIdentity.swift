import NIOCore
import NIOSSL

/// The chain that a device has from its maker, shared by all devices of the fleet.
struct OnDieIdentity: Sendable {
    /// On-die authorities came with Tiger Lake. Source: rpc-go, `internal/certs`.
    static let firstMajor = 15

    private let chainPEM: String
    private let keyPEM: String

    /// `nil` when the settings have none.
    init?(_ settings: FleetSettings) {
        guard !settings.onDieChainPEM.isEmpty else { return nil }
        self.chainPEM = settings.onDieChainPEM
        self.keyPEM = settings.onDieKeyPEM
    }

    /// A TLS end that shows the chain and asks for the client's.
    func context(shutdownTimeout: TimeAmount) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(self.chainPEM.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(self.keyPEM.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.cipherSuites = "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256"
        configuration.minimumTLSVersion = .tlsv12
        configuration.maximumTLSVersion = .tlsv12
        configuration.certificateVerification = .noHostnameVerification
        configuration.trustRoots = .certificates([])
        configuration.shutdownTimeout = shutdownTimeout
        return try NIOSSLContext(configuration: configuration)
    }
}
