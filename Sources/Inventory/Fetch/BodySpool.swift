/// Puts a body aside until it is known whether it has to be read at all.
package protocol BodySpooling: Sendable {
    /// - Returns: an empty place, seen by nobody else and gone with whoever holds it; `nil` when there is none.
    func spool() -> (any BodySpool)?
}

/// The pieces of one body, in the order in which they came.
package protocol BodySpool: Sendable {
    /// - Returns: `false` when this piece was the last one that there is room for.
    func put(_ piece: [UInt8]) -> Bool

    /// All that was put aside, and then the rest. To be called once, after which nothing more is put aside.
    func body(before rest: (any SourceBody)?) -> any SourceBody
}

/// Bodies are read as they come.
package struct NoSpooling: BodySpooling {
    package init() {}

    package func spool() -> (any BodySpool)? { nil }
}
