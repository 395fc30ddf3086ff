/// Keys of entries that have no name of their own: the same for every spelling of an address.
package enum EntryKey {
    /// Of a presence server.
    package static func server(address: String, port: some BinaryInteger) -> String {
        "\(HostText.normal(address)):\(port)"
    }

    /// Of a subscription for events.
    package static func subscription(destination: String, filter: String) -> String { "\(destination) \(filter)" }

    /// Of a proxy.
    package static func proxy(address: String, port: some BinaryInteger, suffix: String) -> String {
        "\(HostText.normal(address)):\(port) \(HostText.normal(suffix))"
    }
}
