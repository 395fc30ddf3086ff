import Hummingbird
import Logging
import NIOCore
import Provisioning

/// What travels with one request.
struct APIContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The caller's `X-Request-Id` when it is sane, else one of ours.
    var requestID = ""
    /// Numeric address of the other end of the connection; empty where there is none.
    let address: String
    /// Name of the token that the caller holds; empty where none is asked for.
    var caller = ""
    /// What the caller may do; empty where no token is asked for.
    var roles: Set<AccessRole> = []
    /// Notes more of what is about to be done in the audit log; `nil` where nothing is noted.
    var audit: AuditNote?

    init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.address = source.channel.remoteAddress?.ipAddress ?? ""
    }

    var maxUploadSize: Int { APILimits.bodyBytesMax }
}
