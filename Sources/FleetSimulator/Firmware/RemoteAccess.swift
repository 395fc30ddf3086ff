/// How a device reaches servers outside of the enterprise.
struct RemoteAccess: Equatable, Sendable {
    static let policiesMax = 3
    static let serversPerPolicyMax = 2
    static let proxiesMax = 15

    struct Server: Equatable, Sendable {
        let number: Int
        let accessInfo: String
        /// 3 IPv4, 4 IPv6, 201 name.
        let infoFormat: UInt32
        let port: UInt32
        /// 1 certificate, 2 name and password.
        let authMethod: UInt32
        let certificate: Int?
        var username: String?
        var passwordDigest: [UInt8]?
        let commonName: String?

        var name: String { "Intel(r) AMT:Management Presence Server \(self.number)" }
        var credentialID: String { "Intel(r) AMT:MPS Username Password \(self.number)" }
    }

    struct Policy: Equatable, Sendable {
        let trigger: UInt32
        let tunnelLifeTimeSeconds: UInt32
        let extendedData: [UInt8]
        var servers: [Binding]

        var name: String { Self.names[Int(self.trigger)] }

        static let names = ["User Initiated", "Alert", "Periodic"]
    }

    /// A server of a policy.
    struct Binding: Equatable, Sendable {
        let number: Int
        var order: UInt32
        /// 0 external, 1 internal, 2 both.
        var mpsType: UInt32
    }

    var servers: [Server] = []
    var policies: [Policy] = []
    /// 32768 nobody, 32769 from the BIOS, 32770 from the system, 32771 both.
    var userInitiatedState: UInt32 = 32_768

    var freeNumber: Int {
        (0...self.servers.count).first { number in !self.servers.contains { $0.number == number } } ?? 0
    }
}

extension ClassTraits {
    static let managementPresenceRemoteSAP = ClassTraits(
        isSingleton: false, isPresent: { $0.hasRemoteAccess }, instances: { $0.mpsInstances },
        delete: { firmware, call, _ throws(Fault) in try firmware.deleteMPS(call) })
    static let mpsUsernamePassword = ClassTraits(
        isSingleton: false, isPresent: { $0.hasRemoteAccess }, instances: { $0.mpsCredentialInstances },
        put: { firmware, call, _ throws(Fault) in try firmware.putMPSCredential(call) })
    static let remoteAccessCapabilities = ClassTraits(
        declaresCommon: false, isPresent: { $0.hasRemoteAccess },
        instances: { firmware in
            let id = "Intel(r) AMT:Remote Access Capabilities"
            return [
                Instance(
                    instanceID: id,
                    properties: [
                        Property("ElementName", id), Property("InstanceID", id),
                        Property("MaxMpsPerPolicy", RemoteAccess.serversPerPolicyMax),
                        Property("MaxTotalMpServers", firmware.capabilities.serversMax),
                        Property("MaxTotalPolicies", RemoteAccess.policiesMax),
                        Property("MaxTotalProxyEntryPoints", RemoteAccess.proxiesMax),
                    ])
            ]
        })
    static let remoteAccessCredentialContext = ClassTraits(
        declaresCommon: false, isSingleton: false, isPresent: { $0.hasRemoteAccess },
        instances: { $0.mpsContextInstances })
    static let remoteAccessPolicyAppliesToMPS = ClassTraits(
        declaresCommon: false, isSingleton: false, isPresent: { $0.hasRemoteAccess },
        instances: { $0.policyBindings.map(\.instance) },
        put: { firmware, call, _ throws(Fault) in try firmware.putPolicyBinding(call) })
    static let remoteAccessPolicyRule = ClassTraits(
        declaresCommon: false, isSingleton: false, isPresent: { $0.hasRemoteAccess }, instances: { $0.policyInstances },
        delete: { firmware, call, _ throws(Fault) in try firmware.deletePolicy(call) })
    static let remoteAccessService = ClassTraits(
        isPresent: { $0.hasRemoteAccess },
        instances: { _ in
            [
                SimulatedFirmware.keyed(
                    .remoteAccessService, "Intel(r) AMT Remote Access Service",
                    more: [
                        Property("IsRemoteTunnelConnected", false),
                        Property("RemoteTunnelKeepAliveTimeout", UInt32.max),
                    ])
            ]
        })
    static let userInitiatedConnectionService = ClassTraits(
        isPresent: { $0.hasRemoteAccess },
        instances: { firmware in
            [
                SimulatedFirmware.keyed(
                    .userInitiatedConnectionService, "Intel(r) AMT User Initiated Connection Service",
                    more: [
                        Property("EnabledState", firmware.features.remoteAccess.userInitiatedState),
                        Property("LastConnectionReason", ""),
                    ])
            ]
        })
}

extension FirmwareMethod {
    static let remoteAccess = [
        FirmwareMethod(
            .remoteAccessService, "AddMpServer",
            [
                Field(name: "AccessInfo", kind: .text), Field(name: "InfoFormat", kind: .number),
                Field(name: "Port", kind: .number), Field(name: "AuthMethod", kind: .number),
                Field(name: "Certificate", kind: .reference, isRequired: false),
                Field(name: "Username", kind: .text, isRequired: false),
                Field(name: "Password", kind: .text, isRequired: false),
                Field(name: "CN", kind: .text, isRequired: false),
            ]
        ) { firmware, call, _ in firmware.addMPS(call.arguments) },
        FirmwareMethod(
            .remoteAccessService, "AddRemoteAccessPolicyRule",
            [
                Field(name: "Trigger", kind: .number), Field(name: "TunnelLifeTime", kind: .number),
                Field(name: "ExtendedData", kind: .bytes, isRequired: false),
                Field(name: "MpServer", kind: .reference, isRequired: false, isRepeated: true),
                Field(name: "InternalMpServer", kind: .reference, isRequired: false, isRepeated: true),
            ]
        ) { firmware, call, _ throws(Fault) in try firmware.addPolicy(call.arguments) },
        FirmwareMethod(.remoteAccessService, "CloseRemoteAccessConnection", isWrite: false) { _, _, _ in
            .status(.success)
        },
        FirmwareMethod.stateChange(of: .userInitiatedConnectionService, states: 32_768...32_771) { firmware, state in
            firmware.features.remoteAccess.userInitiatedState = state
            return .cim(.success)
        },
    ]
}
