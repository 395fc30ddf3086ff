/// The service that lets a device open a tunnel to a management presence server.
///
/// To remove: rules first, then servers, then the servers' root. Source: class definition AMT_RemoteAccessService in
/// Intel's LMS.
package enum AMT_RemoteAccessService {
    static let firmwareClass = FirmwareClass.amt("AMT_RemoteAccessService")

    /// A management presence server as a device is told of it.
    package struct MpServer: Equatable, Sendable {
        /// How the device shows who it is.
        package enum Authentication: Equatable, Sendable {
            /// 1: by a certificate of the store, named by its `InstanceID`.
            case mutualTLS(certificateInstanceID: String)
            /// 2: shipped firmware takes at most 16 characters: letters and digits of a name, 8...16 of a password.
            case password(username: String, password: Secret)
        }

        /// Name or address, at most 256 characters.
        package let accessInfo: String
        /// What ``accessInfo`` is.
        package let infoFormat: AccessInfoFormat
        /// TCP port, 4433 usually.
        package let port: UInt16
        /// How the device shows who it is.
        package let authentication: Authentication
        /// The name in the server's certificate, when ``accessInfo`` is an address; `nil` otherwise.
        package let commonName: String?

        /// A server to add.
        package init(
            accessInfo: String, infoFormat: AccessInfoFormat, port: UInt16, authentication: Authentication,
            commonName: String? = nil
        ) {
            self.accessInfo = accessInfo
            self.infoFormat = infoFormat
            self.port = port
            self.authentication = authentication
            self.commonName = commonName
        }

        func write(to writer: inout XMLWriter) {
            writer.element("p:AccessInfo", self.accessInfo)
            writer.element("p:InfoFormat", String(self.infoFormat.number))
            writer.element("p:Port", String(self.port))
            switch self.authentication {
            case .mutualTLS(let instanceID):
                writer.element("p:AuthMethod", "1")
                EndpointReference.write(
                    .to(AMT_PublicKeyCertificate.firmwareClass, "InstanceID", instanceID), as: "p:Certificate",
                    to: &writer)
            case .password(let username, let password):
                writer.element("p:AuthMethod", "2")
                writer.element("p:Username", username)
                writer.element("p:Password", password)
            }
            if let commonName = self.commonName { writer.element("p:CN", commonName) }
        }
    }

    /// Adds a server; the output is the `Name` of its ``AMT_ManagementPresenceRemoteSAP``.
    ///
    /// A lost answer may have added it: enumerate by address and port. Return values: 1, 16, 23 list full, 36, 38,
    /// 2058 it is there already.
    package static func addMpServer(_ server: MpServer) -> WSManCall<String> {
        .invoke(
            self.firmwareClass, "AddMpServer", kind: .probeFirst, answerSecondsMax: slowAnswerSecondsMax,
            parameters: { server.write(to: &$0) }
        ) { output throws(WSManRefusal) in try output.requiredSelector("Name", of: "MpServer") }
    }

    /// Adds a rule; the output is the `PolicyRuleName` of its ``AMT_RemoteAccessPolicyRule``. One rule a trigger.
    ///
    /// A lost answer may have added it: enumerate by trigger. Return values: 1, 36, 38, 2058 it is there already.
    ///
    /// - Parameters:
    ///   - tunnelLifeTimeSeconds: after so long the device closes the tunnel; 0 never.
    ///   - schedule: for ``RemoteAccessTrigger/periodic``, `nil` otherwise.
    ///   - mpServerNames: one or two, in the order they are tried.
    package static func addRemoteAccessPolicyRule(
        trigger: RemoteAccessTrigger, tunnelLifeTimeSeconds: UInt32, schedule: RemoteAccessSchedule?,
        mpServerNames: [String]
    ) -> WSManCall<String> {
        .invoke(
            self.firmwareClass, "AddRemoteAccessPolicyRule", kind: .probeFirst, answerSecondsMax: slowAnswerSecondsMax,
            parameters: { writer in
                writer.element("p:Trigger", String(trigger.number))
                writer.element("p:TunnelLifeTime", String(tunnelLifeTimeSeconds))
                if let schedule { writer.element("p:ExtendedData", Base64.text(schedule.bytes)) }
                for name in mpServerNames {
                    EndpointReference.write(
                        .to(AMT_ManagementPresenceRemoteSAP.firmwareClass, "Name", name), as: "p:MpServer", to: &writer)
                }
            }
        ) { output throws(WSManRefusal) in try output.requiredSelector("PolicyRuleName", of: "PolicyRule") }
    }
}
