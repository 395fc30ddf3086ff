import AMT
import Foundation
import Inventory
import Testing

@testable import Transport

/// Who waits for whom, and what is left behind.
@Suite("Transfers from sources", .serialized)
struct SourceTransferTests {
    private static let endless: [SourceServer.Action] = [
        .send("HTTP/1.1 200 OK\r\n\r\n"), .repeat("0123456789abcdef", bytes: -1),
    ]

    @Test("an endless body waits for a slow reader, at both ends")
    func backPressure() async throws {
        let isHeldBack = try await Fetches.grows(byLessThan: 48 << 20) {
            let server = try await SourceServer(Self.endless)
            let sent = try await Self.readSlowly(from: server, pieces: 12)
            // What was read, what one piece holds, and what the sockets hold: far less than a fast reader would have got.
            #expect(sent < 64 << 20)
        }
        #expect(isHeldBack)
    }

    /// - Returns: what the server had sent when the body was let go.
    private static func readSlowly(from server: SourceServer, pieces: Int) async throws -> Int {
        do {
            let answer = try await CurlSourceFetcher().fetch(Fetches.request(server.url()))
            for _ in 1...pieces {
                #expect(try await answer.body.next() != nil)
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        // Nobody has the body any more: the server notices.
        return try await server.events("repeated").first?.sent ?? 0
    }

    @Test("letting go ends the transfer at once, while it waits for the source or for the reader")
    func lettingGo() async throws {
        let stalled = try await SourceServer([.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), .stall])
        let busy = try await SourceServer(Self.endless)
        let start = ContinuousClock.now
        for server in [stalled, busy] {
            do {
                let answer = try await CurlSourceFetcher().fetch(Fetches.request(server.url()))
                #expect(try await answer.body.next() != nil)
                try await Task.sleep(for: .milliseconds(300))
            }
            _ = try await server.events("closed")
        }
        #expect(ContinuousClock.now - start < .seconds(120))
    }

    @Test("a cancelled task is not kept waiting", arguments: [true, false])
    func cancellation(inBody: Bool) async throws {
        let part = inBody ? "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc" : ""
        let server = try await SourceServer([.send(part), .stall])
        let request = Fetches.request(server.url())
        let failure = await withTaskGroup(of: SourceFailure?.self) { group in
            group.addTask { await Fetches.failure(request) }
            group.addTask {
                _ = try? await server.events("request")
                try? await Task.sleep(for: .milliseconds(100))
                return nil
            }
            _ = await group.next()
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(failure == FetchPipe.cancellation)
        _ = try await server.events("closed")
    }

    @Test("many transfers run at once, and none keeps a thread or a socket")
    func manyAtOnce() async throws {
        let server = try await SourceServer([
            .send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\n"), .wait(0.3), .send("abc"),
            .close,
        ])
        let fetcher = CurlSourceFetcher()
        let url = server.url()
        let before = try Self.openFiles()
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 1...32 { group.addTask { try await Fetches.text(Fetches.request(url), with: fetcher) } }
            return try await group.reduce(into: [String]()) { $0.append($1) }
        }
        #expect(texts == Array(repeating: "abc", count: 32))
        // The other end may need a moment to close its half.
        for _ in 0..<600 where try Self.connections(to: server.port) > 0 {
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(try Self.connections(to: server.port) == 0)
        // Each lane that waits for the next page has libcurl's own pair of descriptors at most. Other suites run meanwhile: what
        // they have open goes with them, and what was left open here would not.
        let bound = before + 2 * 32 + 8
        for _ in 0..<600 where try Self.openFiles() > bound { try await Task.sleep(for: .milliseconds(100)) }
        #expect(try Self.openFiles() <= bound)
    }

    @Test("more transfers than there may be at once are refused")
    func tooMany() async throws {
        let server = try await SourceServer([.stall])
        let fetcher = CurlSourceFetcher()
        let url = server.url()
        let failures = await withTaskGroup(of: SourceFailure?.self) { group in
            for _ in 0...FetchLimits.transfersMax {
                group.addTask { await Fetches.failure(Fetches.request(url), with: fetcher) }
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return await group.reduce(into: [first]) { $0.append($1) }
        }
        #expect(failures.count == FetchLimits.transfersMax + 1)
        #expect(failures[0]?.detail == "\(FetchLimits.transfersMax) transfers are under way")
        #expect(failures.dropFirst().allSatisfy { $0 == FetchPipe.cancellation })
    }

    /// Connections to a local port that are not closed at our end: every line of the kernel's table has the local address, then the
    /// other one, then the state.
    private static func connections(to port: Int) throws -> Int {
        let table = try String(contentsOfFile: "/proc/self/net/tcp", encoding: .utf8)
        let other = ":" + String(port, radix: 16, uppercase: true)
        let waitsForNothing = "06"
        return table.split(separator: "\n").dropFirst().count { line in
            let columns = line.split(separator: " ")
            return columns.count > 3 && columns[2].hasSuffix(other) && columns[3] != waitsForNothing
        }
    }

    private static func openFiles() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
}
