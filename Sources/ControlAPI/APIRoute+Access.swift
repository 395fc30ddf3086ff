import Hummingbird
import Provisioning

/// Who may do what: the one place that says so. What a row does not name is refused to everybody but those who have every role.
extension APIRoute {
    /// Roles of which one is enough. HEAD is asked for as GET.
    func roles(for method: HTTPRequest.Method) -> Set<AccessRole> {
        self.access[method == .head ? .get : method] ?? []
    }

    /// Whether it is noted in the audit log before it is done: what changes something, and what shows a secret.
    func isAudited(_ method: HTTPRequest.Method) -> Bool {
        switch self {
        case .credential, .pskExport: true
        // They change nothing; computers of the fleet bring records every day, and each record says who brought it.
        case .profileValidation, .sourceValidation, .policyValidation, .policyDryRun, .simulation, .inventoryRecords,
            .certificateLint:
            false
        case .root, .console, .consoleFile, .livez, .readyz, .metrics, .openAPI, .authorityCertificate,
            .authorityRevocationList, .me, .devices, .deviceActions, .device,
            .explanation, .deviceCertificates, .deviceCertificateRevocation, .timeline, .retry, .apply, .resolution,
            .oneTimePassword,
            .queue, .profiles, .profileSchema, .profile, .profileHistory, .profileVersion, .secrets, .secret, .sources,
            .sourceSchema, .source, .sourceSync, .sourceAcceptance, .sourceTest, .pskKeys, .pskGeneration, .credentials,
            .certificates, .certificate, .certificateMatch, .certificateOutlook, .sealingKeys, .rotation, .verification,
            .tokens,
            .token,
            .policy, .policyHistory, .audit, .events, .overview, .nodes, .sites, .jobs, .settings, .logLevel, .limbo,
            .expected, .webhooks, .webhook, .webhookReplay:
            method != .get && method != .head
        }
    }

    /// Everybody who is a person.
    private static let everybody: Set<AccessRole> = [
        .viewer, .operator, .credentialReader, .profileAdmin, .trustAdmin, .auditor,
    ]

    var access: [HTTPRequest.Method: Set<AccessRole>] {
        switch self {
        // No token is asked for.
        case .root, .console, .consoleFile, .livez, .readyz, .metrics, .openAPI, .authorityCertificate,
            .authorityRevocationList:
            [:]
        case .me: [.get: Self.everybody]
        case .devices, .device, .timeline, .explanation, .resolution, .queue, .deviceCertificates:
            [.get: Self.everybody]
        case .deviceCertificateRevocation: [.post: [.trustAdmin]]
        case .credential: [.get: [.credentialReader]]
        case .deviceActions, .retry, .apply: [.post: [.operator]]
        case .simulation: [.post: Self.everybody]
        case .oneTimePassword: [.put: [.operator]]
        case .profiles, .profileSchema, .profileHistory, .profileVersion: [.get: Self.everybody]
        case .profile: [.get: Self.everybody, .put: [.profileAdmin]]
        case .profileValidation: [.post: Self.everybody]
        case .secrets: [.get: Self.everybody]
        case .secret: [.put: [.profileAdmin]]
        // These paths are names of secrets as well.
        case .sealingKeys: [.get: [.trustAdmin, .auditor], .put: [.profileAdmin]]
        case .rotation, .verification: [.post: [.trustAdmin], .put: [.profileAdmin]]
        case .sources, .sourceSchema: [.get: Self.everybody]
        // A source names computers, and is sent the secrets that its document names.
        case .source: [.get: Self.everybody, .put: [.trustAdmin], .delete: [.trustAdmin]]
        case .sourceTest: [.post: [.trustAdmin]]
        case .sourceValidation: [.post: Self.everybody]
        case .sourceSync, .sourceAcceptance: [.post: [.operator]]
        case .pskKeys: [.get: Self.everybody, .post: [.trustAdmin]]
        // What is given out in clear opens whatever machine gets it.
        case .pskGeneration, .pskExport, .credentials: [.post: [.trustAdmin]]
        case .certificates: [.get: Self.everybody, .post: [.trustAdmin]]
        case .certificate: [.get: Self.everybody, .delete: [.trustAdmin]]
        // The body has a private key, and who may look needs none.
        case .certificateLint: [.post: [.trustAdmin]]
        case .certificateMatch, .certificateOutlook: [.get: Self.everybody]
        case .inventoryRecords: [.post: [.agent, .trustAdmin]]
        case .tokens: [.get: [.trustAdmin, .auditor], .post: [.trustAdmin]]
        case .token: [.delete: [.trustAdmin]]
        case .policy: [.get: Self.everybody, .put: [.profileAdmin]]
        case .policyHistory: [.get: Self.everybody]
        case .policyValidation, .policyDryRun: [.post: Self.everybody]
        case .audit: [.get: [.auditor]]
        case .events, .overview, .nodes, .sites, .jobs, .settings, .limbo, .expected: [.get: Self.everybody]
        case .webhooks: [.get: Self.everybody]
        // It sends what happens to whomever it names, signed with a secret of ours.
        case .webhook: [.get: Self.everybody, .put: [.trustAdmin], .delete: [.trustAdmin]]
        case .webhookReplay: [.post: [.operator]]
        case .logLevel: [.get: Self.everybody, .put: [.operator]]
        }
    }
}

extension Set<AccessRole> {
    /// - Parameter route: `nil` for what is no resource of ours.
    func allow(_ method: HTTPRequest.Method, _ route: APIRoute?) -> Bool {
        self == .everything || !self.isDisjoint(with: route?.roles(for: method) ?? [])
    }
}
