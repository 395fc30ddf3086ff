import Foundation
import Yams

/// The clusters that an operator knows: `provisionctl/config.yaml` in the folder of settings.
struct ContextFile: Equatable, Codable, Sendable {
    /// One cluster: where it is, as whom one comes, and whom one trusts there.
    struct Context: Equatable, Codable, Sendable {
        var name: String
        var server: String
        /// Relative to the folder of the file.
        var tokenFile: String?
        var caFile: String?
    }

    /// Far more than anybody writes.
    private static let bytesMax = 256 * 1024

    /// The one that counts when nobody names another.
    var current: String?
    var contexts: [Context] = []

    // MARK: - On disk

    /// What is not there is empty.
    static func read(_ path: String) throws(CommandFailure) -> ContextFile {
        guard access(path, F_OK) == 0 else { return ContextFile() }
        // Whoever may write here may have tokens sent to a server of his own.
        try FileRights.judge(path, mask: 0o022, "can be changed by others than you", remedy: "go-w")
        guard let data = FileManager.default.contents(atPath: path), data.count <= Self.bytesMax,
            let text = String(data: data, encoding: .utf8)
        else { throw .usage("\(path) cannot be read.") }
        do {
            try Self.judgeMembers(text, path)
            let file = try YAMLDecoder().decode(ContextFile.self, from: text)
            try file.judge(path)
            return file
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw .usage("\(path) cannot be used: it is a list `contexts` of `name`, `server`, `tokenFile`, `caFile`.")
        }
    }

    /// A member that nobody reads was misspelt, and a token is not for this file.
    private static func judgeMembers(_ text: String, _ path: String) throws {
        guard let root = try Yams.compose(yaml: text)?.mapping else { return }
        for (key, value) in root {
            let name = key.string ?? ""
            guard ["current", "contexts"].contains(name) else {
                throw CommandFailure.usage("\(path) has the member \(name), which nobody reads.")
            }
            for context in value.sequence ?? [] {
                for (key, _) in context.mapping ?? [:] {
                    let name = key.string ?? ""
                    if name == "token" {
                        throw CommandFailure.usage(
                            "\(path) has a token in it: put it into a file of its own, and name that as tokenFile.")
                    }
                    guard ["name", "server", "tokenFile", "caFile"].contains(name) else {
                        throw CommandFailure.usage("\(path) has the member contexts.\(name), which nobody reads.")
                    }
                }
            }
        }
    }

    private func judge(_ path: String) throws(CommandFailure) {
        var names: Set<String> = []
        for context in self.contexts {
            guard NameArgument(argument: context.name) != nil else {
                throw .usage("\(path): \(context.name) is no name of a context.")
            }
            guard names.insert(context.name).inserted else {
                throw .usage("\(path) has two contexts with the name \(context.name).")
            }
        }
        if let current, !names.contains(current) {
            throw .usage("\(path) names \(current) as the current context, and has none of that name.")
        }
    }

    /// In one step: a reader sees the old file or the new one.
    func write(_ path: String) throws(CommandFailure) {
        let folder = (path as NSString).deletingLastPathComponent
        let fresh = "\(path).\(ProcessInfo.processInfo.processIdentifier)"
        guard let text = try? YAMLEncoder().encode(self),
            (try? FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])) != nil
        else { throw .usage("The folder \(folder) cannot be made.") }
        let file = try PrivateFile(making: fresh)
        do throws(CommandFailure) {
            try file.keep(Data(text.utf8))
        } catch {
            file.discard()
            throw error
        }
        guard rename(fresh, path) == 0 else {
            file.discard()
            throw .incomplete("The file \(path) cannot be written.")
        }
    }

    // MARK: - Contents

    func context(_ name: String) -> Context? { self.contexts.first { $0.name == name } }
}
