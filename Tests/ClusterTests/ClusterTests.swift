import Testing

/// The promises of the whole system, kept by real processes against a real database.
///
/// One test at a time: each of them starts several processes and a fleet.
@Suite("cluster", .serialized)
struct ClusterTests {}
