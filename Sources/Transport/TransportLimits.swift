/// Bounds of one exchange and of what is kept between exchanges.
enum TransportLimits {
    /// Answers of firmware are 2 to 4 KB, enumerations some 30 KB. A longer one ends the exchange: whoever sent it is
    /// no firmware, and memory is shared by thousands of sessions.
    static let answerBodyBytesMax = 1 << 20

    /// Status lines and headers of one exchange, challenges included. Firmware sends under 1 KB.
    static let answerHeaderBytesMax = 64 << 10

    /// A `Server:` header is cut to this many characters: it goes to logs and to the database.
    static let serverCharactersMax = 200

    /// Realms have 39 characters, or 50 on the oldest firmware. A longer one is not kept: cut, it would be wrong.
    static let realmBytesMax = 200

    /// `curl.text` is cut to this many characters.
    static let factCharactersMax = 200

    /// Requests after the first one within an exchange: answers to challenges. A device that challenges more often
    /// than firmware ever needs has refused.
    static let challengesMax = 3

    /// What libcurl reads at a time. An answer needs one or two reads; a session in flight holds this much.
    static let readBufferBytes = 8 << 10

    /// What libcurl encrypts at a time: one TLS record, and libcurl's own minimum.
    static let writeBufferBytes = 16 << 10

    /// Parsed client certificates kept: a site has a handful for setup and one that callers show to managed devices.
    /// Beyond that all are forgotten and read anew.
    static let clientChainsMax = 64

    /// Parsed authorities kept. A site has one or two; beyond that all are forgotten and read anew.
    static let authoritiesMax = 64

    /// How long the thread sleeps when nothing is due; orders wake it, so the number does not matter for speed.
    static let idleWaitMilliseconds: Int32 = 60_000

    /// Size of the thread's stack, reserved and not resident. OpenSSL's handshakes need a few dozen KB.
    static let stackBytes = 1 << 20
}
