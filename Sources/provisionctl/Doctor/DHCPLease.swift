import Foundation

/// What DHCP has given this machine, as far as suffixes and time are concerned.
struct DHCPLease: Equatable {
    /// The file stands for it where the lease does not name it.
    var interface: String
    /// Option 15; `nil` when there is none, empty when it cannot be a suffix.
    var domain: String?
    /// `nil` for one without an end.
    var endsAt: Date?

    func hasEnded(at now: Date) -> Bool { self.endsAt.map { $0 <= now } ?? false }

    /// The leases of a file, the oldest first.
    static func read(_ text: String, file: String) -> [DHCPLease] {
        let blocks = Self.blocks(text, file)
        guard blocks.isEmpty, file.hasPrefix("/run/") else { return blocks }
        return Self.pairs(text, file).map { [$0] } ?? []
    }

    /// Of dhclient, which adds each lease behind those of before, whether they have ended or not: see dhclient.leases(5).
    private static func blocks(_ text: String, _ file: String) -> [DHCPLease] {
        var leases: [DHCPLease] = []
        var open: DHCPLease?
        for line in text.split(separator: "\n") {
            if line.wholeMatch(of: /\s*lease\s*\{\s*/) != nil {
                open = DHCPLease(interface: file)
            } else if line.wholeMatch(of: /\s*\}\s*/) != nil {
                if let lease = open { leases.append(lease) }
                open = nil
            } else {
                open?.take(line)
            }
        }
        return leases
    }

    private mutating func take(_ line: Substring) {
        if let match = line.prefixMatch(of: /\s*interface\s+"([^"]+)"/) {
            self.interface = String(match.1)
        } else if let match = line.prefixMatch(of: /\s*option domain-name\s+"([^"]+)"/) {
            self.domain = NetworkFiles.plain(String(match.1))
        } else if let match = line.prefixMatch(of: /\s*expire\s+([^;]+);/) {
            self.endsAt = Self.end(String(match.1))
        }
    }

    /// `4 2026/11/30 10:00:00` in UTC, `epoch 1796032800`, or `never`. What is none of them is not taken for a lease of today.
    private static func end(_ text: String) -> Date? {
        if text == "never" { return nil }
        if let match = text.prefixMatch(of: /epoch\s+([0-9]{1,12})/) { return Self.moment(match.1) }
        guard
            let match = text.wholeMatch(
                of: /[0-6]\s+([0-9]{4})\/([0-9]{2})\/([0-9]{2})\s+([0-9]{2}:[0-9]{2}:[0-9]{2})\s*/)
        else { return .distantPast }
        return Moment.date("\(match.1)-\(match.2)-\(match.3)T\(match.4)Z") ?? .distantPast
    }

    private static func moment(_ seconds: Substring) -> Date {
        TimeInterval(seconds).map { Date(timeIntervalSince1970: $0) } ?? .distantPast
    }

    /// Of systemd-networkd and of NetworkManager's devices, which write the one that counts and take the file away with it.
    /// A file of this kind that outlives a start of the machine does not say when it ends.
    private static func pairs(_ text: String, _ file: String) -> DHCPLease? {
        var lease = DHCPLease(interface: file)
        for line in text.split(separator: "\n") {
            if let match = line.prefixMatch(of: /(?:DOMAINNAME|domain_name)=(\S+)/) {
                lease.domain = NetworkFiles.plain(String(match.1))
            } else if let match = line.prefixMatch(of: /expiry=([0-9]{1,12})/) {
                lease.endsAt = Self.moment(match.1)
            }
        }
        return lease.domain == nil ? nil : lease
    }
}
