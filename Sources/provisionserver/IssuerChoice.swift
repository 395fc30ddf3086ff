import AMT
import Foundation
import Inventory
import Provisioning
import Secrets
import Store
import SwiftASN1
import Transport
import Worker

/// Who issues devices' certificates, as the settings say.
struct IssuerChoice: Equatable, Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case builtIn = "built-in"
        case vault
        case stepCA = "step-ca"
        case command
    }

    var kind = Kind.builtIn
    var url: String?
    var tokenFile: String?
    var provisioner: String?
    var caFile: String?
    var authorityFile: String?
    var earlierAuthoritiesFile: String?
    var command: [String] = []
    var commandSeconds = 30
    var callerCertificateFile: String?
    var callerKeyFile: String?
    var revocationListURL: String?

    /// Files are small; a longer one is another one.
    private static let fileBytesMax = 256 * 1024

    /// Why there is no issuer. A text names the setting and no content.
    struct Fault: Error, CustomStringConvertible {
        let key: String
        let text: String

        var description: String { "\(self.key): \(self.text)" }
    }

    /// What is missing for this kind, all at once.
    var missing: [Fault] {
        func needs(_ key: String, _ value: String?) -> Fault? {
            value == nil ? Fault(key: key, text: "is needed with issuer.kind \(self.kind.rawValue)") : nil
        }
        let faults: [Fault?] =
            switch self.kind {
            case .builtIn: []
            case .vault:
                [
                    needs("issuer.url", self.url), needs("issuer.token_file", self.tokenFile),
                    needs("issuer.authority_file", self.authorityFile),
                ]
            case .stepCA:
                [
                    needs("issuer.url", self.url), needs("issuer.token_file", self.tokenFile),
                    needs("issuer.provisioner", self.provisioner), needs("issuer.authority_file", self.authorityFile),
                ]
            case .command:
                [
                    needs("issuer.command", self.command.first), needs("issuer.authority_file", self.authorityFile),
                ]
            }
        let pair =
            (self.callerCertificateFile == nil) == (self.callerKeyFile == nil)
            ? nil
            : Fault(
                key: "issuer.caller_certificate_file", text: "needs issuer.caller_key_file, and the other way round")
        return (faults + [pair]).compactMap { $0 }
    }

    /// The issuer of this cluster, with those of before.
    ///
    /// - Parameter builtIn: the cluster's own authority, which is there in any case.
    func issuer(
        builtIn: BuiltInAuthority, callerName: String, fetcher: any SourceFetching, environment: [String: String],
        now: @escaping @Sendable () -> UnixTime
    ) throws -> any DeviceCertificateIssuer {
        var earlier = try self.retired(callerName: callerName)
        let signer: any CertificateSigning
        switch self.kind {
        case .builtIn:
            return earlier.isEmpty ? builtIn : IssuerSuccession(builtIn, earlier: earlier)
        case .vault:
            signer = WebSigner(
                .vault(token: try Self.secret("issuer.token_file", self.tokenFile)), url: self.url ?? "",
                authorityPEM: try self.caFile.map { try Self.text("issuer.ca_file", $0) }, fetcher: fetcher, now: now)
        case .stepCA:
            signer = WebSigner(
                .stepCA(try self.stepProvisioner()), url: self.url ?? "",
                authorityPEM: try self.caFile.map { try Self.text("issuer.ca_file", $0) }, fetcher: fetcher, now: now)
        case .command:
            guard
                let command = SigningCommand(
                    words: self.command, timeLimit: .seconds(self.commandSeconds), environment: environment)
            else { throw Fault(key: "issuer.command", text: "has no absolute path") }
            signer = command
        }
        earlier.insert(builtIn, at: 0)
        let outside = try self.outside(signer, callerName: callerName)
        return IssuerSuccession(outside, earlier: earlier)
    }

    private func outside(_ signer: any CertificateSigning, callerName: String) throws -> OutsideAuthority {
        let pem = try Self.text("issuer.authority_file", self.authorityFile ?? "")
        do {
            return try OutsideAuthority(
                authorityPEM: pem, signer: signer, callerChain: try self.callerChain(), callerName: callerName)
        } catch let fault as Fault {
            throw fault
        } catch AuthorityFault.callerForeign {
            throw Fault(key: "issuer.caller_certificate_file", text: AuthorityFault.callerForeign.rawValue)
        } catch {
            throw Fault(key: "issuer.authority_file", text: "has no certificate of an authority")
        }
    }

    /// Authorities by which devices may still be called, one for each certificate of the file.
    private func retired(callerName: String) throws -> [any DeviceCertificateIssuer] {
        guard let path = self.earlierAuthoritiesFile else { return [] }
        let text = try Self.text("issuer.earlier_authorities_file", path)
        guard let documents = try? PEMDocument.parseMultiple(pemString: text), !documents.isEmpty else {
            throw Fault(key: "issuer.earlier_authorities_file", text: "has no certificate")
        }
        do {
            return try documents.map {
                try OutsideAuthority(authorityPEM: $0.pemString, signer: RetiredSigner(), callerName: callerName)
            }
        } catch {
            throw Fault(
                key: "issuer.earlier_authorities_file", text: "has a certificate that is not one of an authority")
        }
    }

    private func stepProvisioner() throws -> StepProvisioner {
        let key = try Self.secret("issuer.token_file", self.tokenFile)
        do throws(StepProvisioner.Fault) {
            return try StepProvisioner(name: self.provisioner ?? "", jwk: key)
        } catch {
            throw Fault(key: "issuer.token_file", text: error.rawValue)
        }
    }

    private func callerChain() throws -> ClientChain? {
        guard let certificate = self.callerCertificateFile else { return nil }
        return ClientChain(
            id: 0, chainPEM: Secret(text: try Self.text("issuer.caller_certificate_file", certificate)),
            keyPEM: try Self.secret("issuer.caller_key_file", self.callerKeyFile))
    }

    private static func text(_ key: String, _ path: String) throws(Fault) -> String {
        guard let data = FileManager.default.contents(atPath: path), data.count <= Self.fileBytesMax,
            let text = String(data: data, encoding: .utf8)
        else { throw Fault(key: key, text: "\(path) cannot be read as text") }
        return text
    }

    /// A file that nobody else may read; its first line for a token, all of it for anything longer.
    private static func secret(_ key: String, _ path: String?) throws(Fault) -> Secret {
        guard let path else { throw Fault(key: key, text: "is not set") }
        let text = try Self.text(key, path)
        let mode = (try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int) ?? 0
        guard mode & 0o077 == 0 else {
            throw Fault(key: key, text: "others may read \(path): chmod 600")
        }
        return Secret(text: text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
