/// One version that firmware tells about itself.
package struct CIM_SoftwareIdentity: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.cim("CIM_SoftwareIdentity")
    /// ``instanceID`` of the AMT version itself.
    package static let amtInstanceID = "AMT"

    /// `AMT`, `Flash`, `Sku`, `Build Number` …
    package let instanceID: String
    /// `12.0.67`, `16392`, `1579` …
    package let versionString: String

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.instanceID = try instance.requiredText("InstanceID")
        self.versionString = try instance.requiredText("VersionString")
    }
}

extension CIM_SoftwareIdentity {
    /// Starts an enumeration.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<CIM_SoftwareIdentity>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try CIM_SoftwareIdentity(instance)
        }
    }
}
