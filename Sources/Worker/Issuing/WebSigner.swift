import AMT
import FoundationEssentials
import Inventory
import JWTKit
import Provisioning

/// Has certificates signed over HTTP, by one of two services that organisations run for that.
package struct WebSigner: CertificateSigning {
    /// Whose words are spoken.
    package enum Service: Sendable {
        /// HashiCorp Vault and OpenBao: `POST /v1/MOUNT/sign/ROLE` with a token of the role's policy.
        case vault(token: Secret)
        /// Smallstep's step-ca: `POST /1.0/sign` with a token for this one certificate, signed by the key of a JWK provisioner.
        case stepCA(StepProvisioner)
    }

    /// A chain is a tenth of it.
    static let answerBytesMax: Int64 = 256 * 1024
    /// A device waits with its connection open.
    static let answerSecondsMax = 30

    private let service: Service
    private let url: String
    private let authorityPEM: String?
    private let fetcher: any SourceFetching
    private let now: @Sendable () -> UnixTime

    /// - Parameters:
    ///   - url: where requests go, whole.
    ///   - authorityPEM: trusted in place of the system's roots.
    package init(
        _ service: Service, url: String, authorityPEM: String?, fetcher: any SourceFetching,
        now: @escaping @Sendable () -> UnixTime
    ) {
        self.service = service
        self.url = url
        self.authorityPEM = authorityPEM
        self.fetcher = fetcher
        self.now = now
    }

    package func sign(_ order: SigningOrder) async throws(IssuingFailure) -> String {
        let request = try await self.request(order)
        do throws(SourceFailure) {
            let answer = try await self.fetcher.fetch(request)
            var bytes: [UInt8] = []
            while let piece = try await answer.body.next() { bytes += piece }
            return try self.certificates(in: bytes)
        } catch {
            let words = error.detail.isEmpty ? error.code.rawValue : "\(error.code.rawValue): \(error.detail)"
            throw IssuingFailure(Self.isRefusal(error.code) ? .issuerRefused : .issuerUnreachable, words)
        }
    }

    /// Whether the service was there, and did not want to.
    private static func isRefusal(_ code: SourceFailure.Code) -> Bool {
        switch code {
        case .unauthorized, .forbidden, .notFound, .statusUnexpected: true
        case .nameUnresolved, .connectionFailed, .tlsFailed, .timedOut, .stalled, .tooLarge, .truncated,
            .redirectRefused,
            .askedToWait, .serverError, .contentTypeUnexpected, .malformed, .hostile, .cursorLoops, .tooManyPages,
            .tooManyRecords, .nothingUsable, .secretMissing, .definition, .store:
            false
        }
    }

    private func request(_ order: SigningOrder) async throws(IssuingFailure) -> SourceRequest {
        var connection = SourceConnection()
        connection.authorityPEM = self.authorityPEM
        connection.answerBytesMax = Self.answerBytesMax
        connection.stallSeconds = Self.answerSecondsMax
        connection.answerSecondsMax = Self.answerSecondsMax
        connection.attemptsMax = 1
        var request = SourceRequest(
            method: .post, url: self.url, headers: [RecordFieldValue("Content-Type", "application/json")],
            connection: connection)
        switch self.service {
        case .vault(let token):
            request.connection.authentication = .header(name: "X-Vault-Token", secretName: "token")
            request.secrets = ["token": token]
            request.body = try Self.encoded(
                VaultOrder(csr: order.requestPEM, commonName: order.fqdn, ttl: "\(order.validDays * 24)h"))
        case .stepCA(let provisioner):
            request.body = try Self.encoded(
                StepOrder(
                    csr: order.requestPEM,
                    ott: try await provisioner.token(for: order.fqdn, audience: self.url, now: self.now()),
                    notAfter: "\(order.validDays * 24)h"))
        }
        return request
    }

    private struct VaultOrder: Encodable {
        let csr: String
        let commonName: String
        let ttl: String

        private enum CodingKeys: String, CodingKey {
            case csr, ttl
            case commonName = "common_name"
        }
    }

    private struct StepOrder: Encodable {
        let csr: String
        let ott: String
        let notAfter: String
    }

    private static func encoded(_ order: some Encodable) throws(IssuingFailure) -> [UInt8] {
        do {
            return Array(try JSONEncoder().encode(order))
        } catch {
            throw IssuingFailure(.nameUnusable)
        }
    }

    private struct VaultAnswer: Decodable {
        struct Data: Decodable { let certificate: String }

        let data: Data
    }

    private struct StepAnswer: Decodable {
        let crt: String
    }

    private func certificates(in bytes: [UInt8]) throws(SourceFailure) -> String {
        let data = Data(bytes)
        let text: String? =
            switch self.service {
            case .vault: (try? JSONDecoder().decode(VaultAnswer.self, from: data))?.data.certificate
            case .stepCA: (try? JSONDecoder().decode(StepAnswer.self, from: data))?.crt
            }
        // Judged by whoever asked: an answer without a certificate is one with no usable text.
        return text ?? ""
    }
}

/// A JWK provisioner of step-ca, which signs tokens for one certificate each.
package struct StepProvisioner: Sendable {
    /// A token is used at once; step-ca takes each but once.
    static let tokenSeconds: Int64 = 300

    private let name: String
    private let keyName: JWKIdentifier
    private let key: ES256PrivateKey

    /// What is wrong with a provisioner's key.
    package enum Fault: String, Error, CaseIterable, Sendable {
        case unreadable = "it is no JSON Web Key with a private key of P-256"
        case keyNameless = "it has no kid"
    }

    /// - Parameters:
    ///   - name: of the provisioner.
    ///   - jwk: its private key as JSON, as `step crypto jwk decrypt` prints it.
    package init(name: String, jwk: Secret) throws(Fault) {
        guard let read = try? JWK(json: jwk.reveal()), read.keyType == .ecdsa, read.curve == .ecdsa(.p256),
            let scalar = read.privateExponent, let key = try? ES256PrivateKey(key: scalar)
        else { throw .unreadable }
        guard let keyName = read.keyIdentifier, !keyName.string.isEmpty else { throw .keyNameless }
        self.name = name
        self.keyName = keyName
        self.key = key
    }

    private struct Claims: JWTPayload {
        let iss: String
        let sub: String
        let aud: String
        let sans: [String]
        let iat: Int64
        let nbf: Int64
        let exp: Int64
        let jti: String

        /// It is signed only.
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    /// A token for a certificate with this one name.
    func token(for fqdn: String, audience: String, now: UnixTime) async throws(IssuingFailure) -> String {
        let serial = (0..<16).map { _ in UInt8.random(in: 0...255) }
        let claims = Claims(
            iss: self.name, sub: fqdn, aud: audience, sans: [fqdn], iat: now.seconds, nbf: now.seconds - 60,
            exp: now.seconds + Self.tokenSeconds, jti: Hex.text(serial))
        do {
            return try await JWTKeyCollection().add(ecdsa: self.key, kid: self.keyName).sign(claims, kid: self.keyName)
        } catch {
            throw IssuingFailure(.signing)
        }
    }
}
