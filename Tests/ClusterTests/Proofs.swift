import Crypto
import Foundation
import SwiftASN1
import Testing
import X509

/// What must hold of every device at the end of every test.
enum Proofs {
    /// Waits until the database says of every device that it is provisioned.
    static func provisioned(_ count: Int, in scene: Scene, within limit: Duration) async throws {
        var last: [APIClient.Device] = []
        try await eventually(
            "\(count) devices are provisioned", within: limit,
            otherwise: {
                let open = last.filter { $0.state != "provisioned" }
                return "of \(last.count) these are not: "
                    + open.prefix(20).map { "\($0.fqdn ?? $0.uuid) \($0.state) \($0.problem?.code ?? "-")" }
                    .joined(separator: ", ")
            },
            holds: {
                // The API may be starting.
                guard let devices = try? await scene.api.devices() else { return false }
                last = devices
                return devices.count == count && devices.allSatisfy { $0.state == "provisioned" }
            })
    }

    /// The device opens with exactly the credential that the API shows, and is who it ought to be.
    ///
    /// - Parameter leavesMEBx: the MEBx password is the factory's, and nobody claims to know it.
    static func open(
        _ device: DeviceState, in scene: Scene, hasTLS: Bool = true, leavesMEBx: Bool = false
    ) async throws {
        let credential = try #require(
            try await scene.api.currentCredential(device.uuid), "\(device.fqdn) has no proven credential")
        #expect(device.state == "post", "\(device.fqdn)")
        let text = "\(credential.username):\(device.digestRealm):\(credential.password)"
        #expect(device.adminDigestA1 == hex(Insecure.MD5.hash(data: Data(text.utf8))), "\(device.fqdn) admin password")
        #expect(credential.digestRealm == device.digestRealm, "\(device.fqdn) digest realm")
        #expect(device.adminUsername == credential.username)
        if let mebx = credential.mebxPassword {
            #expect(
                device.mebxPasswordDigest == hex(SHA256.hash(data: Data(mebx.utf8))), "\(device.fqdn) MEBx password")
        } else {
            #expect(leavesMEBx && device.mebxPasswordDigest == nil, "\(device.fqdn) has no MEBx password")
        }
        let labels = device.fqdn.split(separator: ".", maxSplits: 1).map { String($0) }
        #expect(device.hostName == labels.first, "\(device.fqdn)")
        #expect(device.domainName == labels.last, "\(device.fqdn)")
        let network = device.tlsSettings.first { $0.instanceID == "Intel(r) AMT 802.3 TLS Settings" }
        #expect(network?.enabled == hasTLS, "\(device.fqdn) TLS")
        guard hasTLS else { return }
        let base64 = try #require(device.boundCertificateDER, "\(device.fqdn) has no certificate")
        let der = try #require(Data(base64Encoded: base64))
        let certificate = try Certificate(derEncoded: Array(der))
        let names = try certificate.extensions.subjectAlternativeNames.map { Array($0) } ?? []
        #expect(names.contains(.dnsName(device.fqdn)), "\(device.fqdn) bears a certificate for \(names)")
        #expect("\(certificate.subject)".contains(device.fqdn), "\(device.fqdn) bears \(certificate.subject)")
    }

    /// ``open(_:in:)`` for all devices of a fleet.
    static func allOpen(_ fleet: FleetRun) async throws {
        let devices = try await fleet.report()
        #expect(devices.count == fleet.plan.count)
        for device in devices { try await Self.open(device, in: fleet.scene) }
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }
}
