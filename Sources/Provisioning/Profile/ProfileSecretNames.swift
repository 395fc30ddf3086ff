/// The secrets that a profile names.
package enum ProfileSecretNames {
    /// Each once, in ascending order.
    package static func of(_ profile: Profile) -> [SecretReference] {
        var names: Set<SecretReference> = []
        switch profile.adminPassword {
        case .random: break
        case .fixed(let reference), .derived(master: let reference): names.insert(reference)
        }
        switch profile.mebx.password {
        case .random, .leave: break
        case .fixed(let reference): names.insert(reference)
        }
        switch profile.kerberos?.key {
        case .masterKey(let reference)?, .passphrase(let reference, _, _)?: names.insert(reference)
        case nil: break
        }
        names.formUnion(profile.users?.digest.map(\.password) ?? [])
        names.formUnion([profile.kvm?.rfbPassword, profile.wired8021x?.supplicant?.password].compactMap { $0 })
        for network in profile.wifi?.networks ?? [] {
            switch network.security {
            case .wpaPSK(let reference), .wpa2PSK(let reference), .wpa3SAE(let reference): names.insert(reference)
            case .wpa8021x(let supplicant), .wpa28021x(let supplicant):
                if let password = supplicant.password { names.insert(password) }
            }
        }
        for server in profile.remoteAccess?.servers ?? [] {
            if case .password(_, let reference) = server.authentication { names.insert(reference) }
        }
        if let signing = profile.auditLog?.signing { names.insert(signing.key) }
        names.formUnion(profile.events?.subscriptions.compactMap { $0.credential?.password } ?? [])
        return names.sorted { $0.name < $1.name }
    }
}

extension Profile {
    /// The address that the profile gives the device, if it does.
    package var fixedAddress: PeerAddress? {
        guard case .fixed(let fixed)? = self.network?.ipv4 else { return nil }
        return PeerAddress(numeric: fixed.address)
    }

    /// A profile is many devices', an address is one's.
    package var singleDeviceFaults: [ProfileFault] {
        guard self.fixedAddress != nil else { return [] }
        return [
            ProfileFault(
                "network.ipv4.address", .oneDevice, "is the address of one device: offer this profile to no other")
        ]
    }
}
