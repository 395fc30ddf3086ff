import Hummingbird
import Provisioning

/// Whoever speaks for others: a proxy that ends TLS before the API and names the caller in `X-Forwarded-For`.
///
/// What anybody else says there is not believed.
struct ProxyPeers: Sendable {
    /// Addresses that one header may name; the last ones count.
    static let hopsMax = 16

    let networks: [IPNetwork]

    /// - Parameter address: numeric, as text.
    func contains(_ address: some StringProtocol) -> Bool {
        guard !self.networks.isEmpty, let address = IPAddress(address) else { return false }
        return self.networks.contains { $0.contains(address) }
    }

    /// The caller's address: the last one named that is no proxy's. The peer's own, where it is no proxy, or names nobody.
    ///
    /// - Parameter named: addresses with commas between them, those nearest to us at the end.
    func caller(peer: String, named: String?) -> String {
        guard self.contains(peer), let named else { return peer }
        var caller = peer
        for hop in named.split(separator: ",").suffix(Self.hopsMax).reversed() {
            guard let address = IPAddress(hop.filter { $0 != " " && $0 != "\t" }) else { break }
            caller = address.description
            if !self.contains(caller) { break }
        }
        return caller
    }
}
