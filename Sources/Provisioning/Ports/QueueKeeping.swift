/// The queue as the coordinator sees it. Each verb takes up to a few thousand rows and says how many it took; all are safe when
/// two coordinators run.
package protocol QueueKeeping: Sendable {
    /// Requests whose worker died wait for a moment; past `attemptsMax` they are parked.
    func reapLeases(attemptsMax: Int) async throws(StoreFailure) -> Int
    /// Requests whose time has come are ready.
    func promoteDue() async throws(StoreFailure) -> Int
    /// Requests whose inventory record has come are ready.
    func wakeResolved() async throws(StoreFailure) -> Int
    /// Requests that were parked for a key or certificate which has come are ready.
    func wakeProvided() async throws(StoreFailure) -> Int
    /// Requests that were parked for their profile or a secret of it, of which there is a newer version, are ready.
    func wakeReprofiled() async throws(StoreFailure) -> Int
    /// Up to `limit` provisioned devices whose profile has a newer version, or a section of which is to be tried again, come
    /// into the queue.
    func takeUpAgain(limit: Int) async throws(StoreFailure) -> Int
    /// Requests whose device has stopped listening are parked until the next hello.
    func expireWindows() async throws(StoreFailure) -> Int
    /// Requests in the last hours of their window go first.
    func raiseUrgent() async throws(StoreFailure) -> Int
    /// Requests of devices that nobody expected are like any other once inventory has a record.
    func expectKnown() async throws(StoreFailure) -> Int
    /// Requests of devices that nobody expected, and that were silent for so long, go.
    func forgetUnexpected(silentFor span: Duration) async throws(StoreFailure) -> Int
    /// The journal's partitions for the coming days exist.
    func makeJournalDays() async throws(StoreFailure) -> Int
    /// The partitions of events for the coming days exist, and those of days before the last `keptDays` are gone.
    func keepEventDays(keptDays: Int) async throws(StoreFailure) -> Int
    /// Nodes of which nothing was heard for so long have left.
    func loseNodes(silentFor span: Duration) async throws(StoreFailure) -> Int
    /// Keeps what came of housekeeping, each piece under its name.
    func note(_ jobs: [DoneJob]) async throws(StoreFailure)
}
