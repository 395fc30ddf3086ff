import AMT
import Provisioning

/// Who is told of the device's events.
extension WSManDesk {
    /// Subscriptions with the addresses of their listeners. Those that lead to the device's own machine, or nowhere that anybody
    /// could name, are the firmware's: from release 6 on there is one for the local software.
    func eventSubscriptions() async throws(RoundEnd) -> Finding<[FoundEntry]> {
        self.subscriptions = [:]
        let finding = try await self.caller.findAll(
            CIM_FilterCollectionSubscription.enumerate(), CIM_FilterCollectionSubscription.pull)
        guard case .found(let subscriptions) = finding else { return finding.map { _ in [] } }
        if subscriptions.isEmpty { return .found([]) }
        let listeners = try await self.caller.all(
            CIM_ListenerDestinationWSManagement.enumerate(), CIM_ListenerDestinationWSManagement.pull)
        let destinations = Dictionary(listeners.map { ($0.name, $0.destination ?? "") }) { first, _ in first }
        return .found(
            subscriptions.map { subscription in
                let entry = Self.entry(
                    subscription, destination: subscription.listenerName.flatMap { destinations[$0] } ?? "")
                self.subscriptions[entry.handle] = subscription
                return entry
            })
    }

    private static func entry(
        _ subscription: CIM_FilterCollectionSubscription, destination: String
    ) -> FoundEntry {
        let filter = subscription.filterInstanceID ?? ""
        return FoundEntry(
            key: EntryKey.subscription(destination: destination, filter: filter),
            handle: "\(subscription.listenerName ?? "") \(filter)",
            fields: [.destination: destination, .filter: filter],
            isSystem: destination.isEmpty || WebAddress.isLocal(destination))
    }

    func subscribe(_ entry: WantedEntry) async throws(RoundEnd) -> String? {
        let filter = entry.fields[.filter] ?? ""
        try await self.judgeFilter(filter)
        let credential = entry.secrets[.password].map {
            CIM_FilterCollection.Delivery.Credential(username: entry.attachments[.username] ?? "", password: $0)
        }
        let delivery = CIM_FilterCollection.Delivery(
            destination: entry.fields[.destination] ?? "", argument: entry.attachments[.argument],
            credential: credential)
        _ = try await self.add(
            CIM_FilterCollection.subscribe(instanceID: filter, delivery), key: entry.key, to: .eventSubscriptions)
        return nil
    }

    /// Which sets of events there are, the firmware alone knows: a wrong name is told with the right ones.
    private func judgeFilter(_ filter: String) async throws(RoundEnd) {
        let held: Finding<[String]>
        if let filters = self.filters {
            held = filters
        } else {
            held = try await self.caller.findAll(CIM_FilterCollection.enumerate(), CIM_FilterCollection.pull).map {
                $0.map(\.instanceID)
            }
            self.filters = held
        }
        guard case .found(let names) = held, !names.contains(filter) else { return }
        throw .problem(
            Problem(
                .profileRefused,
                [
                    "profile.field": "events.subscriptions.filter", "profile.filter_missing": filter,
                    "profile.filters": names.sorted().joined(separator: ", "),
                ]))
    }

    func unsubscribe(_ held: FoundEntry) async throws(RoundEnd) {
        if self.subscriptions[held.handle] == nil { _ = try await self.eventSubscriptions() }
        guard let subscription = self.subscriptions[held.handle] else {
            throw .problem(Problem(.internalError, ["desk": "a subscription was not read"]))
        }
        try await self.act(CIM_FilterCollectionSubscription.unsubscribe(subscription))
    }
}
