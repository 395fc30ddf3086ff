import Crypto

/// What a device is configured to do, beyond names and TLS. Secrets appear as digests only.
struct ConfigurationReport: Encodable, Sendable {
    struct User: Encodable, Sendable {
        let handle: UInt32
        let name: OrNull<String>
        /// `S-1-5-21-…`.
        let sid: OrNull<String>
        let permission: UInt32
        let realms: [UInt32]
        let enabled: Bool
        /// Hex of MD5(user:realm:password).
        let digestA1: OrNull<String>
    }

    struct Kerberos: Encodable, Sendable {
        let enabled: Bool
        let settings: Bag
        let secretDigest: OrNull<String>
        /// Of a passphrase.
        let salt: OrNull<String>
        let iterationCount: OrNull<UInt32>
        let credentialCache: Bool
    }

    struct WiFiProfile: Encodable, Sendable {
        let instanceID: String
        let elementName: String
        let ssid: String
        let priority: UInt32
        let authenticationMethod: UInt32
        let encryptionMethod: UInt32
        let keyDigest: OrNull<String>
        let ieee8021x: OrNull<IEEE8021x>
        let clientCertificateHandle: OrNull<Int>
        let trustedRootHandle: OrNull<Int>
    }

    struct IEEE8021x: Encodable, Sendable {
        let settings: Bag
        let passwordDigest: OrNull<String>

        init(_ settings: IEEE8021xSettings) {
            self.settings = settings.values
            self.passwordDigest = OrNull(settings.passwordDigest.map { Text.hex($0) })
        }
    }

    struct Wired8021xReport: Encodable, Sendable {
        let enabled: UInt32
        let availableInS0: OrNull<Bool>
        let pxeTimeoutSeconds: OrNull<UInt32>
        let ieee8021x: OrNull<IEEE8021x>
        let clientCertificateHandle: OrNull<Int>
        let trustedRootHandle: OrNull<Int>
    }

    struct Redirection: Encodable, Sendable {
        let state: UInt32
        let listener: Bool
    }

    struct KVM: Encodable, Sendable {
        let state: UInt32
        /// What was put.
        let settings: Bag
        let rfbPasswordDigest: OrNull<String>
    }

    struct MPS: Encodable, Sendable {
        let name: String
        let accessInfo: String
        let infoFormat: UInt32
        let port: UInt32
        let authMethod: UInt32
        let commonName: OrNull<String>
        let username: OrNull<String>
        let passwordDigest: OrNull<String>
        let certificateHandle: OrNull<Int>
    }

    struct Policy: Encodable, Sendable {
        let name: String
        let trigger: UInt32
        let tunnelLifeTimeSeconds: UInt32
        let extendedData: String
    }

    struct PolicyBinding: Encodable, Sendable {
        let policy: String
        let server: String
        let order: UInt32
        let mpsType: UInt32
    }

    struct Proxy: Encodable, Sendable {
        let accessInfo: String
        let infoFormat: UInt32
        let port: UInt32
        let networkDnsSuffix: String
    }

    struct Subscription: Encodable, Sendable {
        let listener: String
        let filter: String
        let destination: String
        let argument: OrNull<String>
        let username: OrNull<String>
        let passwordDigest: OrNull<String>
    }

    struct AuditPolicy: Encodable, Sendable {
        let application: UInt32
        let event: UInt32
        let critical: Bool
    }

    struct Audit: Encodable, Sendable {
        let enabled: Bool
        let storagePolicy: UInt32
        let daysToKeep: OrNull<UInt32>
        let signingKeyDigest: OrNull<String>
        let signingCertificatesDigest: OrNull<String>
        let policies: [AuditPolicy]
    }

    struct EAC: Encodable, Sendable {
        let state: UInt32
        let vendors: UInt32
        let hashAlgorithm: UInt32
        let signerHandle: OrNull<Int>
    }

    struct CRL: Encodable, Sendable {
        let url: String
        let serialNumbers: [String]
    }

    struct StoredCertificateReport: Encodable, Sendable {
        let handle: Int
        let trustedRoot: Bool
        /// Hex, of the DER.
        let sha256: String
        let subject: String
        let hasKey: Bool
        let used: Bool
    }

