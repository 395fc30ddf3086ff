import Foundation

/// Takes out of a bundle what is secret. The API gives out no secret where it is asked here; this is the second lock.
struct Redaction {
    static let mark = "(redacted)"

    /// Members whose text is left out whatever it says.
    private static let names: Set<String> = [
        "password", "mebxpassword", "passphrase", "pps", "token", "secret", "privatekey", "authorization", "apikey",
        "clientsecret", "accesskey", "onetimepassword", "otp", "psk", "cookie",
    ]

    /// This program's own token.
    let token: String

    func json(_ value: JSONReader.Value) -> JSONReader.Value {
        switch value {
        case .literal: return value
        case .text(let text): return .text(self.text(text))
        case .list(let items): return .list(items.map(self.json))
        case .object(let members):
            // A setting that says of itself that it is one.
            let isSecret = members.contains { $0.name == "isSecret" && $0.value == .literal("true") }
            return .object(
                members.map { member in
                    let name = member.name.lowercased().filter { $0 != "_" && $0 != "-" }
                    let isHidden = Self.names.contains(name) || isSecret && name == "value"
                    return .init(
                        name: member.name, value: isHidden ? Self.hidden(member.value) : self.json(member.value))
                })
        }
    }

    /// That there is something is to be seen, and how much of it is not.
    private static func hidden(_ value: JSONReader.Value) -> JSONReader.Value {
        switch value {
        case .literal("null"), .literal("true"), .literal("false"): value
        case .literal, .text, .list, .object: .text(Self.mark)
        }
    }

    func text(_ text: String) -> String {
        var text = text
        if !self.token.isEmpty { text = text.replacingOccurrences(of: self.token, with: Self.mark) }
        // Users and passwords of URLs, passwords of connection strings, headers, parameters, keys.
        text = text.replacing(/([A-Za-z][A-Za-z0-9+.\-]*:\/\/)[^\/@\s"]+@/) { "\($0.1)\(Self.mark)@" }
        text = text.replacing(
            /(?i)\b([a-z0-9_\-]*(?:password|passphrase|pwd|secret|token|api_?key|sig|signature))("?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s&;,"]+)/
        ) {
            "\($0.1)\($0.2)\(Self.mark)"
        }
        text = text.replacing(/(?i)\b(bearer|basic)\s+[A-Za-z0-9+\/=._~\-]{8,}/) { "\($0.1) \(Self.mark)" }
        text = text.replacing(/\b(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}\b/) { _ in Self.mark }
        return text.replacing(/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/) { _ in
            Self.mark
        }
    }

    /// A webhook's address is itself what one needs to write there: what is behind the host is left out.
    static func hostOnly(_ url: String) -> String {
        url.firstMatch(of: /^([A-Za-z][A-Za-z0-9+.\-]*:\/\/[^\/?#]*)/).map { "\($0.1)/\(Self.mark)" } ?? Self.mark
    }
}
