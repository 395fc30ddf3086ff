/// Words of a stranger as they may stand in a failure: short, on one line.
enum BoundedText {
    static let bytesMax = 200

    /// Cuts at a character, and makes blanks of control characters.
    static func make(_ text: some StringProtocol) -> String {
        var result = ""
        var byteCount = 0
        for scalar in text.unicodeScalars {
            byteCount += UTF8.width(scalar)
            guard byteCount <= Self.bytesMax else { break }
            result.unicodeScalars.append(scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) ? " " : scalar)
        }
        return result
    }
}
