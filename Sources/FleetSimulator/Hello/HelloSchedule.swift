/// When a device repeats its hello.
package struct HelloSchedule: Equatable, Sendable {
    private struct Part: Equatable, Sendable {
        let seconds: Double
        /// `nil` for ever.
        let times: Int?
    }

    private let parts: [Part]

    /// Five times each after a minute, ten minutes and an hour.
    package static let published = HelloSchedule(parts: [
        Part(seconds: 60, times: 5), Part(seconds: 600, times: 5), Part(seconds: 3_600, times: 5),
    ])

    private init(parts: [Part]) { self.parts = parts }

    /// Reads `60x5,600x5,3600x*`: seconds and how often, the last one perhaps for ever.
    package init?(_ text: String) {
        var parts: [Part] = []
        for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = piece.split(separator: "x", omittingEmptySubsequences: false).map { String($0) }
            guard halves.count == 2, let seconds = Double(halves[0]), seconds >= 0,
                !parts.contains(where: { $0.times == nil })
            else { return nil }
            if halves[1] == "*" {
                parts.append(Part(seconds: seconds, times: nil))
            } else {
                guard let times = Int(halves[1]), times > 0 else { return nil }
                parts.append(Part(seconds: seconds, times: times))
            }
        }
        self.parts = parts
    }

    /// Seconds between the hello of that retry count and the next; `nil` when it was the last.
    func secondsBehind(retryCount: Int) -> Double? {
        var before = 0
        for part in self.parts {
            guard let times = part.times, retryCount >= before + times else {
                let isLast = part.times.map { part == self.parts.last && retryCount == before + $0 - 1 } ?? false
                return isLast ? nil : part.seconds
            }
            before += times
        }
        return nil
    }
}
