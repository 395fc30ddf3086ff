/// A wireless network that the device knows, as it is read: the key never is.
///
/// A device holds up to 16, half of them its users'. Source: class definition CIM_WiFiEndpointSettings in Intel's LMS.
package struct CIM_WiFiEndpointSettings: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.cim("CIM_WiFiEndpointSettings")

    /// `Intel(r) AMT:WiFi Endpoint Settings NAME`, the key.
    package let instanceID: String
    /// The network's name in the device.
    package let elementName: String?
    /// At most 32 bytes; `nil` when the firmware does not say.
    package let ssid: String?
    /// 1...255, each once; the lowest goes first. `nil` when the firmware does not say.
    package let priority: UInt32?
    /// `nil` when the firmware does not say.
    package let authentication: WiFiAuthentication?
    /// `nil` when the firmware does not say.
    package let encryption: WiFiEncryption?
    /// 3 is infrastructure; `nil` when the firmware does not say.
    package let bssType: UInt32?

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.instanceID = try instance.requiredText("InstanceID")
        self.elementName = instance.text("ElementName")
        self.ssid = instance.text("SSID")
        self.priority = try instance.number("Priority")
        self.authentication = try instance.number("AuthenticationMethod").map(WiFiAuthentication.init(number:))
        self.encryption = try instance.number("EncryptionMethod").map(WiFiEncryption.init(number:))
        self.bssType = try instance.number("BSSType")
    }

    /// The `InstanceID` under which clients store a network of this name.
    package static func instanceID(elementName: String) -> String {
        "Intel(r) AMT:WiFi Endpoint Settings " + elementName
    }

    /// A network as ``AMT_WiFiPortConfigurationService`` takes it.
    package struct Input: Equatable, Sendable {
        /// Letters and digits; old firmware takes no blanks.
        package let elementName: String
        /// See ``CIM_WiFiEndpointSettings/instanceID(elementName:)``.
        package let instanceID: String
        /// At most 32 bytes.
        package let ssid: String
        /// 1...255, each once.
        package let priority: UInt8
        /// WPA or better.
        package let authentication: WiFiAuthentication
        /// ``WiFiEncryption/tkip`` or ``WiFiEncryption/ccmp``.
        package let encryption: WiFiEncryption
        /// 8...63 characters for ``WiFiAuthentication/usesPassphrase``, `nil` otherwise.
        package let passphrase: Secret?

        /// A network under the `InstanceID` that clients use.
        package init(
            elementName: String, ssid: String, priority: UInt8, authentication: WiFiAuthentication,
            encryption: WiFiEncryption, passphrase: Secret? = nil
        ) {
            self.elementName = elementName
            self.instanceID = CIM_WiFiEndpointSettings.instanceID(elementName: elementName)
            self.ssid = ssid
            self.priority = priority
            self.authentication = authentication
            self.encryption = encryption
            self.passphrase = passphrase
        }

        /// Writes an embedded instance; devices take elements of the class's namespace.
        func write(as name: String, to writer: inout XMLWriter) {
            writer.open(name, attributes: [("xmlns:q", CIM_WiFiEndpointSettings.firmwareClass.uri)])
            writer.element("q:ElementName", self.elementName)
            writer.element("q:InstanceID", self.instanceID)
            writer.element("q:AuthenticationMethod", String(self.authentication.number))
            writer.element("q:EncryptionMethod", String(self.encryption.number))
            writer.element("q:SSID", self.ssid)
            writer.element("q:Priority", String(self.priority))
            if let passphrase = self.passphrase { writer.element("q:PSKPassPhrase", passphrase) }
            writer.close(name)
        }
    }
}

extension CIM_WiFiEndpointSettings {
    /// Starts an enumeration.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<CIM_WiFiEndpointSettings>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try CIM_WiFiEndpointSettings(instance)
        }
    }

    /// Removes one network and its 802.1x settings.
    package static func delete(instanceID: String) -> WSManCall<Done> {
        .delete(self.firmwareClass, selectors: [.init("InstanceID", instanceID)])
    }
}
