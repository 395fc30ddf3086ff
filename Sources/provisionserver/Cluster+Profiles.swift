import AMT
import Foundation
import Inventory
import Logging
import Provisioning
import Store
import Telemetry
import Worker

/// Profiles and secrets that the settings name.
extension Cluster {
    /// A longer file is no secret of ours.
    static let secretBytesMax = 16 * 1024
    /// Who brought what comes from files.
    private static let author = "bootstrap"

    /// Keeps the secrets of the directory that are not there yet. A value that was changed by an operator since stays.
    func importSecrets() async throws {
        guard let folder = self.settings.bootstrap.secretsDirectory else { return }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw StartFailure.bootstrap("bootstrap.secrets_directory \(folder) cannot be read")
        }
        let book = self.profiles
        let known = Set(try await book.secrets().map(\.name))
        for name in names.sorted() where !known.contains(name) {
            let path = folder + "/" + name
            var isFolder: ObjCBool = false
            // Mounted secrets stand beside folders and links with a dot in front.
            guard !name.hasPrefix("."), FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
                !isFolder.boolValue
            else { continue }
            guard name.wholeMatch(of: /[a-z0-9._-]{1,63}/) != nil else {
                throw StartFailure.bootstrap("bootstrap.secrets_directory: \(name) is no name of a secret")
            }
            let version = try await book.keepSecret(name: name, value: try Self.secret(at: path))
            self.logger.info("secret imported", [.secretName: name, .secretVersion: version])
        }
    }

    /// Without the one line break at the end that editors leave.
    private static func secret(at path: String) throws(StartFailure) -> Secret {
        guard let data = FileManager.default.contents(atPath: path), data.count <= Self.secretBytesMax,
            var text = String(data: data, encoding: .utf8)
        else { throw .bootstrap("bootstrap.secrets_directory: \(path) cannot be read, is too long, or not UTF-8") }
        if text.hasSuffix("\n") || text.hasSuffix("\r\n") { text.removeLast() }
        guard !text.isEmpty else { throw .bootstrap("bootstrap.secrets_directory: \(path) is empty") }
        return Secret(text: text)
    }

    /// Keeps the profiles that are not there yet. One that an operator has changed since stays as it is.
    func importProfiles() async throws {
        let book = self.profiles
        for path in self.settings.bootstrap.profiles {
            let file = try ProfileFile.read(path, callerName: self.settings.worker.callerName)
            switch try await book.keep(
                name: file.profile.name, canonicalDocument: file.document.canonicalText, author: Self.author,
                ifVersion: 0)
            {
            case .kept(let version):
                self.logger.info(
                    "profile imported", [.path: path, .profileName: file.profile.name, .profileVersion: version])
            case .unchanged, .conflict: break
            }
        }
    }
}
