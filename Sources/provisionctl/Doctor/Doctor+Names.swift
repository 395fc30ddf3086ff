/// What firmware finds its server by: the name `ProvisionServer` in its DNS suffix, and who listens there.
extension Doctor {
    static let serverName = "provisionserver"
    /// Suffixes that are looked at; those that are named on the command line all are.
    static let suffixesMax = 20

    /// Suffixes that devices may have, the most trusted origin of each, and what is to say of where they came from.
    func suffixes(of names: [String]) -> ([Suffix], [DoctorFinding]) {
        var found: [Suffix] = []
        func add(_ name: String, _ origin: Suffix.Origin, count: Int = 0) {
            let name = NetworkFiles.plain(name)
            guard !name.isEmpty else { return }
            if let place = found.firstIndex(where: { $0.name == name }) {
                found[place].origin = max(found[place].origin, origin)
                found[place].count += count
            } else {
                found.append(Suffix(name: name, origin: origin, count: count))
            }
        }
        for suffix in self.order.suffixes { add(suffix, .option) }
        for fqdn in names {
            guard let dot = fqdn.firstIndex(of: ".") else { continue }
            add(String(fqdn[fqdn.index(after: dot)...]), .inventory, count: 1)
        }
        let fifteen = self.optionFifteen()
        for domain in fifteen { add(domain, .dhcp) }
        for domain in NetworkFiles.searchDomains(self.world.text(ofFile: NetworkFiles.resolver) ?? "") {
            add(domain, .resolver)
        }
        // Most devices first.
        found.sort { ($0.origin, $0.count, $1.name) > ($1.origin, $1.count, $0.name) }
        let looked = max(Self.suffixesMax, found.count { $0.origin == .option })
        let hints = [Self.hint(fifteen, found)] + Self.cut(found.dropFirst(looked), of: found.count)
        return (Array(found.prefix(looked)), hints)
    }

    private func optionFifteen() -> [String] {
        let paths = NetworkFiles.leaseFolders.flatMap { self.world.files(in: $0) }
        let files = paths.compactMap { path in self.world.text(ofFile: path).map { (path: path, text: $0) } }
        return NetworkFiles.optionFifteen(files, now: self.world.now)
    }

    private static func hint(_ fifteen: [String], _ suffixes: [Suffix]) -> DoctorFinding {
        guard !fifteen.isEmpty else {
            return DoctorFinding(
                level: .note, check: .dhcp,
                sentence:
                    "This machine has no lease that says which suffix DHCP gives (option 15). Firmware looks for "
                    + "its server in that suffix: look at it in a network of the devices.",
                paste: ["sudo nmap --script broadcast-dhcp-discover"])
        }
        let known = suffixes.filter { $0.count > 0 }.map(\.name)
        let shared = fifteen.filter { known.contains($0) }
        guard known.isEmpty || !shared.isEmpty else {
            return DoctorFinding(
                level: .note, check: .dhcp,
                sentence: "DHCP gives the suffix \(Self.list(fifteen)) here (option 15), and names of devices end in "
                    + "\(Self.list(known)). That is well if devices are in other networks than this machine.",
                paste: ["sudo nmap --script broadcast-dhcp-discover"])
        }
        return DoctorFinding(
            level: .good, check: .dhcp,
            sentence: "DHCP gives the suffix \(Self.list(known.isEmpty ? fifteen : shared)) here (option 15).")
    }

    private static func cut(_ left: ArraySlice<Suffix>, of count: Int) -> [DoctorFinding] {
        guard !left.isEmpty else { return [] }
        let words = left.prefix(Self.suffixesMax).map { "--suffix \($0.name)" }.joined(separator: " ")
        return [
            DoctorFinding(
                level: .note, check: .name,
                sentence: "There are \(count) suffixes. The first \(count - left.count) were looked at, those of most "
                    + "devices before the others, and these were not: \(Self.list(left.map(\.name))).",
                paste: ["provisionctl doctor \(words)"])
        ]
    }

