import Provisioning

/// Settings of the `listener` role. A change needs a restart.
///
/// - `listener.bind` (list of IP addresses, default `0.0.0.0`): where to listen. `::` alone takes IPv4 too; beside an IPv4
///   address it takes IPv6 only.
/// - `listener.port` (integer, default 9971, 0...65535): 0 takes any free port, for tests.
/// - `listener.hello_timeout_seconds` (integer, default 10, 1...60): from accept to the last byte of the hello.
/// - `listener.commit_timeout_seconds` (integer, default 5, 1...60): from the last byte to the outcome; beyond it the
///   connection is reset, and the hello goes its way all the same.
/// - `listener.connections_max` (integer, default 4096, 1...65536): open at once; further ones are reset unread.
/// - `listener.connections_per_source_max` (integer, default 32, 1...65536): open at once from one address.
/// - `listener.connections_per_source_per_minute_max` (integer, default 0, 0...1000000): 0 is no limit.
/// - `listener.proxy_peers` (list of addresses or CIDR ranges, default none): proxies, which must send a PROXY header. From
///   anybody else such a header is refused.
/// - `listener.refresh_seconds` (integer, default 600, 0...86400): an unchanged repeat of a durable hello is not written
///   again for so long; 0 writes each.
/// - `listener.remembered_seconds` (integer, default 30, 0...86400): for so long a listener answers an unchanged repeat from its
///   memory. Shorter than the shortest interval at which firmware repeats itself, a minute: what a device says in its own time
///   reaches the queue, where it may be waited for.
/// - `listener.remembered_devices_max` (integer, default 200000, 0...5000000): devices whose repeats are known. About 110
///   bytes each.
/// - `listener.unexpected_per_address_max` (integer, default 200, 1...1000000): requests of devices that neither inventory nor
///   an earlier provisioning knows, at one address. Beyond it their hellos are reset.
/// - `listener.unexpected_per_site_max` (integer, default 50000, 1...10000000): the same, at the node's site.
/// - `site` (text, default `default`): the site written to each hello.
package struct ListenerSettings: Equatable, Sendable {
    package var bind: [IPAddress] = [IPAddress(v4: 0)]
    package var port: Int = 9_971
    package var helloTimeout: Duration = .seconds(10)
    package var commitTimeout: Duration = .seconds(5)
    package var connectionsMax: Int = 4_096
    package var connectionsPerSourceMax: Int = 32
    package var connectionsPerSourcePerMinuteMax: Int = 0
    package var proxyPeers: [IPNetwork] = []
    package var refresh: Duration = .seconds(600)
    package var remembered: Duration = .seconds(30)
    package var rememberedDevicesMax: Int = 200_000
    package var unexpected = UnexpectedLimits()
    package var site: String = "default"
    /// Not a setting of the file: the limits have reasons, which stand with them.
    package var batchLimits = HelloBatchMachine.Limits()

    package init() {}

    /// A value outside its range.
    package struct Fault: Equatable, Sendable {
        package var key: String
        package var value: String
        package var expected: String
    }

    /// All faults at once; none means that the listener may be started with these settings.
    package func faults() -> [Fault] {
        var faults: [Fault] = []
        func check(_ key: String, _ value: Int64, _ range: ClosedRange<Int64>) {
            guard !range.contains(value) else { return }
            faults.append(Fault(key: key, value: String(value), expected: "\(range.lowerBound)...\(range.upperBound)"))
        }
        if self.bind.isEmpty {
            faults.append(Fault(key: "listener.bind", value: "", expected: "at least one IP address"))
        }
        if Set(self.bind).count < self.bind.count {
            let value = self.bind.map(\.description).joined(separator: ", ")
            faults.append(Fault(key: "listener.bind", value: value, expected: "each address once"))
        }
        check("listener.port", Int64(self.port), 0...65_535)
        check("listener.hello_timeout_seconds", self.helloTimeout.components.seconds, 1...60)
        check("listener.commit_timeout_seconds", self.commitTimeout.components.seconds, 1...60)
        check("listener.connections_max", Int64(self.connectionsMax), 1...65_536)
        check("listener.connections_per_source_max", Int64(self.connectionsPerSourceMax), 1...65_536)
        check(
            "listener.connections_per_source_per_minute_max",
            Int64(self.connectionsPerSourcePerMinuteMax), 0...1_000_000)
        check("listener.refresh_seconds", self.refresh.components.seconds, 0...86_400)
        check("listener.remembered_seconds", self.remembered.components.seconds, 0...86_400)
        check("listener.remembered_devices_max", Int64(self.rememberedDevicesMax), 0...5_000_000)
        check("listener.unexpected_per_address_max", Int64(self.unexpected.perAddressMax), 1...1_000_000)
        check("listener.unexpected_per_site_max", Int64(self.unexpected.perSiteMax), 1...10_000_000)
        if self.site.isEmpty { faults.append(Fault(key: "site", value: "", expected: "a name")) }
        return faults
    }
}
