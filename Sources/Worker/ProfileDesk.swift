import AMT
import Provisioning

/// What the things of a profile refer to on one device.
package struct DeskMaterial: Sendable {
    /// The device's own certificate, for 802.1x and tunnels; `nil` without TLS.
    package var deviceCertificateInstanceID: String?
    /// Trusted roots of the profile, by their names in it.
    package var roots: [String: [UInt8]]
    /// Changes when the device is unprovisioned.
    package var digestRealm: String
    /// What to expect of the device by its release.
    package var policy: ReleasePolicy

    package init(
        deviceCertificateInstanceID: String?, roots: [String: [UInt8]], digestRealm: String, policy: ReleasePolicy
    ) {
        self.deviceCertificateInstanceID = deviceCertificateInstanceID
        self.roots = roots
        self.digestRealm = digestRealm
        self.policy = policy
    }
}

/// Reads and writes what a profile speaks of, on one open device.
///
/// Both may be asked again and again: a read changes nothing, and a step is asked for only after a reading has shown that it is
/// to be done.
package protocol ProfileDesk: AnyObject {
    /// Reads one topic. What the firmware does not have is a finding too.
    func read(_ topic: FindingTopic) async throws(RoundEnd) -> TopicFinding

    /// Carries out a step.
    ///
    /// - Returns: a few words on what was done; throws ``RoundEnd/uncertain(call:facts:)`` when nobody knows whether it was.
    func perform(_ step: ProfileStep) async throws(RoundEnd) -> String?
}

/// What was found of a topic.
package enum TopicFinding: Sendable {
    case settings(Finding<[DeviceSetting: String]>)
    case list(Finding<[FoundEntry]>)
}
