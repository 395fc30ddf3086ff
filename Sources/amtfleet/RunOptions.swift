import ArgumentParser
import FleetSimulator

/// The options that say how the devices behave.
struct BehaviourOptions: ParsableArguments {
    private static let usualPort = 16_993
    private static let usualPlainPort = 16_992

    @Option(help: "Port that the devices listen on.")
    var devicePort = Self.usualPort

    @Option(help: "Port without TLS; when left out, 16992 beside the usual --device-port and none beside another.")
    var plainPort: Int?

    @Option(help: "Loopback port that takes orders to devices, a JSON line each.")
    var control: Int?

    @Option(help: "Address to bind; each device answers at its own address only.")
    var bind = "0.0.0.0"

    @Option(help: "Seconds between hellos and how often, for example 60x5,600x5,3600x*.")
    var helloSchedule = "60x5,600x5,3600x5"

    @Option(help: "Factor on hello intervals and restart times.")
    var timeScale = 1.0

    @Option(help: "Seconds over which the first hellos are spread.")
    var helloStartSpread = 0.0

    @Option(help: "TCP segments that a hello is cut into.")
    var helloSegments = 1

    @Option(help: "Seconds that every call takes.")
    var latency = 0.0

    @Option(help: "Seconds of which a random part is added to the latency.")
    var latencyJitter = 0.0

    @Option(help: "How answers end: chunked, length, close, mixed.")
    var framing = "chunked"

    @Option(help: "How chunked answers are cut: single, segments, anywhere; when left out, as usual in the generation.")
    var chunks: String?

    @Option(help: "What becomes of the answer to CommitChanges: flush, drop, mixed.")
    var commitAnswer = "flush"

    @Option(help: "Seconds for which a device is away after CommitChanges.")
    var restartSeconds = 2.0

    @Option(help: "Connections to one device at once.")
    var connectionsMax = 4

    @Option(help: "Highest TLS version with pre-shared keys: 1.1 or 1.2.")
    var pskTlsMax = "1.2"

    @Option(help: "When SetMEBxPassword is allowed: default-only, during-setup, anytime.")
    var mebxPolicy: String?

    @Flag(help: "The MEBx password is the digest password too, until an admin password is set.")
    var couplePasswords = false

    @Option(help: "Seconds that a digest nonce is good for.")
    var nonceSeconds = 300.0

    @Option(help: "Digest realms: digest (32 hex digits), or uuid as the oldest firmware has them.")
    var realmForm = "digest"

    @Option(help: "Writes after which the flash protects itself; 0 for never.")
    var writeLimit = 0

    @Option(help: "Trusted root certificates that fit.")
    var rootsMax = 4

    @Option(help: "Other certificates that fit.")
    var certificatesMax = 4

    @Option(help: "Key pairs that fit.")
    var keysMax = 6

    @Option(help: "Instances in one answer to Pull; 0 for all.")
    var pullPage = 0

    @Option(help: "What Get of TLS settings shows between Put and CommitChanges: staged, active.")
    var tlsGet = "staged"

    @Flag(help: "Partial unprovision keeps realm and admin password.")
    var keepRealm = false

    @Flag(help: "User consent can be changed at the device alone: CanModifyOptInPolicy is 0.")
    var lockConsent = false

    @Option(help: "Key pairs made ahead for GenerateKeyPair.")
    var keyPool = 4

    @Flag(help: "All devices share the key pairs of the pool: cheap, for large fleets.")
    var sharedKeys = false

    @Option(help: "Seconds after which GenerateKeyPair answers that keys are being generated.")
    var keyWait = 30.0

    @Option(help: "Seconds for which GenerateKeyPair returns 2061 and 2082 before it gives the key pair.")
    var slowKeySeconds = 0.0

    @Option(help: "Self-signed certificates that devices in setup mode share.")
    var setupCertificates = 4

    @Option(help: "JSON file: a list of {device, call, occurrence, fault, seconds}.")
    var faults: String?

    @Option(help: "Append one JSON line for every call received and every answer.")
    var callLog: String?

    @Option(help: "Hold calls: CALL:OCCURRENCE:before or :after, one device's alone with @INDEX or @UUID. Repeatable.")
    var pauseAt: [String] = []

