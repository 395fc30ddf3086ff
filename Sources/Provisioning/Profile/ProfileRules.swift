import AMT

/// What fields mean beside each other. Fields of a wrong shape are passed over: ``ProfileShape`` has named them.
struct ProfileRules {
    let document: ProfileNode
    var faults: [ProfileFault] = []

    static func faults(in document: ProfileNode) -> [ProfileFault] {
        var rules = ProfileRules(document: document)
        rules.judgeName()
        rules.judgeSetup()
        rules.judgeTLS()
        rules.judgeNetwork()
        rules.judgeKerberos()
        rules.judgeUsers()
        rules.judgePower()
        rules.judgeKVM()
        rules.judgeWiFi()
        rules.judgeWired()
        rules.judgeRemoteAccess()
        rules.judgeProxies()
        rules.judgeAuditLog()
        rules.judgeEvents()
        rules.judgeUnique(document["environmentDetection"]["domains"].items) { $0.text?.lowercased() }
        return rules.faults
    }

    mutating func fault(_ node: ProfileNode, _ code: ProfileFault.Code, _ text: String) {
        self.faults.append(ProfileFault(node.path, code, text))
    }

    /// A field that must be there under a condition, and must not otherwise.
    mutating func judge(_ node: ProfileNode, isNeeded: Bool, when condition: String) {
        if isNeeded && !node.isWritten {
            self.fault(node, .needed, "is needed \(condition)")
        } else if !isNeeded && node.isWritten {
            self.fault(node, .contradiction, "is of use only \(condition)")
        }
    }

    /// A field that may be there only under a condition.
    mutating func judge(_ node: ProfileNode, isOfUse: Bool, when condition: String) {
        if !isOfUse && node.isWritten { self.fault(node, .contradiction, "is of use only \(condition)") }
    }

    /// Nodes whose keys must differ; what has no key is passed over.
    mutating func judgeUnique<Key: Hashable>(_ nodes: [ProfileNode], by key: (ProfileNode) -> Key?) {
        var seen: [Key: String] = [:]
        for node in nodes {
            guard let key = key(node) else { continue }
            if let first = seen[key] {
                self.fault(node, .duplicate, "is the same as \(first)")
            } else {
                seen[key] = node.path
            }
        }
    }

    mutating func judgePlaceholders(_ node: ProfileNode) {
        if let text = node.text, !ProfileNames.hasKnownPlaceholders(text) {
            self.fault(
                node, .placeholder, "has braces that are not \(ProfileNames.placeholders.joined(separator: " or "))")
        }
    }

    /// A name of a trusted root.
    mutating func judgeRoot(_ node: ProfileNode) {
        let names = self.document["tls"]["trustedRoots"].items.compactMap { $0["name"].text }
        if let name = node.text, !names.contains(name) {
            self.fault(node, .unknownReference, "is the name of no root in tls.trustedRoots")
        }
    }
}

extension ProfileRules {
    private mutating func judgeName() {
        let name = self.document["name"]
        if let text = name.text, ProfileNames.reserved.contains(text) {
            self.fault(name, .contradiction, "cannot be \(ProfileNames.taken)")
        }
    }

    private mutating func judgeSetup() {
        let admin = self.document["adminPassword"]
        if let policy = admin["policy"].text {
            self.judge(
                admin["secret"], isNeeded: policy == "fixed" || policy == "derived",
                when: "with policy fixed or derived")
        }
        let mebx = self.document["mebxPassword"]
        if let policy = mebx["policy"].text {
            self.judge(mebx["secret"], isNeeded: policy == "fixed", when: "with policy fixed")
        }
    }

    private mutating func judgeTLS() {
        let tls = self.document["tls"]
        if let mode = tls["network"].text {
            if mode != "mutual", !tls["trustedNames"].items.isEmpty {
                self.fault(tls["trustedNames"], .contradiction, "are of use only with network mutual")
            }
            if mode == "off", tls["acceptNonSecureConnections"].flag == true {
                self.fault(tls["acceptNonSecureConnections"], .contradiction, "is of use only with TLS on the network")
            }
        }
        self.judgeUnique(tls["trustedNames"].items) { $0.text?.lowercased() }
        self.judgeUnique(tls["trustedRoots"].items.map { $0["name"] }) { $0.text }
        self.judgeUnique(tls["trustedRoots"].items.map { $0["certificate"] }) { $0.text.flatMap(CertificateText.der) }
        self.judgeUnique(tls["revocationLists"].items.map { $0["url"] }) { $0.text }
        for list in tls["revocationLists"].items {
            self.judgeUnique(list["serialNumbers"].items) { $0.text?.lowercased() }
        }
    }

