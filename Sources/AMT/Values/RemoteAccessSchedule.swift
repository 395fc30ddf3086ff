/// When a periodic tunnel is opened (`ExtendedData`, big-endian numbers of four bytes).
package enum RemoteAccessSchedule: Hashable, Sendable {
    /// Type 0: again after so many seconds.
    case every(seconds: UInt32)
    /// Type 1: once a day, in the firmware's clock.
    case daily(hour: UInt32, minute: UInt32)
    /// Bytes of a type that no published list has, to be given back as they are.
    case unknown([UInt8])

    /// Reads what a device stored.
    ///
    /// - Returns: `nil` for a type that no published list has, and for a wrong length.
    package init?(bytes: [UInt8]) {
        guard bytes.count.isMultiple(of: 4) else { return nil }
        let numbers = stride(from: 0, to: bytes.count, by: 4).map { start in
            bytes[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        switch numbers.first {
        case 0 where numbers.count == 2: self = .every(seconds: numbers[1])
        case 1 where numbers.count == 3: self = .daily(hour: numbers[1], minute: numbers[2])
        default: return nil
        }
    }

    /// Eight or twelve bytes, where the type is known.
    package var bytes: [UInt8] {
        let numbers: [UInt32]
        switch self {
        case .every(let seconds): numbers = [0, seconds]
        case .daily(let hour, let minute): numbers = [1, hour, minute]
        case .unknown(let bytes): return bytes
        }
        return numbers.flatMap { number in
            stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
        }
    }
}
