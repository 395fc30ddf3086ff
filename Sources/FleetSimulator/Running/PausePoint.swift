/// A place at which calls are held, so that a test can do something at exactly that moment.
package struct PausePoint: Equatable, Sendable {
    package enum Moment: String, Sendable {
        /// Done, but not answered.
        case after
        /// Received, but not done.
        case before
    }

    package let call: String
    /// 1 for the first such call of a device, 0 for every one.
    package let occurrence: Int
    package let moment: Moment
    package let device: FaultRule.Device

    /// Reads `CALL:OCCURRENCE:before|after`, with `@INDEX` or `@UUID` behind it when the place is one device's alone.
    package init?(_ text: String) {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false).map { String($0) }
        let parts = halves[0].split(separator: ":").map { String($0) }
        guard
            halves.count <= 2, parts.count == 3, let occurrence = Int(parts[1]), occurrence >= 0,
            let moment = Moment(rawValue: parts[2])
        else { return nil }
        self.call = parts[0]
        self.occurrence = occurrence
        self.moment = moment
        if halves.count == 1 {
            self.device = .all
        } else {
            guard !halves[1].isEmpty else { return nil }
            self.device = Int(halves[1]).map { .index($0) } ?? .uuid(halves[1])
        }
    }
}
