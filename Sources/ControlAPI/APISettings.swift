import Provisioning

/// Settings of the `api` role.
///
/// - `api.bind` (text, default `127.0.0.1`): numeric address to listen on. Beyond loopback it takes a certificate, or the word that
///   something else speaks TLS.
/// - `api.port` (integer, default 8971, 0...65535): 0 lets the system choose, for tests.
///
/// - `api.requests_per_second` (integer, default 100, 1...100000): of one caller, in the long run.
///
/// - `api.proxy_peers` (list of addresses or CIDR ranges, default none): proxies that name the caller in `X-Forwarded-For`.
///
/// All need a restart.
package struct APISettings: Equatable, Sendable {
    /// Numeric address to listen on.
    package var bind: String
    /// TCP port; 0 lets the system choose.
    package var port: UInt16
    /// Name that the workers show to devices in mutual TLS; plans speak of it.
    package var callerName: String
    /// How long devices of this fleet say hello.
    package var helloWindow = HelloWindow()
    /// Requests of one caller that are answered in a second, in the long run; for a short while it may be faster.
    package var requestsPerSecond = 100
    /// Proxies, which name the caller in `X-Forwarded-For`.
    package var proxyPeers: [IPNetwork] = []
    /// Name of this node, for the audit log.
    package var nodeName = ""

    /// The defaults are the documented ones.
    package init(bind: String = "127.0.0.1", port: UInt16 = 8971, callerName: String = "provisionserver") {
        self.bind = bind
        self.port = port
        self.callerName = callerName
    }
}

