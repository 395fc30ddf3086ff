/// A management presence server that the device knows.
package struct AMT_ManagementPresenceRemoteSAP: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_ManagementPresenceRemoteSAP")

    /// `Intel(r) AMT:Management Presence Server N`, the key.
    package let name: String
    /// Name or address.
    package let accessInfo: String
    /// What ``accessInfo`` is.
    package let infoFormat: AccessInfoFormat
    /// TCP port; `nil` when the firmware does not say.
    package let port: UInt16?
    /// The name in the server's certificate; `nil` when the firmware does not say.
    package let commonName: String?

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.name = try instance.requiredText("Name")
        self.accessInfo = try instance.requiredText("AccessInfo")
        self.infoFormat = AccessInfoFormat(number: try instance.requiredNumber("InfoFormat"))
        self.port = try instance.port("Port")
        self.commonName = instance.filledText("CN")
    }
}

extension AMT_ManagementPresenceRemoteSAP {
    /// Starts an enumeration.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_ManagementPresenceRemoteSAP>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_ManagementPresenceRemoteSAP(instance)
        }
    }

    /// Removes one server and its user. Fails while a rule names it.
    package static func delete(name: String) -> WSManCall<Done> {
        .delete(self.firmwareClass, selectors: [.init("Name", name)])
    }
}
