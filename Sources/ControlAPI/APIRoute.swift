/// Every resource, as the router and the metrics name it.
enum APIRoute: String, CaseIterable, Sendable {
    case root = "/"
    case console = "/console"
    case consoleFile = "/console/**"
    case livez = "/livez"
    case readyz = "/readyz"
    case metrics = "/metrics"
    case openAPI = "/openapi.json"
    case me = "/v1/me"
    case devices = "/v1/devices"
    case deviceActions = "/v1/devices/actions"
    case device = "/v1/devices/{uuid}"
    case timeline = "/v1/devices/{uuid}/timeline"
    case explanation = "/v1/devices/{uuid}/explanation"
    case credential = "/v1/devices/{uuid}/credential"
    case retry = "/v1/devices/{uuid}/retry"
    case apply = "/v1/devices/{uuid}/apply"
    case simulation = "/v1/devices/{uuid}/simulation"
    case resolution = "/v1/devices/{uuid}/resolution"
    case oneTimePassword = "/v1/devices/{uuid}/one-time-password"
    case deviceCertificates = "/v1/devices/{uuid}/certificates"
    case deviceCertificateRevocation = "/v1/devices/{uuid}/certificates/{serial}/revocation"
    case authorityCertificate = "/authority.cer"
    case authorityRevocationList = "/authority.crl"
    case queue = "/v1/queue"
    case profiles = "/v1/profiles"
    case profileSchema = "/v1/profiles/schema"
    case profileValidation = "/v1/profiles/validate"
    case profile = "/v1/profiles/{name}"
    case profileHistory = "/v1/profiles/{name}/history"
    case profileVersion = "/v1/profiles/{name}/versions/{version}"
    case secrets = "/v1/secrets"
    case secret = "/v1/secrets/{name}"
    case sealingKeys = "/v1/secrets/keys"
    case rotation = "/v1/secrets/rotation"
    case verification = "/v1/secrets/verification"
    case sources = "/v1/sources"
    case sourceSchema = "/v1/sources/schema"
    case sourceValidation = "/v1/sources/validate"
    case source = "/v1/sources/{name}"
    case sourceSync = "/v1/sources/{name}/sync"
    case sourceAcceptance = "/v1/sources/{name}/accept"
    case sourceTest = "/v1/sources/{name}/test"
    case pskKeys = "/v1/psk-keys"
    case pskGeneration = "/v1/psk-keys/generation"
    case pskExport = "/v1/psk-keys/export"
    case credentials = "/v1/credentials"
    case inventoryRecords = "/v1/inventory/records"
    case tokens = "/v1/tokens"
    case token = "/v1/tokens/{name}"
    case audit = "/v1/audit"
    case events = "/v1/events"
    case overview = "/v1/overview"
    case nodes = "/v1/nodes"
    case sites = "/v1/sites"
    case jobs = "/v1/jobs"
    case settings = "/v1/settings"
    case logLevel = "/v1/log-level"
    case webhooks = "/v1/webhooks"
    case webhook = "/v1/webhooks/{name}"
    case webhookReplay = "/v1/webhooks/{name}/replay"
    case limbo = "/v1/limbo"
    case expected = "/v1/expected"
    case certificates = "/v1/certificates"
    case certificateLint = "/v1/certificates/lint"
    case certificateOutlook = "/v1/certificates/outlook"
    case certificateMatch = "/v1/certificates/match/{uuid}"
    case certificate = "/v1/certificates/{id}"
    case policy = "/v1/policies/assignment"
    case policyHistory = "/v1/policies/assignment/history"
    case policyValidation = "/v1/policies/assignment/validate"
    case policyDryRun = "/v1/policies/assignment/dry-run"

    /// Whether a token is asked for.
    var isGuarded: Bool { self.rawValue.hasPrefix("/v1/") }

    /// The resource of a path, for requests that the router does not know by their method.
    static func resource(of path: String) -> APIRoute? {
        let parts = path.split(separator: "/")
        // A word goes before a part that stands for something, as in the router.
        return Self.allCases.filter { $0.fits(parts) }.max { $0.wordCount < $1.wordCount }
    }

    private func fits(_ parts: [Substring]) -> Bool {
        let mine = self.rawValue.split(separator: "/")
        return mine.count == parts.count && zip(mine, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }

    private var wordCount: Int { self.rawValue.split(separator: "/").count { !$0.hasPrefix("{") } }
}
