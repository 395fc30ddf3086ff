import AMT
import PostgresTestSupport
import Provisioning
import Testing

@testable import Store

@Suite("Certificates of devices in the book", .timeLimit(.minutes(10))) struct DeviceCertificateTests {
    private static func issue(_ fixture: StoreFixture, _ number: Int, serial: String, days: Int) async throws {
        try await fixture.run(
            """
            insert into provision.device_certificate
                (serial, device_uuid, fqdn, certificate, not_before, not_after, lease_generation)
            values ('\\x\(serial)', '\(StoreFixture.uuid(number))', 'pc\(number).corp.example', '\\x30', now(),
                now() + interval '\(days) days', 1)
            """)
    }

    @Test("a certificate is revoked once and for its own device alone; the list forgets those that have ended")
    func revoked() async throws {
        let fixture = try await StoreFixture()
        let book = PostgresDeviceCertificateBook(durable: fixture.pool, relaxed: fixture.pool, ring: fixture.ring)
        try await Self.issue(fixture, 1, serial: "5a01", days: 30)
        try await Self.issue(fixture, 1, serial: "5a02", days: 300)
        try await Self.issue(fixture, 2, serial: "5b01", days: 30)
        #expect(try await book.revoke(serial: [0x5b, 0x01], of: StoreFixture.uuid(1), reason: .superseded) == nil)
        let first = try #require(
            try await book.revoke(serial: [0x5a, 0x01], of: StoreFixture.uuid(1), reason: .keyCompromise))
        #expect(first.reason == .keyCompromise && first.revokedAt != nil && first.fqdn == "pc1.corp.example")
        #expect(try await book.revoke(serial: [0x5a, 0x01], of: StoreFixture.uuid(1), reason: .superseded) == first)
        #expect(
            try await book.certificates(of: StoreFixture.uuid(1), limit: 10).map(\.revokedAt).filter { $0 == nil }.count
                == 1)
        let now = try #require(first.revokedAt)
        #expect(try await book.revoked(endingAfter: now, limit: 10).map(\.serial) == [[0x5a, 0x01]])
        let later = UnixTime(seconds: now.seconds + 31 * 86_400)
        #expect(try await book.revoked(endingAfter: later, limit: 10).isEmpty)
    }
}
