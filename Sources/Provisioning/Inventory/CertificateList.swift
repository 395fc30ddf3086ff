/// Certificates as PEM, one behind the other.
enum CertificateList {
    private static let begin = "-----BEGIN CERTIFICATE-----"
    private static let end = "-----END CERTIFICATE-----"

    /// Whether a text is certificates alone; lines between them may be blank or begin with `#`, as bundles have them.
    static func isOne(_ text: String) -> Bool {
        guard SourceLimits.certificateBytes.contains(text.utf8.count) else { return false }
        var block: [Substring] = []
        var count = 0
        for line in text.split(whereSeparator: \.isNewline) {
            let trimmed = line.drop(while: \.isWhitespace)
            if block.isEmpty {
                if trimmed.allSatisfy(\.isWhitespace) || trimmed.hasPrefix("#") { continue }
                guard trimmed.hasPrefix(Self.begin) else { return false }
            }
            block.append(line)
            guard trimmed.hasPrefix(Self.end) else { continue }
            guard CertificateText.der(block.joined(separator: "\n")) != nil else { return false }
            block = []
            count += 1
        }
        return block.isEmpty && count > 0
    }
}