    private mutating func judgePower() {
        let packages = self.document["power"]["packages"].items
        self.judgeUnique(packages) { package in
            package.text.flatMap { text in
                ["mobile", "desktop"].first { text.hasPrefix($0) }
            }
        }
    }

    private mutating func judgeKVM() {
        let kvm = self.document["kvm"]
        if kvm["port5900"].flag == true {
            if !kvm["rfbPassword"].isWritten {
                self.fault(kvm["rfbPassword"], .needed, "is needed when port5900 listens")
            }
            if kvm["enabled"].flag == false {
                self.fault(kvm["port5900"], .contradiction, "cannot listen while kvm is not enabled")
            }
        }
    }

    private mutating func judgeProxies() {
        self.judgeUnique(self.document["httpProxies"]["proxies"].items) { (proxy: ProfileNode) -> String? in
            guard let address = proxy["address"].text, let port = proxy["port"].integer,
                let suffix = proxy["networkDNSSuffix"].text
            else { return nil }
            return EntryKey.proxy(address: address, port: port, suffix: suffix)
        }
    }

    private mutating func judgeAuditLog() {
        let log = self.document["auditLog"]
        for event in log["events"].items {
            guard let application = event["application"].text.flatMap(ProfileNames.auditApplication),
                let name = event["event"].text, ProfileNames.auditEvent(name, of: application) == nil
            else { continue }
            self.fault(event["event"], .event, "is no event of this application; give its number if it has no name")
        }
        self.judgeUnique(log["events"].items) { (event: ProfileNode) -> UInt64? in
            guard let application = event["application"].text.flatMap(ProfileNames.auditApplication),
                let number = event["event"].number
                    ?? event["event"].text.flatMap({ ProfileNames.auditEvent($0, of: application) })
            else { return nil }
            return UInt64(application) << 32 | UInt64(number)
        }
        self.judgeSigning(log["signing"]["certificates"])
        if log.isWritten {
            self.judge(log["daysMin"], isNeeded: log["storage"].text == "restricted", when: "with storage restricted")
        }
        guard let auditor = log["auditor"].text else { return }
        let user = self.document["users"]["digest"].items.first { $0["name"].text == auditor }
        if let user {
            if !user["realms"].items.contains(where: { $0.text == "audit-log" }) {
                self.fault(log["auditor"], .contradiction, "is a user without the realm audit-log")
            }
        } else {
            self.fault(log["auditor"], .unknownReference, "is the name of no user in users.digest")
        }
    }

    private mutating func judgeEvents() {
        let subscriptions = self.document["events"]["subscriptions"].items
        self.judgeUnique(subscriptions) { (subscription: ProfileNode) -> String? in
            guard let destination = subscription["destination"].text, let filter = subscription["filter"].text else {
                return nil
            }
            return EntryKey.subscription(destination: destination, filter: filter)
        }
        for subscription in subscriptions {
            self.judge(
                subscription["password"], isNeeded: subscription["username"].isWritten, when: "with username")
            self.judgePlaceholders(subscription["argument"])
            // The firmware has one of its own that leads there, and it is nobody's.
            if let destination = subscription["destination"].text, WebAddress.isLocal(destination) {
                self.fault(subscription["destination"], .contradiction, "is the device's own machine")
            }
        }
    }

    private mutating func judgeSigning(_ certificates: ProfileNode) {
        let byteCount = certificates.items.reduce(0) { $0 + ($1.text.flatMap(CertificateText.der)?.count ?? 0) }
        if byteCount > AMT_AuditLog.signingCertificateByteCountMax {
            self.fault(
                certificates, .count, "have more than \(AMT_AuditLog.signingCertificateByteCountMax) bytes together")
        }
    }
}
