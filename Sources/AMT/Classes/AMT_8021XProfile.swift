/// Wired 802.1x of older firmware.
///
/// It keeps every property the device sent, so that a put changes what it means to and nothing else. Source: class
/// definition AMT_8021XProfile in Intel's LMS.
package struct AMT_8021XProfile: Equatable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_8021XProfile")
    /// The key of the one instance.
    package static let instanceID = "Intel(r) AMT 802.1x Profile 0"

    /// Every property, in the device's order, but never a secret.
    package let instance: FirmwareInstance
    /// Whether 802.1x is in use. Certificates can be deleted only when not.
    package let isEnabled: Bool
    /// Method and user; `nil` when the firmware names no method. Holds a password only when one is to be put.
    package let identity: IEEE8021xIdentity?
    /// `InstanceID` of the device's own certificate; `nil` when none is bound.
    package let clientCertificateInstanceID: String?
    /// `InstanceID` of the root that the RADIUS server's certificate must lead to; `nil` when none is bound.
    package let serverCertificateIssuerInstanceID: String?

    init(_ reader: InstanceReader) throws(WSManRefusal) {
        self.isEnabled = try reader.requiredFlag("Enabled")
        self.identity = try IEEE8021xIdentity.read(reader, in: .amtProfile)
        self.clientCertificateInstanceID = reader.instanceID(of: "ClientCertificate")
        self.serverCertificateIssuerInstanceID = reader.instanceID(of: "ServerCertificateIssuer")
        _ = try reader.flag("ActiveInS0")
        _ = try reader.number("PxeTimeout")
        self.instance = IEEE8021xIdentity.secretNames.reduce(FirmwareInstance(Self.firmwareClass, reader.element)) {
            $0.removing($1)
        }
    }

    private init(
        instance: FirmwareInstance, isEnabled: Bool, identity: IEEE8021xIdentity?,
        clientCertificateInstanceID: String?, serverCertificateIssuerInstanceID: String?
    ) {
        self.instance = instance
        self.isEnabled = isEnabled
        self.identity = identity
        self.clientCertificateInstanceID = clientCertificateInstanceID
        self.serverCertificateIssuerInstanceID = serverCertificateIssuerInstanceID
    }

    /// Whether the firmware speaks 802.1x while the operating system runs.
    package var activeInS0: Bool? { self.instance.flag("ActiveInS0") }
    /// Seconds for which the firmware keeps a session while the device boots from the network, at most 86400; 0 is off.
    package var pxeTimeoutSeconds: UInt32? { self.instance.number("PxeTimeout") }

    /// The profile switched on or off, all else as it is.
    package func changing(enabled: Bool) -> AMT_8021XProfile {
        AMT_8021XProfile(
            instance: self.instance.replacing("Enabled", with: enabled), isEnabled: enabled, identity: self.identity,
            clientCertificateInstanceID: self.clientCertificateInstanceID,
            serverCertificateIssuerInstanceID: self.serverCertificateIssuerInstanceID)
    }

    /// The profile with another behaviour in S0 and at network boot, all else as it is.
    ///
    /// - Parameter pxeTimeoutSeconds: at most 86400; 0 is off, firmware's own is 120.
    package func changing(activeInS0: Bool, pxeTimeoutSeconds: UInt32) -> AMT_8021XProfile {
        AMT_8021XProfile(
            instance: self.instance
                .replacing("ActiveInS0", with: activeInS0)
                .replacing("PxeTimeout", with: pxeTimeoutSeconds),
            isEnabled: self.isEnabled, identity: self.identity,
            clientCertificateInstanceID: self.clientCertificateInstanceID,
            serverCertificateIssuerInstanceID: self.serverCertificateIssuerInstanceID)
    }

    /// The profile of another identity, all else as it is. What the identity has not is left out.
    ///
    /// - Returns: `nil` when this class has no number for the identity's method.
    package func changing(identity: IEEE8021xIdentity) -> AMT_8021XProfile? {
        guard let number = identity.eapProtocol.number(in: .amtProfile) else { return nil }
        return AMT_8021XProfile(
            instance: identity.replacing(in: self.instance, number: number), isEnabled: self.isEnabled,
            identity: identity, clientCertificateInstanceID: self.clientCertificateInstanceID,
            serverCertificateIssuerInstanceID: self.serverCertificateIssuerInstanceID)
    }

    /// The profile with other certificates, all else as it is; `nil` leaves a reference out.
    package func changing(
        clientCertificateInstanceID: String?, serverCertificateIssuerInstanceID: String?
    ) -> AMT_8021XProfile {
        let certificates = AMT_PublicKeyCertificate.firmwareClass
        let client = clientCertificateInstanceID.map { EndpointReference.to(certificates, "InstanceID", $0) }
        let issuer = serverCertificateIssuerInstanceID.map { EndpointReference.to(certificates, "InstanceID", $0) }
        return AMT_8021XProfile(
            instance: self.instance
                .replacing("ClientCertificate", with: client)
                .replacing("ServerCertificateIssuer", with: issuer),
            isEnabled: self.isEnabled, identity: self.identity,
            clientCertificateInstanceID: clientCertificateInstanceID,
            serverCertificateIssuerInstanceID: serverCertificateIssuerInstanceID)
    }
}

extension AMT_8021XProfile {
    /// Reads the one instance. The fault of newer firmware may be `wsa:DestinationUnreachable`.
    package static func get() -> WSManCall<AMT_8021XProfile> {
        .get(self.firmwareClass, selectors: self.selectors) { instance throws(WSManRefusal) in
            try AMT_8021XProfile(instance)
        }
    }

    /// Starts an enumeration; prefer ``get()``.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page of an enumeration.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_8021XProfile>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_8021XProfile(instance)
        }
    }

    /// Writes the one instance, with the identity's password when it has one.
    package static func put(_ profile: AMT_8021XProfile) -> WSManCall<AMT_8021XProfile?> {
        .put(
            self.firmwareClass, selectors: self.selectors,
            body: { profile.instance.write(to: &$0, secrets: profile.identity?.secrets ?? []) }
        ) { instance throws(WSManRefusal) in
            try AMT_8021XProfile(instance)
        }
    }

    private static var selectors: [EndpointReference.Selector] { [.init("InstanceID", self.instanceID)] }
}