    /// Whether this machine alone is known to have it, and perhaps no device: a search domain, or what DHCP gives in this
    /// network where names of devices are known and end in others.
    static func isOwn(_ suffix: Suffix, among suffixes: [Suffix]) -> Bool {
        switch suffix.origin {
        case .resolver: true
        case .dhcp: suffixes.contains { $0.count > 0 }
        case .inventory, .option: false
        }
    }

    /// How bad it is that a suffix has no name: in a network without devices that is well, where they are known to be elsewhere.
    private static func missingLevel(_ suffix: Suffix, among suffixes: [Suffix]) -> DoctorFinding.Level {
        guard Self.isOwn(suffix, among: suffixes) else { return .fault }
        return suffixes.contains { $0.count > 0 } ? .note : .warning
    }

    func names(_ suffixes: [Suffix]) async -> [DoctorFinding] {
        guard !suffixes.isEmpty else {
            return [
                DoctorFinding(
                    level: .warning, check: .name,
                    sentence: "No suffix is known in which devices could look for ProvisionServer.",
                    paste: ["provisionctl doctor --suffix corp.example.com"])
            ]
        }
        var findings: [DoctorFinding] = []
        var listeners: [String] = []
        for suffix in suffixes {
            let name = "\(Self.serverName).\(suffix.name)"
            let level = Self.missingLevel(suffix, among: suffixes)
            switch await self.world.addresses(of: name + ".") {
            case .addresses(let addresses):
                findings.append(
                    DoctorFinding(level: .good, check: .name, sentence: "\(name) is \(Self.list(addresses))."))
                listeners += addresses.filter { !listeners.contains($0) }
            case .unknown:
                findings.append(Self.missing(suffix, name, level))
            case .unavailable:
                findings.append(
                    DoctorFinding(
                        level: level, check: .name,
                        sentence: "No name server has told what \(name) is.",
                        paste: ["dig \(name)", "resolvectl status"]))
            }
        }
        for address in listeners { findings.append(await self.listener(address)) }
        return findings
    }

    private static func missing(_ suffix: Suffix, _ name: String, _ level: DoctorFinding.Level) -> DoctorFinding {
        let who =
            switch suffix.origin {
            case .resolver: "It is a search domain of this machine, perhaps of no device."
            case .dhcp:
                "DHCP gives this suffix in this machine's network\(level == .fault ? "" : ", perhaps to no device")."
            case .inventory: "\(suffix.count) of the devices that were looked at, or that inventory expects, have it."
            case .option: "You named it."
            }
        return DoctorFinding(
            level: level, check: .name,
            sentence: "\(name) is no name: firmware with this suffix does not find the server. \(who)",
            paste: ["\(name). 300 IN A ADDRESS-OF-A-LISTENER", "dig +short \(name)"])
    }

    private func listener(_ address: String) async -> DoctorFinding {
        let port = self.order.listenerPort
        let place = address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
        let paste = ["nc -vz \(address) \(port)", "provisionctl hello send --to \(place)"]
        switch await self.world.reach(address, port: port) {
        case .open:
            return DoctorFinding(
                level: .good, check: .listener, sentence: "\(place) takes connections.",
                paste: ["provisionctl hello send --to \(place)"])
        case .refused:
            return DoctorFinding(
                level: .fault, check: .listener,
                sentence: "\(place) refuses: no listener runs there, or a firewall is in the way.", paste: paste)
        case .silent:
            return DoctorFinding(
                level: .fault, check: .listener,
                sentence: "\(place) does not answer: nobody is there, or a firewall swallows what is sent.",
                paste: paste)
        case .noRoute:
            return DoctorFinding(
                level: .warning, check: .listener, sentence: "There is no way from this machine to \(place).",
                paste: ["ip route get \(address)"])
        }
    }
}
