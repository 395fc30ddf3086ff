/// 802.1x settings of a wireless network, as they are read: secrets never are.
///
/// Source: class definition CIM_IEEE8021xSettings in Intel's LMS.
package struct CIM_IEEE8021xSettings: Equatable, Sendable {
    static let firmwareClass = FirmwareClass.cim("CIM_IEEE8021xSettings")

    /// `Intel(r) AMT:IEEE 802.1x Settings NAME`, the key.
    package let instanceID: String
    /// The settings' name in the device.
    package let elementName: String?
    /// `nil` when the firmware names no method.
    package let identity: IEEE8021xIdentity?

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.instanceID = try instance.requiredText("InstanceID")
        self.elementName = instance.text("ElementName")
        self.identity = try IEEE8021xIdentity.read(instance, in: .cim)
    }

    /// The `InstanceID` under which clients store settings of this name.
    package static func instanceID(elementName: String) -> String {
        "Intel(r) AMT:IEEE 802.1x Settings " + elementName
    }

    /// Settings as ``AMT_WiFiPortConfigurationService`` takes them.
    package struct Input: Equatable, Sendable {
        /// Letters and digits; old firmware takes no blanks.
        package let elementName: String
        /// See ``CIM_IEEE8021xSettings/instanceID(elementName:)``.
        package let instanceID: String
        /// Method and user.
        package let identity: IEEE8021xIdentity

        /// Settings under the `InstanceID` that clients use.
        package init(elementName: String, identity: IEEE8021xIdentity) {
            self.elementName = elementName
            self.instanceID = CIM_IEEE8021xSettings.instanceID(elementName: elementName)
            self.identity = identity
        }

        /// Writes an embedded instance; devices take elements of the class's namespace.
        func write(as name: String, to writer: inout XMLWriter) {
            // The CIM numbering has every method.
            guard let number = self.identity.eapProtocol.number(in: .cim) else { return }
            writer.open(name, attributes: [("xmlns:q", CIM_IEEE8021xSettings.firmwareClass.uri)])
            writer.element("q:ElementName", self.elementName)
            writer.element("q:InstanceID", self.instanceID)
            self.identity.write(number: number, to: &writer)
            writer.close(name)
        }
    }
}

extension CIM_IEEE8021xSettings {
    /// Starts an enumeration.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page; devices are known to put each instance on a page of its own.
    package static func pull(_ context: String) -> WSManCall<PullPage<CIM_IEEE8021xSettings>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try CIM_IEEE8021xSettings(instance)
        }
    }
}
