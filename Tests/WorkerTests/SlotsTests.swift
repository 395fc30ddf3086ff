import Testing

@testable import Worker

@Suite("Slots", .timeLimit(.minutes(10))) struct SlotsTests {
    @Test("counts what is free")
    func counts() async {
        let slots = Slots(count: 3)
        #expect(await slots.waitForFree() == 3)
        slots.take()
        slots.take()
        #expect(await slots.waitForFree() == 1)
        #expect(slots.busyCount == 2)
        slots.give()
        #expect(await slots.waitForFree() == 2)
    }

    @Test("a waiter goes on when a slot is given back", arguments: 0..<50)
    func waits(_ round: Int) async {
        let slots = Slots(count: 1)
        slots.take()
        async let free = slots.waitForFree()
        if round % 2 == 0 { await Task.yield() }
        slots.give()
        #expect(await free == 1)
    }

    @Test("the end wakes every waiter, before and after", arguments: 0..<50)
    func wakes(_ round: Int) async {
        let slots = Slots(count: 1)
        slots.take()
        async let free = slots.waitForFree()
        if round % 2 == 0 { await Task.yield() }
        slots.wake()
        #expect(await free == 0)
        #expect(await slots.waitForFree() == 0)
    }

    @Test("a cancelled waiter goes on")
    func cancelled() async {
        let slots = Slots(count: 1)
        slots.take()
        let task = Task { await slots.waitForFree() }
        task.cancel()
        #expect(await task.value == 0)
    }

    @Test("the end wakes who sleeps")
    func sleeps() async {
        let slots = Slots(count: 1)
        let task = Task { await slots.sleep(for: .seconds(3600)) }
        slots.wake()
        await task.value
    }
}
