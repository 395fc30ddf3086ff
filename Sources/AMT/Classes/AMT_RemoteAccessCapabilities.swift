/// How much remote access the firmware holds.
package struct AMT_RemoteAccessCapabilities: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_RemoteAccessCapabilities")
    /// The key of the one instance.
    package static let instanceID = "Intel(r) AMT:Remote Access Capabilities"

    /// Servers that one rule may name.
    package let mpServerCountMaxPerPolicy: UInt32?
    /// Servers in all.
    package let mpServerCountMax: UInt32?
    /// Rules in all.
    package let policyCountMax: UInt32?
    /// Proxies in all; absent on firmware that has none.
    package let proxyCountMax: UInt32?

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.mpServerCountMaxPerPolicy = try instance.number("MaxMpsPerPolicy")
        self.mpServerCountMax = try instance.number("MaxTotalMpServers")
        self.policyCountMax = try instance.number("MaxTotalPolicies")
        self.proxyCountMax = try instance.number("MaxTotalProxyEntryPoints")
    }
}

extension AMT_RemoteAccessCapabilities {
    /// Reads the one instance. The fault of firmware without remote access is `wsa:DestinationUnreachable`.
    package static func get() -> WSManCall<AMT_RemoteAccessCapabilities> {
        .get(self.firmwareClass, selectors: [.init("InstanceID", self.instanceID)]) { instance throws(WSManRefusal) in
            try AMT_RemoteAccessCapabilities(instance)
        }
    }
}
