import AMT

extension WishMaker {
    mutating func events() throws(Problem) {
        guard let events = self.profile.events else { return }
        var entries: [WantedEntry] = []
        for subscription in events.subscriptions { entries.append(try self.entry(subscription)) }
        let wish = ListWish(.eventSubscriptions, .events, entries, foreign: events.foreign)
        // Places are few: what goes makes room first.
        self.items += [.removeForeign(wish), .list(wish)]
    }

    private func entry(_ subscription: Profile.Events.Subscription) throws(Problem) -> WantedEntry {
        let key = EntryKey.subscription(destination: subscription.destination, filter: subscription.filter)
        let field = "events/\(key)"
        var entry = WantedEntry(
            key: key, fields: [.destination: subscription.destination, .filter: subscription.filter])
        if let credential = subscription.credential {
            let (secret, mark) = try self.secret(credential.password, at: field + "/password")
            entry.secrets[.password] = secret.value
            entry.attachments[.username] = credential.username
            entry.marks = [mark]
        }
        if let argument = subscription.argument { entry.attachments[.argument] = try self.filled(argument) }
        // That nothing goes along is as little to be seen as what does.
        entry.marks.append(
            entry.attachments.isEmpty
                ? UnreadableMark(field: field + "/delivery", name: "plain", version: 0)
                : Self.mark(of: entry.attachments, at: field + "/delivery"))
        return entry
    }

    /// The device's names may be longer than the places that stand for them.
    private func filled(_ argument: String) throws(Problem) -> String {
        let text = self.context.filled(argument)
        let count = CIM_FilterCollection.Delivery.characterCount(of: text)
        guard count <= CIM_FilterCollection.Delivery.argumentCharacterCountMax else {
            throw Problem(
                .profileRefused,
                [
                    "profile.field": "events.subscriptions.argument",
                    "profile.refusal": "with the device's names it is too long",
                ])
        }
        return text
    }
}
