/// The service that holds a device's provisioning state and ends its setup.
///
/// Source: wsman classes of Intel's LMS, *AMT_SetupAndConfigurationService*.
package struct AMT_SetupAndConfigurationService: Equatable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_SetupAndConfigurationService")

    /// The phase that the device says it is in.
    package let provisioningState: ProvisioningState
    /// `nil` when the firmware does not say.
    package let controlMode: ControlMode?
    /// `nil` when the firmware does not say.
    package let passwordModel: PasswordModel?
    /// Whether remote configuration is allowed.
    package let zeroTouchConfigurationEnabled: Bool?
    /// 8...32 bytes that an agent on the host left; `nil` when absent or all zero, as a configured device shows it.
    package let provisioningServerOTP: Secret?
    /// Where the device sends its hellos, when a name was set; `nil` otherwise.
    package let configurationServerFQDN: String?
    /// The domain that DHCP option 15 gave the firmware.
    package let dhcpDNSSuffix: String?
    /// The PKI DNS suffix of MEBx or a USB stick, which goes before DHCP's.
    package let trustedDNSSuffix: String?

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.provisioningState = ProvisioningState(number: try instance.requiredNumber("ProvisioningState"))
        self.controlMode = try instance.number("ProvisioningMode").map(ControlMode.init(provisioningMode:))
        self.passwordModel = try instance.number("PasswordModel").map(PasswordModel.init(number:))
        self.zeroTouchConfigurationEnabled = try instance.flag("ZeroTouchConfigurationEnabled")
        let password = try instance.bytes("ProvisioningServerOTP")
        self.provisioningServerOTP = password.flatMap { bytes in
            bytes.allSatisfy { $0 == 0 } ? nil : Secret(bytes)
        }
        self.configurationServerFQDN = Self.filled(instance.text("ConfigurationServerFQDN"))
        self.dhcpDNSSuffix = Self.filled(instance.text("DhcpDNSSuffix"))
        self.trustedDNSSuffix = Self.filled(instance.text("TrustedDNSSuffix"))
    }

    private static func filled(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
}

extension AMT_SetupAndConfigurationService {
    /// Reads provisioning state, mode and password model.
    package static func get() -> WSManCall<AMT_SetupAndConfigurationService> {
        .get(self.firmwareClass) { instance throws(WSManRefusal) in
            try AMT_SetupAndConfigurationService(instance)
        }
    }

    /// Reads the SMBIOS UUID, which must equal the hello's before anything is written.
    package static func getUuid() -> WSManCall<DeviceUUID> {
        .invoke(self.firmwareClass, "GetUuid", kind: .read) { output throws(WSManRefusal) in
            guard let uuid = DeviceUUID(wireBytes: try output.requiredBytes("UUID")) else {
                throw output.malformed("UUID")
            }
            return uuid
        }
    }

    /// Sets the password of the device's own setup screen. Return values: 16 not permitted, 2054 invalid password.
    ///
    /// Repeating it is harmless. Under the policy *default only* a second call returns 16, which then means done.
    /// With ``PasswordModel/coupledWithMEBx`` the next log-on may need this password.
    package static func setMEBxPassword(_ password: Secret) -> WSManCall<Done> {
        .invoke(
            self.firmwareClass, "SetMEBxPassword", kind: .repeatable,
            parameters: { $0.element("p:Password", password) })
    }

    /// Lengthens the time in which the device can be set up; only in state `in`. Return values: 32, 36.
    ///
    /// - Parameter hours: 1...24; other values are refused by the device.
    package static func extendProvisioningPeriod(hours: UInt32) -> WSManCall<Done> {
        .invoke(
            self.firmwareClass, "ExtendProvisioningPeriod", kind: .repeatable,
            parameters: { $0.element("p:Duration", String(hours)) })
    }

    /// Ends setup in state `in`, makes staged TLS settings effective in state `post`.
    ///
    /// The device restarts its network services: the answer may be lost and the connection reset. Reconnect after 5 s
    /// or more and read the state. Return values: 38 flash write limit, 2057 data missing; neither changes anything.
    package static func commitChanges() -> WSManCall<Done> {
        .invoke(self.firmwareClass, "CommitChanges", kind: .probeFirst, answerSecondsMax: slowAnswerSecondsMax)
    }

    /// Back to state `in`, keeping admin account, PSK, names and server address. Return values: 16, 2076.
    ///
    /// The answer arrives, then the connection drops; hellos start again.
    package static func partialUnprovision() -> WSManCall<Done> {
        .invoke(self.firmwareClass, "PartialUnprovision", kind: .oneShot, answerSecondsMax: slowAnswerSecondsMax)
    }

    /// Back to state `pre`. Return values: 16, 36, 2076. The answer arrives, then the connection drops.
    package static func unprovision() -> WSManCall<Done> {
        .invoke(
            self.firmwareClass, "Unprovision", kind: .oneShot, answerSecondsMax: slowAnswerSecondsMax,
            // The only legal mode since AMT 6.
            parameters: { $0.element("p:ProvisioningMode", "1") })
    }
}