    let audit: Audit
    let certificates: [StoredCertificateReport]
    let crls: [CRL]
    let detectionAlgorithm: UInt32
    let detectionStrings: [String]
    let eac: EAC
    /// Wired, wireless: as Get answers them.
    let ethernet: [Bag]
    /// The predefined one too.
    let eventSubscriptions: [Subscription]
    let generalSettings: Bag
    let httpProxies: [Proxy]
    /// Wired, wireless: as Get answers them.
    let ipv6: [Bag]
    let kerberos: Kerberos
    let kvm: KVM
    /// 0 allowed by default, 1 allowed by request, 2 not allowed.
    let localTimeSync: Int
    let mpsServers: [MPS]
    /// As Get answers it.
    let optIn: Bag
    let otpIsSet: Bool
    let policyAppliesTo: [PolicyBinding]
    let powerSchemeGUID: String
    let redirection: Redirection
    let remoteAccessPolicies: [Policy]
    let userInitiated: UInt32
    let users: [User]
    let webUI: UInt32
    let wifiPortState: UInt32
    let wifiProfiles: [WiFiProfile]
    /// As Get answers it.
    let wifiService: Bag
    let wired8021x: Wired8021xReport
    let writeCount: Int
}

extension ConfigurationReport {
    init(_ firmware: SimulatedFirmware) {
        let features = firmware.features
        let used = firmware.usedCertificates
        self.audit = Audit(features.audit)
        self.certificates = firmware.store.certificates.map { certificate in
            StoredCertificateReport(
                handle: certificate.handle, trustedRoot: certificate.isTrustedRoot,
                sha256: Text.hex(SHA256.hash(data: certificate.der)), subject: certificate.subject,
                hasKey: firmware.store.keyPair(of: certificate) != nil, used: used.contains(certificate.handle))
        }
        self.crls = features.crls.map { CRL(url: $0.url, serialNumbers: $0.serialNumbers.map { Text.hex($0) }) }
        self.detectionAlgorithm = features.environment.algorithm
        self.detectionStrings = features.environment.strings
        self.eac = EAC(
            state: features.endpointAccess.state, vendors: features.endpointAccess.vendors,
            hashAlgorithm: features.endpointAccess.hashAlgorithm,
            signerHandle: OrNull(features.endpointAccess.signer))
        self.ethernet = [firmware.wiredInstance, firmware.wirelessInstance].map(\.bag)
        self.eventSubscriptions = firmware.subscriptions.map { Subscription($0) }
        self.generalSettings = firmware.generalSettingsInstance.bag
        self.httpProxies = features.proxies.map {
            Proxy(
                accessInfo: $0.accessInfo, infoFormat: $0.infoFormat, port: $0.port,
                networkDnsSuffix: $0.networkDNSSuffix)
        }
        self.ipv6 = (0...1).map { firmware.ipv6Instance($0).bag }
        self.kerberos = Kerberos(
            enabled: features.kerberos.isEnabled, settings: features.kerberos.values,
            secretDigest: OrNull(features.kerberos.secretDigest.map { Text.hex($0) }),
            salt: OrNull(features.kerberos.derivation?.salt),
            iterationCount: OrNull(features.kerberos.derivation?.iterationCount),
            credentialCache: features.kerberos.isCacheEnabled)
        self.kvm = KVM(
            state: features.redirection.kvmState, settings: features.redirection.kvm,
            rfbPasswordDigest: OrNull(features.redirection.rfbPasswordDigest.map { Text.hex($0) }))
        self.localTimeSync = features.allowsLocalTimeSync.map { $0 ? 1 : 2 } ?? 0
        self.mpsServers = features.remoteAccess.servers.map { MPS($0) }
        self.optIn = firmware.optInInstance.bag
        self.otpIsSet = !features.oneTimePassword.isEmpty
        self.policyAppliesTo = features.remoteAccess.policies.flatMap(Self.bindings)
        self.powerSchemeGUID = firmware.powerSchemeGUID
        self.redirection = Redirection(
            state: features.redirection.serviceState, listener: features.redirection.isListening)
        self.remoteAccessPolicies = features.remoteAccess.policies.map {
            Policy(
                name: $0.name, trigger: $0.trigger, tunnelLifeTimeSeconds: $0.tunnelLifeTimeSeconds,
                extendedData: Text.base64($0.extendedData))
        }
        self.userInitiated = features.remoteAccess.userInitiatedState
        self.users = features.users.accounts.map { User($0) }
        self.webUI = features.redirection.webPageState
        self.wifiPortState = features.wifi.portState
        self.wifiProfiles = features.wifi.profiles.map { WiFiProfile($0) }
        self.wifiService = firmware.wifiServiceInstance.bag
        self.wired8021x = Wired8021xReport(features.wired8021x)
        self.writeCount = firmware.writeCount
    }

