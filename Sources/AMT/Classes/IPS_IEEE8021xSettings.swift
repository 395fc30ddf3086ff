/// Wired 802.1x of newer firmware.
///
/// It keeps every property the device sent, so that a put changes what it means to and nothing else. Source: class
/// definition IPS_IEEE8021xSettings in Intel's LMS.
package struct IPS_IEEE8021xSettings: Equatable, Sendable {
    static let firmwareClass = FirmwareClass.ips("IPS_IEEE8021xSettings")
    /// The key of the one instance.
    package static let instanceID = "Intel(r) AMT: 8021X Settings"

    /// Whether 802.1x is in use (`Enabled`).
    package enum State: Hashable, Sendable {
        /// 2
        case enabledWithCertificates
        /// 3: certificates can be deleted only then.
        case disabled
        /// 6
        case enabledWithoutCertificates
        /// A number that no published list has.
        case unknown(UInt32)

        /// Any number; unknown ones are kept.
        package init(number: UInt32) {
            switch number {
            case 2: self = .enabledWithCertificates
            case 3: self = .disabled
            case 6: self = .enabledWithoutCertificates
            default: self = .unknown(number)
            }
        }

        /// The wire's number.
        package var number: UInt32 {
            switch self {
            case .enabledWithCertificates: 2
            case .disabled: 3
            case .enabledWithoutCertificates: 6
            case .unknown(let number): number
            }
        }
    }

    /// Every property, in the device's order, but never a secret.
    package let instance: FirmwareInstance
    /// Whether 802.1x is in use.
    package let state: State
    /// Method and user; `nil` when the firmware names no method. Holds a password only when one is to be put.
    package let identity: IEEE8021xIdentity?

    init(_ reader: InstanceReader) throws(WSManRefusal) {
        self.state = State(number: try reader.requiredNumber("Enabled"))
        self.identity = try IEEE8021xIdentity.read(reader, in: .cim)
        _ = try reader.flag("AvailableInS0")
        _ = try reader.number("PxeTimeout")
        self.instance = IEEE8021xIdentity.secretNames.reduce(FirmwareInstance(Self.firmwareClass, reader.element)) {
            $0.removing($1)
        }
    }

    private init(instance: FirmwareInstance, state: State, identity: IEEE8021xIdentity?) {
        self.instance = instance
        self.state = state
        self.identity = identity
    }

    /// Whether the firmware speaks 802.1x while the operating system runs.
    package var availableInS0: Bool? { self.instance.flag("AvailableInS0") }
    /// Seconds for which the firmware keeps a session while the device boots from the network, at most 86400; 0 is off.
    package var pxeTimeoutSeconds: UInt32? { self.instance.number("PxeTimeout") }

    /// The settings in another state, all else as it is.
    package func changing(state: State) -> IPS_IEEE8021xSettings {
        IPS_IEEE8021xSettings(
            instance: self.instance.replacing("Enabled", with: state.number), state: state, identity: self.identity)
    }

    /// The settings with another behaviour in S0 and at network boot, all else as it is.
    ///
    /// - Parameter pxeTimeoutSeconds: at most 86400; 0 is off, firmware's own is 120.
    package func changing(availableInS0: Bool, pxeTimeoutSeconds: UInt32) -> IPS_IEEE8021xSettings {
        IPS_IEEE8021xSettings(
            instance: self.instance
                .replacing("AvailableInS0", with: availableInS0)
                .replacing("PxeTimeout", with: pxeTimeoutSeconds),
            state: self.state, identity: self.identity)
    }

    /// The settings of another identity, all else as it is. What the identity has not is left out.
    package func changing(identity: IEEE8021xIdentity) -> IPS_IEEE8021xSettings {
        // The CIM numbering has every method.
        guard let number = identity.eapProtocol.number(in: .cim) else { return self }
        return IPS_IEEE8021xSettings(
            instance: identity.replacing(in: self.instance, number: number), state: self.state, identity: identity)
    }
}

extension IPS_IEEE8021xSettings {
    /// Reads the one instance. The fault of older firmware is `wsa:DestinationUnreachable`.
    package static func get() -> WSManCall<IPS_IEEE8021xSettings> {
        .get(self.firmwareClass, selectors: self.selectors) { instance throws(WSManRefusal) in
            try IPS_IEEE8021xSettings(instance)
        }
    }

    /// Starts an enumeration; prefer ``get()``.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page of an enumeration.
    package static func pull(_ context: String) -> WSManCall<PullPage<IPS_IEEE8021xSettings>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try IPS_IEEE8021xSettings(instance)
        }
    }

    /// Writes the one instance, with the identity's password when it has one.
    package static func put(_ settings: IPS_IEEE8021xSettings) -> WSManCall<IPS_IEEE8021xSettings?> {
        .put(
            self.firmwareClass, selectors: self.selectors,
            body: { settings.instance.write(to: &$0, secrets: settings.identity?.secrets ?? []) }
        ) { instance throws(WSManRefusal) in
            try IPS_IEEE8021xSettings(instance)
        }
    }

    /// Binds certificates to the settings; what is `nil` is left out. Return value: 1 internal error.
    ///
    /// - Parameters:
    ///   - serverCertificateIssuer: `InstanceID` of the root that the RADIUS server's certificate must lead to.
    ///   - clientCertificate: `InstanceID` of the device's own certificate.
    package static func setCertificates(
        serverCertificateIssuer: String?, clientCertificate: String?
    ) -> WSManCall<Done> {
        let certificates = AMT_PublicKeyCertificate.firmwareClass
        let issuer = serverCertificateIssuer.map { EndpointReference.to(certificates, "InstanceID", $0) }
        let client = clientCertificate.map { EndpointReference.to(certificates, "InstanceID", $0) }
        return .invoke(
            self.firmwareClass, "SetCertificates", kind: .repeatable, answerSecondsMax: slowAnswerSecondsMax,
            parameters: { writer in
                EndpointReference.write(issuer, as: "p:ServerCertificateIssuer", to: &writer)
                EndpointReference.write(client, as: "p:ClientCertificate", to: &writer)
            })
    }

    private static var selectors: [EndpointReference.Selector] { [.init("InstanceID", self.instanceID)] }
}
