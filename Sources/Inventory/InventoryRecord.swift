import AMT

/// What one source says about one device.
package struct InventoryRecord: Equatable, Sendable {
    package let deviceUUID: DeviceUUID
    /// Name of the source, such as `file`.
    package let source: String
    /// As the source gave it; judged when a device is assigned.
    package let fqdn: String
    /// A profile named by the source; `nil` for the default one.
    package let profile: String?
    /// When what it says last changed.
    package let changedAt: UnixTime

    package init(deviceUUID: DeviceUUID, source: String, fqdn: String, profile: String?, changedAt: UnixTime) {
        self.deviceUUID = deviceUUID
        self.source = source
        self.fqdn = fqdn
        self.profile = profile
        self.changedAt = changedAt
    }
}
