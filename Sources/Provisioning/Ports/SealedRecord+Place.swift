import AMT

extension SealedRecord {
    /// What the primary key of a kind is made of, as text.
    private enum Shape {
        case number
        case pid
        case digest
        case device
        case deviceAndVersion
        case nameAndVersion
    }

    /// Reads a place that a caller hands back.
    ///
    /// - Returns: `nil` for what cannot be the place of a record of this kind.
    package init?(kind: SealedKind, checkedPlace place: String) {
        guard Self.fits(place, Self.shape(of: kind)) else { return nil }
        self.init(kind: kind, place: place)
    }

    /// A place before all others of the kind, at which no record is.
    package static func start(of kind: SealedKind) -> SealedRecord {
        let place =
            switch Self.shape(of: kind) {
            case .number: "0"
            case .pid, .digest: ""
            case .device: Self.noDevice
            case .deviceAndVersion: Self.noDevice + "/0"
            case .nameAndVersion: "/0"
            }
        return SealedRecord(kind: kind, place: place)
    }

    private static let noDevice = "00000000-0000-0000-0000-000000000000"

    private static func shape(of kind: SealedKind) -> Shape {
        switch kind {
        case .authority: .number
        case .credential: .deviceAndVersion
        case .oneTimePassword: .device
        case .presharedKey: .pid
        case .profileSecret: .nameAndVersion
        case .setupCertificate: .digest
        }
    }

    private static func fits(_ place: String, _ shape: Shape) -> Bool {
        let parts = place.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch shape {
        case .number: return Int16(place) != nil
        case .pid:
            return parts.count == 1 && place.utf8.count == 8 && place.utf8.allSatisfy { (0x21...0x7e).contains($0) }
        case .digest: return Hex.bytes(place)?.count == 32
        case .device: return DeviceUUID(place) != nil
        case .deviceAndVersion: return parts.count == 2 && DeviceUUID(parts[0]) != nil && Int32(parts[1]) != nil
        case .nameAndVersion:
            return parts.count == 2 && (1...63).contains(parts[0].utf8.count) && Int32(parts[1]) != nil
                && parts[0].utf8.allSatisfy { (0x21...0x7e).contains($0) }
        }
    }
}
