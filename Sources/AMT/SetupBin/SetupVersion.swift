/// A version of setup.bin: which firmware reads it, and what it can hold.
///
/// Source: Intel AMT SDK, *Intel AMT and USB versions*; MeshCommander's `amt-setupbin`.
package enum SetupVersion: String, CaseIterable, Sendable {
    /// AMT 2: pre-shared keys and passwords.
    case one = "1"
    /// AMT 3: root hashes besides, and files that are not used up.
    case two = "2"
    /// AMT 4 and 5: all settings of the MEBx.
    case twoOne = "2.1"
    /// AMT 6 and later: hashes of SHA-256 and SHA-384, IPv6.
    case three = "3"
    /// AMT 7 or 8 and later: records are scrambled.
    case four = "4"

    /// The first sixteen bytes of the file.
    var fileType: [UInt8] {
        switch self {
        case .one:
            [0xb5, 0x16, 0xfb, 0x71, 0x87, 0xcb, 0xf9, 0x4a, 0xb4, 0x41, 0xca, 0x7b, 0x38, 0x35, 0x78, 0xf9]
        case .two, .twoOne:
            [0x96, 0xb2, 0x81, 0x58, 0xcf, 0x6b, 0x72, 0x4c, 0x8b, 0x91, 0xa1, 0x5e, 0x51, 0x2e, 0x99, 0xc4]
        case .three:
            [0xa7, 0xf7, 0xf6, 0xc6, 0x89, 0xc4, 0xf6, 0x47, 0x93, 0xed, 0xe2, 0xe5, 0x02, 0x0d, 0xa5, 0x1d]
        case .four:
            [0xaa, 0xa9, 0x34, 0x52, 0xe1, 0x29, 0xa9, 0x44, 0x8d, 0x4d, 0x08, 0x1c, 0x07, 0xb9, 0x63, 0x53]
        }
    }

    var major: UInt8 {
        switch self {
        case .one: 1
        case .two, .twoOne: 2
        case .three: 3
        case .four: 4
        }
    }

    /// It tells 2.0 and 2.1 apart, which share a file type.
    var minor: UInt8 { self == .twoOne ? 1 : 0 }

    /// - Returns: `nil` for a pair of type and number that no published file has.
    init?(fileType: some Collection<UInt8>, major: UInt8, minor: UInt8) {
        let known = Self.allCases.first { version in
            fileType.elementsEqual(version.fileType) && version.major == major
                && (major != 2 || version.minor == minor)
        }
        guard let known else { return nil }
        self = known
    }
}

extension SetupVersion: Comparable {
    package static func < (left: SetupVersion, right: SetupVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}
