/// A set of power states in which the firmware works: for the system on, standby, and off, on mains (AC) where a
/// mobile system is meant.
///
/// In *wake* states the firmware sleeps too and is woken by traffic. The raw value goes to profiles and stays. Source:
/// Intel's LMS, `AuditLogWSManClientConsts.h`; two of the twelve are confirmed by recorded answers.
package enum PowerPackage: String, CaseIterable, Sendable {
    case mobileS0 = "mobile-on-in-s0"
    case mobileS0S3 = "mobile-on-in-s0-s3-ac"
    case mobileS0S3S5 = "mobile-on-in-s0-s3-ac-s4-s5-ac"
    case mobileS0WakeS3 = "mobile-on-in-s0-wake-in-s3-ac"
    case mobileS0WakeS3S5 = "mobile-on-in-s0-wake-in-s3-ac-s4-s5-ac"
    case desktopS0 = "desktop-on-in-s0"
    case desktopS0S3 = "desktop-on-in-s0-s3"
    case desktopS0S3S5 = "desktop-on-in-s0-s3-s4-s5"
    case desktopS0WakeS3 = "desktop-on-in-s0-wake-in-s3"
    case desktopS0WakeS3S5 = "desktop-on-in-s0-wake-in-s3-s4-s5"
    /// Off after a loss of power until the system was on once.
    case desktopS0S3S5OffAfterPowerLoss = "desktop-on-in-s0-s3-s4-s5-off-after-power-loss"
    /// Off after a loss of power until the system was on once.
    case desktopS0WakeS3S5OffAfterPowerLoss = "desktop-on-in-s0-wake-in-s3-s4-s5-off-after-power-loss"

    /// The package of a scheme; `nil` for one that no published list has.
    ///
    /// - Parameter schemeGUID: 16 bytes as on the wire.
    package init?(schemeGUID: [UInt8]) {
        let text = Hex.text(schemeGUID)
        guard let package = Self.allCases.first(where: { $0.hex == text }) else { return nil }
        self = package
    }

    /// 16 bytes as on the wire.
    package var schemeGUID: [UInt8] { Hex.bytes(self.hex) ?? [] }

    private var hex: String {
        switch self {
        case .mobileS0: "763997110b56504388709812f391b560"
        case .mobileS0S3: "26d31c768708c74bbb5f38744315a5ff"
        case .mobileS0S3S5: "530e08db6c0fd948b2d28958d3f1156e"
        case .mobileS0WakeS3: "055dd5b64ca4874da5a8b47c14deda5f"
        case .mobileS0WakeS3S5: "30800dee09c07843af287868a2dbbe3a"
        case .desktopS0: "944f8312fb104fdc968e1e232b0c9065"
        case .desktopS0S3: "a18600ab9a7f4c42a6e6bb243a295d9e"
        case .desktopS0S3S5: "7286abac96b448e29b9e9b7df91c7fd4"
        case .desktopS0WakeS3: "7b32cd4d6bbe4389a62a4d7bd8dbd026"
        case .desktopS0WakeS3S5: "7322734623dc432fa98a13d37982d855"
        case .desktopS0S3S5OffAfterPowerLoss: "c519a4ba6e6f8d4db227517f7e4595db"
        case .desktopS0WakeS3S5OffAfterPowerLoss: "d60be3ed04c52c46b772d18018ee2fc4"
        }
    }
}
