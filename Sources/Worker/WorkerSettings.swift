import AMT
import Provisioning

/// Settings of the `worker` role.
///
/// - `worker.slots` (integer, default 200, 1...10000): devices at once in this process.
/// - `worker.device_port` (integer, default 16993): where devices are called.
/// - `worker.plain_port` (integer, default 16992): where devices without TLS are called.
/// - `worker.caller_name` (default `provisionserver`): name in the certificate shown to devices in mutual TLS.
/// - `worker.lease_seconds` (default 90, 20...3600): how long a dead worker's devices wait for another one.
/// - `worker.connect_timeout_seconds` (default 15): TCP and TLS handshake of one connection.
/// - `worker.attempts_max` (default 12): a device that fails as often is parked.
/// - `worker.shared_secrets` (`proven` or `expected`, default `proven`): see ``SharedSecretRule``.
/// - `worker.restart_wait_seconds` (default 120): how long a device may take to come back after the commit.
/// - `worker.busy_wait_seconds` (default 120, 1...900): how long one call is repeated while the firmware says that it is busy.
/// - `worker.rounds_max` (default 8, 2...100): how often one attempt reads a device anew after an answer that did not come.
package struct WorkerSettings: Sendable {
    package var slots = 200
    package var devicePort: UInt16 = 16993
    /// Where devices without TLS are called.
    package var plainPort: UInt16 = 16992
    package var lease: Duration = .seconds(90)
    /// Trust ends this much earlier than the lease, whatever its length.
    package var leaseMargin: Duration { min(.seconds(10), self.lease / 4) }
    /// Leases older than this are renewed: early enough for a second try within the trust of the first.
    package var renewAfter: Duration { self.lease / 3 }
    package var connectTimeout: Duration = .seconds(15)
    package var attemptsMax = 12
    package var restartWait: Duration = .seconds(120)
    /// First pause before a device is called again after its commit or a lost answer; it doubles up to 15 s.
    package var restartPause: Duration = .milliseconds(500)
    /// How often one attempt reads the device anew after an uncertain call.
    package var roundsMax = 8
    /// How long one call may be repeated while the firmware is busy.
    package var busyWait: Duration = .seconds(120)
    /// Tried on a device that we have never given a password, in this order; the empty one first (wsman section 2.1).
    package var setupPasswords: [Secret] = [Secret(text: ""), Secret(text: "admin")]
    /// What devices get when no document is called `default`.
    package var builtInProfile = Profile(name: "default")
    /// Which devices get secrets that other devices have as well.
    package var sharedSecrets = SharedSecretRule.proven
    /// Name in the certificate that callers show to devices in mutual TLS.
    package var callerName = "provisionserver"

    package init() {}

    func port(of way: SessionChoice.Way) -> UInt16 {
        switch way {
        case .setup, .managed: self.devicePort
        case .plain: self.plainPort
        }
    }

    /// How long DNS may take to name a device.
    static let nameLookupMax = Duration.seconds(10)
    /// Rows of one claim.
    static let claimMax = 100
    /// An idle worker asks again after this time, doubling to ``idlePauseMax``, each ±50 %.
    static let idlePauseMin = Duration.milliseconds(200)
    static let idlePauseMax = Duration.seconds(2)
}
