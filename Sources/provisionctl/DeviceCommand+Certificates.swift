import ArgumentParser
import Foundation

extension DeviceCommand {
    struct Certificates: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the certificates that a device was given, the newest first.",
            discussion: Examples.after("", "device certificates 4c4c4544-0042-3510-8052-b4c04f4a3532"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions
        @Argument(help: "The device's UUID.") var uuid: DeviceArgument

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.show(
                    "/v1/devices/\(self.uuid.text)/certificates", as: DeviceCertificates.self
                ) { session.pages.deviceCertificates($0.certificates) }
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a certificate of a device back: the list of the cluster's authority says so from now on.",
            discussion: """
                EXAMPLES
                  provisionctl device certificates 4c4c4544-0042-3510-8052-b4c04f4a3532
                  provisionctl device revoke 4c4c4544-0042-3510-8052-b4c04f4a3532 5a019c --reason key-compromise
                """)

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The device's UUID.") var uuid: DeviceArgument
        @Argument(help: "The certificate's serial number, hexadecimal.") var serial: SerialArgument

        @Option(
            help: "Why: unspecified, key-compromise, affiliation-changed, superseded, cessation-of-operation.")
        var reason = "unspecified"

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                let body = try await session.client.send(
                    "POST", "/v1/devices/\(self.uuid.text)/certificates/\(self.serial.text)/revocation",
                    json: try? JSONEncoder().encode(["reason": self.reason]))
                try session.show(body, as: DeviceCertificates.Certificate.self) {
                    ["Certificate \($0.serial) of \($0.fqdn) is taken back: \($0.reason ?? self.reason)."]
                }
            }
        }
    }
}

/// A serial number on the command line.
struct SerialArgument: ExpressibleByArgument, Equatable {
    let text: String

    init?(argument: String) {
        let digits = argument.lowercased().filter { $0 != ":" }
        guard (2...40).contains(digits.utf8.count), digits.utf8.count % 2 == 0,
            digits.allSatisfy({ "0123456789abcdef".contains($0) })
        else { return nil }
        self.text = digits
    }
}

struct DeviceCertificates: Decodable, Equatable {
    struct Certificate: Decodable, Equatable {
        var serial: String
        var fqdn: String
        var notBefore: String
        var notAfter: String
        var issuedAt: String
        var revokedAt: String?
        var reason: String?
    }

    var certificates: [Certificate]
}

extension Pages {
    func deviceCertificates(_ certificates: [DeviceCertificates.Certificate]) -> [String] {
        guard !certificates.isEmpty else { return ["The device was given no certificate yet."] }
        let table = TextTable(
            columns: [
                .init(heading: "SERIAL", narrowest: 12), .init(heading: "FQDN", narrowest: 12),
                .init(heading: "ISSUED"),
                .init(heading: "ENDS"), .init(heading: "REVOKED", narrowest: 10),
            ],
            rows: certificates.map { certificate in
                [
                    certificate.serial, certificate.fqdn, DisplayText.moment(certificate.issuedAt),
                    DisplayText.moment(certificate.notAfter),
                    certificate.revokedAt.map { "\(DisplayText.moment($0)), \(certificate.reason ?? "")" },
                ]
            })
        return table.lines(columnsMax: self.columnsMax)
    }
}
