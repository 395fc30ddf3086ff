import Foundation
import Provisioning
import Yams

/// A profile's document in a file, YAML or JSON, judged.
struct ProfileFile {
    let document: DocumentValue
    let profile: Profile

    /// - Parameter callerName: the cluster's own name for mutual TLS.
    static func read(_ path: String, callerName: String) throws(Cluster.StartFailure) -> ProfileFile {
        let file = DocumentFile(setting: "bootstrap.profiles", path: path)
        let document = try file.read()
        let faults: [ProfileFault]
        switch ProfileReader.read(document) {
        case .success(let profile):
            faults = ProfileLimits.faults(profile, release: nil, callerName: callerName)
            if faults.isEmpty { return ProfileFile(document: document, profile: profile) }
        case .failure(let found): faults = found.faults
        }
        throw file.failure(faults)
    }
}

/// A document in a file that a setting names, YAML or JSON.
struct DocumentFile {
    let setting: String
    let path: String

    /// Reads it, without a judgement of what it means.
    func read() throws(Cluster.StartFailure) -> DocumentValue {
        let limits = DocumentLimits()
        guard let data = FileManager.default.contents(atPath: self.path), data.count <= limits.byteCountMax else {
            throw self.failure("cannot be read, or is too long")
        }
        return try self.document(data, limits)
    }

    /// What is wrong with it, all of it at once.
    func failure(_ faults: [ProfileFault]) -> Cluster.StartFailure {
        self.failure("is not valid:\n" + faults.map { "  \($0)" }.joined(separator: "\n"))
    }

    private func failure(_ reason: String) -> Cluster.StartFailure {
        .bootstrap("\(self.setting): \(self.path) \(reason)")
    }

    private func document(_ data: Data, _ limits: DocumentLimits) throws(Cluster.StartFailure) -> DocumentValue {
        if (try? JSONSerialization.jsonObject(with: data)) != nil {
            switch DocumentValue.read(json: Array(data), limits: limits) {
            case .success(let document): return document
            case .failure(let refusal): throw self.failure("is not JSON that is read here: \(refusal)")
            }
        }
        guard let text = String(data: data, encoding: .utf8) else { throw self.failure("is not UTF-8") }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            // What stands in the line may be a secret in the wrong place.
            throw self.failure("is not YAML")
        }
        guard let root else { throw self.failure("is empty") }
        var reader = YAMLTree(limits: limits)
        guard let document = reader.value(root, depth: 1) else {
            throw self.failure("says too much, stands too deep, or has a key that is no text")
        }
        return document
    }
}

/// Makes a document of YAML, as version 1.2 means it: `no` and `on` are words, and a number is written as JSON writes it.
struct YAMLTree {
    let limits: DocumentLimits
    /// Aliases are written out each time: a small file may say a great deal.
    private var valueCount = 0

    init(limits: DocumentLimits) { self.limits = limits }

    /// - Returns: `nil` beyond a limit, and for a key that is no text.
    mutating func value(_ node: Node, depth: Int) -> DocumentValue? {
        self.valueCount += 1
        guard self.valueCount <= self.limits.valueCountMax, depth <= self.limits.depthMax else { return nil }
        switch node {
        case .scalar(let scalar): return Self.value(scalar)
        case .sequence(let sequence):
            var items: [DocumentValue] = []
            for item in sequence {
                guard let value = self.value(item, depth: depth + 1) else { return nil }
                items.append(value)
            }
            return .list(items)
        case .mapping(let mapping):
            var entries: [DocumentEntry] = []
            for entry in mapping {
                guard let key = entry.key.scalar?.string, let value = self.value(entry.value, depth: depth + 1) else {
                    return nil
                }
                entries.append(DocumentEntry(key, value))
            }
            return .object(entries)
        case .alias: return nil
        }
    }

    private static func value(_ scalar: Node.Scalar) -> DocumentValue {
        let text = scalar.string
        guard scalar.style == .plain || scalar.style == .any else { return .text(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .flag(true)
        case "false", "False", "FALSE": return .flag(false)
        default: break
        }
        guard text.wholeMatch(of: /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/) != nil,
            case .success(let number) = DocumentValue.read(json: Array(text.utf8))
        else { return .text(text) }
        return number
    }
}
