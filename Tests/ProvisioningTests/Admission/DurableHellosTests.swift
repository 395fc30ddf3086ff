import AMT
import Provisioning
import Testing

@Suite("Repeats of durable hellos")
struct DurableHellosTests {
    private static let minute: Int64 = 60_000_000

    /// One device's hello with counter 3 is durable since time zero.
    private static func remembering(capacity: Int = 10) throws -> DurableHellos {
        var hellos = DurableHellos(capacity: capacity, lifetime: .seconds(600))
        let first = try AdmittedHellos.make(retryCount: 3)
        hellos.passedOn(first)
        hellos.becameDurable(first)
        return hellos
    }

    @Test("a grown counter with nothing else changed is a repeat")
    func repeats() throws {
        var hellos = try Self.remembering()
        #expect(hellos.isRepeat(try AdmittedHellos.make(retryCount: 4, at: Self.minute)) == true)
    }

    struct Change: Sendable, CustomTestStringConvertible {
        var why: String
        var retryCount: UInt32 = 4
        var address = "10.0.0.1"
        var hashByte: UInt8 = 1
        var microseconds: Int64 = 60_000_000
        var testDescription: String { self.why }
    }

    @Test(
        "a change is not a repeat",
        arguments: [
            Change(why: "the counter stands still", retryCount: 3),
            Change(why: "the counter fell", retryCount: 0),
            Change(why: "the device moved", address: "10.0.0.2"),
            Change(why: "the trusted roots changed", hashByte: 2),
            Change(why: "the refresh interval is over", microseconds: 600_000_000),
            Change(why: "the clock went back", microseconds: -1),
        ])
    func changes(_ change: Change) throws {
        var hellos = try Self.remembering()
        let hello = try AdmittedHellos.make(
            retryCount: change.retryCount, address: change.address, hashByte: change.hashByte, at: change.microseconds)
        #expect(hellos.isRepeat(hello) == false)
    }

    @Test("the counter of a repeat is carried on, so that a restarted window is noticed, but its time is not")
    func carriesOn() throws {
        var hellos = try Self.remembering()
        #expect(hellos.isRepeat(try AdmittedHellos.make(retryCount: 9, at: 9 * Self.minute)) == true)
        #expect(hellos.isRepeat(try AdmittedHellos.make(retryCount: 5, at: 9 * Self.minute + 1)) == false)
        #expect(hellos.isRepeat(try AdmittedHellos.make(retryCount: 10, at: 10 * Self.minute)) == false)
    }

    @Test(
        "while something newer of the device is under way, nothing is a repeat, and the older outcome does not end that"
    )
    func underWay() throws {
        var hellos = try Self.remembering()
        let moved = try AdmittedHellos.make(retryCount: 4, address: "10.0.0.2", at: 1)
        hellos.passedOn(moved)
        #expect(hellos.isRepeat(try AdmittedHellos.make(retryCount: 5, at: 2)) == false)
        let back = try AdmittedHellos.make(retryCount: 5, at: 2)
        hellos.passedOn(back)
        hellos.becameDurable(moved)
        #expect(hellos.isRepeat(try AdmittedHellos.make(retryCount: 6, address: "10.0.0.2", at: 3)) == false)
        hellos.becameDurable(back)
        #expect(hellos.isRepeat(try AdmittedHellos.make(retryCount: 6, at: 3)) == true)
    }

    @Test("the device not heard of for longest makes room, and the table stays bounded")
    func bounded() throws {
        var hellos = DurableHellos(capacity: 3, lifetime: .seconds(600))
        for device in 1...3 {
            let hello = try AdmittedHellos.make(device: device)
            hellos.passedOn(hello)
            hellos.becameDurable(hello)
        }
        // Device 1 is heard of again, so device 2 is the oldest.
        #expect(hellos.isRepeat(try AdmittedHellos.make(device: 1, retryCount: 1, at: 1)) == true)
        hellos.passedOn(try AdmittedHellos.make(device: 4, at: 1))
        #expect(hellos.count == 3)
        #expect(hellos.isRepeat(try AdmittedHellos.make(device: 2, retryCount: 1, at: 2)) == false)
        #expect(hellos.isRepeat(try AdmittedHellos.make(device: 1, retryCount: 2, at: 2)) == true)
        #expect(hellos.isRepeat(try AdmittedHellos.make(device: 3, retryCount: 1, at: 2)) == true)
        for device in 5...50 { hellos.passedOn(try AdmittedHellos.make(device: device, at: 3)) }
        #expect(hellos.count == 3)
        for device in 48...50 { hellos.becameDurable(try AdmittedHellos.make(device: device, at: 3)) }
        for device in 48...50 {
            #expect(hellos.isRepeat(try AdmittedHellos.make(device: device, retryCount: 1, at: 4)) == true)
        }
    }

    @Test("after a failure of the database nothing is known, and a late success does not bring it back")
    func forgets() throws {
        var hellos = try Self.remembering()
        let second = try AdmittedHellos.make(device: 2)
        hellos.passedOn(second)
        hellos.forgetAll()
        hellos.becameDurable(second)
        #expect(hellos.isRepeat(try AdmittedHellos.make(retryCount: 4, at: 1)) == false)
        #expect(hellos.isRepeat(try AdmittedHellos.make(device: 2, retryCount: 4, at: 1)) == false)
        #expect(hellos.count == 0)
    }

    @Test("a capacity of zero remembers nothing")
    func switchedOff() throws {
        var hellos = try Self.remembering(capacity: 0)
        #expect(hellos.isRepeat(try AdmittedHellos.make(retryCount: 4, at: 1)) == false)
    }
}
