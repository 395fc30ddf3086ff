import CLibSSL
import Provisioning
import Synchronization

/// A client's certificate with what is sent along, as OpenSSL holds it. Never changes; many sessions share one.
final class ParsedChain: @unchecked Sendable {
    // Immutable after parsing; OpenSSL counts the references that connections take of its parts.
    let pointer: OpaquePointer

    fileprivate init(pointer: OpaquePointer) { self.pointer = pointer }

    deinit { cssl_chain_free(self.pointer) }
}

/// The certificate that managed devices must chain to, as OpenSSL holds it.
final class ParsedAuthority: @unchecked Sendable {
    // Immutable after parsing; OpenSSL counts the references that connections take.
    let pointer: OpaquePointer

    fileprivate init(pointer: OpaquePointer) { self.pointer = pointer }

    deinit { cssl_authority_free(self.pointer) }
}

/// Why an identity cannot be used: OpenSSL's words, without content.
struct IdentityRefusal: Error, Equatable, Sendable {
    let reason: String
}

/// Remembers what was parsed: thousands of sessions use the same few certificates.
final class ParsedIdentities: Sendable {
    private struct KnownChain {
        var source: ClientChain
        var parsed: ParsedChain
    }

    private let chains = Mutex<[Int64: KnownChain]>([:])
    private let authorities = Mutex<[[UInt8]: ParsedAuthority]>([:])

    /// The chain of this number, parsed anew when its content is no longer the same.
    func chain(_ source: ClientChain) -> Result<ParsedChain, IdentityRefusal> {
        self.chains.withLock { known in
            if let entry = known[source.id], entry.source.chainPEM == source.chainPEM,
                entry.source.keyPEM == source.keyPEM
            {
                return .success(entry.parsed)
            }
            return Self.parse(source).map { parsed in
                if known.count >= TransportLimits.clientChainsMax { known.removeAll() }
                known[source.id] = KnownChain(source: source, parsed: parsed)
                return parsed
            }
        }
    }

    func authority(der: [UInt8]) -> Result<ParsedAuthority, IdentityRefusal> {
        self.authorities.withLock { known in
            if let parsed = known[der] { return .success(parsed) }
            return Self.parseAuthority(der).map { parsed in
                if known.count >= TransportLimits.authoritiesMax { known.removeAll() }
                known[der] = parsed
                return parsed
            }
        }
    }

    private static func parse(_ source: ClientChain) -> Result<ParsedChain, IdentityRefusal> {
        Self.withErrorText { error in
            source.chainPEM.withRevealedBytes { chain in
                source.keyPEM.withRevealedBytes { key in
                    guard let chainBase = chain.baseAddress, let keyBase = key.baseAddress else { return nil }
                    return cssl_chain_parse(chainBase, chain.count, keyBase, key.count, error)
                }
            }
        }.map(ParsedChain.init(pointer:))
    }

    private static func parseAuthority(_ der: [UInt8]) -> Result<ParsedAuthority, IdentityRefusal> {
        Self.withErrorText { error in
            der.withUnsafeBufferPointer { bytes in
                guard let base = bytes.baseAddress else { return nil }
                return cssl_authority_parse(base, bytes.count, error)
            }
        }.map(ParsedAuthority.init(pointer:))
    }

    private static func withErrorText(
        _ parse: (UnsafeMutablePointer<CChar>) -> OpaquePointer?
    ) -> Result<OpaquePointer, IdentityRefusal> {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CSSL_ERROR_BYTES_MAX)) { error in
            error.initialize(repeating: 0)
            guard let base = error.baseAddress, let parsed = parse(base) else {
                let reason = error.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
                return .failure(
                    IdentityRefusal(reason: reason.isEmpty ? "empty" : String(decoding: reason, as: UTF8.self)))
            }
            return .success(parsed)
        }
    }
}
