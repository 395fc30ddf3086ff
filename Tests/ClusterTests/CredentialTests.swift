import Foundation
import Testing

extension ClusterTests {
    @Test("every firmware opens with what the database shows", .timeLimit(.minutes(10)))
    func everyFirmwareOpens() async throws {
        try await Scene.play("credentials") { scene in
            let plan = FleetPlan(name: "fleet", count: 20, firstAddress: "0.1")
            try await scene.know(plan)
            // The passwords that are tried by themselves, the empty one first.
            try scene.configure(["worker.setup_passwords_file": ""])
            _ = try await scene.started("run")
            let fleet = try scene.startFleet(plan)
            try await Proofs.provisioned(plan.count, in: scene, within: .seconds(120))
            try await Proofs.allOpen(fleet)
            let devices = try await fleet.report()
            #expect(Set(devices.map(\.kind)) == ["psk", "pki"])
            for kind in Set(devices.map(\.kind)) {
                let device = try #require(devices.first { $0.kind == kind })
                let credential = try #require(try await scene.api.currentCredential(device.uuid))
                let status = try Self.curl(device, credential, in: scene)
                #expect(status == 200, "\(kind)")
                let stranger = APIClient.Credential(
                    username: credential.username, password: credential.password + "x", mebxPassword: nil,
                    digestRealm: nil, version: 1, status: "current")
                let refusal = try Self.curl(device, stranger, in: scene)
                #expect(refusal == 401, "\(kind)")
            }
        }
    }

    /// Reads the general settings of a device with the curl program and gives the HTTP status.
    static func curl(
        _ device: DeviceState, _ credential: APIClient.Credential, in scene: Scene, port: Int? = nil,
        hasTLS: Bool = true
    ) throws -> Int {
        // In a file, because a process's arguments can be seen by everyone.
        try "user = \"\(credential.username):\(credential.password)\"\n".write(
            toFile: scene.path("digest-config"), atomically: true, encoding: .utf8)
        let program = Process()
        program.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        let envelope = """
            <?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
            xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
            xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header>\
            <a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action><a:To>/wsman</a:To>\
            <w:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_GeneralSettings</w:ResourceURI>\
            <a:MessageID>1</a:MessageID><a:ReplyTo>\
            <a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>\
            </s:Header><s:Body/></s:Envelope>
            """
        program.arguments = [
            "--silent", "--insecure", "--digest", "--config", scene.path("digest-config"), "--max-time", "30",
            "--tls-max", "1.2", "--ciphers", "DEFAULT@SECLEVEL=0", "--output", "/dev/null", "--write-out",
            "%{http_code}", "--header", "Content-Type: application/soap+xml;charset=UTF-8", "--data", envelope,
            "\(hasTLS ? "https" : "http")://\(device.address):\(port ?? scene.place.devicePort)/wsman",
        ]
        let output = Pipe()
        program.standardInput = FileHandle.nullDevice
        program.standardOutput = output
        try program.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        program.waitUntilExit()
        return Int(text) ?? -1
    }
}
