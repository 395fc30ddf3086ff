import NIOCore
import NIOSSL

/// Makes the TLS ends of devices. Contexts are costly: those for setup by certificate are shared, the rest live as
/// long as one connection.
final class TLSContexts: Sendable {
    private static let presharedSuites = "PSK-AES256-CBC-SHA:PSK-AES128-CBC-SHA"
    /// A client that never answers close_notify must not keep a connection.
    private static let shutdownTimeout = TimeAmount.seconds(2)

    private let certificates: [SetupCertificate]
    /// Of every profile, one context for each certificate.
    private let setup: [[NIOSSLContext]]
    private let onDie: NIOSSLContext?
    private let presharedMaximum: TLSVersion

    /// - Parameters:
    ///   - onDie: what younger devices show in setup.
    ///   - presharedAllowsTLS12: firmware with PSK spoke 1.0 and 1.1; test clients may not.
    init(certificates: [SetupCertificate], onDie: OnDieIdentity?, presharedAllowsTLS12: Bool) throws {
        self.certificates = certificates
        self.onDie = try onDie?.context(shutdownTimeout: Self.shutdownTimeout)
        self.presharedMaximum = presharedAllowsTLS12 ? .tlsv12 : .tlsv11
        self.setup = try Personality.TLSProfile.allCases.map { profile in
            try certificates.map {
                try Self.context($0.certificateDER, $0.privateKeyDER, profile, asksForCertificate: true)
            }
        }
    }

    /// The context with which `device` in setup mode meets a client.
    func setupContext(index: Int, release: AMTRelease) -> NIOSSLContext {
        if let onDie, release.isAtLeast(OnDieIdentity.firstMajor, 0) { return onDie }
        return self.setup[release.personality.tls.rawValue][index % self.certificates.count]
    }

    func selfSignedContext(index: Int, release: AMTRelease) throws -> NIOSSLContext {
        let certificate = self.certificates[index % self.certificates.count]
        return try Self.context(
            certificate.certificateDER, certificate.privateKeyDER, release.personality.tls, asksForCertificate: false)
    }

    func boundContext(_ bound: TLSSettings.Bound, release: AMTRelease, isMutual: Bool) throws -> NIOSSLContext {
        try Self.context(
            bound.certificateDER, bound.privateKeyDER, release.personality.tls, asksForCertificate: isMutual)
    }

    func presharedContext(pid: String, pps: String) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makePreSharedKeyConfiguration()
        configuration.cipherSuites = Self.presharedSuites
        configuration.minimumTLSVersion = .tlsv1
        configuration.maximumTLSVersion = self.presharedMaximum
        configuration.certificateVerification = .none
        configuration.shutdownTimeout = Self.shutdownTimeout
        configuration.pskServerProvider = { asked in
            guard asked.clientIdentity == pid else { throw UnknownIdentity() }
            var key = NIOSSLSecureBytes()
            key.append(pps.utf8)
            return PSKServerIdentityResponse(key: key)
        }
        return try NIOSSLContext(configuration: configuration)
    }

    private struct UnknownIdentity: Error {}

    private static func context(
        _ certificateDER: [UInt8], _ privateKeyDER: [UInt8], _ profile: Personality.TLSProfile, asksForCertificate: Bool
    ) throws -> NIOSSLContext {
        let certificate = try NIOSSLCertificate(bytes: certificateDER, format: .der)
        let key = try NIOSSLPrivateKey(bytes: privateKeyDER, format: .der)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(certificate)], privateKey: .privateKey(key))
        configuration.cipherSuites = profile.suites
        configuration.minimumTLSVersion = profile.minimum
        configuration.maximumTLSVersion = profile.maximum
        configuration.certificateVerification = asksForCertificate ? .noHostnameVerification : .none
        configuration.trustRoots = .certificates([])
        configuration.shutdownTimeout = Self.shutdownTimeout
        return try NIOSSLContext(configuration: configuration)
    }
}

extension Personality.TLSProfile {
    fileprivate var minimum: TLSVersion {
        switch self {
        case .old: .tlsv1
        case .current: .tlsv12
        }
    }

    fileprivate var maximum: TLSVersion {
        switch self {
        case .old: .tlsv11
        case .current: .tlsv12
        }
    }

    fileprivate var suites: String {
        switch self {
        case .old: "AES128-SHA:AES256-SHA"
        case .current:
            "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:AES128-GCM-SHA256:AES256-GCM-SHA384"
                + ":ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA:AES128-SHA:AES256-SHA"
        }
    }
}
