import AMT

/// A password that may open a device.
package struct LogonCandidate: Equatable, Sendable {
    package enum Origin: Equatable, Sendable {
        /// The admin password of a credential version.
        case version(Int)
        /// The MEBx password of a credential version: firmware whose two passwords are still coupled takes it.
        case mebxPassword(Int)
        /// A password of the settings, by its place in the list.
        case setup(Int)

        /// For journal and evidence; says which password, not what it is.
        package var name: String {
            switch self {
            case .version(let version): "credential version \(version)"
            case .mebxPassword(let version): "MEBx password of version \(version)"
            case .setup(let index): "setup password \(index + 1)"
            }
        }
    }

    package let origin: Origin
    package let credential: DigestCredential

    package var name: String { self.origin.name }
}

/// Log-ons that a device has refused in a row before an attempt, since it last began its hellos anew.
package struct RefusedLogons: Equatable, Sendable {
    /// All of them: the account counts them too.
    package var count: Int
    /// With which passwords, by ``LogonCandidate/name``; some may be missing where that is not known any more.
    package var names: [String]

    package init(count: Int = 0, names: [String] = []) {
        self.count = count
        self.names = names
    }
}

/// Which passwords are tried, in which order, and when to stop: firmware refuses everybody for a while after ten failures in a
/// row (wsman section 1.3).
package enum LogonTrials {
    /// Failures of one attempt. Attempts that go on with the list are at least ``pauseSeconds`` apart.
    package static let perAttemptMax = 3
    /// Failures in a row over all attempts; two short of the lock-out.
    package static let inRowMax = 8
    /// Between attempts that go on with the list.
    package static let pauseSeconds = 60.0

    /// All candidates, what the device most likely holds first: versions we may have sent, then their MEBx passwords, then the
    /// setup passwords. Where these are more than may be tried in a row, MEBx passwords that were never sent, or that the firmware
    /// has taken another one after, stand behind the setup passwords: a device that came back to setup has to open.
    package static func candidates(_ versions: [CredentialVersion], setupPasswords: [Secret]) -> [LogonCandidate] {
        let newestFirst = versions.sorted { $0.version > $1.version }
        let live = newestFirst.filter { $0.status != .superseded }
        var candidates = live.map { version in
            LogonCandidate(
                origin: .version(version.version),
                credential: DigestCredential(username: version.username, password: version.password))
        }
        // Firmware keeps its MEBx password through unprovisioning: the last one that it took counts, whatever replaced it, or
        // one that it may have taken since. One that it refused is not worth a trial.
        let set = newestFirst.first { $0.mebxState == .set }.flatMap { $0.status == .superseded ? $0 : nil }
        let sent = newestFirst.first { $0.mebxState == .intended && $0.status == .superseded }
        let kept = [set, sent].compactMap { $0 }
        candidates += (live.filter { $0.mebxState != .refused } + kept).compactMap { version in
            version.mebxPassword.map {
                LogonCandidate(
                    origin: .mebxPassword(version.version),
                    credential: DigestCredential(username: version.username, password: $0))
            }
        }
        candidates += setupPasswords.enumerated().map { index, password in
            LogonCandidate(
                origin: .setup(index), credential: DigestCredential(username: Profile.adminUsername, password: password)
            )
        }
        guard candidates.count > Self.inRowMax else { return candidates }
        let unlikely = Set(Self.unlikelyMEBx(newestFirst).map(\.version))
        func isLast(_ candidate: LogonCandidate) -> Bool {
            if case .mebxPassword(let version) = candidate.origin { unlikely.contains(version) } else { false }
        }
        return candidates.filter { !isLast($0) } + candidates.filter(isLast)
    }

    private static func unlikelyMEBx(_ newestFirst: [CredentialVersion]) -> [CredentialVersion] {
        let taken = newestFirst.first { $0.mebxState == .set }?.version ?? 0
        return newestFirst.filter { $0.mebxState == .none || $0.version < taken }
    }

    /// The ones to try now: those whose turn it is.
    ///
    /// - Parameters:
    ///   - refusedBefore: failures in a row before this attempt. How many there may be is a matter of their count alone; whose turn
    ///     it is, of which they were: not every refusal is that of the next one in the list.
    ///   - refusedNow: what this attempt has tried in vain since the device last let us in.
    /// - Returns: empty when there is nothing left that may be tried.
    package static func next(
        _ candidates: [LogonCandidate], refusedBefore: RefusedLogons, refusedNow: [LogonCandidate.Origin]
    ) -> [LogonCandidate] {
        let left = Self.inRowMax - refusedBefore.count - refusedNow.count
        let allowed = min(Self.perAttemptMax - refusedNow.count, left)
        guard allowed > 0 else { return [] }
        let turns = Self.turns(candidates, after: refusedBefore, refusedNow)
        return Array(turns.filter { !refusedNow.contains($0.origin) }.prefix(allowed))
    }

    /// Whether a later attempt may go on with the list.
    package static func hasMore(
        _ candidates: [LogonCandidate], refusedBefore: RefusedLogons, refusedNow: [LogonCandidate.Origin]
    ) -> Bool {
        refusedBefore.count + refusedNow.count < Self.inRowMax
            && !Self.turns(candidates, after: refusedBefore, refusedNow).isEmpty
    }

    /// What is left to try: each candidate that was not refused yet, and then the versions that we may have sent once more,
    /// because an account that was locked for a while has refused the right password too.
    private static func turns(
        _ candidates: [LogonCandidate], after before: RefusedLogons, _ now: [LogonCandidate.Origin]
    ) -> [LogonCandidate] {
        let refusals = (before.names + now.map(\.name)).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        let known = candidates.filter { if case .version = $0.origin { true } else { false } }
        return candidates.filter { refusals[$0.name] == nil } + known.filter { refusals[$0.name] == 1 }
    }
}
