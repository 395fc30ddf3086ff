import Dispatch
import Foundation
import Synchronization

/// Asks the system's resolver, as every other program on this machine does.
enum NameLookup {
    /// A resolver that has no answer by then has none, in seconds.
    static let secondsMax = 15

    /// - Parameter name: with a dot at its end the search domains are left out.
    static func addresses(of name: String) async -> Resolution {
        await withCheckedContinuation { continuation in
            let once = OnceContinuation(continuation)
            DispatchQueue.global().async { once.resume(Self.ask(name)) }
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Self.secondsMax)) {
                once.resume(.unavailable)
            }
        }
    }

    private static func ask(_ name: String) -> Resolution {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(name, nil, &hints, &found)
        defer { found.map { freeaddrinfo($0) } }
        guard status == 0 else { return status == EAI_AGAIN || status == EAI_SYSTEM ? .unavailable : .unknown }
        var addresses: [String] = []
        var next = found
        while let entry = next {
            var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            if getnameinfo(
                entry.pointee.ai_addr, entry.pointee.ai_addrlen, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
                == 0
            {
                let text = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                if !addresses.contains(text) { addresses.append(text) }
            }
            next = entry.pointee.ai_next
        }
        // Firmware asks for IPv4 first.
        let sorted = addresses.filter { !$0.contains(":") } + addresses.filter { $0.contains(":") }
        return sorted.isEmpty ? .unknown : .addresses(sorted)
    }
}

/// A continuation that whoever comes first resumes.
final class OnceContinuation<Value: Sendable>: Sendable {
    private let continuation: SharedState<CheckedContinuation<Value, Never>?>

    init(_ continuation: CheckedContinuation<Value, Never>) { self.continuation = SharedState(continuation) }

    func resume(_ value: Value) {
        let continuation = self.continuation.value.withLock { state in
            defer { state = nil }
            return state
        }
        continuation?.resume(returning: value)
    }
}
