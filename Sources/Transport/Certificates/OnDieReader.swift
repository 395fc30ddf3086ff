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
            return OnDieChain.judge(certificates, pathFault: bundle.fault(ofPathTo: self.anchors, at: now))
        } catch {
            return .refused(.unreadable, detail: error.rawValue)
        }
    }
}

extension CertificateBundle {
    /// Why the first certificate does not lead to one of the anchors; `nil` when it does.
    fileprivate func fault(ofPathTo anchors: [UInt8], at now: UnixTime) -> String? {
        var depth: Int32 = 0
        let error = anchors.withUnsafeBufferPointer { bytes -> Int32 in
            guard let base = bytes.baseAddress else { return -1 }
            return cssl_bundle_leads_to(self.pointer, base, bytes.count, now.seconds, &depth)
        }
        switch error {
        case 0: return nil
        case ..<0: return "the roots cannot be read"
        default: return "\(String(cString: cssl_verify_text(error))) (\(error) at depth \(depth))"
        }
    }
}
