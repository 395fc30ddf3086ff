import Secrets
import Testing

@testable import Store

@Suite("Keys of the cluster", .timeLimit(.minutes(10)))
struct KeyMarksTests {
    private static func ring(_ keys: (String, UInt8)...) throws -> KeyRing {
        try #require(KeyRing(keys.map { ($0.0, [UInt8](repeating: $0.1, count: 32)) }))
    }

    @Test("the first node says which keys the cluster has; new ones come beside known ones, and others do not start")
    func marks() async throws {
        let marks = PostgresKeyMarks(pool: try await StoreFixture().pool)
        #expect(try await marks.judge(Self.ring(("k1", 1))) == .known)
        #expect(try await marks.judge(Self.ring(("k1", 1))) == .known)
        #expect(try await marks.judge(Self.ring(("k1", 2))) == .differ(["k1"]))
        #expect(try await marks.judge(Self.ring(("k9", 9))) == .foreign)
        #expect(try await marks.judge(Self.ring(("k2", 2), ("k1", 1))) == .known)
        // Each node made a key of its own under one name.
        #expect(try await marks.judge(Self.ring(("k2", 3), ("k1", 1))) == .differ(["k2"]))
        // The old one is gone: the new one is known by now.
        #expect(try await marks.judge(Self.ring(("k2", 2))) == .known)
    }

    @Test("a mark does not say what the key is, and another key has another one")
    func plain() throws {
        let one = try Self.ring(("k", 1)).marks.map(\.mark)
        #expect(try one == Self.ring(("other", 1)).marks.map(\.mark))
        #expect(try one != Self.ring(("k", 2)).marks.map(\.mark))
        #expect(one.first?.count == 32 && one.first != [UInt8](repeating: 1, count: 32))
    }
}
