// Certificates for provisioning, as the API's description has them.

struct CertificateLint: Decodable, Equatable {
    struct Certificate: Decodable, Equatable {
        var subject: String
        var issuer: String
        var notBefore: String
        var notAfter: String
        var sha256: String
        var key: String
        var signature: String
    }

    struct Root: Decodable, Equatable {
        var name: String?
        var sha1: String
        var sha256: String
        var lists: [String]
    }

    struct Counted: Decodable, Equatable {
        var kind: String
        var text: String
    }

    struct Finding: Decodable, Equatable {
        var code: String
        var severity: String
        var certificate: String?
        var detail: String
        var remedy: String
        var facts: [String: String]
    }

    struct Release: Decodable, Equatable {
        struct Reason: Decodable, Equatable {
            var code: String
            var text: String
        }

        var release: String
        var answer: String
        var reasons: [Reason]
    }

    var complete: Bool
    var chain: [Certificate]
    var root: Root?
    var counted: Counted?
    var findings: [Finding]
    var releases: [Release]

    /// Whether something is said for which no release takes it.
    var isRefused: Bool { self.findings.contains { $0.severity == "every-release" } }
}

struct CertificateSummary: Decodable, Equatable {
    var id: Int64
    var name: String?
    var subject: String
    var commonName: String?
    var notAfter: String
    var daysLeft: Int
    var importedAt: String
    var rootName: String?
    var findingCounts: [String: Int]
    var takenBy: [String]
}

struct CertificateList: Decodable, Equatable {
    var certificates: [CertificateSummary]
}

struct CertificateKept: Decodable, Equatable {
    var id: Int64
    var result: String
}

struct CertificateRemoved: Decodable, Equatable {
    var id: Int64
}

struct CertificatePEM: Decodable, Equatable {
    var chainPEM: String
}

struct CertificateMatches: Decodable, Equatable {
    struct Suffix: Decodable, Equatable {
        var suffix: String
        var source: String
    }

    struct Reason: Decodable, Equatable {
        var question: String
        var answer: String
        var text: String
    }

    struct Certificate: Decodable, Equatable {
        var id: Int64
        var name: String?
        var subject: String
        var place: Int?
        var reasons: [Reason]
    }

    var uuid: String
    var attempt: Int
    var release: String?
    var rootHashes: Int?
    var suffixes: [Suffix]
    var certificates: [Certificate]
}

struct CertificateOutlook: Decodable, Equatable {
    struct Certificate: Decodable, Equatable {
        var id: Int64
        var name: String?
        var subject: String?
        var notAfter: String
        var daysLeft: Int
        var endsWithinDays: Int?
        var devices: Int
    }

    struct Root: Decodable, Equatable {
        var hash: String
        var name: String?
        var devices: Int
        var certificates: [Int64]
        var reachable: [Int]
    }

    var devices: Int
    var months: [String]
    var reachable: [Int]
    var certificates: [Certificate]
    var roots: [Root]
}
