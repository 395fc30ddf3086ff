/// Files for the two ways of setup.
extension SetupFile {
    /// The server that a machine says hello to.
    package struct Server: Equatable, Sendable {
        package var fqdn: String?
        package var address: SetupAddress?
        package var port: UInt16?

        /// Without a name and an address machines look for `provisionserver` in their domain; without a port they use 9971.
        package init(fqdn: String? = nil, address: SetupAddress? = nil, port: UInt16? = nil) {
            self.fqdn = fqdn
            self.address = address
            self.port = port
        }

        fileprivate var entries: [SetupEntry] {
            var entries: [SetupEntry] = []
            if let fqdn { entries.append(.known(.serverFQDN, .text(fqdn))) }
            if let address { entries.append(.known(.serverAddress, .address(address))) }
            if let port { entries.append(.known(.serverPort, .port(port))) }
            return entries
        }
    }

    /// The password of the MEBx that a machine has, and the one that it gets.
    package struct MEBxPasswords: Equatable, Sendable {
        package var current: Secret
        package var new: Secret?

        /// From the factory the password is `admin`.
        package init(current: Secret = Secret(text: "admin"), new: Secret?) {
            self.current = current
            self.new = new
        }

        fileprivate var entries: [SetupEntry] {
            [.known(.currentMEBxPassword, .secret(self.current))]
                + (self.new.map { [.known(.newMEBxPassword, .secret($0))] } ?? [])
        }
    }

    /// A pair of its own for each of so many machines; each record is used up by one of them.
    ///
    /// - Parameter version: 1 for AMT 2, 2 for later ones. Pre-shared keys ended with AMT 10.
    package static func presharedKeys(
        _ pairs: [(pid: PID, pps: PPS)], passwords: MEBxPasswords, server: Server, version: SetupVersion
    ) -> SetupFile {
        let records = pairs.enumerated().map { index, pair in
            SetupRecord(
                number: UInt32(clamping: index + 1),
                entries: passwords.entries + [.known(.pid, .pid(pair.pid)), .known(.pps, .pps(pair.pps))]
                    + server.entries)
        }
        return SetupFile(version: version, isConsumable: true, records: records)
    }

    /// What all machines of a site are told alike, so that they trust our setup certificate: one record, not used up.
    ///
    /// - Parameters:
    ///   - hashes: of the roots of setup certificates.
    ///   - dnsSuffix: what firmware compares the certificate's name with; without it, what DHCP says.
    ///   - activates: `true` starts setup at once, `false` leaves it to an agent on the machine.
    ///   - version: 3 or 4.
    package static func remoteConfiguration(
        hashes: [SetupHash], dnsSuffix: String?, passwords: MEBxPasswords, server: Server, activates: Bool,
        version: SetupVersion
    ) -> SetupFile {
        var entries = passwords.entries
        if let dnsSuffix { entries.append(.known(.pkiDNSSuffix, .text(dnsSuffix))) }
        if !hashes.isEmpty { entries.append(.known(.userHashes, .byte(1))) }
        entries += hashes.map { .known(.addUserHash, .hash($0)) }
        entries += server.entries
        entries.append(.known(.activation, .byte(activates ? 1 : 0)))
        return SetupFile(
            version: version, isConsumable: false, records: [SetupRecord(number: 1, entries: entries)])
    }
}
