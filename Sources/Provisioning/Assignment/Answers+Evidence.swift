import Inventory

extension Assigner.Answers {
    /// What was answered, for a problem.
    var evidence: [String: String] {
        (self.dns?.evidence ?? [:]).merging(self.props?.evidence ?? [:]) { first, _ in first }
    }

    /// When it may help to ask again; `nil` when nobody was asked.
    var secondsUntilAskedAgain: Double? {
        [self.dns?.secondsUntilAskedAgain, self.props?.secondsUntilAskedAgain].compactMap { $0 }.min()
    }
}

extension NameAnswer {
    /// The name that leads back to the address, where it is one that a device can be given.
    var fqdn: FQDN? {
        guard case .confirmed(let text) = self else { return nil }
        do throws(FQDNRefusal) { return try FQDN(text) } catch { return nil }
    }

    /// What was answered: `dns.answer` and what belongs to it.
    var evidence: [String: String] {
        switch self {
        case .confirmed(let name):
            do throws(FQDNRefusal) {
                _ = try FQDN(name)
                return ["dns.answer": "confirmed", "dns.name": name]
            } catch {
                return ["dns.answer": "malformed", "dns.name": name, "dns.refusal": error.rawValue]
            }
        case .noReverse: return ["dns.answer": "no-reverse"]
        case .reverseOnly(let name): return ["dns.answer": "reverse-only", "dns.name": name]
        case .failed(let reason): return ["dns.answer": "failed", "dns.reason": reason]
        case .timedOut: return ["dns.answer": "timed-out"]
        }
    }

    var secondsUntilAskedAgain: Double {
        switch self {
        case .confirmed, .noReverse, .reverseOnly: BackOff.nameUnknownSeconds
        case .failed, .timedOut: BackOff.nameUnheardSeconds
        }
    }
}

extension PropsAnswer {
    var fqdn: FQDN? {
        guard case .answered(let fqdn, _) = self else { return nil }
        return fqdn
    }

    var profile: String? {
        guard case .answered(_, let profile) = self else { return nil }
        return profile
    }

    /// Whether the program did not get to say what it knows.
    var isFailure: Bool {
        switch self {
        case .answered, .nothing: false
        case .exited, .killed, .timedOut, .outputTooLong, .malformed, .notStarted, .tooMany: true
        }
    }

    /// What was answered: `props.answer` and what belongs to it.
    var evidence: [String: String] {
        switch self {
        case .answered(let fqdn, let profile):
            var evidence = ["props.answer": "answered"]
            evidence["props.fqdn"] = fqdn?.description ?? "none"
            evidence["props.profile"] = profile ?? "none"
            return evidence
        case .nothing: return ["props.answer": "nothing"]
        case .exited(let code, let stderr):
            return ["props.answer": "exited", "props.exit_code": "\(code)", "props.stderr": stderr]
        case .killed(let signal): return ["props.answer": "killed", "props.signal": "\(signal)"]
        case .timedOut: return ["props.answer": "timed-out"]
        case .outputTooLong: return ["props.answer": "output-too-long"]
        case .malformed(let reason): return ["props.answer": "malformed", "props.reason": reason]
        case .notStarted(let reason): return ["props.answer": "not-started", "props.reason": reason]
        case .tooMany: return ["props.answer": "too-many"]
        }
    }

    var secondsUntilAskedAgain: Double {
        self.isFailure ? BackOff.nameUnheardSeconds : BackOff.nameUnknownSeconds
    }
}
