import Crypto

/// AMT_KerberosSettingData of one device.
struct KerberosSettings: Equatable, Sendable {
    static let instanceID = "Intel (r) AMT: Kerberos Settings"

    /// What Get shows beyond the fixed properties; empty while Kerberos is off.
    var values: Bag = [:]
    var isEnabled = false
    /// SHA-256 of the master key or of the passphrase.
    var secretDigest: [UInt8]?
    /// What keys are derived with, of a passphrase.
    var derivation: KerberosDerivation?
    var isCacheEnabled = false
}

/// How keys are made of a passphrase. Never shown to clients.
struct KerberosDerivation: Equatable, Sendable {
    let salt: String
    let iterationCount: UInt32
}

extension ClassTraits {
    static let kerberosSettingData = ClassTraits(
        declaresCommon: false, instances: { [$0.kerberosInstance] },
        put: { firmware, call, _ throws(Fault) in try firmware.putKerberos(call) })
}

extension FirmwareMethod {
    static let kerberos = [
        FirmwareMethod(.kerberosSettingData, "GetCredentialCacheState", isWrite: false) { firmware, _, _ in
            .output([Property("Enabled", firmware.features.kerberos.isCacheEnabled)], returnValue: 0)
        },
        FirmwareMethod(.kerberosSettingData, "SetCredentialCacheState", [Field(name: "Enable", kind: .flag)]) {
            firmware, call, _ in
            firmware.features.kerberos.isCacheEnabled = call.arguments.flag("Enable") ?? false
            return .status(.success)
        },
    ]
}

extension SimulatedFirmware {
    private static let masterKeyBytes = 16
    private static let principalsMax = 16
    private static let kerberosRules: [PropertyRule] = [
        .number("ConfiguredEncryptionAlgorithms", 0...2, isRepeated: true), .fixed("ElementName"),
        .number("EncryptionAlgorithm", 0...UInt32.max), .fixed("InstanceID"),
        .number("IterationCount", 1...UInt32.max), .number("KeyVersion", 0...UInt32.max),
        .flag("KrbEnabled", isRequired: true), .bytes("MasterKey", Self.masterKeyBytes...Self.masterKeyBytes),
        .number("MaximumClockTolerance", 0...1_440), .text("Passphrase", 0...256), .text("RealmName", 1...255),
        .text("Salt", 0...256), .text("ServicePrincipalName", 1...255, isRepeated: true),
        .number("ServicePrincipalProtocol", 0...3, isRepeated: true),
        .fixed("SupportedEncryptionAlgorithms", isRepeated: true),
    ]
    private static let secretProperties: Set<String> = ["IterationCount", "MasterKey", "Passphrase", "Salt"]

    var kerberosInstance: Instance {
        let settings = self.features.kerberos
        let fixed = [
            Property("ElementName", "Intel(r) AMT: Kerberos Settings"),
            Property("InstanceID", KerberosSettings.instanceID), Property("KrbEnabled", settings.isEnabled),
        ]
        let supported = (0...2).map { Property("SupportedEncryptionAlgorithms", $0) }
        return Instance(
            instanceID: KerberosSettings.instanceID, properties: [Property](settings.values, fixed + supported))
    }

    mutating func putKerberos(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let shown = try self.instance(for: call).properties
        let arguments = try Arguments.put(call, rules: Self.kerberosRules, shown: shown)
        var settings = self.features.kerberos
        if arguments.flag("KrbEnabled") == true {
            // Tickets are good for a time only, so that a device without clock cannot judge them.
            guard self.isClockSet else { throw .status(.dataMissing) }
            let bag = arguments.bag(Self.kerberosRules)
            try Self.judge(bag)
            let isSameKey = settings.isEnabled && bag["KeyVersion"] == settings.values["KeyVersion"]
            if let digest = try Self.secretDigest(bag) {
                settings.secretDigest = digest
                settings.derivation = Self.derivation(bag)
            } else if !isSameKey {
                throw Fault(.invalidParameter)
            }
            settings.isEnabled = true
            settings.values = bag.filter { !Self.secretProperties.contains($0.key) && $0.key != "KrbEnabled" }
            if settings.values["MaximumClockTolerance"] == nil { settings.values["MaximumClockTolerance"] = ["5"] }
        } else {
            // Accounts that nobody could log on with any more have to go first.
            guard !self.features.users.accounts.contains(where: { $0.sid != nil }) else {
                throw .status(.notPermitted)
            }
            settings = KerberosSettings()
        }
        try self.countWrite()
        self.features.kerberos = settings
        return .instance(self.kerberosInstance.properties)
    }

    private static func judge(_ bag: Bag) throws(Fault) {
        let names = bag["ServicePrincipalName"] ?? []
        guard
            bag["RealmName"] != nil, bag["KeyVersion"] != nil, (1...Self.principalsMax).contains(names.count),
            names.count == bag["ServicePrincipalProtocol"]?.count
        else { throw Fault(.invalidParameter) }
        guard [nil, 0].contains(bag.number("EncryptionAlgorithm")) else { throw .status(.unsupported) }
    }

    private static func derivation(_ bag: Bag) -> KerberosDerivation? {
        guard bag["Passphrase"] != nil, let salt = bag.first("Salt"), let count = bag.number("IterationCount") else {
            return nil
        }
        return KerberosDerivation(salt: salt, iterationCount: count)
    }

    /// Either a master key, or a passphrase from which keys are derived.
    private static func secretDigest(_ bag: Bag) throws(Fault) -> [UInt8]? {
        let key = bag.first("MasterKey").flatMap { Text.bytes(base64: $0) }
        guard let passphrase = bag.first("Passphrase") else {
            return key.map { Array(SHA256.hash(data: $0)) }
        }
        guard key == nil, bag["Salt"] != nil, bag["IterationCount"] != nil else { throw Fault(.invalidParameter) }
        guard !passphrase.isEmpty else { throw .status(.invalidPassphrase) }
        return Array(SHA256.hash(data: Array(passphrase.utf8)))
    }
}
