import AMT
import Provisioning
import Testing

@testable import Store

/// Orders for many devices in one statement.
@Suite("Orders for devices", .timeLimit(.minutes(10)))
struct DeviceOrderTests {
    @Test("each device is taken up as its state allows, and each has its answer")
    func retry() async throws {
        let fixture = try await StoreFixture()
        try await fixture.provision(3)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1), StoreFixture.hello(2)])
        let fences = try await fixture.queue.claim(limit: 2, token: 1, lease: .seconds(90)).map(\.fence)
        _ = try await fixture.queue.release(
            fences.map { Release(fence: $0, disposition: .park, problem: Problem(.pskUnknown), facts: AttemptFacts()) })
        _ = try await fixture.inbox.admit([StoreFixture.hello(4)])
        let devices = [4, 9, 1, 3, 2, 1].map(StoreFixture.uuid)
        #expect(
            try await fixture.book.carryOut(.retry, devices) == [
                StoreFixture.uuid(1): .done, StoreFixture.uuid(2): .done, StoreFixture.uuid(3): .nothingToDo,
                StoreFixture.uuid(4): .nothingToDo, StoreFixture.uuid(9): .unknown,
            ])
        #expect(try await fixture.request(1)?.hasPrefix("ready psk-unknown attempt=0") == true)
        #expect(try await fixture.book.carryOut(.retry, [StoreFixture.uuid(1)]) == [StoreFixture.uuid(1): .nothingToDo])
    }

    @Test("provisioned devices are taken up for their profile, once")
    func apply() async throws {
        let fixture = try await StoreFixture()
        try await fixture.provision(1)
        try await fixture.provision(2)
        _ = try await fixture.inbox.admit([StoreFixture.hello(3)])
        let devices = (1...4).map(StoreFixture.uuid)
        #expect(
            try await fixture.book.carryOut(.apply, devices) == [
                StoreFixture.uuid(1): .done, StoreFixture.uuid(2): .done, StoreFixture.uuid(3): .nothingToDo,
                StoreFixture.uuid(4): .unknown,
            ])
        #expect(try await fixture.book.apply(StoreFixture.uuid(1)) == false)
        #expect(try await fixture.book.counts()[.waiting] == 2)
    }
}
