import AMT

extension Profile.Kerberos {
    var document: DocumentValue {
        var object = DocumentObject()
        object.put("enabled", flag: self.isEnabled)
        object.put("realm", text: self.realm.isEmpty ? nil : self.realm)
        object.put(
            "services",
            .list(
                self.services.map { service in
                    ["name": .text(service.name), "form": .text(service.form.rawValue)]
                }))
        object.put("keyVersion", number: self.keyVersion)
        object.put("key", self.key?.document)
        object.put("clockToleranceMinutes", number: self.clockToleranceMinutes)
        object.put("required", flag: self.isRequired)
        return object.value
    }
}

extension Profile.Kerberos.Key {
    fileprivate var document: DocumentValue {
        var object = DocumentObject()
        switch self {
        case .masterKey(let secret): object.put("masterKey", secret: secret)
        case .passphrase(let secret, let salt, let iterations):
            object.put("passphrase", secret: secret)
            object.put("salt", text: salt)
            object.put("iterations", number: iterations)
        }
        return object.value
    }
}

extension Profile.Users {
    var document: DocumentValue {
        var object = DocumentObject()
        object.put(
            "digest",
            .list(
                self.digest.map { user in
                    var object = DocumentObject()
                    object.put("name", text: user.name)
                    object.put("password", secret: user.password)
                    Self.put(user.access, user.realms, into: &object)
                    return object.value
                }))
        object.put(
            "kerberos",
            .list(
                self.kerberos.map { user in
                    var object = DocumentObject()
                    object.put("sid", text: SecurityIdentifier.text(user.sid) ?? Hex.text(user.sid))
                    Self.put(user.access, user.realms, into: &object)
                    return object.value
                }))
        object.put("foreign", choice: self.foreign)
        object.put("required", flag: self.isRequired)
        return object.value
    }

    private static func put(_ access: AccessPermission, _ realms: [AccessRealm], into object: inout DocumentObject) {
        let name = ProfileNames.permissions.first { $0.permission == access }?.name
        object.put("access", text: name ?? String(access.number))
        object.put("realms", texts: realms.map(ProfileNames.name(of:)))
    }
}

extension Profile.Power {
    var document: DocumentValue {
        var object = DocumentObject()
        object.put("packages", texts: self.packages)
        object.put("idleTimeoutMinutes", number: self.idleTimeoutMinutes)
        object.put("required", flag: self.isRequired)
        return object.value
    }
}

extension Profile.Redirection {
    var document: DocumentValue {
        [
            "sol": .flag(self.allowsSOL), "ider": .flag(self.allowsIDER), "listener": .flag(self.isListening),
            "required": .flag(self.isRequired),
        ]
    }
}

extension Profile.KVM {
    var document: DocumentValue {
        var object = DocumentObject()
        object.put("enabled", flag: self.isEnabled)
        object.put("port5900", flag: self.opensPort5900)
        object.put("rfbPassword", secret: self.rfbPassword)
        object.put("sessionTimeoutMinutes", number: self.sessionTimeoutMinutes)
        object.put("defaultScreen", number: self.defaultScreen)
        object.put("required", flag: self.isRequired)
        return object.value
    }
}

extension Profile.UserConsent {
    var document: DocumentValue {
        var object = DocumentObject()
        object.put("need", choice: self.need)
        object.put("kvmPolicy", flag: self.kvmPolicy)
        object.put("displaySeconds", number: self.displaySeconds)
        object.put("codeSeconds", number: self.codeSeconds)
        object.put("required", flag: self.isRequired)
        return object.value
    }
}

extension Profile.WebPage {
    var document: DocumentValue { ["enabled": .flag(self.isEnabled), "required": .flag(self.isRequired)] }
}

extension Profile.AuditLog {
    var document: DocumentValue {
        var object = DocumentObject()
        object.put("enabled", flag: self.isEnabled)
        object.put("signing", self.signing?.document)
        object.put("events", .list(self.events.map(\.document)))
        object.put("foreign", choice: self.foreign)
        object.put("storage", choice: self.storage)
        object.put("daysMin", number: self.daysMin)
        object.put("auditor", text: self.auditor)
        object.put("required", flag: self.isRequired)
        return object.value
    }
}

extension Profile.AuditLog.Signing {
    fileprivate var document: DocumentValue {
        var object = DocumentObject()
        object.put("key", secret: self.key)
        object.put("certificates", texts: self.certificates.map(CertificateText.text))
        return object.value
    }
}

extension Profile.AuditLog.Event {
    fileprivate var document: DocumentValue {
        let application = ProfileNames.auditApplications.first { $0.number == self.application }
        let names = application?.events ?? []
        let event = self.event < UInt32(names.count) ? names[Int(self.event)] : nil
        return [
            "application": .text(application?.name ?? String(self.application)),
            "event": event.map { .text($0) } ?? .integer(Int64(self.event)), "critical": .flag(self.isCritical),
        ]
    }
}
