/// Binds one certificate of the store to the 802.1x settings of a wireless network, ``CIM_IEEE8021xSettings``.
///
/// Both a root and the device's own certificate may be bound; the store says which is which. Source: class definition
/// CIM_CredentialContext in Intel's LMS.
package struct CIM_CredentialContext: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.cim("CIM_CredentialContext")

    /// `InstanceID` of the certificate; `nil` for a credential that has none.
    package let certificateInstanceID: String?

    init(_ instance: InstanceReader) { self.certificateInstanceID = instance.instanceID(of: "ElementInContext") }
}

extension CIM_CredentialContext {
    /// Starts an enumeration; its pages may hold no binding.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<CIM_CredentialContext>> {
        .pull(self.firmwareClass, context: context) { instance in CIM_CredentialContext(instance) }
    }
}
