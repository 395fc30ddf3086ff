import AMT
import Provisioning

/// Shapes of certificates for provisioning.
extension APISchema {
    static let setupCertificate = Self.object([
        "id": .number, "name": .name.orNull, "subject": .text("CN=provision.corp.example"),
        "commonName": .text("provision.corp.example").orNull, "notAfter": .moment, "daysLeft": .integer(nil),
        "importedAt": .moment, "leafSHA256": .hexadecimal, "rootName": .text("Go Daddy Class 2 CA").orNull,
        "findingCounts": .counts(by: CertificateFindingCode.Severity.self), "takenBy": .list(of: .text("16.1")),
    ])

    private static let verdict: KeyValuePairs<String, APISchema> = [
        "complete": .flag, "chain": .list(of: .reference(.chainCertificate)), "root": Self.root.orNull,
        "counted": .object([
            "kind": .words(["last-labels", "whole-name", "whole-domain"]), "text": .text("corp.example"),
        ]).orNull,
        "findings": .list(of: Self.finding), "releases": .list(of: Self.release),
    ]

    static let certificateVerdict = Self.object(Self.verdict)

    static let certificateImported = Self.object(["id": .number, "result": .words(["kept", "known"])])
        .adding(Self.verdict)

    static let certificateWithChain = Self.setupCertificate.adding(Self.verdict)
        .adding(["chainPEM": .text("-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n")])

    static let chainCertificate = Self.object([
        "subject": .text("CN=provision.corp.example"), "issuer": .text("CN=Corp CA"), "serial": .hexadecimal,
        "notBefore": .moment, "notAfter": .moment, "sha1": .hexadecimal, "sha256": .hexadecimal,
        "key": .text("RSA 2048"), "signature": .text("sha256WithRSAEncryption"), "commonNames": .list(of: .text),
        "units": .list(of: .text), "organizations": .list(of: .text), "alternativeNames": .list(of: .text),
        "extendedKeyUsages": .list(of: .text("1.3.6.1.5.5.7.3.1")),
    ])

    private static let root = Self.object([
        "name": .text("Go Daddy Class 2 CA").orNull, "sha1": .hexadecimal, "sha256": .hexadecimal,
        "sha384": .hexadecimal, "lists": .list(of: .words(FactoryRootList.self)),
    ])

    private static let finding = Self.object([
        "code": .words(CertificateFindingCode.self), "severity": .words(CertificateFindingCode.Severity.self),
        "certificate": .text("CN=provision.corp.example").orNull, "detail": .text, "remedy": .text,
        "facts": .map(.text, example: [("days", "12")]),
    ])

    private static let release = Self.object([
        "release": .text("16.1"), "answer": .words(ReleaseVerdict.Answer.self),
        "reasons": .list(of: .object(["code": .text("root-listed"), "text": .text])),
    ])

    static let certificateOrder = Self.object(
        needed: [
            "files": .list(
                of: .either([
                    .object(["pem": .text("-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n")]),
                    .object(["base64": .text("MIIB", pattern: "^([A-Za-z0-9+/]{4})*$")]),
                ]), 1...CertificateOrder.filesMax)
        ], optional: ["name": .name.orNull, "passphrase": .text("passphrase").orNull, "force": .flag.orNull])

    static let certificateMatch = Self.object([
        "uuid": .uuid, "attempt": .count, "release": .text("16.1.25").orNull, "rootHashes": .count.orNull,
        "suffixes": .list(of: .object(["suffix": .text("corp.example"), "source": .text("altiris")])),
        "certificates": .list(
            of: .object([
                "id": .number, "name": .name.orNull, "subject": .text("CN=provision.corp.example"),
                "place": .count.orNull,
                "reasons": .list(
                    of: .object([
                        "question": .words(CertificateMatch.Question.self),
                        "answer": .words(CertificateMatch.Answer.self), "text": .text,
                    ])),
            ])),
    ])

    static let certificateOutlook = Self.object([
        "devices": .count,
        "months": .list(
            of: .text("2026-03", pattern: "^[0-9]{4}-[0-9]{2}$"),
            CertificateOutlook.monthCount...CertificateOutlook.monthCount),
        "reachable": Self.months,
        "certificates": .list(
            of: .object([
                "id": .number, "name": .name.orNull, "subject": .text("CN=provision.corp.example").orNull,
                "notAfter": .moment, "daysLeft": .integer(nil), "endsWithinDays": .number.orNull, "devices": .count,
            ])),
        "roots": .list(
            of: .object([
                "hash": .hexadecimal, "name": .text("Go Daddy Class 2 CA").orNull, "devices": .count,
                "certificates": .list(of: .number), "reachable": Self.months,
            ]), 0...CertificateOutlook.rootCountMax),
    ])

    private static let months = Self.list(of: .count, CertificateOutlook.monthCount...CertificateOutlook.monthCount)
}
