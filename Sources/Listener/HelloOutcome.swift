/// How a connection to the hello port ended. Label of a metric and log fact: never rename a raw value.
package enum HelloOutcome: String, CaseIterable, Sendable {
    /// The hello, or a newer one of its device, was made durable.
    case admitted
    /// An unchanged repeat of a durable hello: acknowledged without a write.
    case repeated
    /// The inbox threw: nothing is known to be durable.
    case notStored = "not-stored"
    /// The inbox did not answer within the commit timeout.
    case commitTimeout = "commit-timeout"
    /// Too many hellos wait already.
    case overloaded
    /// Nobody expects the device, and others that nobody expects have all the room of its address.
    case unexpectedAtAddress = "unexpected-at-address"
    /// The same, of its site.
    case unexpectedAtSite = "unexpected-at-site"
    /// The device closed both directions before the outcome of its hello was known. The hello goes its way all the same.
    case unanswered

    /// Opened and closed without a byte, or a proxy's own check: what health checks do.
    case probe
    /// Somebody's browser or HTTP monitor; got a page.
    case http
    /// A TLS ClientHello: not ours, the port speaks clear text.
    case tls
    /// The bytes are no hello; the reason is counted apart.
    case refused
    /// Closed in the middle of a hello.
    case truncated
    /// Reset before a whole hello.
    case disconnected
    /// No whole hello within the hello timeout.
    case timeout
    /// More bytes or reads than any hello needs.
    case oversized
    /// A PROXY header from a peer that is not listed as a proxy.
    case proxyUnexpected = "proxy-unexpected"
    /// A listed proxy that sent no, or no usable, PROXY header.
    case proxyRefused = "proxy-refused"

    /// Too many connections in all.
    case full
    /// Too many connections of this source.
    case sourceFull = "source-full"
    /// More connections a minute than this source may open.
    case sourceRate = "source-rate"
    /// The listener was stopped without grace.
    case stopped

    /// Whether it is worth a line in the log that an operator reads.
    var isRefusal: Bool {
        switch self {
        case .admitted, .repeated, .unanswered, .probe, .http, .disconnected, .stopped: false
        case .notStored, .commitTimeout, .overloaded, .unexpectedAtAddress, .unexpectedAtSite, .tls, .refused,
            .truncated,
            .timeout, .oversized, .proxyUnexpected, .proxyRefused, .full, .sourceFull, .sourceRate:
            true
        }
    }
}

/// How a connection is closed. The device learns nothing else.
package enum HelloClosing: Equatable, Sendable {
    /// With FIN.
    case plain
    /// With RST.
    case reset
}
