import Foundation

/// Other names for hosts and addresses, each always the same one within a bundle, so that what belongs together still does.
struct Pseudonyms {
    /// Members whose text is a name of a host, or an address.
    private static let hostMembers: Set<String> = [
        "fqdn", "address", "host", "hostname", "commonname", "node", "server", "peer", "serveraddress",
        "alternativenames",
    ]
    /// Members whose text is a domain.
    private static let suffixMembers: Set<String> = ["suffix", "suffixes", "domain"]

    private var hosts: [String: String] = [:]
    private var suffixes: [String: String] = [:]
    private var addresses: [String: String] = [:]

    // MARK: - What there is

    /// Takes note of the names in an answer. Everything is learned before anything is replaced.
    mutating func learn(_ value: JSONReader.Value) {
        switch value {
        case .literal: break
        case .text(let text): self.learn(url: text)
        case .list(let items): for item in items { self.learn(item) }
        case .object(let members):
            for name in Self.nodes(in: value) { self.learn(name: name) }
            for member in members {
                let name = member.name.lowercased()
                if Self.hostMembers.contains(name) {
                    for text in Self.texts(member.value) { self.learn(name: text) }
                } else if Self.suffixMembers.contains(name) {
                    for text in Self.texts(member.value) { self.learn(suffix: text) }
                }
                self.learn(member.value)
            }
        }
    }

    /// A text, or those of a list.
    private static func texts(_ value: JSONReader.Value) -> [String] {
        switch value {
        case .text(let text): [text]
        case .list(let items): items.compactMap(\.text)
        case .literal, .object: []
        }
    }

    /// Hosts of processes stand under `name`, as profiles and sites do: they are known by what is around them, a list of nodes
    /// or an event of one.
    private static func nodes(in value: JSONReader.Value) -> [String] {
        let listed = (value["nodes"]?.items ?? []).compactMap { $0["name"]?.text }
        guard value["type"]?.text?.hasPrefix("node.") == true, let name = value["data"]?["name"]?.text else {
            return listed
        }
        return listed + [name]
    }

    /// The host of an address of the web, wherever it stands.
    private mutating func learn(url text: String) {
        for match in text.matches(of: /:\/\/(?:[^\/@\s]*@)?([A-Za-z0-9_.\-]+)/) { self.learn(name: String(match.1)) }
    }

    mutating func learn(name text: String) {
        var name = text.lowercased()
        while name.hasSuffix(".") { name.removeLast() }
        guard !Self.isNumeric(name), name.wholeMatch(of: /[a-z0-9*_][a-z0-9_.\-]*/) != nil else { return }
        guard let dot = name.firstIndex(of: ".") else {
            if self.hosts[name] == nil { self.hosts[name] = "host-\(self.hosts.count + 1)" }
            return
        }
        let suffix = name[name.index(after: dot)...]
        if suffix.contains(".") { self.note(suffix: suffix) }
        _ = self.name(of: name)
    }

    /// A domain that is known to be one, even if it is a single word: names that end in it are names of hosts.
    mutating func learn(suffix text: String) {
        let suffix = NetworkFiles.plain(text)
        guard !suffix.isEmpty, !Self.isNumeric(suffix) else { return }
        self.note(suffix: suffix[...])
    }

    /// The domain, and those of several words that it lies in: they are of the same site.
    private mutating func note(suffix: Substring) {
        var rest = suffix
        repeat {
            let name = String(rest)
            if self.suffixes[name] == nil { self.suffixes[name] = "suffix-\(self.suffixes.count + 1).invalid" }
            guard let dot = rest.firstIndex(of: ".") else { return }
            rest = rest[rest.index(after: dot)...]
        } while rest.contains(".")
    }

    // MARK: - What stands for it

    mutating func replace(_ value: JSONReader.Value) -> JSONReader.Value {
        switch value {
        case .literal: return value
        case .text(let text): return .text(self.replace(text))
        case .list(let items):
            var replaced: [JSONReader.Value] = []
            for item in items { replaced.append(self.replace(item)) }
            return .list(replaced)
        case .object(let members):
            var replaced: [JSONReader.Value.Member] = []
            for member in members {
                // Versions of firmware have the form of addresses.
                let isVersion = member.name.lowercased().contains("version")
                replaced.append(
                    .init(
                        name: self.replace(member.name), value: isVersion ? member.value : self.replace(member.value)))
            }
            return .object(replaced)
        }
    }

    /// Replaces every name and address that stands in a text as a word of its own.
    mutating func replace(_ text: String) -> String {
        var result = ""
        var place = text.startIndex
        for match in text.matches(of: /[A-Za-z0-9_*:.\-]+/) {
            result += text[place..<match.range.lowerBound]
            result += self.word(String(match.0))
            place = match.range.upperBound
        }
        return result + text[place...]
    }

    private mutating func word(_ word: String) -> String {
        // A sentence may end with it, and a port may follow it.
        var core = Substring(word)
        while let last = core.last, last == "." || last == ":" { core = core.dropLast() }
        let end = word.dropFirst(core.count)
        if let other = self.other(String(core)) { return other + end }
        guard let colon = core.lastIndex(of: ":"), core[colon...].dropFirst().allSatisfy(\.isNumber),
            let other = self.other(String(core[..<colon]))
        else { return word }
        return other + core[colon...] + end
    }

    private mutating func other(_ word: String) -> String? {
        let name = word.lowercased()
        if Self.isAddress(name) {
            if let known = self.addresses[name] { return known }
            let made = "address-\(self.addresses.count + 1)"
            self.addresses[name] = made
            return made
        }
        if let host = self.hosts[name] { return host }
        if let suffix = self.suffixes[name] { return suffix }
        guard name.contains("."), self.suffix(of: name) != nil else { return nil }
        return self.name(of: name)
    }

    /// The longest known suffix that a name ends in.
    private func suffix(of name: String) -> (known: String, other: String)? {
        var rest = name[...]
        while let dot = rest.firstIndex(of: ".") {
            rest = rest[rest.index(after: dot)...]
            if let other = self.suffixes[String(rest)] { return (String(rest), other) }
        }
        return nil
    }

    private mutating func name(of name: String) -> String {
        if let known = self.hosts[name] { return known }
        let number = self.hosts.count + 1
        let made = self.suffix(of: name).map { "host-\(number).\($0.other)" } ?? "host-\(number).invalid"
        self.hosts[name] = made
        return made
    }

    /// An address that says something: loopback and "any" are everybody's.
    private static func isAddress(_ text: String) -> Bool {
        !["127.0.0.1", "::1", "0.0.0.0", "::", "localhost"].contains(text) && Self.isNumeric(text)
    }

    private static func isNumeric(_ text: String) -> Bool {
        var storage = in6_addr()
        guard text != "localhost" else { return true }
        return text.contains(".") && inet_pton(AF_INET, text, &storage) == 1
            || text.contains(":") && inet_pton(AF_INET6, text, &storage) == 1
    }
}
