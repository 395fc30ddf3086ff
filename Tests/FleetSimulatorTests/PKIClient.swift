import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import Synchronization
import X509
import _CryptoExtras

@testable import FleetSimulator

/// A provisioning server's or an administrator's identity, and connections that show it.
struct PKIClient {
    let authority: TestAuthority
    let chain: [[UInt8]]
    let keyDER: [UInt8]

    init(
        authority: TestAuthority, commonName: String = "provision.corp.example",
        usages: [ExtendedKeyUsage.Usage] = TestAuthority.setupUsages
    ) throws {
        let made = try authority.provisioningChain(commonName: commonName, usages: usages)
        self.authority = authority
        self.chain = made.chain
        self.keyDER = Array(made.key.derRepresentation)
    }

    init(authority: TestAuthority, chain: [[UInt8]], keyDER: [UInt8]) {
        self.authority = authority
        self.chain = chain
        self.keyDER = keyDER
    }

    /// TLS of exactly that version; without a certificate when `shown` is `false`.
    func tls(_ version: TLSVersion = .tlsv12, isShown: Bool = true) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = version
        configuration.maximumTLSVersion = version
        configuration.certificateVerification = .none
        guard isShown else { return configuration }
        configuration.certificateChain = try self.chain.map { .certificate(try .init(bytes: $0, format: .der)) }
        configuration.privateKey = .privateKey(try .init(bytes: self.keyDER, format: .der))
        return configuration
    }

    /// The answer to one request on a connection of its own; `nil` when there is none.
    func answer(
        _ harness: FleetHarness, _ index: Int = 0, _ request: String, version: TLSVersion = .tlsv12,
        isShown: Bool = true
    ) async throws -> TestClient.Answer? {
        let tls = try self.tls(version, isShown: isShown)
        // A closed port may say so before the connection is there.
        guard
            let client = try? await TestClient.connect(
                harness.fleet.device(index).addressText, port: harness.port, tls: tls)
        else { return nil }
        // A refused handshake shows in the answer that never comes.
        try? await client.post(request)
        let answer = await client.answer()
        try? await client.close()
        return answer
    }

    /// Runs a fleet of PKI devices, one of each personality, that trust the authority and ask for no password.
    static func withFleet(
        of personalities: [Personality], _ change: (inout FleetSettings) throws -> Void = { _ in },
        _ body: (FleetHarness, PKIClient) async throws -> Void
    ) async throws {
        let client = try PKIClient(authority: try TestAuthority())
        let pem = try client.authority.pem
        try await FleetHarness.run { settings in
            settings.select(personalities)
            settings.count = personalities.count
            settings.pskShare = 0
            settings.setupPasswords = [.unchallenged]
            settings.trustedRootsPEM = pem
            try change(&settings)
        } _: { harness in
            try await body(harness, client)
        }
    }
}

extension FleetHarness {
    /// Commits a device, with TLS or without; everything but the commit itself as the administrator.
    func commit(
        _ index: Int = 0, tls: Bool, mutual: Bool = false, acceptsPlain: Bool = false, trustedRoot: [UInt8]? = nil,
        trustedCN: String? = nil
    ) throws -> FirmwareAnswer {
        try self.perform(Requests.setClock(Int(Date().timeIntervalSince1970)), on: index)
        if let trustedRoot { try self.perform(Bench.addCertificate(trustedRoot, root: true), on: index) }
        if tls {
            guard let key = TestKey.shared else { throw NotLoggedOn(status: nil) }
            try self.perform(Bench.generateKeyPair, on: index, keyPair: key.material)
            let handle = self.fleet.device(index).state.withLock { $0.firmware.store.certificates.count }
            try self.perform(Bench.addCertificate(key.certificate), on: index)
            try self.perform(Requests.createContext(handle), on: index)
            var put = Requests.putTLS(TLSSettings.networkID, enabled: true, mutual: mutual, acceptsPlain: acceptsPlain)
            if let trustedCN {
                put = put.replacingOccurrences(
                    of: "</p:MutualAuthentication>",
                    with: "</p:MutualAuthentication><p:TrustedCN>\(trustedCN)</p:TrustedCN>")
            }
            try self.perform(put, on: index)
        }
        return try self.perform(Bench.commit, on: index)
    }
}
