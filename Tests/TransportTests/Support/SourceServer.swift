import AMT
import Foundation
import Inventory
import Synchronization
import Testing
import Transport

/// A process that plays a source, on an address of its own.
final class SourceServer: Sendable {
    /// What it shall do. See ``SourceServerScript``.
    struct Setup: Encodable {
        struct Proof: Encodable {
            var way: String
            var user: String?
            var password: String?
        }

        var address = ""
        var certificate: String?
        var key: String?
        var clientAuthority: String?
        /// The newest version of TLS with a client's certificate, by Python's name.
        var clientVersion = "TLSv1_2"
        /// Takes connections and says nothing.
        var silent: Bool?
        var proof: Proof?
        var answers: [[Action]] = [[]]
    }

    /// One step of an answer.
    enum Action: Encodable {
        case send(String)
        /// As often as it makes so many bytes; -1 without an end.
        case `repeat`(String, bytes: Int)
        /// A whole answer: the text 1024 times this number, packed.
        case gzip(String, times: Int)
        case drip(String, seconds: Double)
        case wait(Double)
        /// Says nothing until the other end goes.
        case stall
        case close
        case reset

        func encode(to encoder: any Encoder) throws {
            var list = encoder.unkeyedContainer()
            switch self {
            case .send(let text):
                try list.encode("send")
                try list.encode(text)
            case .repeat(let text, let bytes):
                try list.encode("repeat")
                try list.encode(text)
                try list.encode(bytes)
            case .gzip(let text, let times):
                try list.encode("gzip")
                try list.encode(text)
                try list.encode(times)
            case .drip(let text, let seconds):
                try list.encode("drip")
                try list.encode(text)
                try list.encode(seconds)
            case .wait(let seconds):
                try list.encode("wait")
                try list.encode(seconds)
            case .stall: try list.encode("stall")
            case .close: try list.encode("close")
            case .reset: try list.encode("reset")
            }
        }
    }

    struct Event: Decodable, Sendable {
        let event: String
        let number: Int?
        let subject: String?
        let verdict: String?
        let method: String?
        let path: String?
        let headers: [String: String]?
        let body: String?
        let sent: Int?
    }

    let host: String
    let port: Int
    private let process: ToolProcess

    /// Returns when it listens.
    init(_ setup: Setup) async throws {
        var setup = setup
        if setup.address.isEmpty { setup.address = DeviceServer.freshAddress() }
        self.host = setup.address
        let json = String(decoding: try JSONEncoder().encode(setup), as: UTF8.self)
        self.process = try ToolProcess("python3", ["-c", SourceServerScript.python, json])
        let ready = try await self.process.lines { $0.contains("\"ready\"") }
        let event = try JSONDecoder().decode(Event.self, from: Data((ready.first ?? "").utf8))
        self.port = event.number ?? 0
    }

    /// A server that gives these answers in turn, and the last one again and again.
    convenience init(_ answers: [Action]..., proof: Setup.Proof? = nil) async throws {
        try await self.init(Setup(proof: proof, answers: answers))
    }

    deinit { self.process.kill() }

    func url(_ path: String = "/records", scheme: String = "http") -> String {
        "\(scheme)://\(self.host):\(self.port)\(path)"
    }

    /// Waits until as many events of this name were seen, and returns all of them.
    func events(_ name: String, atLeast count: Int = 1) async throws -> [Event] {
        let needle = "\"event\": \"\(name)\""
        return try await self.process.lines(atLeast: count) { $0.contains(needle) }
            .map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }
    }

    /// Waits until as many requests had the right proof, and returns those.
    func accepted(atLeast count: Int) async throws -> [Event] {
        try await self.process.lines(atLeast: count) { $0.contains("\"verdict\": \"yes\"") }
            .map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }
    }

    /// For what must *not* have happened, after something later was awaited.
    func eventsSoFar(_ name: String) throws -> [Event] {
        let needle = "\"event\": \"\(name)\""
        return try self.process.linesSoFar.filter { $0.contains(needle) }
            .map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }
    }

    /// A whole answer with a length.
    static func ok(_ body: String, headers: String = "", status: String = "200 OK") -> [Action] {
        [.send("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")]
    }
}

/// Asks a ``SourceServer`` and reads what comes.
enum Fetches {
    /// A connection that does not wait for long, because no test does.
    static func connection(_ change: (inout SourceConnection) -> Void = { _ in }) -> SourceConnection {
        var connection = SourceConnection()
        connection.stallSeconds = 30
        change(&connection)
        return connection
    }

    static func request(
        _ url: String, connection: SourceConnection = Fetches.connection(), secrets: [String: String] = [:]
    ) -> SourceRequest {
        SourceRequest(
            method: .get, url: url, connection: connection, secrets: secrets.mapValues { Secret(text: $0) })
    }

    /// The whole body of an answer that has to come.
    static func text(
        _ request: SourceRequest, with fetcher: CurlSourceFetcher = CurlSourceFetcher()
    ) async throws -> String {
        let answer = try await fetcher.fetch(request)
        return String(decoding: try await Self.all(of: answer.body), as: UTF8.self)
    }

    static func all(of body: any SourceBody) async throws(SourceFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = try await body.next() { bytes += piece }
        return bytes
    }

    /// Of a request that has to fail, in its headers or in its body.
    static func failure(
        _ request: SourceRequest, with fetcher: CurlSourceFetcher = CurlSourceFetcher(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) async -> SourceFailure? {
        do throws(SourceFailure) {
            let answer = try await fetcher.fetch(request)
            let bytes = try await Self.all(of: answer.body)
            Issue.record("answered with \(bytes.count) bytes", sourceLocation: sourceLocation)
            return nil
        } catch {
            return error
        }
    }

    /// Whether this process has grown by less than so many bytes while it did something. Other suites run beside it: what they take is not
    /// taken in each of three rounds.
    static func grows(byLessThan bytes: Int, during work: () async throws -> Void) async throws -> Bool {
        for _ in 1...3 {
            let before = try Self.residentBytes()
            try await work()
            if try Self.residentBytes() - before < bytes { return true }
        }
        return false
    }

    /// Bytes of this process that are in memory.
    private static func residentBytes() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return (Int(fields[1]) ?? 0) * 4096
    }
}
