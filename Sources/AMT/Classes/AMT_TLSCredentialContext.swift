/// Binds one certificate of the store to the device's TLS ends. There is at most one.
package struct AMT_TLSCredentialContext: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_TLSCredentialContext")

    /// The certificate.
    package let elementInContext: EndpointReference
    /// The collection of TLS ends.
    package let elementProvidingContext: EndpointReference
    /// `InstanceID` of the certificate.
    package let certificateInstanceID: String

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.elementInContext = try instance.requiredReference("ElementInContext")
        self.elementProvidingContext = try instance.requiredReference("ElementProvidingContext")
        self.certificateInstanceID = try instance.requiredInstanceID(of: "ElementInContext")
    }

    /// The binding of a certificate as clients write it; devices report the collection's name with one blank more.
    package init(certificateInstanceID: String) {
        self.certificateInstanceID = certificateInstanceID
        self.elementInContext = EndpointReference(
            resourceURI: AMT_PublicKeyCertificate.firmwareClass.uri,
            selectors: [.init("InstanceID", certificateInstanceID)])
        self.elementProvidingContext = EndpointReference(
            resourceURI: FirmwareClass.amt("AMT_TLSProtocolEndpointCollection").uri,
            selectors: [.init("ElementName", "TLSProtocolEndpointInstances Collection")])
    }
}

extension AMT_TLSCredentialContext {
    /// Starts an enumeration; its pages hold one binding or none.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_TLSCredentialContext>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_TLSCredentialContext(instance)
        }
    }

    /// Binds a certificate when none is bound; otherwise the fault is `wsman:AlreadyExists`.
    package static func create(certificateInstanceID: String) -> WSManCall<EndpointReference> {
        let binding = AMT_TLSCredentialContext(certificateInstanceID: certificateInstanceID)
        return .create(self.firmwareClass, body: { binding.write(to: &$0) })
    }

    /// Binds another certificate in place of the one that is bound.
    ///
    /// - Parameter replaced: the binding as it was pulled, whose keys select it.
    package static func put(
        certificateInstanceID: String, replacing replaced: AMT_TLSCredentialContext
    ) -> WSManCall<AMT_TLSCredentialContext?> {
        let binding = AMT_TLSCredentialContext(certificateInstanceID: certificateInstanceID)
        return .put(
            self.firmwareClass, selectors: replaced.selectors, body: { binding.write(to: &$0) }
        ) { instance throws(WSManRefusal) in
            try AMT_TLSCredentialContext(instance)
        }
    }

    /// Removes a binding. During an interrupted setup firmware may not permit it: put another certificate instead.
    package static func delete(_ binding: AMT_TLSCredentialContext) -> WSManCall<Done> {
        .delete(self.firmwareClass, selectors: binding.selectors)
    }

    private var selectors: [EndpointReference.Selector] {
        [
            .init("ElementInContext", self.elementInContext),
            .init("ElementProvidingContext", self.elementProvidingContext),
        ]
    }

    private func write(to writer: inout XMLWriter) {
        writer.open("p:AMT_TLSCredentialContext", attributes: [("xmlns:p", Self.firmwareClass.uri)])
        writer.open("p:ElementInContext")
        self.elementInContext.write(to: &writer)
        writer.close("p:ElementInContext")
        writer.open("p:ElementProvidingContext")
        self.elementProvidingContext.write(to: &writer)
        writer.close("p:ElementProvidingContext")
        writer.close("p:AMT_TLSCredentialContext")
    }
}
