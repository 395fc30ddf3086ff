import AMT
import Provisioning

/// Posture for network access control.
extension WSManDesk {
    func readPostureSigner() async throws(RoundEnd) -> Settings {
        let finding = try await self.caller.findAll(
            AMT_EACCredentialContext.enumerate(), AMT_EACCredentialContext.pull)
        self.postureSigner = finding.value?.first
        return finding.map { bindings in
            guard let bound = bindings.first?.certificateInstanceID else { return [.endpointAccessSigner: "none"] }
            let isOwn = bound == self.material.deviceCertificateInstanceID
            return [.endpointAccessSigner: isOwn ? Profile.EndpointAccess.Signer.device.rawValue : "another"]
        }
    }

    /// Binds the device's own certificate.
    func writePostureSigner() async throws(RoundEnd) {
        let own = try self.deviceCertificate()
        if let replaced = self.postureSigner {
            return try await self.act(
                AMT_EACCredentialContext.put(certificateInstanceID: own, replacing: replaced))
        }
        let service = try await self.caller.call(AMT_EndpointAccessControlService.get())
        try await self.act(AMT_EACCredentialContext.create(certificateInstanceID: own, of: service))
    }

    func writeEndpointAccess(_ values: WantedTexts) async throws(RoundEnd) {
        let held = try await self.caller.call(AMT_EndpointAccessControlService.getEacOptions())
        let vendors = Profile.EndpointAccess.Vendors(rawValue: values[.endpointAccessVendors]).map(Self.vendors)
        let hash = Profile.EndpointAccess.PostureHash(rawValue: values[.endpointAccessPostureHash]).map(Self.hash)
        try await self.act(
            AMT_EndpointAccessControlService.setEacOptions(
                .init(vendors: vendors ?? held.vendors, postureHash: hash ?? held.postureHash)))
    }
}
