import Foundation
import Yams

/// A document as a file has it, YAML or JSON, and as the API takes it.
struct DocumentFile {
    /// The API takes no longer body.
    static let bytesMax = 256 * 1024
    /// Lists and objects in each other; the API's reader allows no more.
    static let depthMax = 16

    /// JSON, for the API to judge.
    let json: Data
    /// The name of the profile or source, if the document has one.
    let name: String?

    /// - Parameter path: `-` is standard input.
    static func read(_ path: String) throws(CommandFailure) -> DocumentFile {
        let data: Data?
        if path == "-" {
            data = FileHandle.standardInput.readDataToEndOfFile()
        } else {
            data = FileManager.default.contents(atPath: path)
        }
        guard let data else { throw .usage("The file \(path) cannot be read.") }
        guard data.count <= Self.bytesMax else {
            throw .invalidDocument(["document: it has more than \(Self.bytesMax) bytes"])
        }
        return try DocumentFile(data)
    }

    init(_ data: Data) throws(CommandFailure) {
        // JSON goes out as it is: what it says twice, or in too many digits, is for the API to tell.
        let isJSON = (try? JSONSerialization.jsonObject(with: data)) != nil
        self.json = isJSON ? data : Data(try Self.json(ofYAML: data).utf8)
        let object = try? JSONSerialization.jsonObject(with: self.json)
        self.name = (object as? [String: Any])?["name"] as? String
    }

    // MARK: - YAML

    private static func json(ofYAML data: Data) throws(CommandFailure) -> String {
        guard let text = String(data: data, encoding: .utf8) else {
            throw .invalidDocument(["document: it is not UTF-8"])
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw .invalidDocument(["document: it is not YAML\(Self.place(of: error))"])
        }
        guard let root else { throw .invalidDocument(["document: it is empty"]) }
        var json = ""
        try Self.write(root, path: "", depth: 1, into: &json)
        return json
    }

    private static func place(of error: any Error) -> String {
        guard let error = error as? YamlError else { return "" }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return " in line \(mark.line): \(problem)"
        case .duplicatedKeysInMapping(let keys, _):
            return ": it has a key twice: \(keys.joined(separator: ", "))"
        default: return ""
        }
    }

    private static func write(
        _ node: Node, path: String, depth: Int, into json: inout String
    ) throws(CommandFailure) {
        let fault = { (text: String) in
            CommandFailure.invalidDocument(["\(path.isEmpty ? "document" : path): \(text)"])
        }
        // Aliases are written out each time: a small file may say a great deal.
        guard json.utf8.count <= Self.bytesMax else { throw fault("the document has more than \(Self.bytesMax) bytes") }
        guard depth <= Self.depthMax else { throw fault("it stands too deep") }
        switch node {
        case .scalar(let scalar): json += Self.json(of: scalar)
        case .sequence(let items):
            json += "["
            for (index, item) in items.enumerated() {
                if index > 0 { json += "," }
                try Self.write(item, path: "\(path)[\(index)]", depth: depth + 1, into: &json)
            }
            json += "]"
        case .mapping(let mapping):
            json += "{"
            for (index, entry) in mapping.enumerated() {
                guard let key = entry.key.scalar?.string else { throw fault("it has a key that is no text") }
                if index > 0 { json += "," }
                json += Self.quoted(key) + ":"
                try Self.write(
                    entry.value, path: path.isEmpty ? key : "\(path).\(key)", depth: depth + 1, into: &json)
            }
            json += "}"
        case .alias: throw fault("it is an alias of nothing")
        }
    }

    /// What a scalar means in YAML 1.2: `no` and `on` are words, and a number is written as JSON writes it.
    private static func json(of scalar: Node.Scalar) -> String {
        let text = scalar.string
        guard scalar.style == .plain || scalar.style == .any else { return Self.quoted(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return "null"
        case "true", "True", "TRUE": return "true"
        case "false", "False", "FALSE": return "false"
        default:
            return text.wholeMatch(of: /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/) != nil
                ? text : Self.quoted(text)
        }
    }

    private static func quoted(_ text: String) -> String {
        // Encoding a text does not fail; an empty one would be told by the API.
        let data = try? JSONEncoder().encode(text)
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
