/// How the firmware takes part in Kerberos.
///
/// It keeps every property the device sent but keys, so that a put changes what it means to and nothing else. The
/// device's clock must be set before this is put, and this before any account of Active Directory is added. Source:
/// class definition of Intel's LMS, *AMT_KerberosSettingData*.
package struct AMT_KerberosSettingData: Equatable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_KerberosSettingData")
    /// The key of the one instance; firmware has the first blank.
    package static let instanceID = "Intel (r) AMT: Kerberos Settings"
    /// Bytes of an RC4 key: the NT hash of the account's password.
    package static let masterKeyByteCount = 16
    /// What is never kept, should a device send it.
    private static let keyNames = ["MasterKey", "Passphrase"]

    /// Every property but keys, in the device's order.
    package let instance: FirmwareInstance
    /// Whether Kerberos opens the device.
    package let isEnabled: Bool

    init(_ reader: InstanceReader) throws(WSManRefusal) {
        self.isEnabled = try reader.requiredFlag("KrbEnabled")
        try reader.check(numbers: ["KeyVersion", "EncryptionAlgorithm", "MaximumClockTolerance", "IterationCount"])
        for name in ["ServicePrincipalProtocol", "SupportedEncryptionAlgorithms", "ConfiguredEncryptionAlgorithms"] {
            _ = try reader.numbers(name)
        }
        self.instance = FirmwareInstance(Self.firmwareClass, reader.element).removing(Self.keyNames)
    }

    private init(instance: FirmwareInstance, isEnabled: Bool) {
        self.instance = instance
        self.isEnabled = isEnabled
    }

    /// The domain in upper case; absent before it is set.
    package var realmName: String? { self.instance.text("RealmName") }
    /// In the device's order; `nil` when names and protocols are not equally many.
    package var servicePrincipals: [ServicePrincipal]? {
        let names = self.instance.texts("ServicePrincipalName")
        let protocols = self.instance.texts("ServicePrincipalProtocol").compactMap(XMLValue.number)
        guard names.count == protocols.count else { return nil }
        return zip(names, protocols).map { ServicePrincipal(name: $0, service: .init(number: $1)) }
    }
    /// `msDS-KeyVersionNumber` of the account when its key was put.
    package var keyVersion: UInt32? { self.instance.number("KeyVersion") }
    /// What the key is for.
    package var encryptionAlgorithm: KerberosEncryption? {
        self.instance.number("EncryptionAlgorithm").map(KerberosEncryption.init(number:))
    }
    /// Minutes that clocks may differ, 5 usually.
    package var maximumClockToleranceMinutes: UInt32? { self.instance.number("MaximumClockTolerance") }
    /// What the firmware can; none on older firmware, which can RC4 alone.
    package var supportedEncryptionAlgorithms: [KerberosEncryption] { self.algorithms("Supported") }
    /// What the firmware has keys for; none when it does not say.
    package var configuredEncryptionAlgorithms: [KerberosEncryption] { self.algorithms("Configured") }

    private func algorithms(_ which: String) -> [KerberosEncryption] {
        self.instance.texts(which + "EncryptionAlgorithms").compactMap(XMLValue.number)
            .map(KerberosEncryption.init(number:))
    }

    /// The settings with Kerberos on for an account of a domain, all else as it is.
    ///
    /// - Parameters:
    ///   - realmName: the domain, in upper case.
    ///   - servicePrincipals: the account's names.
    ///   - keyVersion: `msDS-KeyVersionNumber` of the account.
    ///   - encryptionAlgorithm: ``KerberosEncryption/rc4`` with a master key; `nil` leaves it to the firmware.
    ///   - maximumClockToleranceMinutes: 5 usually.
    package func changing(
        realmName: String, servicePrincipals: [ServicePrincipal], keyVersion: UInt32,
        encryptionAlgorithm: KerberosEncryption?, maximumClockToleranceMinutes: UInt32
    ) -> AMT_KerberosSettingData {
        AMT_KerberosSettingData(
            instance: self.instance
                .replacing("KrbEnabled", with: true)
                .replacing("RealmName", with: [realmName])
                .replacing("ServicePrincipalName", with: servicePrincipals.map(\.name))
                .replacing("ServicePrincipalProtocol", with: servicePrincipals.map { String($0.service.number) })
                .replacing("KeyVersion", with: keyVersion)
                .replacing("EncryptionAlgorithm", with: encryptionAlgorithm.map { [String($0.number)] } ?? [])
                .replacing("MaximumClockTolerance", with: maximumClockToleranceMinutes),
            isEnabled: true)
    }

    /// The settings with Kerberos off, all else as it is. Accounts of Active Directory must be removed before.
    package func disabling() -> AMT_KerberosSettingData {
        AMT_KerberosSettingData(instance: self.instance.replacing("KrbEnabled", with: false), isEnabled: false)
    }
}

extension AMT_KerberosSettingData {
    /// Reads the one instance. Keys are never read.
    package static func get() -> WSManCall<AMT_KerberosSettingData> {
        .get(self.firmwareClass, selectors: self.selectors) { instance throws(WSManRefusal) in
            try AMT_KerberosSettingData(instance)
        }
    }

    /// Starts an enumeration of the one instance.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_KerberosSettingData>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_KerberosSettingData(instance)
        }
    }

    /// Writes the one instance. Faults carry 2065 too many domains, 2066 unsupported algorithm, 2070 invalid passphrase.
    ///
    /// - Parameter key: `nil` sends none. Whether firmware then keeps the one it has is unconfirmed: bring the key
    ///   whenever Kerberos is on.
    package static func put(
        _ settings: AMT_KerberosSettingData, key: KerberosKey?
    ) -> WSManCall<AMT_KerberosSettingData?> {
        let (instance, secrets) = Self.parts(settings.instance, key)
        return .put(
            self.firmwareClass, selectors: self.selectors, body: { instance.write(to: &$0, secrets: secrets) }
        ) { instance throws(WSManRefusal) in
            try AMT_KerberosSettingData(instance)
        }
    }

    /// Reads whether the firmware remembers who has logged on.
    package static func getCredentialCacheState() -> WSManCall<Bool> {
        .invoke(self.firmwareClass, "GetCredentialCacheState", kind: .read) { output throws(WSManRefusal) in
            try output.requiredFlag("Enabled")
        }
    }

    /// Lets the firmware remember who has logged on, or not.
    package static func setCredentialCacheState(enabled: Bool) -> WSManCall<Done> {
        .invoke(
            self.firmwareClass, "SetCredentialCacheState", kind: .repeatable,
            parameters: { $0.element("p:Enable", enabled ? "true" : "false") })
    }

    /// A master key and a passphrase exclude each other, and so do the properties that belong to them.
    private static func parts(
        _ instance: FirmwareInstance, _ key: KerberosKey?
    ) -> (FirmwareInstance, [(name: String, value: Secret)]) {
        switch key {
        case nil: (instance, [])
        case .master(let bytes):
            (
                instance.removing("Salt", "IterationCount"),
                [("MasterKey", Secret(Base64.characters(bytes.revealBytes())))]
            )
        case .passphrase(let passphrase, let salt, let iterationCount):
            (
                instance.replacing("Salt", with: [salt]).replacing("IterationCount", with: iterationCount),
                [("Passphrase", passphrase)]
            )
        }
    }

    private static var selectors: [EndpointReference.Selector] { [.init("InstanceID", self.instanceID)] }
}
