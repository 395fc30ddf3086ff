/// The service that makes keys and takes certificates. Its stores are small: about four to seven places each.
package enum AMT_PublicKeyManagementService {
    static let firmwareClass = FirmwareClass.amt("AMT_PublicKeyManagementService")

    /// Makes an RSA key pair in the device; the output is the pair's `InstanceID`.
    ///
    /// A lost answer may leave a pair behind: enumerate ``AMT_PublicPrivateKeyPair`` and use one that no certificate
    /// holds. Return values: 23 store full, 36, 38, 2061 and 2082 still at work on an earlier one.
    ///
    /// - Parameter keyLength: bits; 2048 works everywhere known.
    package static func generateKeyPair(keyLength: UInt32) -> WSManCall<String> {
        .invoke(
            self.firmwareClass, "GenerateKeyPair", kind: .probeFirst, answerSecondsMax: slowAnswerSecondsMax,
            parameters: { writer in
                // 0 is RSA, the only algorithm of this method.
                writer.element("p:KeyAlgorithm", "0")
                writer.element("p:KeyLength", String(keyLength))
            }
        ) { output throws(WSManRefusal) in try output.requiredInstanceID(of: "KeyPair") }
    }

    /// Stores a certificate whose key pair is in the device; the output is the certificate's `InstanceID`.
    ///
    /// Return values: 16, 23, 38, 2058 it is there already, 2063 invalid certificate, 2064 no key fits.
    package static func addCertificate(der: [UInt8]) -> WSManCall<String> {
        self.add("AddCertificate", der: der)
    }

    /// Stores a root that the device will trust; the output is the certificate's `InstanceID`.
    ///
    /// Return values as of ``addCertificate(der:)``.
    package static func addTrustedRootCertificate(der: [UInt8]) -> WSManCall<String> {
        self.add("AddTrustedRootCertificate", der: der)
    }

    /// Has the device sign a certificate request with one of its keys; the output is the signed PKCS#10, DER.
    ///
    /// Return values: 36, 2062 invalid key, 2066 unsupported.
    ///
    /// - Parameters:
    ///   - keyPairInstanceID: as ``generateKeyPair(keyLength:)`` gave it.
    ///   - nullSignedRequest: a whole PKCS#10, DER, with that key and a signature that means nothing.
    package static func generatePKCS10RequestEx(
        keyPairInstanceID: String, algorithm: SigningAlgorithm, nullSignedRequest: [UInt8]
    ) -> WSManCall<[UInt8]> {
        let reference = EndpointReference(
            resourceURI: AMT_PublicPrivateKeyPair.firmwareClass.uri,
            selectors: [.init("InstanceID", keyPairInstanceID)])
        return .invoke(
            self.firmwareClass, "GeneratePKCS10RequestEx", kind: .read, answerSecondsMax: slowAnswerSecondsMax,
            parameters: { writer in
                writer.open("p:KeyPair")
                reference.write(to: &writer)
                writer.close("p:KeyPair")
                writer.element("p:SigningAlgorithm", String(algorithm.rawValue))
                writer.element("p:NullSignedCertificateRequest", Base64.text(nullSignedRequest))
            }
        ) { output throws(WSManRefusal) in try output.requiredBytes("SignedCertificateRequest") }
    }

    /// Tells the device which serial numbers an issuer has revoked. Return values: 23 list full, 36, 38, 2058 the
    /// issuer is there already: reset the lists and add all of them anew.
    ///
    /// - Parameters:
    ///   - url: names the issuer's list; the device fetches nothing from there.
    ///   - serialNumbers: each in the bytes of its DER integer.
    package static func addCRL(url: String, serialNumbers: [[UInt8]]) -> WSManCall<Done> {
        .invoke(
            self.firmwareClass, "AddCRL", kind: .probeFirst, answerSecondsMax: slowAnswerSecondsMax,
            parameters: { writer in
                writer.element("p:Url", url)
                for serialNumber in serialNumbers { writer.element("p:SerialNumbers", Base64.text(serialNumber)) }
            })
    }

    /// Forgets the revoked serial numbers of all issuers.
    package static func resetCRLList() -> WSManCall<Done> {
        .invoke(self.firmwareClass, "ResetCRLList", kind: .repeatable, answerSecondsMax: slowAnswerSecondsMax)
    }

    /// The hash under a request's RSA signature.
    package enum SigningAlgorithm: UInt32, CaseIterable, Sendable {
        /// Gone in AMT 18.
        case sha1 = 0
        case sha256 = 1
        case sha384 = 2
    }

    private static func add(_ method: String, der: [UInt8]) -> WSManCall<String> {
        .invoke(
            self.firmwareClass, method, kind: .probeFirst, answerSecondsMax: slowAnswerSecondsMax,
            parameters: { $0.element("p:CertificateBlob", Base64.text(der)) }
        ) { output throws(WSManRefusal) in try output.requiredInstanceID(of: "CreatedCertificate") }
    }
}
