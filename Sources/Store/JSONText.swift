import Foundation

/// Flat JSON of texts: objects, the form in which evidence is stored, and lists.
enum JSONText {
    static func object(_ values: [String: String]) -> String {
        // Encoding a dictionary of strings does not fail; should it, the evidence is empty rather than the problem lost.
        guard let data = try? JSONSerialization.data(withJSONObject: values, options: [.sortedKeys]) else {
            return "{}"
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// Values that are no texts are left out: a newer program may have written them.
    static func values(_ text: String) -> [String: String] {
        let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return (object ?? [:]).compactMapValues { $0 as? String }
    }

    /// A list of texts and nulls.
    static func list(_ text: String) -> [String?] {
        let list = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [Any]
        return (list ?? []).map { $0 as? String }
    }
}
