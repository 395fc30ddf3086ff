/// Every variable of setup.bin that has been published, by what it sets.
///
/// Source: MeshCommander's `amt-setupbin` and files that Intel's tool wrote. The raw value is the name that people see.
package enum SetupVariable: String, CaseIterable, Sendable {
    case currentMEBxPassword = "current-mebx-password"
    case newMEBxPassword = "new-mebx-password"
    case manageability
    case localFirmwareUpdate = "local-firmware-update"
    case firmwareUpdateQualifier = "firmware-update-qualifier"
    case powerPackage = "power-package"
    case pid
    case pps
    case pkiDNSSuffix = "pki-dns-suffix"
    case serverFQDN = "server-fqdn"
    case remoteConfiguration = "remote-configuration"
    case factoryHashes = "factory-hashes"
    case userHashes = "user-hashes"
    case addUserHash = "add-user-hash"
    case redirection
    case hostName = "host-name"
    case domainName = "domain-name"
    case dhcp
    case secureFirmwareUpdate = "secure-firmware-update"
    case idleTimeout = "idle-timeout"
    case provisioningMode = "provisioning-mode"
    case serverAddress = "server-address"
    case serverPort = "server-port"
    case staticIPv4 = "static-ipv4"
    case vlan
    case passwordPolicy = "password-policy"
    case ipv6
    case sharedFQDN = "shared-fqdn"
    case dynamicDNS = "dynamic-dns"
    case kvm
    case userConsent = "user-consent"
    case remoteConsentChange = "remote-consent-change"
    case activation
    case manualSetup = "manual-setup"
    case providerChannel = "provider-channel"
    case providerDescription = "provider-description"
    case providerAccount = "provider-account"
    case providerPasscode = "provider-passcode"
    case providerType = "provider-type"
    case providerID = "provider-id"

    /// Module and variable, as the file numbers them.
    package var id: SetupVariableID {
        switch self {
        case .currentMEBxPassword: SetupVariableID(1, 1)
        case .newMEBxPassword: SetupVariableID(1, 2)
        case .manageability: SetupVariableID(1, 3)
        case .localFirmwareUpdate: SetupVariableID(1, 4)
        case .firmwareUpdateQualifier: SetupVariableID(1, 5)
        case .powerPackage: SetupVariableID(1, 6)
        case .pid: SetupVariableID(2, 1)
        case .pps: SetupVariableID(2, 2)
        case .pkiDNSSuffix: SetupVariableID(2, 3)
        case .serverFQDN: SetupVariableID(2, 4)
        case .remoteConfiguration: SetupVariableID(2, 5)
        case .factoryHashes: SetupVariableID(2, 6)
        case .userHashes: SetupVariableID(2, 7)
        case .addUserHash: SetupVariableID(2, 8)
        case .redirection: SetupVariableID(2, 10)
        case .hostName: SetupVariableID(2, 11)
        case .domainName: SetupVariableID(2, 12)
        case .dhcp: SetupVariableID(2, 13)
        case .secureFirmwareUpdate: SetupVariableID(2, 14)
        case .idleTimeout: SetupVariableID(2, 15)
        case .provisioningMode: SetupVariableID(2, 16)
        case .serverAddress: SetupVariableID(2, 17)
        case .serverPort: SetupVariableID(2, 18)
        case .staticIPv4: SetupVariableID(2, 19)
        case .vlan: SetupVariableID(2, 20)
        case .passwordPolicy: SetupVariableID(2, 21)
        case .ipv6: SetupVariableID(2, 22)
        case .sharedFQDN: SetupVariableID(2, 23)
        case .dynamicDNS: SetupVariableID(2, 24)
        case .kvm: SetupVariableID(2, 25)
        case .userConsent: SetupVariableID(2, 26)
        case .remoteConsentChange: SetupVariableID(2, 27)
        case .activation: SetupVariableID(2, 28)
        case .manualSetup: SetupVariableID(2, 29)
        case .providerChannel: SetupVariableID(2, 30)
        case .providerDescription: SetupVariableID(2, 31)
        case .providerAccount: SetupVariableID(2, 32)
        case .providerPasscode: SetupVariableID(2, 33)
        case .providerType: SetupVariableID(2, 34)
        case .providerID: SetupVariableID(2, 35)
        }
    }

    private static let byID = Dictionary(uniqueKeysWithValues: Self.allCases.map { ($0.id, $0) })

    /// - Returns: `nil` for a variable that is not published.
    package init?(id: SetupVariableID) {
        guard let known = Self.byID[id] else { return nil }
        self = known
    }

    /// The first version whose firmware knows the variable. Keys and passwords are of version 1, remote configuration of 2.0,
    /// the other settings of 2.1; what came with AMT 6 is of version 3.
    package var since: SetupVersion {
        switch self {
        case .currentMEBxPassword, .newMEBxPassword, .manageability, .pid, .pps, .serverAddress, .serverPort: .one
        case .pkiDNSSuffix, .serverFQDN, .remoteConfiguration, .factoryHashes, .userHashes, .addUserHash: .two
        case .localFirmwareUpdate, .firmwareUpdateQualifier, .powerPackage, .redirection, .hostName, .domainName,
            .dhcp, .secureFirmwareUpdate, .idleTimeout, .provisioningMode, .staticIPv4, .vlan, .passwordPolicy,
            .sharedFQDN, .dynamicDNS, .providerChannel, .providerDescription, .providerAccount, .providerPasscode,
            .providerType, .providerID:
            .twoOne
        case .ipv6, .kvm, .userConsent, .remoteConsentChange, .activation, .manualSetup: .three
        }
    }

    /// What a value of it looks like.
    package var shape: SetupShape {
        switch self {
        case .currentMEBxPassword, .newMEBxPassword, .providerPasscode: .secret(byteCountMax: 32)
        case .manageability, .localFirmwareUpdate, .firmwareUpdateQualifier, .remoteConfiguration, .factoryHashes,
            .userHashes, .redirection, .dhcp, .secureFirmwareUpdate, .idleTimeout, .provisioningMode, .passwordPolicy,
            .sharedFQDN, .dynamicDNS, .kvm, .userConsent, .remoteConsentChange, .activation, .manualSetup:
            .byte
        case .powerPackage, .providerID: .guid
        case .pid: .pid
        case .pps: .pps
        // The firmware's own setter of the suffix takes no more.
        case .pkiDNSSuffix: .text(byteCountMax: 223)
        case .serverFQDN, .domainName: .text(byteCountMax: 255)
        case .addUserHash: .hash
        case .hostName: .text(byteCountMax: 63)
        case .serverAddress: .address
        case .serverPort: .port
        // Their layouts are not published.
        case .staticIPv4, .vlan, .ipv6: .opaque
        case .providerChannel, .providerType: .number
        case .providerDescription: .text(byteCountMax: 60)
        case .providerAccount: .text(byteCountMax: 32)
        }
    }
}

/// Module and variable of an entry.
package struct SetupVariableID: Hashable, Sendable {
    /// 1 is the ME's kernel, 2 is AMT. 0 ends the entries of a record.
    package let module: UInt16
    package let variable: UInt16

    /// The pair as the file has it.
    package init(_ module: UInt16, _ variable: UInt16) {
        self.module = module
        self.variable = variable
    }
}

extension SetupVariableID: CustomStringConvertible {
    /// `2/17`, as Intel's tools write it.
    package var description: String { "\(self.module)/\(self.variable)" }
}

/// What a variable's value looks like.
package enum SetupShape: Equatable, Sendable {
    /// A password.
    case secret(byteCountMax: Int)
    /// Printable ASCII, at least one character.
    case text(byteCountMax: Int)
    case byte
    /// Two bytes.
    case port
    /// Four bytes.
    case number
    /// Sixteen bytes in the order of the file.
    case guid
    case pid
    case pps
    case hash
    /// An IPv4 address, its bytes in reverse.
    case address
    /// A layout that is not published.
    case opaque
}