    @Option(help: "Held calls go on when this file exists.")
    var resumeFile: String?

    @Option(help: "Seconds after which held calls go on in any case.")
    var pauseSeconds = 60.0

    @Option(help: "Event loops; 0 for one on each core.")
    var eventLoops = 0

    /// Adds these options to the settings.
    func apply(to settings: inout FleetSettings) throws {
        settings.devicePort = self.devicePort
        settings.plainPort = self.plainPort ?? (self.devicePort == Self.usualPort ? Self.usualPlainPort : nil)
        settings.controlPort = self.control
        settings.bindAddress = self.bind
        guard let schedule = HelloSchedule(self.helloSchedule) else {
            throw ValidationError("--hello-schedule is not of the form 60x5,600x5,3600x*.")
        }
        settings.helloSchedule = schedule
        settings.timeScale = self.timeScale
        settings.helloStartSpreadSeconds = self.helloStartSpread
        settings.helloSegments = self.helloSegments
        settings.latencySeconds = self.latency
        settings.latencyJitterSeconds = self.latencyJitter
        settings.framing = try Self.choice(self.framing, "--framing")
        settings.chunks = try self.chunks.map { try Self.choice($0, "--chunks") }
        settings.restartAnswer = try Self.choice(self.commitAnswer, "--commit-answer")
        settings.restartSeconds = self.restartSeconds
        settings.connectionsMax = self.connectionsMax
        settings.presharedAllowsTLS12 = try Self.oneOf(["1.1", "1.2"], self.pskTlsMax, "--psk-tls-max") == "1.2"
        settings.policy = try self.policy()
        settings.keyPoolSize = self.keyPool
        settings.sharesKeys = self.sharedKeys
        settings.keyWaitSeconds = self.keyWait
        settings.setupCertificateCount = self.setupCertificates
        settings.callLogPath = self.callLog
        settings.resumeFile = self.resumeFile
        settings.pauseSeconds = self.pauseSeconds
        settings.eventLoopCount = self.eventLoops
        settings.pauses = try self.pauseAt.map { text in
            guard let point = PausePoint(text) else {
                throw ValidationError("--pause-at '\(text)' is not of the form CALL:OCCURRENCE:before@INDEX.")
            }
            return point
        }
        if let faults {
            do throws(FaultScriptRefusal) {
                settings.faults = try FaultScript.rules(try Self.bytes(faults))
            } catch {
                switch error {
                case .malformed: throw ValidationError("--faults is not a readable JSON list of rules.")
                case .unknownFault(let rule): throw ValidationError("Rule \(rule) of --faults names no fault.")
                }
            }
        }
    }

    private static func bytes(_ path: String) throws(FaultScriptRefusal) -> [UInt8] {
        guard let bytes = try? Files.bytes(path) else { throw .malformed }
        return bytes
    }

    private func policy() throws -> FirmwarePolicy {
        var policy = FirmwarePolicy()
        if let name = self.mebxPolicy { policy.mebx = try Self.choice(name, "--mebx-policy") as MEBxPolicy }
        policy.couplesPasswords = self.couplePasswords
        policy.nonceSeconds = self.nonceSeconds
        policy.realmForm = try Self.choice(self.realmForm, "--realm-form")
        policy.slowKeySeconds = self.slowKeySeconds
        policy.writesMax = self.writeLimit
        policy.trustedRootsMax = self.rootsMax
        policy.certificatesMax = self.certificatesMax
        policy.keyPairsMax = self.keysMax
        policy.pullPageSize = self.pullPage
        policy.showsStagedTLS = try Self.oneOf(["staged", "active"], self.tlsGet, "--tls-get") == "staged"
        policy.keepsRealmOnPartialUnprovision = self.keepRealm
        policy.locksOptInPolicy = self.lockConsent
        return policy
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(
        _ text: String, _ option: String
    ) throws -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("\(option) is one of \(known).")
        }
        return choice
    }

    private static func oneOf(_ known: [String], _ text: String, _ option: String) throws -> String {
        guard known.contains(text) else {
            throw ValidationError("\(option) is one of \(known.joined(separator: ", ")).")
        }
        return text
    }
}
