/// One setting of a record.
package enum SetupEntry: Equatable, Sendable {
    /// A variable that is published. A value of another shape than the variable's was read and not understood.
    case known(SetupVariable, SetupValue)
    /// Any other. Its bytes may be a secret, and do not print.
    case unknown(SetupVariableID, Secret)

    /// Module and variable.
    package var id: SetupVariableID {
        switch self {
        case .known(let variable, _): variable.id
        case .unknown(let id, _): id
        }
    }
}

/// The value of a variable.
package enum SetupValue: Equatable, Sendable {
    case secret(Secret)
    case text(String)
    case byte(UInt8)
    case port(UInt16)
    case number(UInt32)
    /// Sixteen bytes in the order of the file.
    case guid([UInt8])
    case pid(PID)
    case pps(PPS)
    case hash(SetupHash)
    case address(SetupAddress)
    /// Bytes whose layout is not known, or which were not what the variable's shape asks for.
    case opaque(Secret)
}

/// The hash of a root certificate that firmware shall trust.
package struct SetupHash: Equatable, Sendable {
    /// Algorithms by their number in the file, which is that of the hello.
    package enum Algorithm: UInt8, CaseIterable, Sendable {
        case sha1 = 1
        case sha256 = 2
        case sha384 = 3

        /// Length of a hash.
        package var byteCount: Int {
            switch self {
            case .sha1: 20
            case .sha256: 32
            case .sha384: 48
            }
        }

        /// The first version whose firmware knows it.
        package var since: SetupVersion {
            switch self {
            case .sha1: .two
            case .sha256, .sha384: .three
            }
        }

        /// For people.
        package var name: String {
            switch self {
            case .sha1: "SHA-1"
            case .sha256: "SHA-256"
            case .sha384: "SHA-384"
            }
        }

        /// The algorithm whose hashes have so many bytes.
        package init?(byteCount: Int) {
            guard let known = Self.allCases.first(where: { $0.byteCount == byteCount }) else { return nil }
            self = known
        }
    }

    /// The MEBx shows no longer name.
    package static let nameByteCountMax = 32

    package let algorithm: Algorithm
    package let bytes: [UInt8]
    /// What the MEBx shows: printable ASCII.
    package let name: String

    /// Lengths are judged when the file is written.
    package init(algorithm: Algorithm, bytes: [UInt8], name: String) {
        self.algorithm = algorithm
        self.bytes = bytes
        self.name = name
    }
}

/// An IPv4 address as setup.bin carries it.
package struct SetupAddress: Hashable, Sendable {
    /// In the order in which people write them.
    package let octets: [UInt8]

    /// Reads four numbers with dots between them, without leading zeros.
    ///
    /// - Returns: `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let octets = parts.compactMap { part -> UInt8? in
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0"),
                part.allSatisfy({ (0x30...0x39).contains($0) })
            else { return nil }
            return UInt8(String(decoding: part, as: UTF8.self))
        }
        guard parts.count == 4, octets.count == 4 else { return nil }
        self.octets = octets
    }

    /// - Returns: `nil` for another count than four.
    init?(fileBytes: some BidirectionalCollection<UInt8>) {
        guard fileBytes.count == 4 else { return nil }
        self.octets = fileBytes.reversed()
    }
}

extension SetupAddress: CustomStringConvertible {
    package var description: String { self.octets.map(String.init).joined(separator: ".") }
}
