/// Binds one certificate of the store to ``AMT_8021XProfile``.
///
/// Both a root and the device's own certificate may be bound; the store says which is which. Source: class definition
/// AMT_8021xCredentialContext in Intel's LMS.
package struct AMT_8021xCredentialContext: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_8021xCredentialContext")

    /// The certificate.
    package let elementInContext: EndpointReference
    /// The 802.1x settings.
    package let elementProvidingContext: EndpointReference
    /// `InstanceID` of the certificate.
    package let certificateInstanceID: String

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.elementInContext = try instance.requiredReference("ElementInContext")
        self.elementProvidingContext = try instance.requiredReference("ElementProvidingContext")
        self.certificateInstanceID = try instance.requiredInstanceID(of: "ElementInContext")
    }
}

extension AMT_8021xCredentialContext {
    /// Starts an enumeration; its pages may hold no binding.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_8021xCredentialContext>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_8021xCredentialContext(instance)
        }
    }
}
