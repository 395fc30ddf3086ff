import Hummingbird
import Logging

/// What travels with one request.
struct APIContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The caller's `X-Request-Id` when it is sane, else one of ours.
    var requestID = ""
    /// Name of the token that the caller holds; empty where none is asked for.
    var caller = ""

    init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
    }

    var maxUploadSize: Int { APILimits.bodyBytesMax }
}
