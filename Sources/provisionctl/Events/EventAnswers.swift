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
    /// Whether there are some that are not here: newer ones, or older ones of a page of the newest.
    var hasMore: Bool?

    /// How to see those that are not on the page; `nil` where there are none.
    func more(isNewest: Bool, limit: Int) -> String? {
        guard self.hasMore == true else { return nil }
        guard isNewest else { return self.nextAfter.map { "There are more: add --after \($0.text)." } }
        let larger = limit < EventSearch.pageMax ? ", or a larger --limit" : ""
        return "There are older ones: add --after \(EventSearch.start) to begin with the oldest\(larger)."
    }
}
