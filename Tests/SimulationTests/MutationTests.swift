import Testing

/// Each mistake that a world can make on purpose is found, and as what it is.
@Suite("Mutations", .timeLimit(.minutes(30))) struct MutationTests {
    /// Worlds in which a mistake has to be found.
    static let seedsMax = 3000

    @Test("a mistake is found", arguments: Mutation.allCases)
    func found(mutation: Mutation) async throws {
        let total = await SeedRange(first: 1, count: Self.seedsMax, mutation: mutation, stopsAtFirst: true).run()
        let report = try #require(total.broken.first, "no world of \(total.seeds) breaks an invariant")
        let violation = try #require(report.violation)
        print(
            "mutation \(mutation.rawValue): \(violation.invariant.rawValue) at seed \(report.seed), after \(total.seeds)"
        )
        #expect(mutation.breaks.contains(violation.invariant), "\(report.text)")
    }
}

extension Mutation {
    /// The invariants by which it may be found first.
    fileprivate var breaks: Set<Invariant> {
        switch self {
        case .answerCheckpointEarly: [.credentialKept, .mebxKept]
        case .trustTooLong: [.selfFencing]
        case .ignoreFence: [.fencedWrites]
        case .lieAboutUUID: [.rightDevice]
        case .repeatBlindly: [.readBeforeRepeat]
        case .dropReaper: [.provisioned, .ends]
        case .believeLostCommit: [.provisioned]
        case .promoteUnproved: [.credentialKept, .provisioned]
        case .forgetMarks: [.unchangedUntouched]
        case .acknowledgeEarly: [.helloKept]
        case .forgetReason: [.reasonTold]
        case .forgetRefusals: [.logonsBounded]
        case .forgetIntents: [.intentDurable]
        case .takeOldHello: [.provisionedOnce]
        case .forgetPresharedKey: [.presharedKeyKept]
        case .forgetMEBx: [.mebxKept, .provisioned, .credentialKept]
        }
    }
}
