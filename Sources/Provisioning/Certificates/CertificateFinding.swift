/// One thing that is said of the certificates that were given.
package struct CertificateFinding: Equatable, Sendable {
    package let code: CertificateFindingCode
    /// The certificate that it is said of, as people call it; `nil` for the whole.
    package let certificate: String?
    /// What was seen, by name.
    package let facts: [String: String]

    /// - Parameter certificate: `nil` when it is said of the whole.
    package init(_ code: CertificateFindingCode, _ certificate: String? = nil, _ facts: [String: String] = [:]) {
        self.code = code
        self.certificate = certificate
        self.facts = facts
    }
}

extension CertificateFindingCode {
    /// One sentence for an operator.
    package var detail: String {
        switch self {
        case .keyMissing: "There is no private key among what was given."
        case .keyUnmatched: "The private key belongs to none of the certificates."
        case .keyOwnersSeveral: "The key belongs to several certificates; the one that lasts longest is taken."
        case .certificateMissing: "There is no certificate among what was given."
        case .issuerMissing: "The issuer's certificate was not given: the chain does not reach a root."
        case .signatureBroken: "A certificate of the issuer's name was given, and its key has not made the signature."
        case .rootNotSelfSigned: "The last certificate names itself as its issuer, and has not signed itself."
        case .chainAmbiguous: "Several chains lead from the leaf to a root; the device may know only one of the roots."
        case .chainUnordered: "The certificates were not given from leaf to root; they are put in order."
        case .chainDeep: "More than three certificates of authorities are in the chain."
        case .chainTooLong: "The chain has more certificates than can be shown."
        case .certificateRepeated: "The same certificate was given more than once; it is kept once."
        case .certificateSurplus: "A certificate that is not part of the chain was given; it is not kept."
        case .crossSigned: "Two certificates of one authority with one key were given: their hashes differ."
        case .issuerNoAuthority: "A certificate that has issued another does not say that it may."
        case .usageMissing: "The leaf is not for provisioning: neither usages nor organizational unit say so."
        case .usageWithoutServerAuth: "The leaf has the usage for provisioning, and serverAuth beside it is missing."
        case .usageWithoutSetup:
            "The leaf has serverAuth, and neither the usage for provisioning nor the organizational unit."
        case .unitMisspelt: "The organizational unit is nearly, and not exactly, the one that firmware compares."
        case .rsaShort: "An RSA key of the chain has fewer than 2048 bits."
        case .keyElliptic: "A key of the chain is an elliptic one."
        case .keyKindUnknown: "A key of the chain is neither RSA nor on an elliptic curve."
        case .signatureWeak: "A signature of the chain, that of the root by itself included, is made over SHA-1 or MD5."
        case .signatureLong: "A signature of the chain is made over SHA-384 or SHA-512."
        case .netscapeType: "The leaf has the extension nsCertType."
        case .nameMissing: "The leaf has no common name."
        case .nameOnlyAlternative: "The leaf's name is among the alternative names alone."
        case .nameWildcard: "The common name is a wildcard."
        case .nameSingleLabel: "The common name has no domain."
        case .nameAddress: "The common name is an address."
        case .nameMalformed: "The common name is no name of a host or a domain."
        case .nameSeveral: "The leaf has several common names; the last one is taken."
        case .nameUnsold: "The name ends in a domain for which no public authority issues."
        case .nameWholeSuffix: "Of this top-level domain the device's whole suffix is compared."
        case .expired: "It has ended."
        case .notYetValid: "It is not valid yet."
        case .endsSoon: "It ends soon."
        case .issuerEndsSooner: "A certificate above the leaf ends before the leaf."
        case .rootOwn: "The root is in no list that firmware is known to leave the factory with."
        case .rootRetired: "The root is only in lists of older firmware."
        }
    }

