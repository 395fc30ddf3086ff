/// Bounds of what is fetched from sources of the inventory.
package enum FetchLimits {
    /// A piece of a body, and as much as is held for a reader that is slow: then the transfer waits.
    static let pieceBytesMax = 256 << 10

    /// Status lines and headers of one answer, challenges included. Links and cookies of portals are a few KB.
    static let headerBytesMax = 64 << 10

    /// One header that is kept: entity tags and links.
    static let headerValueBytesMax = 8 << 10

    /// The page that comes with a redirect or an error is read so far, so that the connection can be used again.
    static let discardedBytesMax = 64 << 10

    /// Redirects of one request.
    static let redirectsMax = 5

    /// Requests after the first one of an exchange: answers to challenges. NTLM needs two.
    static let challengesMax = 4

    /// A host that has not taken a connection by then is not there.
    static let connectSecondsMax = 30

    /// A wait that a source asks for is cut to this.
    static let retryAfterSecondsMax = 86_400

    /// Explanations are cut to this many characters: they go to the database.
    static let detailCharactersMax = 200

    /// Transfers at once, each with a thread. Sources are read one feed after the other, and there are dozens of them at most.
    static let transfersMax = 64

    /// Files that are read at once, each with a thread.
    static let filesMax = 16

    /// A connection is kept for the next page this long.
    static let idleSeconds = 15

    /// A body that is longer is not put aside but read as it comes.
    package static let spoolBytesMax = 512 << 20

    /// What is read from a file at a time.
    static let fileReadBytes = 64 << 10

    /// What libcurl reads at a time.
    static let readBufferBytes = 64 << 10

    /// A transfer looks at its clock at least this often.
    static let tickMilliseconds = 1000
}