    private static func bindings(_ policy: RemoteAccess.Policy) -> [PolicyBinding] {
        policy.servers.map { binding in
            PolicyBinding(
                policy: policy.name, server: "Intel(r) AMT:Management Presence Server \(binding.number)",
                order: binding.order, mpsType: binding.mpsType)
        }
    }
}

extension Instance {
    /// The properties that are texts.
    fileprivate var bag: Bag {
        var bag: Bag = [:]
        for property in self.properties {
            if case .text(let text) = property.value { bag[property.name, default: []].append(text) }
        }
        return bag
    }
}

extension ConfigurationReport.User {
    fileprivate init(_ account: UserAccounts.Account) {
        self.init(
            handle: account.handle, name: OrNull(account.name), sid: OrNull(account.sid.map(SecurityIdentifier.text)),
            permission: account.permission, realms: account.realms, enabled: account.isEnabled,
            digestA1: OrNull(account.digestA1.map { Text.hex($0) }))
    }
}

extension ConfigurationReport.Audit {
    fileprivate init(_ audit: AuditSettings) {
        self.init(
            enabled: audit.isEnabled, storagePolicy: audit.storagePolicy, daysToKeep: OrNull(audit.daysToKeep),
            signingKeyDigest: OrNull(audit.signing.map { Text.hex($0.keyDigest) }),
            signingCertificatesDigest: OrNull(audit.signing.map { Text.hex($0.certificatesDigest) }),
            policies: audit.policies.map {
                .init(application: $0.event.application, event: $0.event.event, critical: $0.isCritical)
            })
    }
}

extension ConfigurationReport.Subscription {
    fileprivate init(_ subscription: EventSubscription) {
        self.init(
            listener: subscription.listenerName, filter: subscription.filter, destination: subscription.destination,
            argument: OrNull(subscription.argument), username: OrNull(subscription.username),
            passwordDigest: OrNull(subscription.passwordDigest.map { Text.hex($0) }))
    }
}

extension ConfigurationReport.MPS {
    fileprivate init(_ server: RemoteAccess.Server) {
        self.init(
            name: server.name, accessInfo: server.accessInfo, infoFormat: server.infoFormat, port: server.port,
            authMethod: server.authMethod, commonName: OrNull(server.commonName), username: OrNull(server.username),
            passwordDigest: OrNull(server.passwordDigest.map { Text.hex($0) }),
            certificateHandle: OrNull(server.certificate))
    }
}

extension ConfigurationReport.WiFiProfile {
    fileprivate init(_ profile: WirelessProfile) {
        self.init(
            instanceID: profile.instanceID, elementName: profile.elementName, ssid: profile.ssid,
            priority: profile.priority, authenticationMethod: profile.authenticationMethod,
            encryptionMethod: profile.encryptionMethod, keyDigest: OrNull(profile.keyDigest.map { Text.hex($0) }),
            ieee8021x: OrNull(profile.ieee8021x.map { .init($0) }),
            clientCertificateHandle: OrNull(profile.clientCertificate),
            trustedRootHandle: OrNull(profile.trustedRoot))
    }
}

extension ConfigurationReport.Wired8021xReport {
    fileprivate init(_ wired: Wired8021x) {
        self.init(
            enabled: wired.enabled, availableInS0: OrNull(wired.isAvailableInS0),
            pxeTimeoutSeconds: OrNull(wired.pxeTimeoutSeconds), ieee8021x: OrNull(wired.settings.map { .init($0) }),
            clientCertificateHandle: OrNull(wired.clientCertificate), trustedRootHandle: OrNull(wired.trustedRoot))
    }
}
