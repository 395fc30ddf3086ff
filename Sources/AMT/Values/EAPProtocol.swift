/// The method of 802.1x by which device and RADIUS server know each other (`AuthenticationProtocol`).
///
/// Two numberings are in use; they agree up to 5. Source: class definitions CIM_IEEE8021xSettings and AMT_8021XProfile
/// in Intel's LMS.
package enum EAPProtocol: Hashable, Sendable {
    /// Whose numbers are meant.
    package enum Numbering: String, CaseIterable, Sendable {
        /// CIM_IEEE8021xSettings and IPS_IEEE8021xSettings.
        case cim
        /// AMT_8021XProfile, which is older.
        case amtProfile = "amt-profile"
    }

    /// CIM 0, AMT 0: a certificate on each side and no password.
    case tls
    /// CIM 1, AMT 1
    case ttlsMSCHAPv2
    /// CIM 2, AMT 2
    case peapMSCHAPv2
    /// CIM 3, AMT 3
    case peapGTC
    /// CIM 4, AMT 4
    case fastMSCHAPv2
    /// CIM 5, AMT 5
    case fastGTC
    /// CIM 6
    case md5
    /// CIM 7
    case psk
    /// CIM 8
    case sim
    /// CIM 9
    case aka
    /// CIM 10, AMT 6
    case fastTLS
    /// A number that the numbering it was read in does not have.
    case unknown(UInt32)

    /// Any number; unknown ones are kept.
    package init(number: UInt32, in numbering: Numbering) {
        self = Self.known.first { $0.number(in: numbering) == number } ?? .unknown(number)
    }

    /// The method of a document; `nil` for a name that is none of ``known``.
    package init?(name: String) {
        guard let known = Self.known.first(where: { $0.name == name }) else { return nil }
        self = known
    }

    /// Every method that has a number.
    package static let known: [EAPProtocol] = [
        .tls, .ttlsMSCHAPv2, .peapMSCHAPv2, .peapGTC, .fastMSCHAPv2, .fastGTC, .md5, .psk, .sim, .aka, .fastTLS,
    ]

    /// The wire's number; `nil` when the numbering has none for it.
    package func number(in numbering: Numbering) -> UInt32? {
        switch self {
        case .tls: 0
        case .ttlsMSCHAPv2: 1
        case .peapMSCHAPv2: 2
        case .peapGTC: 3
        case .fastMSCHAPv2: 4
        case .fastGTC: 5
        case .md5: Self.only(6, in: numbering)
        case .psk: Self.only(7, in: numbering)
        case .sim: Self.only(8, in: numbering)
        case .aka: Self.only(9, in: numbering)
        case .fastTLS:
            switch numbering {
            case .cim: 10
            case .amtProfile: 6
            }
        case .unknown(let number): number
        }
    }

    private static func only(_ number: UInt32, in numbering: Numbering) -> UInt32? {
        switch numbering {
        case .cim: number
        case .amtProfile: nil
        }
    }

    /// The name in documents; `unknown-N` for a number without one.
    package var name: String {
        switch self {
        case .tls: "eap-tls"
        case .ttlsMSCHAPv2: "eap-ttls-mschapv2"
        case .peapMSCHAPv2: "peapv0-mschapv2"
        case .peapGTC: "peapv1-gtc"
        case .fastMSCHAPv2: "eap-fast-mschapv2"
        case .fastGTC: "eap-fast-gtc"
        case .md5: "eap-md5"
        case .psk: "eap-psk"
        case .sim: "eap-sim"
        case .aka: "eap-aka"
        case .fastTLS: "eap-fast-tls"
        case .unknown(let number): "unknown-\(number)"
        }
    }
}
