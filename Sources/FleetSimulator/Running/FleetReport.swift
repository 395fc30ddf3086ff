import FoundationEssentials

/// What a run came to, device by device.
struct FleetReport: Encodable {
    let count: Int
    let pre: Int
    let setup: Int
    let post: Int
    let writtenAt: String
    let devices: [DeviceReport]

    private enum CodingKeys: String, CodingKey {
        case count, pre, post, writtenAt, devices
        case setup = "in"
    }
}

/// A value that is written as `null` when there is none, so that a reader finds every key in every report.
struct OrNull<Value: Encodable & Sendable>: Encodable, Sendable {
    let value: Value?

    init(_ value: Value?) { self.value = value }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}

/// One device's part of a report. Passwords appear as digests only.
struct DeviceReport: Encodable, Sendable {
    let state: StateReport
    /// Its keys stand beside those of the state.
    let configuration: ConfigurationReport

    func encode(to encoder: any Encoder) throws {
        try self.state.encode(to: encoder)
        try self.configuration.encode(to: encoder)
    }
}

/// Who a device is, in which phase, and what it went through.
struct StateReport: Encodable, Sendable {
    struct Interface: Encodable, Sendable {
        let instanceID: String
        let enabled: Bool
        let mutualAuthentication: Bool
        let acceptNonSecureConnections: Bool
        let trustedCN: [String]

        init(_ id: String, _ interface: TLSSettings.Interface) {
            self.instanceID = id
            self.enabled = interface.isEnabled
            self.mutualAuthentication = interface.isMutual
            self.acceptNonSecureConnections = interface.acceptsNonSecure
            self.trustedCN = interface.trustedCNs
        }
    }

    let index: Int
    let uuid: String
    let address: String
    let fqdn: String
    let state: String
    let release: String
    let kind: String
    let hellosSent: Int
    let hellosAccepted: Int
    let hellosReset: Int
    let hellosUnanswered: Int
    let adminUsername: String
    let adminIsDefault: Bool
    let digestRealm: String
    /// Hex of MD5(user:realm:password).
    let adminDigestA1: OrNull<String>
    /// Hex of SHA-256 of the password.
    let mebxPasswordDigest: OrNull<String>
    let hostName: String
    let domainName: String
    let pid: OrNull<String>
    let provisioningPeriodHours: Int
    let boundCertificateDER: OrNull<String>
    /// In force.
    let tlsSettings: [Interface]
    let tlsSettingsStaged: [Interface]
    let clockIsSet: Bool
    let clockOffsetSeconds: Double
    let trustedRoots: [String]
    let certificateCount: Int
    let keyPairCount: Int
    let writes: Int
    let calls: Int
    let logonFailures: Int
    let tlsRefusals: Int
    let lastChainVerdict: OrNull<String>
    let firstHelloAt: OrNull<String>
    let committedAt: OrNull<String>

    init(
        firmware: SimulatedFirmware, hellos: SimulatedDevice.HelloCounts, firstHelloAt: Double?, committedAt: Double?,
        lastChainVerdict: ChainVerdict?, tlsRefusalCount: Int, logonFailureCount: Int
    ) {
        let identity = firmware.identity
        self.index = identity.index
        self.uuid = identity.uuid
        self.address = identity.addressText
        self.fqdn = identity.fqdn
        self.state = firmware.state.name
        self.release = identity.release.text
        self.kind = identity.kind.rawValue
        self.hellosSent = hellos.sent
        self.hellosAccepted = hellos.accepted
        self.hellosReset = hellos.reset
        self.hellosUnanswered = hellos.unanswered
        self.adminUsername = firmware.admin.username
        self.adminIsDefault = firmware.admin.isDefault
        self.digestRealm = firmware.realm
        self.adminDigestA1 = OrNull(firmware.admin.digestA1.map { Text.hex($0) })
        self.mebxPasswordDigest = OrNull(firmware.mebx.digest.map { Text.hex($0) })
        self.hostName = firmware.generalSettings["HostName"] ?? ""
        self.domainName = firmware.generalSettings["DomainName"] ?? ""
        self.pid = OrNull(firmware.pid.isEmpty ? nil : firmware.pid)
        self.provisioningPeriodHours = firmware.provisioningPeriodHours
        self.boundCertificateDER = OrNull(firmware.tls.activeCertificate.map { Text.base64($0.certificateDER) })
        self.tlsSettings = Self.interfaces(firmware.tls.active)
        self.tlsSettingsStaged = Self.interfaces(firmware.tls.staged)
        self.clockIsSet = firmware.isClockSet
        self.clockOffsetSeconds = firmware.clockOffsetSeconds
        self.trustedRoots = firmware.store.certificates.filter(\.isTrustedRoot).map { Text.base64($0.der) }
        self.certificateCount = firmware.store.certificates.count
        self.keyPairCount = firmware.store.keyPairs.count
        self.writes = firmware.writeCount
        self.calls = firmware.callCount
        self.logonFailures = logonFailureCount
        self.tlsRefusals = tlsRefusalCount
        self.lastChainVerdict = OrNull(lastChainVerdict?.rawValue)
        self.firstHelloAt = OrNull(firstHelloAt.map(Text.timestamp))
        self.committedAt = OrNull(committedAt.map(Text.timestamp))
    }

    private static func interfaces(_ both: TLSSettings.Both) -> [Interface] {
        [Interface(TLSSettings.networkID, both.network), Interface(TLSSettings.localID, both.local)]
    }
}

extension ProvisioningState {
    /// The name in reports.
    package var name: String {
        switch self {
        case .pre: "pre"
        case .in: "in"
        case .post: "post"
        }
    }
}
