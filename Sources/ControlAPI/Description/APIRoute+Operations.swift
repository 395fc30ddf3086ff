import Hummingbird
import Provisioning

/// What each method of a resource takes and answers. A new resource does not compile until it is described here.
extension APIRoute {
    var operations: [HTTPRequest.Method: APIOperation] {
        switch self {
        case .root: [.get: .leadToConsole]
        case .console: [.get: .showConsole]
        case .consoleFile: [.get: .showConsoleFile]
        case .me: [.get: .showCaller]
        case .livez: [.get: .live]
        case .readyz: [.get: .ready]
        case .metrics: [.get: .showMetrics]
        case .openAPI: [.get: .describe]
        case .authorityCertificate: [.get: .showAuthority]
        case .authorityRevocationList: [.get: .showRevocationList]
        case .devices: [.get: .listDevices]
        case .deviceActions: [.post: .orderOfDevices]
        case .device: [.get: .showDevice]
        case .timeline: [.get: .showTimeline]
        case .explanation: [.get: .explainDevice]
        case .credential: [.get: .showCredential]
        case .retry: [.post: .retryDevice]
        case .apply: [.post: .applyProfile]
        case .simulation: [.post: .simulateProfile]
        case .resolution: [.get: .resolveDevice]
        case .oneTimePassword: [.put: .registerOneTimePassword]
        case .deviceCertificates: [.get: .listDeviceCertificates]
        case .deviceCertificateRevocation: [.post: .revokeDeviceCertificate]
        case .queue: [.get: .showQueue]
        case .profiles: [.get: .listProfiles]
        case .profileSchema: [.get: .showProfileSchema]
        case .profileValidation: [.post: .validateProfile]
        case .profile: [.get: .showProfile, .put: .keepProfile]
        case .profileHistory: [.get: .showProfileHistory]
        case .profileVersion: [.get: .showProfileVersion]
        case .policy: [.get: .showPolicy, .put: .keepPolicy]
        case .policyHistory: [.get: .showPolicyHistory]
        case .policyValidation: [.post: .validatePolicy]
        case .policyDryRun: [.post: .tryPolicy]
        case .secrets: [.get: .listSecrets]
        case .secret: [.put: .keepSecret]
        case .sealingKeys: [.get: .countSealed, .put: .keepSecretKeys]
        case .rotation: [.post: .rotateKeys, .put: .keepSecretRotation]
        case .verification: [.post: .verifySecrets, .put: .keepSecretVerification]
        case .sources: [.get: .listSources]
        case .sourceSchema: [.get: .showSourceSchema]
        case .sourceValidation: [.post: .validateSource]
        case .source: [.get: .showSource, .put: .keepSource, .delete: .removeSource]
        case .sourceSync: [.post: .syncSource]
        case .sourceAcceptance: [.post: .acceptShrinking]
        case .sourceTest: [.post: .testSource]
        case .inventoryRecords: [.post: .bringRecords]
        case .pskKeys: [.get: .listKeys, .post: .importKeys]
        case .pskGeneration: [.post: .generateKeys]
        case .pskExport: [.post: .exportKeys]
        case .credentials: [.post: .importCredentials]
        case .certificates: [.get: .listCertificates, .post: .importCertificate]
        case .certificateLint: [.post: .lintCertificate]
        case .certificateOutlook: [.get: .showCertificateOutlook]
        case .certificateMatch: [.get: .matchCertificates]
        case .certificate: [.get: .showCertificate, .delete: .removeCertificate]
        case .tokens: [.get: .listTokens, .post: .makeToken]
        case .token: [.delete: .removeToken]
        case .audit: [.get: .listAudit]
        case .overview: [.get: .showOverview]
        case .nodes: [.get: .listNodes]
        case .sites: [.get: .listSites]
        case .jobs: [.get: .listJobs]
        case .settings: [.get: .listSettings]
        case .logLevel: [.get: .showLogLevel, .put: .setLogLevel]
        case .webhooks: [.get: .listWebhooks]
        case .webhook: [.get: .showWebhook, .put: .keepWebhook, .delete: .removeWebhook]
        case .webhookReplay: [.post: .replayWebhook]
        case .limbo: [.get: .listLimbo]
        case .expected: [.get: .listExpected]
        case .events: [.get: .readEvents]
        }
    }

    /// Whether it is a page for people, which no program asks for: the description leaves it out.
    var isPage: Bool { [.root, .console, .consoleFile].contains(self) }

    /// What stands in braces in the path, in order.
    var pathParameters: [(name: String, schema: APISchema)] {
        let parts = self.rawValue.split(separator: "/").map(String.init)
        return parts.enumerated().filter { $0.element.hasPrefix("{") }.map { place, part in
            let name = String(part.dropFirst().dropLast())
            return (name, Self.schema(ofPathParameter: name, besides: Self.words(at: place, of: parts)))
        }
    }

    /// Whether words in the place of a part that stands for something are other resources.
    var hasWordsBesides: Bool {
        let parts = self.rawValue.split(separator: "/").map(String.init)
        return parts.indices.contains { parts[$0].hasPrefix("{") && !Self.words(at: $0, of: parts).isEmpty }
    }

    /// Words that stand for other resources at the place of a part of a path.
    private static func words(at place: Int, of parts: [String]) -> [String] {
        Self.allCases.map { $0.rawValue.split(separator: "/").map(String.init) }.filter { others in
            others.count == parts.count && others[..<place] == parts[..<place]
                && others[(place + 1)...] == parts[(place + 1)...] && !others[place].hasPrefix("{")
        }.map { $0[place] }.sorted()
    }

    private static func schema(ofPathParameter name: String, besides words: [String]) -> APISchema {
        switch name {
        case "uuid": .anyUUID
        case "name": .pathName(besides: words)
        case "version": .integer(1...Int64(Int32.max))
        case "id": .number
        case "serial": .text("5a01", 2...40, pattern: "^([0-9A-Fa-f]{2})+$")
        default: preconditionFailure("a new part of a path says here what it looks like")
        }
    }
}

extension APISchema {
    /// A name in a path, where some words are other resources, and dots lead out of it.
    fileprivate static func pathName(besides words: [String]) -> Self {
        .document(
            [
                "type": "string", "minLength": 1, "maxLength": .integer(Int64(APILimits.nameCharactersMax)),
                "pattern": "^[a-z0-9._-]+$", "not": ["enum": .list(([".", ".."] + words).map { .text($0) })],
            ], example: "office")
    }
}
