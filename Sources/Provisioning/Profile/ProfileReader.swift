/// Makes a profile of a document.
package enum ProfileReader {
    /// Judges the whole document and reads it when nothing is wrong.
    ///
    /// - Parameters:
    ///   - document: made of JSON or YAML.
    ///   - version: counts the changes of the document; it is not part of it.
    /// - Returns: the profile, or every fault at once: first those of shape, then those between fields. What releases take
    ///   and whether secrets are as firmware wants them is judged by ``ProfileLimits``.
    package static func read(_ document: DocumentValue, version: Int = 0) -> Result<Profile, ProfileFaults> {
        let node = ProfileNode(document)
        let faults = ProfileShape.faults(in: document) + ProfileRules.faults(in: node)
        guard faults.isEmpty else { return .failure(ProfileFaults(faults)) }
        do throws(ProfileFaults) {
            return .success(try Self.profile(node, version: version))
        } catch {
            return .failure(error)
        }
    }

    /// Reads a document that was made of a profile, without judging it again.
    ///
    /// - Returns: `nil` for one that has not the shape of a profile.
    static func trusting(_ document: DocumentValue, version: Int) -> Profile? {
        do throws(ProfileFaults) {
            return try Self.profile(ProfileNode(document), version: version)
        } catch {
            return nil
        }
    }

    private static func profile(_ document: ProfileNode, version: Int) throws(ProfileFaults) -> Profile {
        var profile = Profile(name: try Self.needed(text: document["name"]), version: version)
        profile.description = document["description"].text ?? ""
        profile.adminPassword = try Self.adminPassword(document["adminPassword"])
        profile.mebx = try Self.mebx(document["mebxPassword"])
        profile.clock = try Self.clock(document["clock"])
        profile.tls = try Self.tls(document["tls"])
        profile.presharedKey.isRenewed = document["presharedKey"]["renew"].flag ?? false
        profile.provisioningPeriod = try Self.section(document["provisioningPeriod"], Self.provisioningPeriod)
        profile.requiresOneTimePassword = document["oneTimePassword"]["required"].flag ?? false
        profile.network = try Self.section(document["network"], Self.network)
        profile.kerberos = try Self.section(document["kerberos"], Self.kerberos)
        profile.users = try Self.section(document["users"], Self.users)
        profile.power = try Self.section(document["power"], Self.power)
        profile.redirection = try Self.section(document["redirection"], Self.redirection)
        profile.kvm = try Self.section(document["kvm"], Self.kvm)
        profile.userConsent = try Self.section(document["userConsent"], Self.userConsent)
        profile.webPage = try Self.section(document["webPage"], Self.webPage)
        profile.wifi = try Self.section(document["wifi"], Self.wifi)
        profile.wired8021x = try Self.section(document["wired8021x"], Self.wired)
        profile.endpointAccess = try Self.section(document["endpointAccess"], Self.endpointAccess)
        profile.remoteAccess = try Self.section(document["remoteAccess"], Self.remoteAccess)
        profile.httpProxies = try Self.section(document["httpProxies"], Self.httpProxies)
        profile.auditLog = try Self.section(document["auditLog"], Self.auditLog)
        profile.events = try Self.section(document["events"], Self.events)
        profile.environmentDetection = try Self.section(document["environmentDetection"], Self.environmentDetection)
        return profile
    }

    /// An object that may be absent.
    static func section<Value>(
        _ node: ProfileNode, _ read: (ProfileNode) throws(ProfileFaults) -> Value
    ) throws(ProfileFaults) -> Value? {
        node.isWritten ? try read(node) : nil
    }

    /// Each item of a list.
    static func list<Value>(
        _ node: ProfileNode, _ read: (ProfileNode) throws(ProfileFaults) -> Value
    ) throws(ProfileFaults) -> [Value] {
        var values: [Value] = []
        for item in node.items { values.append(try read(item)) }
        return values
    }

    static func needed(text node: ProfileNode) throws(ProfileFaults) -> String { try node.needed(node.text) }

    static func needed(flag node: ProfileNode) throws(ProfileFaults) -> Bool { try node.needed(node.flag) }

    static func needed(number node: ProfileNode) throws(ProfileFaults) -> UInt32 { try node.needed(node.number) }

    static func needed(secret node: ProfileNode) throws(ProfileFaults) -> SecretReference {
        try node.needed(node.secret)
    }

    static func needed<Choice: RawRepresentable<String>>(
        choice node: ProfileNode, _ type: Choice.Type = Choice.self
    ) throws(ProfileFaults) -> Choice {
        try node.needed(node.choice(type))
    }
}
