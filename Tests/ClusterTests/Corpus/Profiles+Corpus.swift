extension Profiles {
    /// What situations name: one that asks for no more than it has to, and others that ask for one thing each.
    static let corpus: [JSONValue] = [
        Self.small("plain"), Self.with("careful", ["oneTimePassword": ["required": true]]),
        Self.with(
            "forgetful",
            ["adminPassword": ["policy": "fixed", "secret": "never-stored"]]),
        Self.with("mutual", ["tls": ["network": "mutual"]]),
        Self.with("posture", ["endpointAccess": ["enabled": true, "required": true]]),
        Self.with("powered", ["power": ["packages": .list(Self.packages), "required": true]]),
        Self.with("powered-perhaps", ["power": ["packages": .list(Self.packages)]]),
        Self.with("wireless", ["wifi": ["networks": .list([Self.workshop]), "required": true]]),
        Self.with("wireless-perhaps", ["wifi": ["networks": .list([Self.workshop])]]),
    ]

    private static let packages: [JSONValue] = ["mobile-on-in-s0-s3-ac-s4-s5-ac", "desktop-on-in-s0-s3-s4-s5"]
    private static let workshop: JSONValue = [
        "name": "workshop", "ssid": "Workshop South", "priority": 1, "security": "wpa2-psk",
        "passphrase": ["secret": "workshop-passphrase"],
    ]

    private static func with(_ name: String, _ sections: JSONValue) -> JSONValue {
        var profile = Self.small(name)
        for section in sections.names { profile[section] = sections[section] }
        return profile
    }
}
