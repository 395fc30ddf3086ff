import AMT

/// A reason why a device is not provisioned, with what was seen. Nothing in it may be secret.
package struct Problem: Error, Equatable, Sendable {
    package let code: ProblemCode
    /// Log keys and their values.
    package let evidence: [String: String]
    /// The request is to wait for this time, whatever the code's remedy: there is more to try.
    package let retryAfterSeconds: Double?

    package init(_ code: ProblemCode, _ evidence: [String: String] = [:], retryAfterSeconds: Double? = nil) {
        self.code = code
        self.evidence = evidence
        self.retryAfterSeconds = retryAfterSeconds
    }
}

extension Problem {
    /// The problem of a request that is parked because too many attempts have ended in this one.
    package var afterLastAttempt: Problem {
        Problem(
            .attemptsExhausted,
            self.evidence.merging(["problem.before": self.code.rawValue]) { first, _ in first })
    }
}

/// What is known of a device by the end of an attempt.
package struct AttemptFacts: Equatable, Sendable {
    package var fqdn: String?
    /// The inventory source that named the device, or `dns`, or `props`.
    package var fqdnSource: String?
    package var profile: String?
    /// Who says that it gets the profile, in words: `rule kiosks`, `source cmdb`, `default`.
    package var profileSource: String?
    package var amtVersion: String?
    package var refusedLogons: Int
    /// The firmware has said in this attempt that it takes no writes, and takes none until then.
    package var noWriteUntil: UnixTime?
    /// The setup certificate that has opened the device in this attempt.
    package var setupCertificateID: Int64?

    package init(
        fqdn: String? = nil, fqdnSource: String? = nil, profile: String? = nil, profileSource: String? = nil,
        amtVersion: String? = nil, refusedLogons: Int = 0, noWriteUntil: UnixTime? = nil
    ) {
        self.noWriteUntil = noWriteUntil
        self.fqdn = fqdn
        self.fqdnSource = fqdnSource
        self.profile = profile
        self.profileSource = profileSource
        self.amtVersion = amtVersion
        self.refusedLogons = refusedLogons
    }
}

/// A device whose request leaves the queue: provisioned and proved, or known to be and left for later.
package struct Completion: Equatable, Sendable {
    package let fence: LeaseFence
    package let facts: AttemptFacts
    /// The credential version with which the proof was made; `nil` when this attempt proved nothing: what was known of a
    /// configured device stays.
    package let credentialVersion: Int?
    package let digestRealm: String?
    /// Of the profile that was applied.
    package let profileVersion: Int
    package let sections: [SectionReport]
    /// What the device showed when it was last read; `nil` when it was not.
    package let findings: ProfileFindings?
    /// Where the profile has moved the device; `nil` leaves it where it was proved.
    package let movedTo: PeerAddress?
    /// Where the device was called when it proved itself; `nil` stands for where its request says it is. The newest hello may be
    /// another machine's.
    package let provedAt: PeerAddress?
    /// The lease was one of a device in setup, which has proved itself or not; a configured one stays what it was.
    package let isSetup: Bool

    package init(
        fence: LeaseFence, facts: AttemptFacts, credentialVersion: Int?, digestRealm: String?, profileVersion: Int = 0,
        sections: [SectionReport] = [], findings: ProfileFindings? = nil, movedTo: PeerAddress? = nil,
        isSetup: Bool = true, provedAt: PeerAddress? = nil
    ) {
        self.provedAt = provedAt
        self.isSetup = isSetup
        self.movedTo = movedTo
        self.findings = findings
        self.fence = fence
        self.facts = facts
        self.credentialVersion = credentialVersion
        self.digestRealm = digestRealm
        self.profileVersion = profileVersion
        self.sections = sections
    }
}

/// A request that goes back to the queue.
package struct Release: Equatable, Sendable {
    package let fence: LeaseFence
    package let disposition: Disposition
    /// `nil` for an orderly hand-back.
    package let problem: Problem?
    package let facts: AttemptFacts

    package init(fence: LeaseFence, disposition: Disposition, problem: Problem?, facts: AttemptFacts) {
        self.fence = fence
        self.disposition = disposition
        self.problem = problem
        self.facts = facts
    }

    /// Whether the attempt is one of those that a device has before it is parked. Where it was only seen that somebody has to
    /// name the device first, nothing was tried.
    package var countsAttempt: Bool {
        guard let problem else { return false }
        switch problem.code.remedy {
        case .retry, .waitForHello, .operatorAction: return true
        case .waitForInventory: return false
        }
    }

    /// Where the request goes.
    package enum Disposition: Equatable, Sendable {
        /// At once, without counting the attempt: a worker that drains.
        case handBack
        case wait(for: WaitsFor, seconds: Double)
        case park
    }

    /// What ends a wait; besides, every wait has a date.
    package enum WaitsFor: String, CaseIterable, Sendable {
        case time, hello, inventory
    }

    /// Decides where a request with a problem goes.
    ///
    /// - Parameters:
    ///   - attempt: our count of claims, this one included.
    ///   - attemptsMax: from this attempt on, a problem that would wait is parked.
    ///   - random: 0...1.
    ///   - now: to see how much of the hello window is left.
    package static func disposition(
        of problem: Problem, attempt: Int, attemptsMax: Int, random: Double, windowEndsAt: UnixTime, now: UnixTime
    ) -> Disposition {
        if let seconds = problem.retryAfterSeconds {
            // A record may come before anybody is asked again.
            return .wait(for: problem.code.remedy == .waitForInventory ? .inventory : .time, seconds: seconds)
        }
        let windowLeft = Double((windowEndsAt - now) / .seconds(1))
        switch problem.code.remedy {
        case .operatorAction:
            return .park
        case .waitForInventory:
            return .wait(for: .inventory, seconds: BackOff.inventorySafetySeconds)
        case .retry where problem.code == .flashWriteLimit:
            return .wait(for: .time, seconds: BackOff.flashProtectionSeconds)
        case .retry, .waitForHello:
            guard attempt < attemptsMax else { return .park }
            let seconds = BackOff.seconds(attempt: attempt, random: random, windowLeftSeconds: windowLeft)
            return .wait(for: problem.code.remedy == .retry ? .time : .hello, seconds: seconds)
        }
    }
}
