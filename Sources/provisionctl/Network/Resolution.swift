/// What a name came to.
enum Resolution: Equatable, Sendable {
    /// Numeric, IPv4 first; never empty.
    case addresses([String])
    /// The name servers say that there is no such name, or that it has no address.
    case unknown
    /// No name server has answered.
    case unavailable
}

/// What an attempt to connect came to.
enum Reach: Equatable, Sendable {
    case open
    /// Somebody is there, and nothing listens, or a firewall says no.
    case refused
    /// No answer: nobody is there, or a firewall says nothing.
    case silent
    /// The network says that there is no way.
    case noRoute
}
