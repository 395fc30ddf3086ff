import Provisioning

/// What an attempt knows of staged TLS settings and of the commits that put them in force.
struct CommitWatch {
    /// Settings may be staged that are not in force, and firmware may show them as if they were.
    var mayBeStaged: Bool
    /// A commit was intended, by this attempt or an earlier one.
    private(set) var isIntended: Bool
    private var lastAt: ContinuousClock.Instant?
    private var unansweredCount = 0

    /// So many commits in a row without an answer are believed: firmware that never answers one must not be asked for ever.
    private static let unansweredMax = 3

    /// An earlier attempt's steps were intended and the commit was not, or it may not have been sent. A device that has left
    /// setup since has been through its commit.
    init(_ request: LeasedRequest) {
        self.isIntended = request.step >= SetupStep.commit.rawValue
        switch request.credential {
        case .psk, .pki:
            self.mayBeStaged = (SetupStep.bindCertificate.rawValue..<SetupStep.commit.rawValue).contains(request.step)
        case .managed:
            self.mayBeStaged = (SetupStep.bindCertificate.rawValue...SetupStep.verify.rawValue).contains(request.step)
        }
    }

    /// A commit is about to be sent, after which the device restarts its network.
    mutating func begins(now: ContinuousClock.Instant) {
        self.isIntended = true
        self.lastAt = now
    }

    /// The device was told to commit a moment ago: that it cannot be reached is no news.
    func isRestarting(now: ContinuousClock.Instant, wait: Duration) -> Bool {
        guard let lastAt = self.lastAt else { return false }
        return now - lastAt < wait
    }

    /// A commit was answered: what was staged is in force.
    mutating func answered() {
        self.mayBeStaged = false
        self.unansweredCount = 0
    }

    /// A configured device did not answer a commit.
    ///
    /// - Returns: whether it is asked for once more, because a reading does not tell.
    mutating func asksAgain() -> Bool {
        self.unansweredCount += 1
        return self.unansweredCount < Self.unansweredMax
    }
}
