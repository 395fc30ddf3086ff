import Hummingbird
import Logging
import Provisioning

/// What travels with one request.
struct APIContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The caller's `X-Request-Id` when it is sane, else one of ours.
    var requestID = ""
    /// Name of the token that the caller holds; empty where none is asked for.
    var caller = ""
    /// What that token may be used for; `nil` where none is asked for.
    var scope: TokenScope?

    init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
    }

    var maxUploadSize: Int { APILimits.bodyBytesMax }
}
