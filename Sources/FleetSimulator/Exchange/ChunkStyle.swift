/// How a chunked answer is cut.
package enum ChunkStyle: String, CaseIterable, Sendable {
    /// Two or three cuts at places that are drawn.
    case anywhere
    /// As a 15.0.23 was recorded: 544 bytes, then 762 for each segment.
    case segments
    case single

    private static let segmentFirst = 544
    private static let segmentBytes = 762

    /// Sizes of the chunks of a body; what is left over makes the last one.
    func cuts(_ count: Int, using generator: inout SeededGenerator) -> [Int] {
        switch self {
        case .single: return []
        case .segments:
            return [Self.segmentFirst]
                + Array(repeating: Self.segmentBytes, count: max(0, count - Self.segmentFirst) / Self.segmentBytes)
        case .anywhere:
            guard count > 4 else { return [] }
            return (0..<3).map { _ in Int.random(in: 1...max(1, count / 3), using: &generator) }
        }
    }
}
