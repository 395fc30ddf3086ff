import AMT

/// Takes pre-shared keys in that were made elsewhere.
package protocol KeyImport: Sendable {
    /// Keeps keys whose PID is new; a PID that is known keeps its key. Requests that wait for one of them are ready again.
    /// May be repeated.
    ///
    /// - Parameters:
    ///   - keys: at most 1000, no PID twice.
    ///   - isFresh: made here and now, so that no machine has them. All others count as given out: somebody may have them.
    /// - Returns: the PIDs that were new.
    func keep(_ keys: [ImportedKey], isFresh: Bool) async throws(StoreFailure) -> Set<PID>
}

extension KeyImport {
    /// Keys that were made elsewhere.
    package func keep(_ keys: [ImportedKey]) async throws(StoreFailure) -> Set<PID> {
        try await self.keep(keys, isFresh: false)
    }
}

/// A pre-shared key that comes in.
package struct ImportedKey: Equatable, Sendable {
    package let pid: PID
    package let pps: PPS

    /// A pair of which both halves were judged.
    package init(pid: PID, pps: PPS) {
        self.pid = pid
        self.pps = pps
    }
}
