/// Binds one certificate of the store to ``IPS_IEEE8021xSettings``.
///
/// Both a root and the device's own certificate may be bound; the store says which is which. Source: class definition
/// IPS_8021xCredentialContext in Intel's LMS.
package struct IPS_8021xCredentialContext: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.ips("IPS_8021xCredentialContext")

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

extension IPS_8021xCredentialContext {
    /// Starts an enumeration; its pages may hold no binding.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<IPS_8021xCredentialContext>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try IPS_8021xCredentialContext(instance)
        }
    }
}
