import Testing

@testable import Provisioning

@Suite("Kind of a certificate") struct CertificateKindTests {
    /// Made by OpenSSL under a root of its own, `CA:FALSE`.
    static let leaf = """
        -----BEGIN CERTIFICATE-----
        MIIBljCCATygAwIBAgIUasOfcORnIqMLewkslOOYkNP2irswCgYIKoZIzj0EAwIw
        DzENMAsGA1UEAwwEUm9vdDAeFw0yNjExMjgyMTU5MTdaFw00NjExMjMyMTU5MTda
        MBsxGTAXBgNVBAMMEHBjMS5jb3JwLmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAATVb9I/EnvmI79hUJ1tYGqEtYL9gw5FiCyycXja3y16mEGzyShLBncN
        qC0HzNT//DYeHW67bc7NlyC3U9gPniHbo2owaDAJBgNVHRMEAjAAMBsGA1UdEQQU
        MBKCEHBjMS5jb3JwLmV4YW1wbGUwHQYDVR0OBBYEFPO5moPUYgo390Pep5/ZCpUX
        2d8eMB8GA1UdIwQYMBaAFPuCohD9YVxYB8DaYw+IlZSYz702MAoGCCqGSM49BAMC
        A0gAMEUCIQDTSW8V7sJDkc5Gqf2gbpGTMufPt+vIExyE291z2GqNqAIgFn5TLBmr
        1Zt9U0gkWsgnuZ/C/JTOb2bKIKUrOXA5Wb4=
        -----END CERTIFICATE-----
        """

    /// Made by OpenSSL, version 1 and its own issuer, as roots of the last century are.
    static let oldRoot = """
        -----BEGIN CERTIFICATE-----
        MIIBFjCBvQIUawWJrgpG73VS0XvtpeAKc9umruEwCgYIKoZIzj0EAwIwDjEMMAoG
        A1UEAwwDT2xkMB4XDTI2MTEyODIxNTkxN1oXDTQ2MTEyMzIxNTkxN1owDjEMMAoG
        A1UEAwwDT2xkMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEoEz2r998iIvdw0fN
        WIFA9Id1uuAe/IgIAjg/OqgYVO4skoysEVYeyiTwYwFWrXI3wrSmImdtBv+4xq9W
        0yLbTTAKBggqhkjOPQQDAgNIADBFAiEAwm7l3e1mxgmcx5Mjn8nXkQ9tZa9TMTDJ
        jvuS7Y8VfUMCICwBDJSyqvL/itc6pFE07unpaE95JbZLIz2NjETVmBH0
        -----END CERTIFICATE-----
        """

    @Test("an authority is told from a leaf and from what is no certificate")
    func kinds() throws {
        let root = try #require(try Documents.profile(Documents.example()).tls.trustedRoots.first).der
        #expect(CertificateKind.of(root) == .authority)
        #expect(CertificateKind.of(try #require(CertificateText.der(Self.oldRoot))) == .authority)
        #expect(CertificateKind.of(try #require(CertificateText.der(Self.leaf))) == .leaf)
        for other: [UInt8] in [[], [0x30, 0x00], [0x30, 0x03, 0x02, 0x01, 0x05], Array("no DER at all".utf8)] {
            #expect(CertificateKind.of(other) == .unreadable)
        }
    }

    @Test(
        "without basic constraints a certificate of version 3 is no authority, and other extensions do not make it one")
    func constraints() {
        #expect(CertificateKind.of(Maker.certificate(extensions: [Maker.authority])) == .authority)
        #expect(CertificateKind.of(Maker.certificate(extensions: [Maker.padding(9), Maker.authority])) == .authority)
        #expect(CertificateKind.of(Maker.certificate(extensions: [Maker.padding(9)])) == .leaf)
        #expect(CertificateKind.of(Maker.certificate(extensions: [])) == .leaf)
    }

    @Test("no cut and no changed length of a certificate is anything but unreadable, and none stops the reader")
    func mutations() {
        let whole = Maker.certificate(extensions: [Maker.authority])
        for count in 0..<whole.count { #expect(CertificateKind.of(Array(whole.prefix(count))) == .unreadable) }
        for index in whole.indices {
            for value: UInt8 in [0x00, 0x7f, 0x80, 0x82, 0xff] {
                var changed = whole
                changed[index] = value
                _ = CertificateKind.of(changed)
            }
        }
    }

    /// Certificates of DER by hand; nobody has signed them.
    enum Maker {
        static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
            let count = content.count
            let length: [UInt8] =
                count < 0x80
                ? [UInt8(count)]
                : count < 0x100 ? [0x81, UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 0xff)]
            return [tag] + length + content
        }

        static func sequence(_ parts: [UInt8]...) -> [UInt8] { self.element(0x30, parts.flatMap { $0 }) }

        /// 2.5.29.19 critical, cA TRUE.
        static let authority = Self.sequence(
            [0x06, 0x03, 0x55, 0x1d, 0x13], [0x01, 0x01, 0xff], Self.element(0x04, Self.sequence([0x01, 0x01, 0xff])))

        /// A private extension with so many bytes in it.
        static func padding(_ byteCount: Int) -> [UInt8] {
            self.sequence([0x06, 0x03, 0x2a, 0x03, 0x04], self.element(0x04, [UInt8](repeating: 7, count: byteCount)))
        }

        static func certificate(extensions: [[UInt8]]) -> [UInt8] {
            let name = self.sequence(
                self.element(0x31, self.sequence([0x06, 0x03, 0x55, 0x04, 0x03], [0x0c, 0x01, 0x41])))
            let algorithm = self.sequence([0x06, 0x03, 0x2a, 0x03, 0x05])
            let moment = self.element(0x17, Array("260101000000Z".utf8))
            let signed = self.sequence(
                [0xa0, 0x03, 0x02, 0x01, 0x02], [0x02, 0x01, 0x07], algorithm, name, self.sequence(moment, moment),
                name,
                self.sequence(algorithm, [0x03, 0x02, 0x00, 0x05]),
                self.element(0xa3, self.element(0x30, extensions.flatMap { $0 })))
            return self.sequence(signed, algorithm, [0x03, 0x02, 0x00, 0x05])
        }

        /// An authority whose certificate has exactly so many bytes.
        static func authority(byteCount: Int) -> [UInt8] {
            let empty = self.certificate(extensions: [self.authority, self.padding(400)]).count
            return self.certificate(extensions: [self.authority, self.padding(400 + byteCount - empty)])
        }
    }
}
