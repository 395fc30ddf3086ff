import AMT
import Foundation
import Provisioning
import Testing
import Transport

@Suite("List of revoked certificates", .timeLimit(.minutes(10))) struct RevocationListTests {
    static var now: UnixTime { UnixTime(seconds: Int64(Date().timeIntervalSince1970)) }

    /// An authority and two certificates below it, serial numbers 0x5a01 and 0xff02.
    private static let script = """
        openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Authority" -keyout ca.key -out ca.pem \
            -addext keyUsage=critical,keyCertSign,cRLSign
        openssl x509 -in ca.pem -outform DER -out ca.der
        for serial in 5a01 00ff02; do
            openssl req -newkey rsa:2048 -nodes -subj "/CN=pc-$serial" -keyout leaf.key -out leaf.csr
            openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -set_serial 0x$serial -days 20 -out $serial.pem
            openssl x509 -in $serial.pem -outform DER -out $serial.der
        done
        openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Other" -keyout other.key -outform DER -out other.der
        """

    private static func verifies(_ leaf: String, in files: OpenSSLFolder) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c",
            "openssl crl -inform DER -in list -out list.pem && openssl verify -CAfile ca.pem -CRLfile list.pem -crl_check \(leaf) 2>&1",
        ]
        process.currentDirectoryURL = files.folder
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }

    @Test("openssl takes a revoked certificate for one, and another of the same authority for good")
    func verified() async throws {
        let files = try OpenSSLFolder(script: Self.script)
        defer { try? FileManager.default.removeItem(at: files.folder) }
        let authority = AuthorityMaterial(
            certificateDER: try files.bytes("ca.der"), keyPEM: Secret(try files.bytes("ca.key")))
        let revoked = [
            RevokedCertificate(
                serial: [0x00, 0xff, 0x02], der: try files.bytes("00ff02.der"), revokedAt: Self.now,
                reason: .keyCompromise),
            // Another authority's: not this one's to take back.
            RevokedCertificate(
                serial: [0x5a, 0x01], der: try files.bytes("other.der"), revokedAt: Self.now, reason: .superseded),
        ]
        let list = try #require(
            await RevocationListWriter().list(
                of: authority, revoked: revoked, now: Self.now,
                until: UnixTime(seconds: Self.now.seconds + 7 * 86_400)))
        try Data(list).write(to: files.folder.appendingPathComponent("list"))
        #expect(try Self.verifies("5a01.pem", in: files).contains("5a01.pem: OK"))
        #expect(try Self.verifies("00ff02.pem", in: files).contains("certificate revoked"))
    }

    @Test("an empty list is a list; a key that is not the authority's signs none")
    func edges() async throws {
        let files = try OpenSSLFolder(script: Self.script)
        defer { try? FileManager.default.removeItem(at: files.folder) }
        let writer = RevocationListWriter()
        let until = UnixTime(seconds: Self.now.seconds + 86_400)
        let der = try files.bytes("ca.der")
        let good = AuthorityMaterial(certificateDER: der, keyPEM: Secret(try files.bytes("ca.key")))
        let list = try #require(await writer.list(of: good, revoked: [], now: Self.now, until: until))
        try Data(list).write(to: files.folder.appendingPathComponent("list"))
        #expect(try Self.verifies("5a01.pem", in: files).contains("OK"))
        let bad = AuthorityMaterial(certificateDER: der, keyPEM: Secret(try files.bytes("leaf.key")))
        #expect(await writer.list(of: bad, revoked: [], now: Self.now, until: until) == nil)
    }
}
