extension ProfileRules {
    mutating func judgeKerberos() {
        let kerberos = self.document["kerberos"]
        if kerberos["enabled"].flag == true {
            for key in ["realm", "services", "key"] where !kerberos[key].isWritten {
                self.fault(kerberos[key], .needed, "is needed when kerberos is enabled")
            }
            if kerberos["services"].isWritten, kerberos["services"].value == .list([]) {
                self.fault(kerberos["services"], .needed, "needs an item when kerberos is enabled")
            }
        } else if kerberos["enabled"].flag == false {
            for key in ["realm", "services", "keyVersion", "key", "clockToleranceMinutes"] {
                self.judge(kerberos[key], isOfUse: false, when: "when kerberos is enabled")
            }
        }
        let services = kerberos["services"].items
        for service in services { self.judgePlaceholders(service["name"]) }
        self.judgeUnique(services) { (service: ProfileNode) -> String? in
            guard let name = service["name"].text, let form = service["form"].text else { return nil }
            return "\(name.lowercased()) \(form)"
        }
        self.judgeKey(kerberos["key"])
    }

    private mutating func judgeKey(_ key: ProfileNode) {
        guard key.isWritten else { return }
        let (master, passphrase) = (key["masterKey"], key["passphrase"])
        switch (master.isWritten, passphrase.isWritten) {
        case (false, false): self.fault(key, .needed, "needs masterKey or passphrase")
        case (true, true): self.fault(master, .contradiction, "cannot stand beside passphrase")
        case (true, false), (false, true): break
        }
        self.judge(key["salt"], isNeeded: passphrase.isWritten, when: "with passphrase")
        self.judge(key["iterations"], isOfUse: passphrase.isWritten, when: "with passphrase")
        self.judgePlaceholders(key["salt"])
    }

    mutating func judgeUsers() {
        let users = self.document["users"]
        self.judgeUnique(users["digest"].items.map { $0["name"] }) { $0.text }
        self.judgeUnique(users["kerberos"].items.map { $0["sid"] }) { $0.text.flatMap(SecurityIdentifier.bytes) }
        for user in users["digest"].items + users["kerberos"].items {
            self.judgeUnique(user["realms"].items) { $0.text }
        }
        if let first = users["kerberos"].items.first, self.document["kerberos"]["enabled"].flag != true {
            self.fault(first, .contradiction, "needs kerberos with enabled true")
        }
    }
}
