/// The service that holds a device's provisioning state and ends its setup.
///
/// It keeps every property the device sent but the one-time password, so that a put changes what it means to and
/// nothing else. Source: wsman classes of Intel's LMS, *AMT_SetupAndConfigurationService*.
package struct AMT_SetupAndConfigurationService: Equatable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_SetupAndConfigurationService")
    /// Shortest one-time password, in bytes.
    package static let otpByteCountMin = 8
    /// Longest one-time password, in bytes.
    package static let otpByteCountMax = 32

    /// Every property but the one-time password, in the device's order.
    package let instance: FirmwareInstance
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
        let password = try instance.bytes(Self.otpName)
        self.provisioningServerOTP = password.flatMap { bytes in
            bytes.allSatisfy { $0 == 0 } ? nil : Secret(bytes)
        }
        self.configurationServerFQDN = Self.filled(instance.text("ConfigurationServerFQDN"))
        self.dhcpDNSSuffix = Self.filled(instance.text("DhcpDNSSuffix"))
        self.trustedDNSSuffix = Self.filled(instance.text("TrustedDNSSuffix"))
        self.instance = FirmwareInstance(Self.firmwareClass, instance.element).removing(Self.otpName)
    }

    private static let otpName = "ProvisioningServerOTP"

    private static func filled(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
}

extension AMT_SetupAndConfigurationService {
    /// Reads provisioning state, mode and password model.
    package static func get() -> WSManCall<AMT_SetupAndConfigurationService> {
        .get(self.firmwareClass) { instance throws(WSManRefusal) in
            try AMT_SetupAndConfigurationService(instance)
        }
    }

    /// Leaves a one-time password for the server that sets the device up next.
    ///
    /// - Parameters:
    ///   - service: as it was read.
    ///   - provisioningServerOTP: ``otpByteCountMin``...``otpByteCountMax`` bytes.
    package static func put(
        _ service: AMT_SetupAndConfigurationService, provisioningServerOTP: Secret
    ) -> WSManCall<AMT_SetupAndConfigurationService?> {
        let password = Secret(Base64.characters(provisioningServerOTP.revealBytes()))
        return .put(
            self.firmwareClass, selectors: [],
            body: { service.instance.write(to: &$0, secrets: [(self.otpName, password)]) }
        ) { instance throws(WSManRefusal) in
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

    /// How the two parts of a pre-shared key are written. No class definition of a release that had them is public.
    package enum PSKEncoding: String, CaseIterable, Sendable {
        /// The characters without dashes.
        case plain
        /// Base64 of those characters, as firmware writes other arrays of bytes.
        case base64
    }

    /// Installs another pre-shared key for the next setup; AMT 10 and earlier. Return values: 36, 42 invalid PID,
    /// 43 invalid PPS.
    ///
    /// Repeating it is harmless. Keep the old key and the new one until the device was seen with the new one: nothing
    /// reads it back. Which encoding firmware takes is unconfirmed: after 36, 42 or 43 try the other one.
    package static func setTLSPSK(pid: PID, pps: PPS, encoding: PSKEncoding) -> WSManCall<Done> {
        let name: String
        let key: Secret
        switch encoding {
        case .plain:
            name = pid.text
            key = pps.secret
        case .base64:
            name = Base64.text(Array(pid.text.utf8))
            key = Secret(Base64.characters(pps.secret.revealBytes()))
        }
        return .invoke(
            self.firmwareClass, "SetTLSPSK", kind: .repeatable,
            parameters: { writer in
                writer.element("p:PID", name)
                writer.element("p:PPS", key)
            })
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
