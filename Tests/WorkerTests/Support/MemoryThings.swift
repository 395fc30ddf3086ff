import AMT
import Provisioning
import Synchronization

@testable import Worker

/// What a small device holds of the things that a profile speaks of: it keeps what it is told, and refuses on request.
final class MemoryThings: Sendable {
    /// What happens to a step instead of being carried out.
    enum Trouble: Sendable {
        /// Carried out; the answer does not arrive.
        case answerLost
        /// Not carried out, but nobody can tell.
        case requestLost
        /// Answered as if it had been carried out.
        case ignored
        case refused(Problem)
    }

    struct State {
        var settings: [SettingGroup: Finding<[DeviceSetting: String]>] = [:]
        var lists: [EntryList: Finding<[FoundEntry]>] = [:]
        /// Written and not yet in force.
        var staged: [DeviceSetting: String] = [:]
        /// A reading gives what is staged in place of what is in force; which of them firmware gives is not known.
        var showsStaged = false
        /// By the name of the step.
        var troubles: [String: [Trouble]] = [:]
        /// Runs after a step was carried out.
        var hooks: [String: @Sendable () -> Void] = [:]
        /// What a reading of a topic ends in, once.
        var unreadable: [FindingTopic: RoundEnd] = [:]
        /// Secrets that arrived, by step and entry.
        var secrets: [String: [SecretField: Secret]] = [:]
        var materials: [DeskMaterial] = []
        var handles = 0
    }

    let events: EventList
    let state: Mutex<State>

    init(events: EventList) {
        self.events = events
        self.state = Mutex(State())
    }

    func set(_ group: SettingGroup, _ values: [DeviceSetting: String]) {
        self.state.withLock { $0.settings[group] = .found(values) }
    }

    func set(_ list: EntryList, _ entries: [FoundEntry]) { self.state.withLock { $0.lists[list] = .found(entries) } }

    func values(_ group: SettingGroup) -> [DeviceSetting: String]? {
        self.state.withLock { $0.settings[group]?.value }
    }

    func keys(_ list: EntryList) -> [String] {
        self.state.withLock { ($0.lists[list]?.value ?? []).map(\.key) }
    }

    func trouble(_ step: String, _ troubles: Trouble...) { self.state.withLock { $0.troubles[step] = troubles } }

    func hook(_ step: String, _ run: @escaping @Sendable () -> Void) { self.state.withLock { $0.hooks[step] = run } }

    /// What was written, as names of steps with their entries.
    var writes: [String] { self.events.lines("write ").map { String($0.dropFirst("write ".count)) } }

    func read(_ topic: FindingTopic) -> Result<TopicFinding, RoundEnd> {
        self.state.withLock { state in
            if let end = state.unreadable.removeValue(forKey: topic) { return .failure(end) }
            switch topic {
            case .settings(.localTLS) where state.showsStaged:
                let held = state.settings[.localTLS]?.value ?? [:]
                return .success(.settings(.found(held.merging(state.staged) { _, new in new })))
            case .settings(let group): return .success(.settings(state.settings[group] ?? .absent(reason: "no class")))
            case .list(let list): return .success(.list(state.lists[list] ?? .absent(reason: "no class")))
            }
        }
    }

    /// Carries a step out, or what a test wants instead.
    func perform(_ step: ProfileStep) -> RoundEnd? {
        let (end, hook) = self.state.withLock { state -> (RoundEnd?, (@Sendable () -> Void)?) in
            let trouble = state.troubles[step.name]?.first
            if trouble != nil { state.troubles[step.name]?.removeFirst() }
            let hook = state.hooks.removeValue(forKey: step.name)
            switch trouble {
            case nil:
                Self.carryOut(step, &state)
                return (nil, hook)
            case .ignored: return (nil, hook)
            case .refused(let problem): return (.problem(problem), hook)
            case .requestLost: return (.uncertain(call: step.name, facts: [:]), hook)
            case .answerLost:
                Self.carryOut(step, &state)
                return (.uncertain(call: step.name, facts: [:]), hook)
            }
        }
        hook?()
        return end
    }

    private static func carryOut(_ step: ProfileStep, _ state: inout State) {
        switch step.action {
        case .write(let group, let wish):
            state.secrets[step.name] = wish.secrets
            if group.isStaged {
                state.staged.merge(wish.values) { _, new in new }
            } else {
                let held = state.settings[group]?.value ?? [:]
                // Of the power packages the current one stands before all that there are.
                let values = wish.values.map { setting, value in
                    guard setting == .powerPackage else { return (setting, value) }
                    let packages = (held[setting] ?? "").split(separator: " ").dropFirst()
                    return (setting, ([value] + packages.map(String.init)).joined(separator: " "))
                }
                state.settings[group] = .found(held.merging(values) { _, new in new })
            }
        case .add(let list, let entry):
            state.handles += 1
            state.secrets["\(step.name) \(entry.key)"] = entry.secrets
            let found = FoundEntry(key: entry.key, handle: "\(state.handles)", fields: entry.fields)
            state.lists[list] = .found((state.lists[list]?.value ?? []) + [found])
        case .update(let list, let held, let entry):
            state.secrets["\(step.name) \(entry.key)"] = entry.secrets
            let entries = (state.lists[list]?.value ?? []).map { found in
                found.handle == held.handle
                    ? FoundEntry(key: entry.key, handle: held.handle, fields: entry.fields) : found
            }
            state.lists[list] = .found(entries)
        case .remove(let list, let held):
            let entries = list.isReset ? [] : (state.lists[list]?.value ?? []).filter { $0.handle != held.handle }
            state.lists[list] = .found(entries)
        case .set(let list, let acts):
            let keys = Set(acts.map(\.key))
            let rest = (state.lists[list]?.value ?? []).filter { !keys.contains($0.key) }
            let put = acts.compactMap { act -> FoundEntry? in
                guard case .put(let entry) = act else { return nil }
                return FoundEntry(key: entry.key, handle: entry.key, fields: entry.fields)
            }
            state.lists[list] = .found(rest + put)
        case .commit: Self.commit(&state)
        }
    }

    /// What is staged is in force.
    func commit() { self.state.withLock { Self.commit(&$0) } }

    private static func commit(_ state: inout State) {
        let held = state.settings[.localTLS]?.value ?? [:]
        state.settings[.localTLS] = .found(held.merging(state.staged) { _, new in new })
        state.staged = [:]
    }
}

/// The desk of one round.
final class MemoryDesk: ProfileDesk {
    private let things: MemoryThings

    init(things: MemoryThings, material: DeskMaterial) {
        self.things = things
        things.state.withLock { $0.materials.append(material) }
    }

    func read(_ topic: FindingTopic) async throws(RoundEnd) -> TopicFinding {
        self.things.events.add("read \(Self.name(topic))")
        return try self.things.read(topic).get()
    }

    func perform(_ step: ProfileStep) async throws(RoundEnd) -> String? {
        self.things.events.add("write " + [step.name, step.subject].compactMap { $0 }.joined(separator: " "))
        if let end = self.things.perform(step) { throw end }
        return nil
    }

    private static func name(_ topic: FindingTopic) -> String {
        switch topic {
        case .settings(let group): group.rawValue
        case .list(let list): list.rawValue
        }
    }
}
