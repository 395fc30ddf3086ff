import Foundation
import Provisioning
import Synchronization
import Testing

@testable import ControlAPI

/// The built `provisionctl` against the routes of keys that seal.
@Suite("provisionctl secrets against the API")
struct ProvisionCtlSealingTests {
    let program = ProvisionCtlTests()

    private func run(
        _ arguments: String..., environment: [String: String]
    ) async throws -> ProvisionCtlTests.Ending {
        try await self.program.provisionctl(["secrets"] + arguments, environment)
    }

    @Test("a rotation goes on, step by step, until nothing is left")
    func rotate() async throws {
        let sealing = MemorySecretKeeping()
        try await self.program.serving(MemoryOperatorBook(), sealing: sealing) { environment async throws in
            let before = try await self.run("keys", environment: environment)
            #expect(before.code == 0, "\(before.complaint)")
            #expect(before.output.contains("\nk1   older       10 "), "\(before.output)")
            let rotated = try await self.run("rotate", "--batch", "4", environment: environment)
            #expect(rotated.code == 0, "\(rotated.complaint)")
            #expect(rotated.output.hasPrefix("Everything is under the current key; 10 of it since now.\n"))
            #expect(rotated.complaint == "40 %  4 of 10 under the current key\n")
            #expect(sealing.state.withLock { $0.asked.map(\.count) } == [4, 4, 4])
            #expect(sealing.state.withLock { $0.asked.map { $0.after == nil } } == [true, false, false])
            let again = try await self.run("rotate", "-o", "json", environment: environment)
            #expect(again.code == 0 && again.output.contains(#""remaining":0"#), "\(again.output)")
        }
    }

    @Test("what cannot be rotated is named, and the exit code says that something is left")
    func stuck() async throws {
        let sealing = MemorySecretKeeping()
        sealing.state.withLock { $0.stuck = 2 }
        try await self.program.serving(MemoryOperatorBook(), sealing: sealing) { environment async throws in
            let ending = try await self.run("rotate", environment: environment)
            #expect(ending.code == 1)
            #expect(
                ending.output.contains("credential  \(MemorySecretKeeping.device)/3  mebx  k1   box-invalid"),
                "\(ending.output)")
            #expect(ending.complaint.contains("The server does not have k0"), "\(ending.complaint)")
            // The second round changed nothing, and there is no third.
            #expect(sealing.state.withLock { $0.asked.count } == 2)
        }
    }

    @Test("a proof ends with 1 when something does not open")
    func verify() async throws {
        let sealing = MemorySecretKeeping()
        try await self.program.serving(MemoryOperatorBook(), sealing: sealing) { environment async throws in
            let good = try await self.run("verify", "--count", "8", environment: environment)
            #expect(good.code == 0, "\(good.complaint)")
            #expect(good.output.contains("credential              8       0\n"), "\(good.output)")
            sealing.state.withLock { $0.failures = [MemorySecretKeeping.failure] }
            let bad = try await self.run("verify", environment: environment)
            #expect(bad.code == 1 && bad.complaint == "provisionctl: 1 record does not open.\n", "\(bad.complaint)")
            #expect(bad.output.contains("\(MemorySecretKeeping.device)/3"))
            #expect(sealing.state.withLock { $0.verified } == [8, 100])
            #expect(try await self.run("verify", "--count", "0", environment: environment).code == 64)
        }
    }
}
