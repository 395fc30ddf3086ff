import AMT

extension ProfileReader {
    static func kerberos(_ node: ProfileNode) throws(ProfileFaults) -> Profile.Kerberos {
        Profile.Kerberos(
            isEnabled: try Self.needed(flag: node["enabled"]), realm: node["realm"].text ?? "",
            services: try Self.list(node["services"]) { service throws(ProfileFaults) in
                Profile.Kerberos.Service(
                    name: try Self.needed(text: service["name"]), form: try Self.needed(choice: service["form"]))
            },
            keyVersion: try Self.needed(number: node["keyVersion"]),
            key: try Self.section(node["key"]) { key throws(ProfileFaults) in
                if let master = key["masterKey"].secret { return .masterKey(master) }
                return .passphrase(
                    try Self.needed(secret: key["passphrase"]), salt: try Self.needed(text: key["salt"]),
                    iterations: try Self.needed(number: key["iterations"]))
            },
            clockToleranceMinutes: try Self.needed(number: node["clockToleranceMinutes"]),
            isRequired: try Self.needed(flag: node["required"]))
    }

    static func users(_ node: ProfileNode) throws(ProfileFaults) -> Profile.Users {
        Profile.Users(
            digest: try Self.list(node["digest"]) { user throws(ProfileFaults) in
                Profile.DigestUser(
                    name: try Self.needed(text: user["name"]), password: try Self.needed(secret: user["password"]),
                    access: try Self.access(user["access"]), realms: try Self.realms(user["realms"]))
            },
            kerberos: try Self.list(node["kerberos"]) { user throws(ProfileFaults) in
                Profile.KerberosUser(
                    sid: try user["sid"].needed(user["sid"].text.flatMap(SecurityIdentifier.bytes)),
                    access: try Self.access(user["access"]), realms: try Self.realms(user["realms"]))
            },
            foreign: try Self.needed(choice: node["foreign"]), isRequired: try Self.needed(flag: node["required"]))
    }

    private static func access(_ node: ProfileNode) throws(ProfileFaults) -> AccessPermission {
        try node.needed(ProfileNames.permissions.first { $0.name == node.text }?.permission)
    }

    private static func realms(_ node: ProfileNode) throws(ProfileFaults) -> [AccessRealm] {
        try Self.list(node) { item throws(ProfileFaults) in try item.needed(item.text.flatMap(ProfileNames.realm)) }
    }

    static func remoteAccess(_ node: ProfileNode) throws(ProfileFaults) -> Profile.RemoteAccess {
        Profile.RemoteAccess(
            servers: try Self.list(node["servers"], Self.server), rules: try Self.list(node["rules"], Self.rule),
            userInitiated: node["userInitiated"].choice(), foreign: try Self.needed(choice: node["foreign"]),
            isRequired: try Self.needed(flag: node["required"]))
    }

    private static func server(_ node: ProfileNode) throws(ProfileFaults) -> Profile.RemoteAccess.Server {
        let authentication: Profile.RemoteAccess.Server.Authentication =
            node["authentication"].text == "certificate"
            ? .certificate
            : .password(
                username: try Self.needed(text: node["username"]), try Self.needed(secret: node["password"]))
        return Profile.RemoteAccess.Server(
            name: try Self.needed(text: node["name"]), address: try Self.needed(text: node["address"]),
            port: try Self.port(node["port"]), authentication: authentication, commonName: node["commonName"].text,
            root: node["root"].text)
    }

    private static func rule(_ node: ProfileNode) throws(ProfileFaults) -> Profile.RemoteAccess.Rule {
        let trigger: Profile.RemoteAccess.Rule.Trigger
        switch node["trigger"].text {
        case "user": trigger = .user
        case "alert": trigger = .alert
        default:
            if let seconds = node["everySeconds"].number {
                trigger = .every(seconds: seconds)
            } else {
                let time = try node["daily"].needed(node["daily"].text.flatMap(TimeOfDay.init))
                trigger = .daily(hour: time.hour, minute: time.minute)
            }
        }
        return Profile.RemoteAccess.Rule(
            trigger: trigger, tunnelSeconds: try Self.needed(number: node["tunnelSeconds"]),
            servers: try Self.list(node["servers"]) { name throws(ProfileFaults) in try Self.needed(text: name) })
    }

    static func auditLog(_ node: ProfileNode) throws(ProfileFaults) -> Profile.AuditLog {
        var log = Profile.AuditLog(
            isEnabled: try Self.needed(flag: node["enabled"]),
            events: try Self.list(node["events"], Self.event), foreign: try Self.needed(choice: node["foreign"]),
            isRequired: try Self.needed(flag: node["required"]))
        log.signing = try Self.section(node["signing"], Self.signing)
        log.storage = node["storage"].choice()
        log.daysMin = node["daysMin"].number
        log.auditor = node["auditor"].text
        return log
    }

    private static func signing(_ node: ProfileNode) throws(ProfileFaults) -> Profile.AuditLog.Signing {
        Profile.AuditLog.Signing(
            key: try Self.needed(secret: node["key"]),
            certificates: try Self.list(node["certificates"]) { certificate throws(ProfileFaults) in
                try certificate.needed(certificate.text.flatMap(CertificateText.der))
            })
    }

    private static func event(_ node: ProfileNode) throws(ProfileFaults) -> Profile.AuditLog.Event {
        let application = try node["application"].needed(
            node["application"].text.flatMap(ProfileNames.auditApplication))
        let event = node["event"]
        return Profile.AuditLog.Event(
            application: application,
            event: try event.needed(
                event.number ?? event.text.flatMap { ProfileNames.auditEvent($0, of: application) }),
            isCritical: try Self.needed(flag: node["critical"]))
    }
}
