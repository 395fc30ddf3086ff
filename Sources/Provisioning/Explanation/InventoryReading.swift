import Inventory

/// Why nobody has named a device, in sentences: what each source says, then DNS and the properties program.
struct InventoryReading {
    let evidence: [String: String]

    init(_ evidence: [String: String]) { self.evidence = evidence }

    var sentences: [String] {
        let sources = self.evidence.keys.compactMap { key -> String? in
            guard key.hasPrefix(Self.prefix), key != Resolution.summaryKey,
                let end = self.evidence[key], Self.ends.contains(end)
            else { return nil }
            return String(key.dropFirst(Self.prefix.count))
        }.sorted()
        // Those that have something come first: there the way to a name is shortest.
        let told =
            sources.filter { self.end($0) != "no-capability-record" }
            + sources.filter { self.end($0) == "no-capability-record" }
        return told.flatMap(self.sentences(of:)) + [self.dns, self.program].compactMap { $0 }
    }

    private static let prefix = "inventory."
    private static let ends: Set<String> = [
        "never-synced", "no-capability-record", "no-location-record", "fqdn-empty", "fqdn-malformed", "several-names",
        "found",
    ]

    private func end(_ source: String) -> String { self.evidence[Self.prefix + source] ?? "" }

    private func sentences(of source: String) -> [String] {
        func fact(_ name: String) -> String? { self.evidence["\(Self.prefix)\(source).\(name)"] }
        let record = fact("resource").map { " \($0)" } ?? ""
        var sentences: [String] = []
        switch self.end(source) {
        case "never-synced":
            let reason = fact("failure").map { ": the last try ended in \($0)" } ?? ""
            return ["The source \(source) was never read to its end\(reason)."]
        case "no-capability-record": sentences = ["The source \(source) has no record of it."]
        case "no-location-record":
            sentences = ["The source \(source) has the UUID at\(record), and no record that names that computer."]
        case "fqdn-empty": sentences = ["The source \(source) has a record\(record), and names it with nothing."]
        case "fqdn-malformed":
            sentences = [
                "The source \(source) has a record\(record) and calls it \"\(fact("fqdn") ?? "")\", which is no fully qualified domain name."
            ]
        case "several-names":
            sentences = ["The source \(source) has several computers with it: \(fact("names") ?? "")."]
        default: break
        }
        if fact("order") == "raw" { sentences.append("That record has the UUID in the byte order of SMBIOS.") }
        if let data = fact("data") { sentences.append("What \(source) says is \(data).") }
        if let failure = fact("failure") {
            sentences.append("The source \(source) could not be read the last time: \(failure).")
        }
        return sentences
    }

    private var dns: String? {
        let name = self.evidence["dns.name"] ?? ""
        return switch self.evidence["dns.answer"] {
        case "no-reverse"?: "DNS has no name for \(self.evidence["dns.address"] ?? "its address")."
        case "reverse-only"?: "DNS says \"\(name)\", and that name does not lead back: anybody may have written it."
        case "malformed"?: "DNS says \"\(name)\", which is no fully qualified domain name."
        case "failed"?: "DNS could not be asked: \(self.evidence["dns.reason"] ?? "")."
        case "timed-out"?: "DNS did not answer in time."
        case .some, nil: nil
        }
    }

    private var program: String? {
        let reason = self.evidence["props.reason"].map { ": \($0)" } ?? ""
        return switch self.evidence["props.answer"] {
        case "nothing"?: "The properties program knows nothing of it."
        case "exited"?: "The properties program ended with exit code \(self.evidence["props.exit_code"] ?? "")."
        case "killed"?: "The properties program was ended by signal \(self.evidence["props.signal"] ?? "")."
        case "timed-out"?: "The properties program did not end in time."
        case "output-too-long"?: "The properties program wrote more than is read."
        case "malformed"?: "What the properties program wrote cannot be read\(reason)."
        case "not-started"?: "The properties program could not be started\(reason)."
        case "too-many"?: "Too many properties programs ran at once."
        case .some, nil: nil
        }
    }
}
