import Glibc
import Provisioning
import Synchronization
import Testing

@testable import Transport

/// What an address is called.
@Suite("Names of addresses")
struct HostNameTests {
    private static let address = IPAddress(v4: 0xc000_0207)  // 192.0.2.7
    private static let patience = Duration.seconds(30)

    private static func resolver(
        _ name: NameResolver.Answer<String>, _ addresses: NameResolver.Answer<[IPAddress]> = .absent
    ) -> NameResolver {
        NameResolver(name: { _ in name }, addresses: { _ in addresses })
    }

    @Test("the system knows this machine by its name")
    func localhost() async throws {
        let names = HostNames()
        #expect(
            await names.confirmedName(of: IPAddress(v4: 0x7f00_0001), within: Self.patience) == .confirmed("localhost"))
    }

    @Test("the system's answers are read in both families")
    func families() throws {
        #expect(NameResolver.system.addresses("127.0.0.9") == .found([IPAddress(v4: 0x7f00_0009)]))
        #expect(NameResolver.system.addresses("2001:db8::7") == .found([try #require(IPAddress("2001:db8::7"))]))
        #expect(NameResolver.system.addresses("no-such-host.invalid") != .found([]))
    }

    @Test("a name counts that leads back to the address")
    func verdicts() async {
        let other = IPAddress(v4: 0xc000_0208)
        let cases: [(NameResolver, NameAnswer)] = [
            (
                Self.resolver(.found("Desk-7.Example.TEST."), .found([other, Self.address])),
                .confirmed("desk-7.example.test")
            ),
            (Self.resolver(.found("desk-7.example.test"), .found([other])), .reverseOnly("desk-7.example.test")),
            (Self.resolver(.found("desk-7.example.test"), .absent), .reverseOnly("desk-7.example.test")),
            (Self.resolver(.absent), .noReverse), (Self.resolver(.found(".")), .noReverse),
            (Self.resolver(.found("192.0.2.7"), .found([Self.address])), .noReverse),
            (Self.resolver(.failed("try again")), .failed("try again")),
            (Self.resolver(.found("desk-7.example.test"), .failed("try again")), .failed("try again")),
        ]
        for (resolver, answer) in cases {
            let names = HostNames(resolver: resolver)
            #expect(await names.confirmedName(of: Self.address, within: Self.patience) == answer)
        }
    }

    /// A name server that does not answer until it is let go.
    private final class Hanging: Sendable {
        private let gate = ThreadGate(false)
        let calls = Atomic<Int>(0)

        var resolver: NameResolver {
            NameResolver(
                name: { _ in
                    self.calls.add(1, ordering: .relaxed)
                    self.gate.wait(until: nil) { $0 ? () : nil }
                    return .absent
                }, addresses: { _ in .absent })
        }

        func letGo() { self.gate.access { $0 = true } }
    }

    @Test("a name server that hangs costs its callers their time and no more threads than may be")
    func hanging() async {
        let server = Hanging()
        let names = HostNames(resolver: server.resolver, lookupsMax: 2)
        let start = ContinuousClock.now
        let answers = await withTaskGroup(of: NameAnswer.self) { group in
            for _ in 1...20 {
                group.addTask { await names.confirmedName(of: Self.address, within: .milliseconds(300)) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: .timedOut, count: 20))
        #expect(ContinuousClock.now - start < .seconds(120))
        let hanging = server.calls.load(ordering: .relaxed)
        #expect(hanging <= 2)
        server.letGo()
        // Those whose callers have left are not asked for any more; whoever comes now is.
        #expect(await names.confirmedName(of: Self.address, within: Self.patience) == .noReverse)
        #expect(server.calls.load(ordering: .relaxed) == hanging + 1)
    }

    @Test("a caller that waits for a thread gets one when it becomes free, and a cancelled one nothing")
    func waiting() async {
        let server = Hanging()
        let names = HostNames(resolver: server.resolver, lookupsMax: 1)
        let answers = await withTaskGroup(of: NameAnswer.self) { group in
            for _ in 1...3 { group.addTask { await names.confirmedName(of: Self.address, within: Self.patience) } }
            group.addTask {
                await withTaskGroup(of: NameAnswer.self) { inner in
                    inner.addTask { await names.confirmedName(of: Self.address, within: Self.patience) }
                    inner.cancelAll()
                    return await inner.next() ?? .noReverse
                }
            }
            var answers: [NameAnswer] = []
            for await answer in group {
                answers.append(answer)
                server.letGo()
            }
            return answers
        }
        #expect(answers.first == .timedOut)
        #expect(answers.dropFirst() == [.noReverse, .noReverse, .noReverse])
    }
}
