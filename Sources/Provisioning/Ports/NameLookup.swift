/// Asks the network's own name service what an address is called.
package protocol NameLookup: Sendable {
    /// Looks the address up, and its name again: a name counts that leads back to the address.
    ///
    /// Never takes longer than `limit`. Cancelling the task ends it as timed out.
    func confirmedName(of address: IPAddress, within limit: Duration) async -> NameAnswer
}

/// What the name service says of an address.
package enum NameAnswer: Equatable, Sendable {
    /// In lower case, without a dot at the end; not judged otherwise, and possibly of one label.
    case confirmed(String)
    /// The address has no name.
    case noReverse
    /// The address has this name, but whoever looks the name up does not come to the address: anybody may have written it.
    case reverseOnly(String)
    /// The name service gives no answer, or too much was asked at once; a few words without secrets.
    case failed(String)
    case timedOut
}
