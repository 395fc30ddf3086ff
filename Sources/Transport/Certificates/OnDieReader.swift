import AMT
import CLibSSL
import Provisioning

/// Checks devices' chains by OpenSSL, on threads of its own: a handful of signatures take some milliseconds.
package final class OnDieReader: OnDieChecking {
    /// A device waits with its connection open meanwhile.
    static let patience = Duration.seconds(10)
    private static let threadsMax = 2
    private static let waitingMax = 256

    private let anchors: [UInt8]
    private let crew = BlockingCrew(threadsMax: threadsMax, waitingMax: waitingMax)

    /// - Parameter more: PEM of roots and intermediates besides Intel's root; what is self-issued is trusted.
    package init(more: String? = nil) {
        self.anchors = Array((OnDieChain.rootPEM + "\n" + (more ?? "")).utf8)
    }

    package func finding(of chain: [[UInt8]], now: UnixTime) async -> OnDieFinding {
        guard chain.count > 1 else { return .absent }
        let outcome = await self.crew.run(within: Self.patience) { self.judged(chain, now: now) }
        switch outcome {
        case .done(let finding): return finding
        case .late, .crowded: return .refused(.notChecked, detail: "")
        }
    }

    private func judged(_ chain: [[UInt8]], now: UnixTime) -> OnDieFinding {
        do throws(CertificateReadingFailure) {
            let bundle = try CertificateBundle()
            for certificate in chain { try bundle.add(certificate, passphrase: nil) }
            let certificates = try bundle.contents().given.certificates
            switch bundle.path(to: self.anchors, at: now) {
            case .success(let isLink):
                // What else was sent is anybody's word.
                let links = zip(certificates, isLink).filter(\.1).map(\.0)
                return OnDieChain.judge(links, pathFault: nil)
            case .failure(let fault):
                return OnDieChain.judge(certificates, pathFault: fault.text)
            }
        } catch {
            return .refused(.unreadable, detail: error.rawValue)
        }
    }
}

extension CertificateBundle {
    /// Which certificates are on the way from the first one to one of the anchors.
    fileprivate func path(to anchors: [UInt8], at now: UnixTime) -> Result<[Bool], PathFault> {
        var depth: Int32 = 0
        var isLink = [UInt8](repeating: 0, count: Int(CSSL_BUNDLE_CERTIFICATES_MAX))
        let error = anchors.withUnsafeBufferPointer { bytes -> Int32 in
            guard let base = bytes.baseAddress else { return -1 }
            return isLink.withUnsafeMutableBufferPointer { links -> Int32 in
                guard let linkBase = links.baseAddress else { return -1 }
                return cssl_bundle_leads_to(self.pointer, base, bytes.count, now.seconds, &depth, linkBase)
            }
        }
        switch error {
        case 0: return .success(isLink.map { $0 == 1 })
        case ..<0: return .failure(PathFault(text: "the roots cannot be read"))
        default:
            return .failure(
                PathFault(text: "\(String(cString: cssl_verify_text(error))) (\(error) at depth \(depth))"))
        }
    }
}

/// Why there is no way to an anchor.
private struct PathFault: Error {
    let text: String
}
