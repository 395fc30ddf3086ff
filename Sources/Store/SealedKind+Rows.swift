import Postgres
import Provisioning
import Secrets

/// Where the records of a kind are, and how they are sealed.
extension SealedKind {
    /// The statements on a kind. All of them speak of places, so that one reader serves every kind.
    struct StatementSet {
        /// The first records under a key behind a place: place, boxes.
        let take: PostgresStatement
        /// Puts records under another key, each where it is as it was.
        let rewrap: PostgresStatement
        /// A few by chance: place, key, boxes.
        let sample: PostgresStatement
    }

    var statements: StatementSet {
        switch self {
        case .authority:
            StatementSet(
                take: Statements.takeAuthorityOfKey, rewrap: Statements.rewrapAuthority,
                sample: Statements.sampleAuthority)
        case .credential:
            StatementSet(
                take: Statements.takeCredentialsOfKey, rewrap: Statements.rewrapCredentials,
                sample: Statements.sampleCredentials)
        case .oneTimePassword:
            StatementSet(take: Statements.takeOTPsOfKey, rewrap: Statements.rewrapOTPs, sample: Statements.sampleOTPs)
        case .presharedKey:
            StatementSet(
                take: Statements.takePSKKeysOfKey, rewrap: Statements.rewrapPSKKeys, sample: Statements.samplePSKKeys)
        case .profileSecret:
            StatementSet(
                take: Statements.takeProfileSecretsOfKey, rewrap: Statements.rewrapProfileSecrets,
                sample: Statements.sampleProfileSecrets)
        case .setupCertificate:
            StatementSet(
                take: Statements.takeSetupCertificatesOfKey, rewrap: Statements.rewrapSetupCertificates,
                sample: Statements.sampleSetupCertificates)
        }
    }

    /// The sealed columns of a record, in the order of the statements: what they hold, and the context of their boxes.
    func parts(at place: String) -> [(name: String, context: String)] {
        switch self {
        case .authority: [("key", SecretContext.authority)]
        case .credential:
            [("password", SecretContext.password(at: place)), ("mebx", SecretContext.mebxPassword(at: place))]
        case .oneTimePassword: [("password", SecretContext.oneTimePassword(at: place))]
        case .presharedKey: [("pps", SecretContext.psk(place))]
        case .profileSecret: [("value", SecretContext.profileSecret(at: place))]
        case .setupCertificate: [("key", SecretContext.setupCertificate(at: place))]
        }
    }
}

/// A record as it is stored: some columns may have nothing in them.
struct SealedRow: Sendable {
    let record: SealedRecord
    let keyID: String
    let boxes: [[UInt8]?]

    /// Every box that there is under the ring's own key.
    func rewrapped(_ ring: KeyRing) -> Result<[[UInt8]?], SealedFailure> {
        self.each { sealed, context throws(OpeningFailure) in try ring.rewrap(sealed, context: context).box }
    }

    /// What does not open, if anything.
    func failure(_ ring: KeyRing) -> SealedFailure? {
        let opened = self.each { sealed, context throws(OpeningFailure) -> [UInt8] in
            // What was inside is gone with this line: that it opens is all there is to know.
            _ = try ring.open(sealed, context: context)
            return []
        }
        switch opened {
        case .success: return nil
        case .failure(let failure): return failure
        }
    }

    private func each(
        _ work: (SealedSecret, String) throws(OpeningFailure) -> [UInt8]
    ) -> Result<[[UInt8]?], SealedFailure> {
        var results: [[UInt8]?] = []
        for (part, box) in zip(self.record.kind.parts(at: self.record.place), self.boxes) {
            guard let box else {
                results.append(nil)
                continue
            }
            do throws(OpeningFailure) {
                results.append(try work(SealedSecret(keyID: self.keyID, box: box), part.context))
            } catch {
                return .failure(
                    SealedFailure(
                        record: self.record, part: part.name, keyID: self.keyID, reason: SealedFailure.Reason(error)))
            }
        }
        return .success(results)
    }
}

extension SealedFailure: Error {}

extension SealedFailure.Reason {
    init(_ failure: OpeningFailure) {
        switch failure {
        case .keyUnknown: self = .keyUnknown
        case .boxInvalid: self = .boxInvalid
        }
    }
}
