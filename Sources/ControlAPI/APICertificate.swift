import Foundation
import NIOSSL

/// The certificate with which the API speaks TLS. Read once, at start.
package struct APICertificate: Sendable {
    /// Why it cannot be used.
    package enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
        case certificateUnreadable(path: String)
        case keyUnreadable(path: String)
        /// Everybody on the machine may read it.
        case keyTooOpen(path: String)
        /// The key is another certificate's, or the library takes neither.
        case mismatch

        package var description: String {
            switch self {
            case .certificateUnreadable(let path): "\(path) holds no certificates in PEM"
            case .keyUnreadable(let path): "\(path) holds no private key in PEM, or one with a passphrase"
            case .keyTooOpen(let path): "everybody may read \(path): chmod 600"
            case .mismatch: "the API's key does not belong to the first of its certificates"
            }
        }
    }

    let configuration: TLSConfiguration

    /// - Parameters:
    ///   - certificateFile: PEM, the API's own certificate first.
    ///   - keyFile: PEM without a passphrase.
    package init(certificateFile: String, keyFile: String) throws(Failure) {
        guard let chain = try? NIOSSLCertificate.fromPEMFile(certificateFile), !chain.isEmpty else {
            throw .certificateUnreadable(path: certificateFile)
        }
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: keyFile),
            let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue
        else { throw .keyUnreadable(path: keyFile) }
        // Its group may: containers get their secrets that way.
        guard mode & 0o007 == 0 else { throw .keyTooOpen(path: keyFile) }
        guard let key = try? NIOSSLPrivateKey(file: keyFile, format: .pem) else { throw .keyUnreadable(path: keyFile) }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        guard (try? NIOSSLContext(configuration: configuration)) != nil else { throw .mismatch }
        self.configuration = configuration
    }
}
