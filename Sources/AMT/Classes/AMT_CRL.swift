/// Serial numbers that an issuer has revoked, for mutual TLS. Source: class definition of Intel's LMS, *AMT_CRL*.
package struct AMT_CRL: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_CRL")

    /// Names the issuer's list.
    package let url: String
    /// Each in the bytes it was added with, in the device's order.
    package let serialNumbers: [[UInt8]]

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.url = try instance.requiredText("Url")
        self.serialNumbers = try instance.byteArrays("SerialNumbers")
    }
}

extension AMT_CRL {
    /// Starts an enumeration of all issuers' lists.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_CRL>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in try AMT_CRL(instance) }
    }
}
