/// The service that holds the proxies through which a device reaches a management presence server.
///
/// Source: class definition IPS_HTTPProxyService in Intel's LMS.
package enum IPS_HTTPProxyService {
    static let firmwareClass = FirmwareClass.ips("IPS_HTTPProxyService")

    /// Adds a proxy; the output is the `Name` of its ``IPS_HTTPProxyAccessPoint``.
    ///
    /// A lost answer may have added it: enumerate by address, port and suffix. Return values: 1, 16, 23 list full, 36,
    /// 2058 it is there already.
    ///
    /// - Parameters:
    ///   - accessInfo: name or address, at most 256 characters.
    ///   - networkDNSSuffix: the network in which the proxy is used, at most 192 characters.
    package static func addProxyAccessPoint(
        accessInfo: String, infoFormat: AccessInfoFormat, port: UInt16, networkDNSSuffix: String
    ) -> WSManCall<String> {
        .invoke(
            self.firmwareClass, "AddProxyAccessPoint", kind: .probeFirst, answerSecondsMax: slowAnswerSecondsMax,
            parameters: { writer in
                writer.element("p:AccessInfo", accessInfo)
                writer.element("p:InfoFormat", String(infoFormat.number))
                writer.element("p:Port", String(port))
                writer.element("p:NetworkDnsSuffix", networkDNSSuffix)
            }
        ) { output throws(WSManRefusal) in try output.requiredSelector("Name", of: "ProxyAccessPoint") }
    }
}
