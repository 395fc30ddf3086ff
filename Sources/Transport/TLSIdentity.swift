import AMT
import CLibSSL
import Provisioning

/// An identity whose certificates have been read.
enum PreparedIdentity: Sendable {
    case psk(PID, Secret)
    case setupCertificate(ParsedChain)
    case managed(ParsedAuthority, fqdn: String, client: ParsedChain?)
}

/// What OpenSSL asks and tells about one session's connections. Touched by the thread that runs them.
final class TLSIdentity {
    let pointer: OpaquePointer
    /// Holds the chain and authority that the C side borrows.
    private let identity: PreparedIdentity

    /// `nil` when memory is short or the key is longer than a session can carry.
    init?(_ identity: PreparedIdentity, policy: TLSPolicy) {
        guard let pointer = cssl_session_new() else { return nil }
        self.pointer = pointer
        self.identity = identity
        switch policy {
        case .modern: break
        case .legacy: cssl_session_allow_legacy(pointer)
        }
        guard Self.use(identity, pointer) else { return nil }
    }

    private static func use(_ identity: PreparedIdentity, _ pointer: OpaquePointer) -> Bool {
        switch identity {
        case .psk(let pid, let key):
            let name = Array(pid.text.utf8)
            return name.withUnsafeBufferPointer { nameBytes in
                key.withRevealedBytes { keyBytes in
                    guard let nameBase = nameBytes.baseAddress, let keyBase = keyBytes.baseAddress else { return false }
                    return cssl_session_use_psk(pointer, nameBase, nameBytes.count, keyBase, keyBytes.count) == 1
                }
            }
        case .setupCertificate(let chain):
            cssl_session_use_chain(pointer, chain.pointer)
            return true
        case .managed(let authority, let fqdn, let client):
            if let client { cssl_session_use_chain(pointer, client.pointer) }
            return cssl_session_use_authority(pointer, authority.pointer, fqdn) == 1
        }
    }

    deinit { cssl_session_free(self.pointer) }

    var isHandshakeDone: Bool { self.record.pointee.handshake_done == 1 }
    var recordsSent: UInt64 { self.record.pointee.application_records_sent }
    var peerRefused: Bool { self.record.pointee.verify_error != 0 }
    var contextRefused: Bool { self.withErrorText { $0 != nil } }

    /// DER of the certificates that the newest connection has shown, the device's own first.
    var peerChain: [[UInt8]] {
        (0..<self.record.pointee.peer_certificate_count).compactMap { index in
            var length = 0
            guard let bytes = cssl_session_peer_certificate(self.pointer, index, &length) else { return nil }
            return Array(UnsafeBufferPointer(start: bytes, count: length))
        }
    }

    func connectionBegins() { cssl_session_connection_begins(self.pointer) }

    /// - Parameter context: the library's context of a new connection.
    func configure(_ context: UnsafeMutableRawPointer) -> Bool {
        cssl_session_configure(self.pointer, context) == 1
    }

    /// `tls.…` facts of the newest connection.
    var facts: [String: String] {
        let record = self.record.pointee
        var facts: [String: String] = [:]
        // How far a handshake came that failed: what the end of it can mean depends on that.
        if record.handshake_begun == 1, record.handshake_done == 0 {
            facts["tls.stage"] =
                record.certificate_sent == 1
                ? "certificate-sent" : record.peer_answered == 1 ? "answered" : "client-hello"
        }
        if record.alert >= 0 {
            facts["tls.alert"] = String(record.alert)
            facts["tls.alert_direction"] = record.alert_received == 1 ? "received" : "sent"
            facts["tls.error"] = String(cString: cssl_alert_text(record.alert))
        }
        if record.verify_error != 0 {
            // Our own alert only repeats this in fewer words.
            let text = String(cString: cssl_verify_text(record.verify_error))
            facts["tls.error"] = "\(text) (\(record.verify_error) at depth \(record.verify_depth))"
        }
        self.withErrorText { text in
            if let text { facts["tls.error"] = text }
        }
        return facts
    }

    private var record: UnsafePointer<cssl_record> { cssl_session_record(self.pointer) }

    private func withErrorText<Result>(_ body: (String?) -> Result) -> Result {
        var error = self.record.pointee.error
        return withUnsafeBytes(of: &error) { bytes in
            guard let first = bytes.first, first != 0 else { return body(nil) }
            return body(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
        }
    }
}
