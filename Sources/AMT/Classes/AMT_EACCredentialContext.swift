/// Binds one certificate of the store, with its key, to the signing of postures: ``AMT_EndpointAccessControlService`` cannot be
/// switched on without.
///
/// Source: Intel's guide, class *AMT_EndpointAccessControlService* and *EAC Events*, which name create, put and delete; both
/// references are keys in the class definition of Intel's LMS. No answer was recorded.
package struct AMT_EACCredentialContext: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_EACCredentialContext")

    /// The certificate.
    package let elementInContext: EndpointReference
    /// The service.
    package let elementProvidingContext: EndpointReference
    /// `InstanceID` of the certificate.
    package let certificateInstanceID: String

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.elementInContext = try instance.requiredReference("ElementInContext")
        self.elementProvidingContext = try instance.requiredReference("ElementProvidingContext")
        self.certificateInstanceID = try instance.requiredInstanceID(of: "ElementInContext")
    }

    private init(certificateInstanceID: String, service: EndpointReference) {
        self.certificateInstanceID = certificateInstanceID
        self.elementInContext = .to(
            AMT_PublicKeyCertificate.firmwareClass, "InstanceID", certificateInstanceID)
        self.elementProvidingContext = service
    }
}

extension AMT_EACCredentialContext {
    /// Starts an enumeration; its pages hold one binding or none.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_EACCredentialContext>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_EACCredentialContext(instance)
        }
    }

    /// Binds a certificate when none is bound.
    ///
    /// - Parameter service: as it was read, whose keys name it.
    package static func create(
        certificateInstanceID: String, of service: AMT_EndpointAccessControlService
    ) -> WSManCall<EndpointReference> {
        let binding = AMT_EACCredentialContext(
            certificateInstanceID: certificateInstanceID, service: service.reference)
        return .create(self.firmwareClass, body: { binding.write(to: &$0) })
    }

    /// Binds another certificate in place of the one that is bound.
    ///
    /// - Parameter replaced: the binding as it was pulled, whose keys select it.
    package static func put(
        certificateInstanceID: String, replacing replaced: AMT_EACCredentialContext
    ) -> WSManCall<AMT_EACCredentialContext?> {
        let binding = AMT_EACCredentialContext(
            certificateInstanceID: certificateInstanceID, service: replaced.elementProvidingContext)
        return .put(
            self.firmwareClass,
            selectors: [
                .init("ElementInContext", replaced.elementInContext),
                .init("ElementProvidingContext", replaced.elementProvidingContext),
            ], body: { binding.write(to: &$0) }
        ) { instance throws(WSManRefusal) in
            try AMT_EACCredentialContext(instance)
        }
    }

    private func write(to writer: inout XMLWriter) {
        writer.open("p:AMT_EACCredentialContext", attributes: [("xmlns:p", Self.firmwareClass.uri)])
        EndpointReference.write(self.elementInContext, as: "p:ElementInContext", to: &writer)
        EndpointReference.write(self.elementProvidingContext, as: "p:ElementProvidingContext", to: &writer)
        writer.close("p:AMT_EACCredentialContext")
    }
}
