import AMT

/// What the certificates say with which a device in setup met us.
package enum OnDieFinding: Equatable, Sendable {
    /// One that the firmware signed itself, or none: it has no more to show, or its release shows no more.
    case absent
    /// The chip's maker vouches for the firmware: nobody else can speak for it.
    case verified
    /// It shows a chain that is not what it should be.
    case refused(OnDieRefusal, detail: String)

    /// What it proves, or disproves.
    package var proof: DeviceProof? {
        switch self {
        case .verified: .onDieCertificate
        case .absent, .refused(.notChecked, _): nil
        case .refused(.chain, _), .refused(.leafName, _), .refused(.engineName, _), .refused(.unreadable, _):
            .chainRefused
        }
    }
}

/// Why a device's chain does not vouch for it. Raw values are evidence and never renamed.
package enum OnDieRefusal: String, CaseIterable, Sendable {
    /// The chain leads to none of the roots, or is not sound; the detail is the library's.
    case chain
    /// Its own certificate is for something else than setup.
    case leafName = "leaf-name"
    /// No certificate of the engine's read-only memory is in the chain, or one that no on-die authority has made.
    case engineName = "engine-name"
    /// The bytes are no certificates.
    case unreadable
    /// This node could not look at it now.
    case notChecked = "not-checked"

    /// One sentence for an operator.
    package var text: String {
        switch self {
        case .chain: "The device's chain does not lead to the root of its maker."
        case .leafName: "The device shows a certificate that its maker has not made for setup."
        case .engineName: "The device's chain has no certificate of a management engine in it."
        case .unreadable: "The device's certificates cannot be read."
        case .notChecked: "The device's chain could not be looked at in time."
        }
    }
}

/// The on-die certificate authority's chains: AMT's certificate, those of the engine's parts up to the one in its read-only memory, and
/// then those of the factory, up to Intel's root. Source: hello-and-keys section 5.4; rpc-go, `internal/certs/lmsTls.go`.
package enum OnDieChain {
    /// Names of the certificate that firmware has for being set up.
    static let leafNames: Set<String> = ["AMT RCFG", "iAMT CSME IDevID RCFG"]
    /// What the certificate in read-only memory is called.
    static let engineNames = ["ROM CA", "ROM DE"]
    /// How the unit of its issuer begins, by the chip's family.
    static let issuerUnits = ["ODCA 2 CSME", "On Die CSME"]

    /// The root, "OnDie CA Root Cert Signing": its SHA-256 is
    /// `beb40bb7507b33967226aa80e084749fbb6593893c642e818d682e9a8d07fc24`, as in hello-and-keys section 5.4. Published at
    /// `tsci.intel.com/content/OnDieCA/certs/OnDie_CA_RootCA_Certificate.cer`.
    package static let rootPEM = """
        -----BEGIN CERTIFICATE-----
        MIICujCCAj6gAwIBAgIUPLLiHTrwySRtWxR4lxKLlu7MJ7wwDAYIKoZIzj0EAwMF
        ADCBiTELMAkGA1UEBgwCVVMxCzAJBgNVBAgMAkNBMRQwEgYDVQQHDAtTYW50YSBD
        bGFyYTEaMBgGA1UECgwRSW50ZWwgQ29ycG9yYXRpb24xIzAhBgNVBAsMGk9uRGll
        IENBIFJvb3QgQ2VydCBTaWduaW5nMRYwFAYDVQQDDA13d3cuaW50ZWwuY29tMB4X
        DTE5MDQwMzAwMDAwMFoXDTQ5MTIzMTIzNTk1OVowgYkxCzAJBgNVBAYMAlVTMQsw
        CQYDVQQIDAJDQTEUMBIGA1UEBwwLU2FudGEgQ2xhcmExGjAYBgNVBAoMEUludGVs
        IENvcnBvcmF0aW9uMSMwIQYDVQQLDBpPbkRpZSBDQSBSb290IENlcnQgU2lnbmlu
        ZzEWMBQGA1UEAwwNd3d3LmludGVsLmNvbTB2MBAGByqGSM49AgEGBSuBBAAiA2IA
        BK8SfB2UflvXZqb5Kc3+lokrABHWazvNER2axPURP64HILkXChPB0OEX5hLB7Okw
        7Dy6oFqB5tQVDupgfvUX/SgYBEaDdG5rCVFrGAis6HX5TA2ewQmj14r2ncHBgnpp
        B6NjMGEwHwYDVR0jBBgwFoAUtFjJ9uQIQKPyWMg5eG6ujgqNnDgwDwYDVR0TAQH/
        BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYwHQYDVR0OBBYEFLRYyfbkCECj8ljIOXhu
        ro4KjZw4MAwGCCqGSM49BAMDBQADaAAwZQIxAP9B4lFF86uvpHmkcp61cWaU565a
        yE3p7ezu9haLE/lPLh5hFQfmTi1nm/sG3JEXMQIwNpKfHoDmUTrUyezhhfv3GG+1
        CqBXstmCYH40buj9jKW3pHWc71s9arEmPWli7I8U
        -----END CERTIFICATE-----
        """

    /// - Parameters:
    ///   - certificates: as the device has sent them, its own first.
    ///   - pathFault: why they do not lead to a root; `nil` when they do.
    package static func judge(_ certificates: [CertificateFacts], pathFault: String?) -> OnDieFinding {
        guard let leaf = certificates.first, certificates.count > 1 else { return .absent }
        if let pathFault { return .refused(.chain, detail: pathFault) }
        // From here on the names are those that the root's owner has signed.
        guard leaf.commonNames.contains(where: { Self.leafNames.contains($0) }) else {
            return .refused(.leafName, detail: leaf.subject.text)
        }
        let engine = certificates.dropFirst().first { certificate in
            certificate.commonNames.contains { name in Self.engineNames.contains { name.contains($0) } }
        }
        guard let engine, Self.isOfEngineMaker(engine.issuer.text) else {
            return .refused(.engineName, detail: engine?.issuer.text ?? "none")
        }
        return .verified
    }

    /// Whether a name has a unit of the factory's authorities. The name is one that was signed.
    private static func isOfEngineMaker(_ issuer: String) -> Bool {
        Self.issuerUnits.contains { unit in issuer.contains("OU=\(unit)") || issuer.contains("OU = \(unit)") }
    }
}