/// What one process is willing to hold for its callers.
enum APILimits {
    /// Connections open at once. Further ones wait in the kernel's backlog until one ends.
    static let connectionsMax = 512
    /// Connections to health and metrics alone, where there is no API.
    static let healthConnectionsMax = 32
    /// Requests under `/v1` worked on at once; each may hold a connection of the database's pool. More are told to come
    /// back, so that health and metrics stay answerable.
    static let concurrentRequestsMax = 64
    /// … of them those of one caller at one address, so that none takes all places, whatever it waits for.
    static let concurrentPerCallerMax = 16
    /// Connections of one address: half of all, so that health stays answerable beside one that holds them.
    static let connectionsPerAddressMax = 256
    /// A body that is not whole after so many seconds is refused: 256 KiB come over the slowest line that has a use.
    static let bodySecondsMax: Int64 = 30
    /// What is left of a body that nobody wanted is waited for so long after the answer, in seconds; then the connection ends.
    static let unreadSecondsMax: Int64 = 5
    /// Policies that one caller has tried at once at one node: each goes through the whole inventory.
    static let dryRunsMax = 1
    /// A dry run over a large inventory takes some seconds.
    static let dryRunRetrySeconds = 5
    /// An overview, or how long certificates last, is shown for so long without counting anew.
    static let overviewAgeMax: Duration = .seconds(5)
    /// The same for plain counts, after which operators look when they have ordered something.
    static let countsAgeMax: Duration = .seconds(1)
    /// A caller that was quiet may send what it may send in so many seconds at once.
    static let burstSeconds = 4
    /// Callers whose pace is remembered. Of more, those are forgotten that may send a whole burst again.
    static let callersPacedMax = 10_000
    /// Shorter answers are not compressed: it would save no packet.
    static let compressedBytesMin = 1_400
    /// Longer ones are sent as they are: compressing them would hold a thread for long.
    static let compressedBytesMax = 4 * 1024 * 1024
    /// Characters of a key under which a request may be repeated.
    static let repeatKeyCharactersMax = 64
    /// An answer that is kept for a repeated request. A thousand results of an import have a third of it.
    static let keptAnswerBytesMax = 256 * 1024
    /// A connection on which nothing happens for so long is closed.
    static let idleSecondsMax: Int64 = 60
    /// A profile is the longest body; its reader's limit is the same.
    static let bodyBytesMax = 256 * 1024
    /// Passwords, passphrases and keys as text stay far below.
    static let secretBytesMax = 16 * 1024
    /// Firmware holds no longer one-time password, in bytes.
    static let oneTimePasswordBytesMax = 32
    /// Records that may be brought in one call; a body's own limit holds as well.
    static let recordsPerCallMax = 1_000
    /// Values and keys of such a body: more than a thousand records with every field have.
    static let recordValuesMax = 60_000
    /// Keys or credentials that may be imported in one call; a body's own limit holds as well.
    static let importsPerCallMax = 1_000
    /// Keys on one page, also the port's own limit.
    static let keysPerPageMax = 1_000
    static let keysPerPageDefault = 100
    /// Keys that may be made in one call.
    static let keysPerGenerationMax = 1_000
    /// Keys that are given out in one call: half a million bytes of answer, and a stick that a machine searches for a minute.
    static let keysPerExportMax = 10_000
    /// Records of older keys that are put under the current one in one call; more would outlast the database's patience.
    static let recordsRotatedMax = 5_000
    static let recordsRotatedDefault = 1_000
    /// Records of each kind that are opened in one call to see whether they do.
    static let recordsVerifiedMax = 1_000
    static let recordsVerifiedDefault = 100
    /// Records of each feed that a test of a source shows.
    static let recordsTestedMax = 5
    /// Devices on which a policy is tried in one call; more would outlast a caller's patience.
    static let dryRunDevicesMax = 2_000_000
    static let dryRunPage = 1_000
    static let auditEntriesDefault = 200
    static let eventsPerPageDefault = 200
    /// Streams of events that one node serves at once.
    static let eventStreamsMax = 128
    /// … of them those of one caller at one address: consoles in a browser share theirs.
    static let eventStreamsPerCallerMax = 16
    /// A stream whose reader takes nothing for so many seconds is ended.
    static let eventStallSecondsMax: Int64 = 60
    /// Between two full pages of a stream that catches up: it reads far more than it is slowed by, and leaves room for others.
    static let eventCatchUpPause: Duration = .milliseconds(25)
    /// Names and UUIDs are shorter.
    static let eventSubjectBytesMax = 255
    /// What an act was done to, as far as the audit log keeps it.
    static let auditSubjectScalarsMax = 128
    /// Devices in one order.
    static let devicesPerOrderMax = 1_000
    /// Names of profiles, secrets, sources and tokens.
    static let nameCharactersMax = 63
    /// One header field; a bearer token is the longest that we read.
    static let headerFieldBytesMax = 8 * 1024
    /// All header fields of one request.
    static let headerListBytesMax = 32 * 1024
    static let headerFieldsMax = 100
    /// A longer token cannot be one of ours and is not hashed.
    static let tokenBytesMax = 512
    /// Tokens of one address that are looked up a second; known ones are looked up once in ``tokenTrust``.
    static let tokenLookupsPerSecond = 25
    /// One line in the log for each address whose tokens are refused, so often.
    static let refusalsTellEvery: Duration = .seconds(60)
    /// Addresses of which that is remembered.
    static let refusedPeersMax = 1_000
    /// How long a token that was found good is taken for good without asking again: a revoked token lives so long.
    static let tokenTrust: Duration = .seconds(30)
    /// How long it is remembered that a token was good, so that looking it up again is not held against its address.
    static let tokenKnown: Duration = .seconds(3600)
    /// Tokens remembered as good.
    static let tokensTrustedMax = 1_000
    /// A request id of a caller longer than this is replaced by one of ours, in characters.
    static let requestIDCharactersMax = 64
    /// Devices on one page, also the port's own limit.
    static let devicesPerPageMax = 1_000
    static let devicesPerPageDefault = 100
    /// Records of inventory that one page of devices that never said hello goes through: few of them may be silent.
    static let recordsLookedAtMax = 5_000
    static let recordsLookedAtDefault = 2_000
    /// Versions of a document on one page of its history.
    static let versionsPerPageMax = 1_000
    static let versionsPerPageDefault = 100
    /// Timeline entries in one answer.
    static let timelineEntriesMax = 1_000
    static let timelineEntriesDefault = 200
    /// Seconds after which a caller may try again when we are overloaded or the database is away.
    static let retryAfterSeconds = 1
}
