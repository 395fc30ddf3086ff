import Provisioning

extension APIOperation {
    static let listCertificates = Self(
        "listCertificates", .certificates, "Certificates for provisioning, in the order of import, without keys",
        answers: [.json(.object(["certificates": .list(of: .reference(.setupCertificate))]))])

    static let importCertificate = Self(
        "importCertificate", .certificates, "Imports a certificate with its key and chain",
        body: .needed(.reference(.certificateOrder)),
        answers: [
            .json(200, "It is known", .certificateImported), .json(201, "Kept", .certificateImported),
        ], problems: [.certificateUnreadable, .certificateRefused, .certificateNameTaken], isOnce: true)

    static let lintCertificate = Self(
        "lintCertificate", .certificates, "Judges a certificate as an import would, and keeps nothing",
        body: .needed(.reference(.certificateOrder)), answers: [.json(.reference(.certificateVerdict))],
        problems: [.certificateUnreadable])

    static let showCertificate = Self(
        "showCertificate", .certificates, "One certificate with all that is said of it, and its chain as PEM",
        answers: [.json(.certificateWithChain)], problems: [.certificateUnknown])

    static let removeCertificate = Self(
        "removeCertificate", .certificates, "Takes a certificate out of use, and its key away",
        answers: [.json(.object(["id": .number]))], problems: [.certificateUnknown])

    static let matchCertificates = Self(
        "matchCertificates", .certificates, "Which certificates a device is shown, in which order, and why",
        answers: [.json(.certificateMatch)], problems: [.deviceUnknown])

    static let showCertificateOutlook = Self(
        "showCertificateOutlook", .certificates, "How many devices could be provisioned in each of the next months",
        answers: [.json(.certificateOutlook)])
}
