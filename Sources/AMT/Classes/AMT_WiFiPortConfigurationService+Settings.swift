extension AMT_WiFiPortConfigurationService {
    /// A network as an administrator gives it to a device.
    package struct Network: Equatable, Sendable {
        /// What the endpoint needs to know.
        package let settings: CIM_WiFiEndpointSettings.Input
        /// For ``WiFiAuthentication/uses8021x``, `nil` otherwise.
        package let ieee8021x: CIM_IEEE8021xSettings.Input?
        /// `InstanceID` of the device's own certificate, for EAP-TLS.
        package let clientCertificateInstanceID: String?
        /// `InstanceID` of the root that the RADIUS server's certificate must lead to.
        package let caCertificateInstanceID: String?

        /// A network; what is `nil` is left out.
        package init(
            settings: CIM_WiFiEndpointSettings.Input, ieee8021x: CIM_IEEE8021xSettings.Input? = nil,
            clientCertificateInstanceID: String? = nil, caCertificateInstanceID: String? = nil
        ) {
            self.settings = settings
            self.ieee8021x = ieee8021x
            self.clientCertificateInstanceID = clientCertificateInstanceID
            self.caCertificateInstanceID = caCertificateInstanceID
        }
    }

    /// What a device made of a network. Some firmware answers with nothing but success.
    package struct Stored: Hashable, Sendable {
        /// `InstanceID` of the ``CIM_WiFiEndpointSettings``.
        package let settingsInstanceID: String?
        /// `InstanceID` of the ``CIM_IEEE8021xSettings``.
        package let ieee8021xInstanceID: String?
    }

    /// Name of the device's wireless end.
    static let endpointName = "WiFi Endpoint 0"

    /// Adds a network to the device's one wireless end.
    ///
    /// A lost answer may have added it: enumerate ``CIM_WiFiEndpointSettings`` by SSID. Return values: 1 not
    /// supported, 2 failed, 3 invalid parameter or a priority in use, 4 invalid reference, 32768 and above vendor's.
    package static func addWiFiSettings(_ network: Network) -> WSManCall<Stored> {
        .invoke(
            self.firmwareClass, "AddWiFiSettings", kind: .probeFirst, table: .wifi,
            answerSecondsMax: slowAnswerSecondsMax,
            parameters: { writer in
                EndpointReference.write(
                    .to(FirmwareClass.cim("CIM_WiFiEndpoint"), "Name", self.endpointName), as: "p:WiFiEndpoint",
                    to: &writer)
                Self.write(network, to: &writer)
            },
            read: Self.stored)
    }

    /// Replaces a network: what does not change must be given too, and the passphrase again.
    ///
    /// Return values as of ``addWiFiSettings(_:)``.
    ///
    /// - Parameter instanceID: of the ``CIM_WiFiEndpointSettings`` to be replaced.
    package static func updateWiFiSettings(instanceID: String, _ network: Network) -> WSManCall<Stored> {
        .invoke(
            self.firmwareClass, "UpdateWiFiSettings", kind: .repeatable, table: .wifi,
            answerSecondsMax: slowAnswerSecondsMax,
            parameters: { writer in
                EndpointReference.write(
                    .to(CIM_WiFiEndpointSettings.firmwareClass, "InstanceID", instanceID),
                    as: "p:WiFiEndpointSettings", to: &writer)
                Self.write(network, to: &writer)
            },
            read: Self.stored)
    }

    private static let stored: @Sendable (InstanceReader) throws(WSManRefusal) -> Stored = { output in
        Stored(
            settingsInstanceID: output.instanceID(of: "WiFiEndpointSettings"),
            ieee8021xInstanceID: output.instanceID(of: "IEEE8021xSettings"))
    }

    /// The parameters that both methods end with.
    private static func write(_ network: Network, to writer: inout XMLWriter) {
        network.settings.write(as: "p:WiFiEndpointSettingsInput", to: &writer)
        network.ieee8021x?.write(as: "p:IEEE8021xSettingsInput", to: &writer)
        let certificates = AMT_PublicKeyCertificate.firmwareClass
        EndpointReference.write(
            network.clientCertificateInstanceID.map { .to(certificates, "InstanceID", $0) }, as: "p:ClientCredential",
            to: &writer)
        EndpointReference.write(
            network.caCertificateInstanceID.map { .to(certificates, "InstanceID", $0) }, as: "p:CACredential",
            to: &writer)
    }
}
