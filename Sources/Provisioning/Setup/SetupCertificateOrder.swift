import AMT

/// Which setup certificates a device is shown, and which one first.
package enum SetupCertificateOrder {
    /// Whether a device that said hello with these hashes trusts a root of these digests.
    package static func isListed(_ rootDigests: [[UInt8]], in hashes: [RootHash]) -> Bool {
        hashes.contains { hash in rootDigests.contains { hash.names($0) } }
    }

    /// One certificate an attempt, in the order of import and then from the start: the device does not say which of several
    /// reasons it refused one for.
    ///
    /// - Parameters:
    ///   - attempt: counted from 1.
    ///   - count: of certificates whose root the device lists; at least 1.
    /// - Returns: counted from 0.
    package static func place(attempt: Int, of count: Int) -> Int { (max(1, attempt) - 1) % max(1, count) }
}
