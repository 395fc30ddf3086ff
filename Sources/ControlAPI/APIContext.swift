import Hummingbird
import Logging
import NIOCore
import Provisioning
import Synchronization

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
    /// Fields that every answer to this request has, refusals included.
    let answerFields = AnswerFields()
    /// Notes more of what is about to be done in the audit log; `nil` where nothing is noted.
    var audit: AuditNote?

    init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.address = source.channel.remoteAddress?.ipAddress ?? ""
    }

    var maxUploadSize: Int { APILimits.bodyBytesMax }

    /// The resource; `nil` for what is none of ours.
    var route: APIRoute? { self.endpointPath.flatMap(APIRoute.init(rawValue:)) }
}

/// What gates want to say in the header of an answer that others make.
final class AnswerFields: Sendable {
    private let fields = Mutex(HTTPFields())

    var all: HTTPFields { self.fields.withLock { $0 } }

    func set(_ name: HTTPFields.Element.Name, _ value: String) { self.fields.withLock { $0[name] = value } }
}
