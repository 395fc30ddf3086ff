import AMT
import Foundation
import Provisioning
import Testing
import Transport

/// Makes what tests need to talk to a ``DeviceServer``.
enum Sessions {
    static let pps = "NKLDG5DCRNRQE9YZZIJL7LFLVED69XJP"
    static let admin = DigestCredential(username: "admin", password: Secret(text: "P@ssw0rd"))
    /// Long, because the machine may be busy; no test waits for it.
    static let patience = Duration.seconds(30)

    static func pid(_ typed: String = "0000-037M") throws -> PID { try PID(typed) }

    static func opening(
        _ address: PeerAddress, _ identity: SessionIdentity, tls: TLSPolicy = .modern, port: UInt16 = DeviceServer.port,
        connectTimeout: Duration = Sessions.patience
    ) -> SessionOpening {
        SessionOpening(
            address: address, port: port, identity: identity, tls: tls, connectTimeout: connectTimeout)
    }

    static func psk(_ typed: String = "0000-037M", key: String = Sessions.pps) throws -> SessionIdentity {
        .psk(try PID(typed), Secret(text: key))
    }

    /// Runs a test's body with a transport and ends it afterwards.
    ///
    /// - Parameter server: the other end, which lives as long as the body runs.
    static func withTransport<Value>(
        and server: DeviceServer? = nil, _ body: (CurlDeviceTransport) async throws -> Value
    ) async throws -> Value {
        let transport = try CurlDeviceTransport()
        do {
            let value = try await body(transport)
            withExtendedLifetime(server) {}
            await transport.shutdown()
            return value
        } catch {
            await transport.shutdown()
            throw error
        }
    }
}

extension DeviceSession {
    /// One exchange that has to be answered.
    func answer(
        _ text: String = "<request/>", as credential: DigestCredential = Sessions.admin,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> HTTPAnswer {
        switch await self.exchange(Array(text.utf8), as: credential, timeout: Sessions.patience) {
        case .success(let answer): return answer
        case .failure(let failure):
            Issue.record("no answer: \(failure)", sourceLocation: sourceLocation)
            throw failure
        }
    }

    /// One exchange that has to fail.
    func failure(
        _ text: String = "<request/>", as credential: DigestCredential = Sessions.admin,
        timeout: Duration = Sessions.patience, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> ExchangeFailure {
        switch await self.exchange(Array(text.utf8), as: credential, timeout: timeout) {
        case .success(let answer):
            Issue.record("answered with \(answer.status)", sourceLocation: sourceLocation)
            throw ToolProcess.Ended(output: "unexpected answer")
        case .failure(let failure): return failure
        }
    }
}

extension HTTPAnswer {
    var text: String { String(decoding: self.body, as: UTF8.self) }
}
