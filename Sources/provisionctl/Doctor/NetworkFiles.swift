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

    /// DHCP's option 15 in a lease: `option domain-name "x";` of dhclient, `DOMAINNAME=x` of systemd, `domain_name=x` of
    /// NetworkManager.
    static func optionFifteen(_ lease: String) -> [String] {
        var domains: [String] = []
        for line in lease.split(separator: "\n") {
            guard
                let match = line.firstMatch(
                    of: /^\s*(?:option domain-name\s+"([^"]+)"|(?:DOMAINNAME|domain_name)=(\S+))/)
            else { continue }
            let domain = Self.plain(String(match.1 ?? match.2 ?? ""))
            if !domain.isEmpty, !domains.contains(domain) { domains.append(domain) }
        }
        return domains
    }

    /// In lower case, without dots at the ends; empty when it cannot be a suffix.
    static func plain(_ domain: String) -> String {
        let name = domain.lowercased().split(separator: ".").joined(separator: ".")
        return name.wholeMatch(of: /[a-z0-9_](?:[a-z0-9_.\-]{0,251}[a-z0-9_])?/) != nil ? name : ""
    }
}
