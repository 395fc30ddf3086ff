import AMT
import Foundation
import Provisioning
import Testing
import Transport

@Suite("session lifetime", .timeLimit(.minutes(10))) struct LifetimeTests {
    private static func silent() async throws -> DeviceServer {
        try await DeviceServer(
            DeviceSetup(
                psk: ["0000037M": Sessions.pps], digest: .init(close: false), answers: [.init(trouble: "stall")]))
    }

    @Test("a cancelled task ends its exchange at once, and the connection with it")
    func cancel() async throws {
        let server = try await Self.silent()
        try await Sessions.withTransport(and: server) { transport in
            let session = transport.session(Sessions.opening(server.address, try Sessions.psk()))
            let running = Task {
                await session.exchange(Array("<r/>".utf8), as: Sessions.admin, timeout: Sessions.patience)
            }
            _ = try await server.events("request", atLeast: 2)
            running.cancel()
            let result = await running.value
            #expect(Self.kind(result) == .cancelled)
            #expect(Self.mayHaveArrived(result) == true)
            #expect(try await server.events("closed").count == 1)
        }
    }

    @Test("a task that was cancelled before sends nothing")
    func cancelledBefore() async throws {
        let server = try await Self.silent()
        try await Sessions.withTransport(and: server) { transport in
            let session = transport.session(Sessions.opening(server.address, try Sessions.psk()))
            let running = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await session.exchange([], as: Sessions.admin, timeout: Sessions.patience)
            }
            let result = await running.value
            #expect(Self.kind(result) == .cancelled)
            #expect(Self.mayHaveArrived(result) == false)
            #expect(try server.eventsSoFar("connection").isEmpty)
        }
    }

    @Test("a cancellation at any moment gives exactly one answer")
    func races() async throws {
        var setup = DeviceSetup(psk: ["0000037M": Sessions.pps], digest: .init(close: false))
        setup.backlog = 256
        let server = try await DeviceServer(setup)
        try await Sessions.withTransport(and: server) { transport in
            let kinds = try await withThrowingTaskGroup(of: ExchangeFailure.Kind?.self) { group in
                for number in 0..<200 {
                    let session = transport.session(Sessions.opening(server.address, try Sessions.psk()))
                    let running = Task {
                        await session.exchange(Array("<r/>".utf8), as: Sessions.admin, timeout: Sessions.patience)
                    }
                    group.addTask {
                        // Spread over the life of an exchange; what matters is that any moment is fine.
                        for _ in 0..<number * 20 { await Task.yield() }
                        running.cancel()
                        return Self.kind(await running.value)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(kinds.count == 200)
            #expect(kinds.allSatisfy { $0 == nil || $0 == .cancelled })
        }
    }

    @Test("a close ends the exchange in flight, and nothing may follow")
    func closes() async throws {
        let server = try await Self.silent()
        try await Sessions.withTransport(and: server) { transport in
            let session = transport.session(Sessions.opening(server.address, try Sessions.psk()))
            let running = Task {
                await session.exchange(Array("<r/>".utf8), as: Sessions.admin, timeout: Sessions.patience)
            }
            _ = try await server.events("request", atLeast: 2)
            await session.close()
            #expect(Self.kind(await running.value) == .cancelled)
            #expect(try await session.failure().kind == .cancelled)
        }
    }

    @Test("a shutdown ends everything in flight and whatever comes later")
    func shutsDown() async throws {
        let server = try await Self.silent()
        let transport = try CurlDeviceTransport()
        let sessions = try (0..<8).map { _ in
            transport.session(Sessions.opening(server.address, try Sessions.psk()))
        }
        let running = sessions.map { session in
            Task { await session.exchange(Array("<r/>".utf8), as: Sessions.admin, timeout: Sessions.patience) }
        }
        _ = try await server.requests("yes", atLeast: 8)
        await transport.shutdown()
        for task in running { #expect(Self.kind(await task.value) == .cancelled) }
        #expect(try await sessions[0].failure().kind == .cancelled)
        let late = transport.session(Sessions.opening(server.address, try Sessions.psk()))
        let failure = try await late.failure()
        #expect(failure.kind == .cancelled)
        #expect(!failure.requestMayHaveArrived)
        await transport.shutdown()
    }

    @Test("a session that is let go closes its connection")
    func letGo() async throws {
        let server = try await DeviceServer(DeviceSetup(psk: ["0000037M": Sessions.pps], digest: .init(close: false)))
        try await Sessions.withTransport(and: server) { transport in
            var session: (any DeviceSession)? = transport.session(
                Sessions.opening(server.address, try Sessions.psk()))
            #expect(try await session?.answer().status == 200)
            session = nil
            #expect(try await server.events("closed").count == 1)
        }
    }

    @Test("many sessions in turn leave neither memory nor descriptors behind")
    func manySessions() async throws {
        let server = try await DeviceServer(DeviceSetup(psk: ["0000037M": Sessions.pps], digest: .init(close: false)))
        try await Sessions.withTransport(and: server) { transport in
            func run(_ count: Int) async throws {
                for _ in 0..<count {
                    let session = transport.session(Sessions.opening(server.address, try Sessions.psk()))
                    #expect(try await session.answer().status == 200)
                    await session.close()
                }
            }
            try await run(200)
            // A leak of one handle a session would be tens of kilobytes each, in every round. Other suites run beside this one, and what
            // they take for themselves in one round is no leak.
            var grown: [Int] = []
            for _ in 1...4 {
                let before = try Self.residentKilobytes()
                try await run(450)
                grown.append(try Self.residentKilobytes() - before)
            }
            #expect(grown.contains { $0 < 450 * 4 }, "grew by \(grown) KiB")
        }
    }

    private static func kind(_ result: Result<HTTPAnswer, ExchangeFailure>) -> ExchangeFailure.Kind? {
        switch result {
        case .success: nil
        case .failure(let failure): failure.kind
        }
    }

    private static func mayHaveArrived(_ result: Result<HTTPAnswer, ExchangeFailure>) -> Bool? {
        switch result {
        case .success: nil
        case .failure(let failure): failure.requestMayHaveArrived
        }
    }

    private static func residentKilobytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return try #require(line.split(separator: " ").compactMap { Int($0) }.first)
    }
}
