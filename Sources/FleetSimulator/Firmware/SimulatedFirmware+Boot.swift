extension ClassTraits {
    static let bootCapabilities = ClassTraits(
        declaresCommon: false, refusesEnumerateOnAMT10: true, instances: { _ in [SimulatedFirmware.bootCapabilities] })
    static let bootSettingData = ClassTraits(
        declaresCommon: false, refusesEnumerateOnAMT10: true, instances: { _ in [SimulatedFirmware.bootSettingData] })
}

extension SimulatedFirmware {
    /// What can be asked of the next start; nothing of it is simulated, and a profile says nothing about it.
    static let bootCapabilities: Instance = {
        let id = "Intel(r) AMT:BootCapabilities 0"
        return Instance(
            instanceID: id,
            properties: [
                Property("BIOSPause", false), Property("BIOSReflash", true), Property("BIOSSecureBoot", true),
                Property("BIOSSetup", true), Property("ConfigurationDataReset", false),
                Property("ElementName", "Intel(r) AMT: Boot Capabilities"), Property("ForceCDorDVDBoot", true),
                Property("ForceDiagnosticBoot", false), Property("ForceHardDriveBoot", true),
                Property("ForceHardDriveSafeModeBoot", false), Property("ForcePXEBoot", true),
                Property("ForcedProgressEvents", true), Property("IDER", true), Property("InstanceID", id),
                Property("KeyboardLock", true), Property("PowerButtonLock", false),
                Property("ResetButtonLock", false), Property("SOL", true), Property("SecureErase", false),
                Property("SleepButtonLock", false), Property("UserPasswordBypass", true),
                Property("VerbosityQuiet", false), Property("VerbosityScreenBlank", false),
                Property("VerbosityVerbose", false),
            ])
    }()

    static let bootSettingData: Instance = {
        let id = "Intel(r) AMT:BootSettingData 0"
        let flags = [
            "BIOSPause", "BIOSSetup", "ConfigurationDataReset", "EnforceSecureBoot", "ForcedProgressEvents",
            "LockKeyboard", "LockPowerButton", "LockResetButton", "LockSleepButton", "PlatformErase", "ReflashBIOS",
            "SecureErase", "UseIDER", "UseSOL", "UseSafeMode", "UserPasswordBypass",
        ]
        let more = [
            Property("BootMediaIndex", 0), Property("ElementName", "Intel(r) AMT Boot Configuration Settings"),
            Property("FirmwareVerbosity", 0), Property("IDERBootDevice", 0), Property("InstanceID", id),
            Property("OptionsCleared", true), Property("OwningEntity", "Intel(r) AMT"),
        ]
        return Instance(
            instanceID: id,
            properties: (flags.map { Property($0, false) } + more).sorted { $0.name < $1.name })
    }()
}
