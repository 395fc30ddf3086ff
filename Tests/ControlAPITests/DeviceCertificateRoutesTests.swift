import AMT
import Hummingbird
import HummingbirdTesting
import Provisioning
import Synchronization
import Testing

@testable import ControlAPI

@Suite("Certificates of devices over the API") struct DeviceCertificateRoutesTests {
    private let api = TestAPI()

    init() {
        self.api.deviceCertificates.all.withLock { all in
            all = [
                DeviceCertificateView(
                    serial: [0x5a, 0x01], device: Devices.uuid(7), fqdn: "pc-7.corp.example",
                    notBefore: UnixTime(seconds: 1_790_000_000), notAfter: UnixTime(seconds: 1_900_000_000),
                    issuedAt: UnixTime(seconds: 1_790_000_001), revokedAt: nil, reason: nil)
            ]
        }
    }

    private func revoke(_ device: Int, _ serial: String, _ body: String) async throws -> TestResponse {
        try await self.api.answer(
            .post, "/v1/devices/\(Devices.uuid(device))/certificates/\(serial)/revocation", body: body)
    }

    @Test("a certificate is revoked once; the list that everybody may have says so, and the audit log too")
    func revoked() async throws {
        let listed = try await self.api.answer(.get, "/v1/devices/\(Devices.uuid(7))/certificates")
        #expect(listed.text.contains(#""serial":"5a01","fqdn":"pc-7.corp.example""#))
        #expect(listed.text.contains(#""revokedAt":null,"reason":null"#))
        let before = try await self.api.answer(.get, "/authority.crl", headers: [:])
        #expect(before.text == "list for 7 days: []")
        #expect(before.headers[.contentType] == "application/pkix-crl")

        let answer = try await self.revoke(7, "5A01", #"{"reason":"key-compromise"}"#)
        #expect(answer.status == .ok && answer.text.contains(#""reason":"key-compromise""#))
        let again = try await self.revoke(7, "5a01", #"{"reason":"superseded"}"#)
        #expect(again.text.contains(#""reason":"key-compromise""#))
        let after = try await self.api.answer(.get, "/authority.crl", headers: [:])
        #expect(after.text == #"list for 7 days: ["5a01 key-compromise"]"#)
    }

    @Test(
        "whoever asks for the list again within a minute gets the one that was signed, unless the authority is another")
    func kept() async throws {
        let book = self.api.deviceCertificates
        let counts = Mutex<[Int]>([])
        try await self.api.run { client in
            func ask() async throws {
                let answer = try await client.executeRequest(
                    uri: "/authority.crl", method: .get, headers: [:], body: nil)
                #expect(answer.status == .ok)
                let signed = book.listCount.withLock { $0 }
                counts.withLock { $0.append(signed) }
            }
            for seconds in [0, 59, 60, 61] as [Int64] {
                book.clock.withLock { $0 = UnixTime(seconds: MemoryDeviceCertificates.now.seconds + seconds) }
                try await ask()
            }
            book.authorityDER.withLock { $0 = [0x30, 0x00] }
            try await ask()
        }
        #expect(counts.withLock { $0 } == [1, 1, 2, 2, 3])
    }

    @Test("another device's serial number, an unknown reason and what is no number are refused, each with its field")
    func refused() async throws {
        #expect(try await self.revoke(8, "5a01", #"{"reason":"superseded"}"#).status == .notFound)
        let reason = try await self.revoke(7, "5a01", #"{"reason":"whim"}"#)
        #expect(reason.status == .badRequest && reason.text.contains(#""field":"reason""#))
        let serial = try await self.revoke(7, "5a0", #"{"reason":"superseded"}"#)
        #expect(serial.status == .badRequest && serial.text.contains(#""field":"serial""#))
        #expect(self.api.deviceCertificates.all.withLock { $0.allSatisfy { $0.revokedAt == nil } })
    }

    @Test("the authority's certificate asks for no token, and is not there before the authority is")
    func authority() async throws {
        let answer = try await self.api.answer(.get, "/authority.cer", headers: [:])
        #expect(answer.status == .ok && answer.headers[.contentType] == "application/pkix-cert")
        self.api.deviceCertificates.authorityDER.withLock { $0 = nil }
        for path in ["/authority.cer", "/authority.crl"] {
            #expect(try await self.api.answer(.get, path, headers: [:]).status == .notFound)
        }
    }
}
