import AMT

extension Profile {
    /// The document that says this and no more: fields in the schema's order, without those that say what their absence
    /// says. Reading it gives this profile again.
    package var document: DocumentValue {
        var object = DocumentObject()
        object.put("schema", .integer(ProfileSchema.version))
        object.put("name", .text(self.name))
        object.put("description", .text(self.description))
        object.put("adminPassword", self.adminPassword.document)
        object.put("mebxPassword", self.mebx.document)
        object.put("clock", self.clock.document)
        object.put("presharedKey", ["renew": .flag(self.presharedKey.isRenewed)])
        object.put("provisioningPeriod", self.provisioningPeriod?.document)
        object.put("oneTimePassword", ["required": .flag(self.requiresOneTimePassword)])
        object.put("tls", self.tls.document)
        object.put("network", self.network?.document)
        object.put("kerberos", self.kerberos?.document)
        object.put("users", self.users?.document)
        object.put("power", self.power?.document)
        object.put("redirection", self.redirection?.document)
        object.put("kvm", self.kvm?.document)
        object.put("userConsent", self.userConsent?.document)
        object.put("webPage", self.webPage?.document)
        object.put("wifi", self.wifi?.document)
        object.put("wired8021x", self.wired8021x?.document)
        object.put("endpointAccess", self.endpointAccess?.document)
        object.put("remoteAccess", self.remoteAccess?.document)
        object.put("httpProxies", self.httpProxies?.document)
        object.put("environmentDetection", self.environmentDetection?.document)
        object.put("auditLog", self.auditLog?.document)
        object.put("events", self.events?.document)
        return Self.withoutStandards(object.value, ProfileSchema.root)
    }

    /// Leaves out what the schema puts in place of an absent field.
    private static func withoutStandards(_ value: DocumentValue, _ node: ProfileSchemaNode) -> DocumentValue {
        switch value {
        case .object(let entries):
            guard !node.children.isEmpty else { return value }
            return .object(
                entries.compactMap { entry in
                    guard let child = node.child(entry.key) else { return entry }
                    let value = Self.withoutStandards(entry.value, child)
                    return value == child.field.standard ? nil : DocumentEntry(entry.key, value)
                })
        case .list(let items): return .list(items.map { Self.withoutStandards($0, node) })
        case .null, .flag, .integer, .number, .text: return value
        }
    }
}

/// Collects the keys of an object.
struct DocumentObject {
    private var entries: [DocumentEntry] = []

    var value: DocumentValue { .object(self.entries) }

    /// Puts a key behind those there are; nothing when there is no value.
    mutating func put(_ key: String, _ value: DocumentValue?) {
        if let value { self.entries.append(DocumentEntry(key, value)) }
    }

    mutating func put(_ key: String, text: String?) { self.put(key, text.map { .text($0) }) }

    mutating func put(_ key: String, flag: Bool?) { self.put(key, flag.map { .flag($0) }) }

    mutating func put(_ key: String, number: UInt32?) { self.put(key, number.map { .integer(Int64($0)) }) }

    mutating func put(_ key: String, secret: SecretReference?) {
        self.put(key, secret.map { ["secret": .text($0.name)] })
    }

    mutating func put(_ key: String, texts: [String]) { self.put(key, .list(texts.map { .text($0) })) }

    mutating func put(_ key: String, choice: (some RawRepresentable<String>)?) {
        self.put(key, text: choice?.rawValue)
    }
}

extension Profile.AdminPassword {
    fileprivate var document: DocumentValue {
        switch self {
        case .random: ["policy": "random"]
        case .fixed(let secret): ["policy": "fixed", "secret": .text(secret.name)]
        case .derived(let master): ["policy": "derived", "secret": .text(master.name)]
        }
    }
}

extension Profile.MEBx {
    fileprivate var document: DocumentValue {
        var object = DocumentObject()
        switch self.password {
        case .random: object.put("policy", "random")
        case .leave: object.put("policy", "leave")
        case .fixed(let secret):
            object.put("policy", "fixed")
            object.put("secret", .text(secret.name))
        }
        object.put("change", choice: self.change)
        return object.value
    }
}

extension Profile.Clock {
    fileprivate var document: DocumentValue {
        var object = DocumentObject()
        object.put("driftSecondsMax", .integer(self.driftSecondsMax))
        object.put("localSync", flag: self.isLocalSyncAllowed)
        object.put("required", flag: self.isRequired)
        return object.value
    }
}

extension Profile.ProvisioningPeriod {
    fileprivate var document: DocumentValue {
        [
            "extendHours": .integer(Int64(self.extendHours)),
            "whenReadyRequestsExceed": .integer(Int64(self.whenReadyRequestsExceed)),
        ]
    }
}

extension Profile.TLS {
    fileprivate var document: DocumentValue {
        var object = DocumentObject()
        object.put("network", choice: self.network)
        object.put("acceptNonSecureConnections", flag: self.acceptNonSecureConnections)
        object.put("trustedNames", texts: self.trustedNames)
        object.put("local", choice: self.local)
        object.put(
            "trustedRoots",
            .list(
                self.trustedRoots.map { root in
                    ["name": .text(root.name), "certificate": .text(CertificateText.text(root.der))]
                }))
        object.put("foreignRoots", choice: self.foreignRoots)
        object.put(
            "revocationLists",
            self.revocationLists.map { lists in
                .list(
                    lists.map { list in
                        [
                            "url": .text(list.url),
                            "serialNumbers": .list(list.serialNumbers.map { .text(Hex.text($0)) }),
                        ]
                    })
            })
        object.put("certificate", self.certificate.document)
        object.put("required", flag: self.isRequired)
        return object.value
    }
}

extension Profile.DeviceCertificate {
    fileprivate var document: DocumentValue {
        var object = DocumentObject()
        object.put("validDays", .integer(Int64(self.validDays)))
        object.put("keyUsage", texts: self.keyUsage.map(\.rawValue))
        object.put("forClient", flag: self.isForClient)
        return object.value
    }
}
