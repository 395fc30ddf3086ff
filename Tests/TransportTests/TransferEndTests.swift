import CLibCurl
import Provisioning
import Testing

@testable import Transport

@Suite("transfer end") struct TransferEndTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var code: UInt32
        var connecting: ExchangeFailure.Kind
        var connected: ExchangeFailure.Kind
        var testDescription: String { "libcurl \(self.code)" }

        init(_ code: UInt32, _ connecting: ExchangeFailure.Kind, _ connected: ExchangeFailure.Kind? = nil) {
            self.code = code
            self.connecting = connecting
            self.connected = connected ?? connecting
        }
    }

    /// Numbers as libcurl documents them in `libcurl-errors(3)`.
    static let rows = [
        Row(1, .answerUnreadable), Row(8, .answerUnreadable), Row(22, .answerUnreadable), Row(23, .answerUnreadable),
        Row(47, .answerUnreadable), Row(61, .answerUnreadable), Row(63, .answerUnreadable),
        Row(7, .unreachable), Row(28, .unreachable, .timedOut),
        Row(18, .tlsHandshake, .connectionLost), Row(52, .tlsHandshake, .connectionLost),
        Row(55, .tlsHandshake, .connectionLost), Row(56, .tlsHandshake, .connectionLost),
        Row(80, .tlsHandshake, .connectionLost), Row(42, .connectionLost), Row(65, .connectionLost),
        Row(35, .tlsHandshake), Row(53, .tlsHandshake), Row(54, .tlsHandshake), Row(58, .tlsHandshake),
        Row(59, .tlsHandshake), Row(64, .tlsHandshake), Row(66, .tlsHandshake), Row(77, .tlsHandshake),
        Row(82, .tlsHandshake), Row(98, .tlsHandshake),
        Row(60, .peerNotTrusted), Row(83, .peerNotTrusted), Row(90, .peerNotTrusted), Row(91, .peerNotTrusted),
        Row(2, .unreachable, .connectionLost), Row(6, .unreachable, .connectionLost),
        Row(27, .unreachable, .connectionLost), Row(45, .unreachable, .connectionLost),
        Row(4_711, .unreachable, .connectionLost),
    ]

    @Test("each verdict has one name in each phase", arguments: Self.rows)
    func name(_ row: Row) {
        #expect(Self.end(row.code, .connecting).kind == row.connecting)
        #expect(Self.end(row.code, .connected).kind == row.connected)
    }

    @Test("success is no failure")
    func success() {
        #expect(Self.end(0, .connected).kind == nil)
    }

    @Test("a refused connection is told by its errno")
    func refused() {
        #expect(Self.end(7, .connecting, errno: 111).kind == .connectionRefused)
        #expect(Self.end(7, .connecting, errno: 113).kind == .unreachable)
    }

    @Test("what TLS knows goes before libcurl's verdict")
    func tls() {
        #expect(Self.end(35, .connecting, peerRefused: true).kind == .peerNotTrusted)
        #expect(Self.end(2, .connecting, contextRefused: true).kind == .tlsHandshake)
    }

    @Test("a repetition that was refused is a lost connection, whatever libcurl makes of it")
    func repetition() {
        #expect(Self.end(7, .connected, errno: 111, repetitionRefused: true).kind == .connectionLost)
        #expect(Self.end(42, .connecting, repetitionRefused: true).kind == .connectionLost)
    }

    private static func end(
        _ code: UInt32, _ phase: TransferEnd.Phase, errno: Int = 0, peerRefused: Bool = false,
        contextRefused: Bool = false, repetitionRefused: Bool = false
    ) -> TransferEnd {
        TransferEnd(
            code: CURLcode(rawValue: code), phase: phase, osErrno: errno, peerRefused: peerRefused,
            contextRefused: contextRefused, repetitionRefused: repetitionRefused)
    }
}
