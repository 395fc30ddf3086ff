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
    /// Numeric address of the caller: of the other end of the connection, or whom a proxy there speaks for; empty where there is none.
    var address: String
    /// Name of the token that the caller holds; empty where none is asked for.
    var caller = ""
    /// What the caller may do; empty where no token is asked for.
    var roles: Set<AccessRole> = []
    /// Fields that every answer to this request has, refusals included.
    let answerFields = AnswerFields()
    /// The connection that the request came on.
    let connection: APIConnection
    /// Notes more of what is about to be done in the audit log; `nil` where nothing is noted.
    var audit: AuditNote?

    init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.address = source.channel.remoteAddress?.ipAddress ?? ""
        self.connection = APIConnection(source.channel)
    }

    var maxUploadSize: Int { APILimits.bodyBytesMax }

    /// The resource; `nil` for what is none of ours.
    var route: APIRoute? { self.endpointPath.flatMap(APIRoute.init(rawValue:)) }
}

/// The connection of one request, for those who have to end it.
final class APIConnection: Sendable {
    private let channel: any Channel
    private let isTaken = Atomic<Bool>(false)

    init(_ channel: any Channel) { self.channel = channel }

    /// Whether the request's body was taken off the wire.
    var isBodyTaken: Bool { self.isTaken.load(ordering: .relaxed) }

    func bodyIsTaken() { self.isTaken.store(true, ordering: .relaxed) }

    /// Ends it after some seconds, unless that is called off before.
    @discardableResult func end(afterSeconds seconds: Int64) -> Scheduled<Void> {
        self.channel.eventLoop.scheduleTask(in: .seconds(seconds)) { [channel] in channel.close(promise: nil) }
    }

    /// Tells once that the other end is gone. Work that nobody waits for any more can be left.
    func whenGone(_ tell: @escaping @Sendable () -> Void) { self.channel.closeFuture.whenComplete { _ in tell() } }
}

/// Whether somebody still waits for an answer.
final class Presence: Sendable {
    private let ended = Atomic<Bool>(false)

    var hasEnded: Bool { self.ended.load(ordering: .relaxed) }

    func end() { self.ended.store(true, ordering: .relaxed) }
}

/// What gates want to say in the header of an answer that others make.
final class AnswerFields: Sendable {
    private let fields = Mutex(HTTPFields())

    var all: HTTPFields { self.fields.withLock { $0 } }

    func set(_ name: HTTPFields.Element.Name, _ value: String) { self.fields.withLock { $0[name] = value } }
}
