/// A proxy that the device knows.
package struct IPS_HTTPProxyAccessPoint: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.ips("IPS_HTTPProxyAccessPoint")

    /// `Intel(r) ME:HTTP Proxy Access Point N`, the key.
    package let name: String
    /// Name or address; `nil` when the firmware does not say.
    package let accessInfo: String?
    /// What ``accessInfo`` is; `nil` when the firmware does not say.
    package let infoFormat: AccessInfoFormat?
    /// TCP port; `nil` when the firmware does not say.
    package let port: UInt16?
    /// The network in which the proxy is used; `nil` when the firmware does not say.
    package let networkDNSSuffix: String?
    /// Grows with each use; `nil` when the firmware does not say.
    package let priority: UInt32?

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.name = try instance.requiredText("Name")
        self.accessInfo = instance.filledText("AccessInfo")
        self.infoFormat = try instance.number("InfoFormat").map(AccessInfoFormat.init(number:))
        self.port = try instance.port("Port")
        self.networkDNSSuffix = instance.filledText("NetworkDnsSuffix")
        self.priority = try instance.number("Priority")
    }
}

extension IPS_HTTPProxyAccessPoint {
    /// Starts an enumeration.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<IPS_HTTPProxyAccessPoint>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try IPS_HTTPProxyAccessPoint(instance)
        }
    }

    /// Removes one proxy.
    package static func delete(name: String) -> WSManCall<Done> {
        .delete(self.firmwareClass, selectors: [.init("Name", name)])
    }
}
