import Foundation
import Testing

@testable import provisionctl

@Suite("chain of the audit log")
struct AuditChainTests {
    /// Made by a program of its own, from the description of the hash.
    static let links = [
        AuditLink(
            number: 1, at: "2025-11-29T04:30:45.678Z", atMicroseconds: 1_764_390_645_678_901, node: "node-1",
            caller: "first", address: "192.0.2.7", request: "r-1", action: "GET /v1/devices/{uuid}/credential",
            subject: "4c4c4544-0034-4a10-8056-c2c04f4d3832", status: nil,
            previousHash: String(repeating: "0", count: 64),
            hash: "364da913ab96a44c2d30255a46e638f6048c01aba93d79769f88d2cd17c47dc1"),
        AuditLink(
            number: 2, at: "2025-11-29T04:30:46.000Z", atMicroseconds: 1_764_390_646_000_000, node: "node-2",
            caller: "désk", address: "", request: "r-2", action: "DELETE /v1/tokens/{name}", subject: "agents",
            status: 404, previousHash: "364da913ab96a44c2d30255a46e638f6048c01aba93d79769f88d2cd17c47dc1",
            hash: "1e1e4fccef5f161ce448a183e5a137f5cdb3d467603244444435bd9216dbf236"),
    ]

    static func follow(_ links: [AuditLink], known: KnownLink? = nil) throws(AuditChain.Break) -> AuditChain {
        var chain = AuditChain(known: known)
        for link in links { try chain.take(link) }
        return chain
    }

    @Test("a log that is whole is followed to its end")
    func whole() throws {
        let known = try #require(KnownLink("1:\(Self.links[0].hash)"))
        let chain = try Self.follow(Self.links, known: known)
        #expect(chain.count == 2 && chain.head == Self.links[1].hash && chain.known == nil)
    }

    @Test("an entry that says anything else than it did is found, whatever it is")
    func altered() {
        let changes: [(inout AuditLink) -> Void] = [
            { $0.atMicroseconds += 1 }, { $0.node = "x" }, { $0.caller = "x" }, { $0.address = "x" },
            { $0.request = "x" }, { $0.action = "x" }, { $0.subject = "x" }, { $0.status = 403 },
            { ($0.caller, $0.address) = ("first1", "92.0.2.7") },
        ]
        for change in changes {
            var links = Self.links
            change(&links[0])
            #expect(throws: AuditChain.Break.altered(1)) { try Self.follow(links) }
        }
    }

    @Test("entries that were taken away, put in between or cut off are found")
    func missing() throws {
        #expect(throws: AuditChain.Break.gap(expected: 1, found: 2)) { try Self.follow([Self.links[1]]) }
        #expect(throws: AuditChain.Break.gap(expected: 2, found: 1)) {
            try Self.follow([Self.links[0], Self.links[0]])
        }
        var forged = Self.links
        forged[0].caller = "x"
        forged[0].hash = AuditChain.hash(of: forged[0])
        #expect(throws: AuditChain.Break.unlinked(2)) { try Self.follow(forged) }
        // A log that was written anew from its beginning is whole, and another one than was known.
        let known = KnownLink("1:\(Self.links[0].hash)")
        #expect(throws: AuditChain.Break.rewritten(1)) { try Self.follow([forged[0]], known: known) }
        let later = try #require(KnownLink("3:\(Self.links[0].hash)"))
        #expect(try Self.follow(Self.links, known: later).known == later)
    }

    @Test(
        "what was written down is a number and a hash",
        arguments: ["", "1", "1:ab", "0:\(links[0].hash)", "x:\(links[0].hash)"])
    func known(_ text: String) { #expect(KnownLink(text) == nil) }

    @Test("a list says how to see what is not on its page, and nothing where there is nothing")
    func more() {
        let newest = AuditPage(entries: [Self.links[1]], nextAfter: 2)
        #expect(
            newest.more(isNewest: true, limit: 1)
                == "There may be older ones: add --after 0 to begin with the first, or a larger --limit.")
        // A page that is not full has all that there are, and one that begins with the first entry has them too.
        #expect(newest.more(isNewest: true, limit: 2) == nil)
        #expect(AuditPage(entries: Self.links, nextAfter: 2).more(isNewest: true, limit: 2) == nil)
        #expect(newest.more(isNewest: false, limit: 1) == "There are more: add --after 2.")
        #expect(AuditPage(entries: Self.links, nextAfter: nil).more(isNewest: false, limit: 200) == nil)
    }
}
