import AMT
import Provisioning

@testable import Worker

/// What the firmware does with the acts of a desk.
extension ModelDevice {
    func read(_ topic: FindingTopic) -> TopicFinding? {
        switch topic {
        case .settings(let group):
            guard !self.traits.absentGroups.contains(group) else { return nil }
            switch group {
            case .trustedNames:
                return .settings(.found([.tlsTrustedNames: self.tls.trustedNames.sorted().joined(separator: " ")]))
            case .certificateStore:
                let own = self.certificate(self.boundHandle).map { CertificateDigest.sha256($0.der) }
                return .settings(.found(own.map { [.deviceCertificate: $0] } ?? [:]))
            case .localTLS:
                var values = self.desk.settings[group] ?? [:]
                if self.traits.showsStaged, let staged = self.desk.stagedLocal { values[.tlsLocal] = staged }
                return .settings(.found(values))
            default:
                guard let values = self.desk.settings[group] else { return nil }
                return .settings(.found(values))
            }
        case .list(let list):
            guard !self.traits.absentLists.contains(list) else { return nil }
            guard list != .trustedRoots else {
                return .list(
                    .found(
                        self.certificates.filter(\.isRoot).map {
                            FoundEntry(key: CertificateDigest.sha256($0.der), handle: "\($0.handle)", fields: [:])
                        }))
            }
            return .list(.found((self.desk.lists[list] ?? []).map(\.found)))
        }
    }

    func perform(_ step: ProfileStep) -> Reply {
        switch step.action {
        case .write(.trustedNames, let wish):
            self.tls.trustedNames = (wish.values[.tlsTrustedNames] ?? "").split(separator: " ").map(String.init)
            self.stagedTLS?.trustedNames = self.tls.trustedNames
            return .value(Done())
        case .write(_, let wish):
            self.desk.write(wish)
            return .value(Done())
        case .add(.trustedRoots, let entry):
            if case .returned(let number) = self.addRoot(entry.der) { return .returned(number) }
            return .value(Done())
        case .add(let list, let entry):
            return self.desk.add(
                entry, to: list, refusesDuplicates: self.traits.refusesDuplicates && !list.mayRepeat)
        case .update(let list, let held, let entry): return self.desk.update(held.handle, to: entry, in: list)
        case .remove(.trustedRoots, let held):
            guard let place = self.certificates.firstIndex(where: { "\($0.handle)" == held.handle }) else {
                return .returned(2053)
            }
            self.certificates.remove(at: place)
            return .value(Done())
        case .remove(let list, let held): return self.desk.remove(held.handle, from: list)
        case .set(let list, let acts):
            self.desk.set(acts, of: list)
            return .value(Done())
        case .commit: return .absent
        }
    }
}
