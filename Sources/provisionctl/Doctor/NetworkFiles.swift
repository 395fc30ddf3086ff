import Foundation

/// What this machine's files say of names.
enum NetworkFiles {
    static let resolver = "/etc/resolv.conf"
    /// Where clients of DHCP keep what they were given: dhclient, systemd-networkd, NetworkManager.
    static let leaseFolders = [
        "/var/lib/dhcp", "/var/lib/dhclient", "/run/systemd/netif/leases", "/var/lib/NetworkManager",
        "/run/NetworkManager/devices",
    ]

    /// Domains of `search` and `domain`; of several lines the last one counts. See resolv.conf(5).
    static func searchDomains(_ text: String) -> [String] {
        var domains: [String] = []
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let first = words.first, first == "search" || first == "domain" else { continue }
            domains = words.dropFirst().map { Self.plain(String($0)) }
        }
        return domains.filter { !$0.isEmpty }
    }

    /// The suffixes that DHCP gives this machine now: option 15 of the last lease of each interface that has not ended.
    ///
    /// - Parameter files: those of a folder in the order in which they were written.
    static func optionFifteen(_ files: [(path: String, text: String)], now: Date) -> [String] {
        var current: [DHCPLease] = []
        let leases = files.flatMap { DHCPLease.read($0.text, file: $0.path) }
        for lease in leases where !lease.hasEnded(at: now) {
            current.removeAll { $0.interface == lease.interface }
            current.append(lease)
        }
        var domains: [String] = []
        for domain in current.compactMap(\.domain) where !domain.isEmpty && !domains.contains(domain) {
            domains.append(domain)
        }
        return domains
    }

    /// In lower case, without dots at the ends; empty when it cannot be a suffix.
    static func plain(_ domain: String) -> String {
        let name = domain.lowercased().split(separator: ".").joined(separator: ".")
        return name.wholeMatch(of: /[a-z0-9_](?:[a-z0-9_.\-]{0,251}[a-z0-9_])?/) != nil ? name : ""
    }
}
