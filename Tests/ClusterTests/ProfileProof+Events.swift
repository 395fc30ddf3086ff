import Foundation

extension ProfileProof {
    /// Who is told of events, with what goes along; the firmware's own subscription is always there.
    mutating func compareEvents() {
        let all = self.device["eventSubscriptions"].items
        let isLocal: (JSONValue) -> Bool = { $0["destination"] == "http://localhost:0" }
        self.check("the local software gets its events", all.filter(isLocal).count, 1)
        let events = self.profile["events"]
        guard events != .nothing else { return }
        let held = all.filter { !isLocal($0) }.map { item in
            [
                item["destination"].text, item["filter"].text, item["username"].text, item["passwordDigest"].text,
                item["argument"].text,
            ].map { $0 ?? "-" }.joined(separator: " | ")
        }
        let wanted = events["subscriptions"].items.map { item in
            let password = item["password"] == .nothing ? nil : Self.sha256(self.secret(item["password"]))
            return [
                item["destination"].text, item["filter"].text ?? "Intel(r) AMT:All", item["username"].text, password,
                item["argument"].text.map { self.filled($0) },
            ].map { $0 ?? "-" }.joined(separator: " | ")
        }
        self.checkList("events.subscriptions", held, wanted, events)
        self.check("events.subscriptions are there once", Set(held).count, held.count)
    }
}
