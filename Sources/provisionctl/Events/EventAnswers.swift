/// The number of an event. The API writes it as a text; a number is taken as well.
struct EventID: Decodable, Equatable {
    let text: String

    init(_ text: String) { self.text = text }

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self) {
            self.text = text
        } else {
            self.text = String(try value.decode(Int64.self))
        }
    }
}

/// Something that happened.
struct FleetEvent: Decodable, Equatable {
    var id: EventID
    var type: String
    var at: String
    /// The UUID of a device, or the name of something else.
    var subject: String?
    var site: String?
    /// What is known of it, by the type.
    var data: [String: JSONFragment]

    /// A member of `data` as people read it.
    func text(_ name: String) -> String? {
        guard let text = self.data[name]?.text, text != "null" else { return nil }
        return text.hasPrefix("\"") && text.hasSuffix("\"") && text.count > 1
            ? String(text.dropFirst().dropLast()) : text
    }
}

struct EventPage: Decodable, Equatable {
    var events: [FleetEvent]
    var nextAfter: EventID?
}