    /// What an operator can do.
    package var remedy: String {
        switch self {
        case .keyMissing: "Give the private key too: the PKCS #12 file, or the key's PEM."
        case .keyUnmatched: "Find the key with which the certificate was asked for, or have it issued anew."
        case .keyOwnersSeveral: "Give one of them alone if another is meant."
        case .certificateMissing: "Give the certificate with its intermediates and the root."
        case .issuerMissing:
            "Get the missing certificates from who issued it: firmware needs all of them, the root too."
        case .signatureBroken: "Get the issuer's certificate of today; a renewed authority may have another key."
        case .rootNotSelfSigned: "Get the root itself; it signs itself."
        case .chainAmbiguous: "Leave out the certificates of the chain that you do not mean."
        case .chainUnordered: "Nothing has to be done."
        case .chainDeep: "Ask for a chain of leaf, one or two intermediates and root; longer ones were seen to fail."
        case .chainTooLong: "Ask for a shorter chain."
        case .certificateRepeated: "Nothing has to be done."
        case .certificateSurplus: "Nothing has to be done."
        case .crossSigned: "See that the chain ends in the root whose hash the devices list."
        case .issuerNoAuthority: "Have the authority's certificate made with the basic constraint CA."
        case .usageMissing:
            "Have it issued with the usages 2.16.840.1.113741.1.2.3 and serverAuth, or with the organizational unit "
                + "Intel(R) Client Setup Certificate."
        case .usageWithoutServerAuth: "Have it issued with serverAuth (1.3.6.1.5.5.7.3.1) too."
        case .usageWithoutSetup:
            "Have it issued with 2.16.840.1.113741.1.2.3 too, or with the organizational unit "
                + "Intel(R) Client Setup Certificate. It is an ordinary certificate of a server."
        case .unitMisspelt: "Have it issued with exactly: Intel(R) Client Setup Certificate."
        case .rsaShort: "Use RSA keys of 2048 bits or more: AMT 16 and the desktop parts of 15 refuse shorter ones."
        case .keyElliptic:
            "Prefer RSA: elliptic chains should pass on AMT 12 and later, and nobody has published that they do."
        case .keyKindUnknown: "Use RSA."
        case .signatureWeak:
            "Use a chain signed over SHA-256: AMT 16 and the desktop parts of 15 refuse anything weaker."
        case .signatureLong: "Prefer SHA-256, which is known to work everywhere from AMT 7 on."
        case .netscapeType:
            "Have it issued without nsCertType: firmware was seen to refuse such a certificate with alert 46."
        case .nameMissing: "Have it issued with a common name in the domain of the devices."
        case .nameOnlyAlternative:
            "Have it issued with the name as the common name: firmware is not known to look at others."
        case .nameWildcard: "Prefer a plain name: whether each release takes a wildcard is not documented."
        case .nameSingleLabel:
            "Have it issued for a name in the domain of the devices, such as provisioning.example.com."
        case .nameAddress: "Have it issued for a name in the domain of the devices, not for an address."
        case .nameMalformed: "Have it issued for a name in the domain of the devices, such as provisioning.example.com."
        case .nameSeveral: "Have it issued with one common name."
        case .nameUnsold:
            "Use a root of your own and bring its hash by USB, or give the devices a PKI suffix of a public domain."
        case .nameWholeSuffix: "See that the certificate's name and the devices' suffix agree to the last label."
        case .expired: "Renew it. Firmware does not refuse it for that, and nothing else should rely on it."
        case .notYetValid: "Look at the clock of this machine, and at who issued it."
        case .endsSoon: "Renew it now: where the root stays the same, import the new one and remove the old."
        case .issuerEndsSooner: "Get the issuer's newer certificate; see that the root's hash stays the same."
        case .rootOwn:
            "Bring the root's SHA-256 to each device by USB (setup.bin) or, before AMT 16, in the MEBx; full unprovisioning erases it."
        case .rootRetired: "Get a chain to a root that newer firmware lists."
        }
    }
}
