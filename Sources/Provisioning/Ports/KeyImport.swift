import AMT

/// Takes pre-shared keys in that were made elsewhere.
package protocol KeyImport: Sendable {
    /// Keeps keys whose PID is new; a PID that is known keeps its key. Requests that wait for one of them are ready again.
    /// May be repeated.
    ///
    /// - Parameter keys: at most 1000, no PID twice.
    /// - Returns: the PIDs that were new.
    func keep(_ keys: [ImportedKey]) async throws(StoreFailure) -> Set<PID>
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
