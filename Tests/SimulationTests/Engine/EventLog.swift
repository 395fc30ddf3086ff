/// What happened, in order: the last events for a person, all of them as one number.
struct EventLog {
    static let keptMax = 60

    private(set) var count = 0
    private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    private var last: [(at: Int64, text: String)] = []

    mutating func add(_ text: String, at now: Int64) {
        self.count += 1
        // FNV-1a over words would do; over bytes it is the same on every machine.
        var digest = self.digest ^ UInt64(bitPattern: now)
        for byte in text.utf8 { digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        self.digest = digest
        if self.last.count < Self.keptMax {
            self.last.append((now, text))
        } else {
            self.last[(self.count - 1) % Self.keptMax] = (now, text)
        }
    }

    /// The last events, oldest first.
    var lines: [String] {
        let start = self.count > Self.keptMax ? self.count % Self.keptMax : 0
        return (0..<self.last.count).map { offset in
            let (at, text) = self.last[(start + offset) % self.last.count]
            return "\(Self.seconds(at)) \(text)"
        }
    }

    static func seconds(_ now: Int64) -> String {
        let milliseconds = now / 1_000_000
        let rest = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
}
