import Foundation
import Provisioning
import Synchronization

/// What the other end shall be and do.
struct DeviceSetup: Encodable {
    struct Digest: Encodable {
        var realm = "Digest:727734D63A1FC0423736E48DA554E462"
        var users = ["admin": "P@ssw0rd"]
        /// `%r` realm, `%n` nonce, `%s` stale.
        var challenge: String?
        /// How often one nonce is taken.
        var uses: Int?
        /// The word for a nonce that is used up.
        var stale: String?
        /// Whether a challenge ends the connection, as firmware does.
        var close: Bool?
    }

    struct Answer: Encodable {
        var status: Int?
        var body: String?
        /// The body this many times over.
        var times: Int?
        var headers: [String]?
        /// `length`, `chunked`, `close`.
        var framing: String?
        /// Bytes a chunk.
        var cut: Int?
        /// Bytes a record.
        var writes: Int?
        /// The whole answer, as it goes over the wire.
        var raw: String?
        /// Instead of an answer: `stall`, `reset`, `drop`.
        var trouble: String?
        /// After the answer: `stall`, `reset`, `drop`, `close`.
        var after: String?
    }

    var address = ""
    var port = DeviceServer.port
    var psk: [String: String]?
    var certificate: String?
    var key: String?
    /// `required` asks for a client's certificate and ends the handshake without one.
    var client: String?
    /// Path of the authority that a client's certificate must chain to; without it, any is taken.
    var clientAuthority: String?
    /// HTTP without TLS.
    var plain: Bool?
    var minimum: Int?
    var maximum: Int?
    var ciphers: String?
    var server: String?
    var digest: Digest?
    var answers: [Answer]?
    /// `stall` or `reset` in the middle of the handshake.
    var handshake: String?
    var accepts: Bool?
    /// Connections taken before the port is closed.
    var connections: Int?
    var backlog: Int?
    /// Connections opened by itself to fill the backlog.
    var fill: Int?
}

/// One line of what the other end saw.
struct DeviceEvent: Decodable, Sendable {
    let event: String
    /// The first bytes that came on a connection without TLS.
    let first: String?
    let number: Int?
    let identity: String?
    let chain: [String]?
    let version: String?
    let cipher: String?
    let method: String?
    let path: String?
    let verdict: String?
    let headers: [String: String]?
    let body: String?
}

/// A process that plays the device, on an address of its own.
final class DeviceServer: Sendable {
    static let port: UInt16 = 28_816
    private static let addressesGiven = Atomic<Int>(0)

    let address: PeerAddress
    private let process: ToolProcess

    /// Returns when it listens.
    init(_ setup: DeviceSetup) async throws {
        var setup = setup
        if setup.address.isEmpty { setup.address = Self.freshAddress() }
        self.address = PeerAddress(numeric: setup.address)
        let json = String(decoding: try JSONEncoder().encode(setup), as: UTF8.self)
        self.process = try ToolProcess("python3", ["-c", DeviceServerScript.python, json])
        _ = try await self.process.lines { $0.contains("\"ready\"") }
    }

    deinit { self.process.kill() }

    /// Ends it before the test does, and frees its address.
    func kill() async throws {
        self.process.kill()
        while self.process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// 127.77.1.1 and up: never the same twice in a process.
    static func freshAddress() -> String {
        let number = Self.addressesGiven.add(1, ordering: .relaxed).newValue
        return "127.77.\(1 + number / 250).\(1 + number % 250)"
    }

    /// Waits until as many events of this name were seen, and returns all of them.
    func events(_ name: String, atLeast count: Int = 1) async throws -> [DeviceEvent] {
        let needle = "\"event\": \"\(name)\""
        let lines = try await self.process.lines(atLeast: count) { $0.contains(needle) }
        return try lines.map { try JSONDecoder().decode(DeviceEvent.self, from: Data($0.utf8)) }
    }

    /// Waits until as many requests had this verdict, and returns those.
    func requests(_ verdict: String, atLeast count: Int) async throws -> [DeviceEvent] {
        let needle = "\"verdict\": \"\(verdict)\""
        let lines = try await self.process.lines(atLeast: count) { $0.contains(needle) }
        return try lines.map { try JSONDecoder().decode(DeviceEvent.self, from: Data($0.utf8)) }
    }

    /// Events seen so far. For what must *not* have happened, after something later was awaited.
    func eventsSoFar(_ name: String) throws -> [DeviceEvent] {
        let needle = "\"event\": \"\(name)\""
        return try self.process.linesSoFar.filter { $0.contains(needle) }
            .map { try JSONDecoder().decode(DeviceEvent.self, from: Data($0.utf8)) }
    }
}
