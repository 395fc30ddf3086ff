extension SetupVariable {
    /// What a number of one byte means, in words; `nil` when no published list says.
    package func meaning(of byte: UInt8) -> String? { self.meanings[byte] }

    private var meanings: [UInt8: String] {
        switch self {
        case .manageability: [0: "none", 1: "AMT"]
        case .localFirmwareUpdate: [0: "off", 1: "on", 2: "with password"]
        case .firmwareUpdateQualifier: [0: "always", 1: "never", 2: "restricted"]
        case .remoteConfiguration, .factoryHashes, .sharedFQDN, .dynamicDNS, .kvm, .remoteConsentChange,
            .secureFirmwareUpdate:
            [0: "off", 1: "on"]
        case .userHashes: [0: "off", 1: "on", 2: "delete"]
        case .redirection:
            [
                0: "off", 1: "SOL", 2: "IDER", 3: "SOL and IDER", 4: "login", 5: "SOL and login",
                6: "IDER and login", 7: "SOL, IDER and login",
            ]
        case .dhcp: [1: "off", 2: "on"]
        case .userConsent: [0: "never", 1: "KVM", 255: "always"]
        case .activation: [0: "stop", 1: "start"]
        case .manualSetup: [0: "automatic", 1: "manual"]
        // Published lists disagree, or there is none.
        case .provisioningMode, .idleTimeout, .passwordPolicy: [:]
        case .currentMEBxPassword, .newMEBxPassword, .powerPackage, .pid, .pps, .pkiDNSSuffix, .serverFQDN,
            .addUserHash, .hostName, .domainName, .serverAddress, .serverPort, .staticIPv4, .vlan, .ipv6,
            .providerChannel, .providerDescription, .providerAccount, .providerPasscode, .providerType, .providerID:
            [:]
        }
    }
}
