import AMT
import Foundation
import Provisioning
import Testing

@testable import Transport

@Suite("Reader of on-die chains", .timeLimit(.minutes(10))) struct OnDieReaderTests {
    /// When it is asked for: the certificates are made while other tests run, and none counts before it was made.
    static var now: UnixTime { UnixTime(seconds: Int64(Date().timeIntervalSince1970)) }

    /// A hierarchy of the names of section 5.4 under a root of our own, by the openssl program; `der(n)` is certificate n of what a device
    /// would send.
    private static let made = Result { try OpenSSLFolder(script: Self.script) }
    private static let script = """
        key() { openssl ecparam -name secp384r1 -genkey -noout -out "$1.key"; }
        sign() { key "$1"; openssl req -new -key "$1.key" -subj "$3" -out "$1.csr"
            openssl x509 -req -sha384 -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days "${5:-30}" \\
                -extfile "$4" -out "$1.pem"; openssl x509 -in "$1.pem" -outform DER -out "$1.der"; }
        printf 'basicConstraints=critical,CA:TRUE\\nkeyUsage=critical,keyCertSign\\n' > ca.ext
        printf 'basicConstraints=critical,CA:FALSE\\nkeyUsage=critical,digitalSignature\\n' > leaf.ext
        key root; openssl req -x509 -new -sha384 -key root.key -subj "/O=Maker/CN=Root" -days 30 -out root.pem
        sign intermediate root "/O=Maker/OU=ODCA CA2 CSME Intermediate CA/CN=maker" ca.ext
        sign issuing intermediate "/O=Maker/OU=ODCA 2 CSME P_MCC 00001881 Issuing CA/CN=maker" ca.ext
        sign rom issuing "/CN=CSME MCC ROM CA" ca.ext
        sign kernel rom "/CN=CSME MCC SVN01 Kernel CA" ca.ext
        sign amt kernel "/CN=CSME MCC SVN01 AMT CA" ca.ext
        sign leaf amt "/CN=AMT RCFG" leaf.ext
        sign forged leaf "/CN=AMT RCFG" leaf.ext
        sign server amt "/CN=web.example.com" leaf.ext
        sign other issuing "/CN=Another Engine CA" ca.ext
        sign rcfg other "/CN=AMT RCFG" leaf.ext
        key stray; openssl req -x509 -new -key stray.key -subj "/CN=CSME MCC ROM CA/OU=ODCA 2 CSME" -days 30 -outform DER -out stray.der
        cat root.pem > root-only.pem; cat root.pem issuing.pem intermediate.pem > with-links.pem
        """

    static func chain(_ names: String...) throws -> [[UInt8]] {
        let folder = try Self.made.get()
        return try names.map { try folder.bytes("\($0).der") }
    }

    static func reader(_ anchors: String) throws -> OnDieReader {
        OnDieReader(more: String(decoding: try Self.made.get().bytes(anchors), as: UTF8.self))
    }

    @Test("a whole chain is verified, and one without the factory's links where they are given")
    func verified() async throws {
        let six = try Self.chain("leaf", "amt", "kernel", "rom", "issuing", "intermediate")
        #expect(try await Self.reader("root-only.pem").finding(of: six, now: Self.now) == .verified)
        let four = try Self.chain("leaf", "amt", "kernel", "rom")
        #expect(try await Self.reader("with-links.pem").finding(of: four, now: Self.now) == .verified)
        guard case .refused(.chain, let why) = try await Self.reader("root-only.pem").finding(of: four, now: Self.now)
        else { return #expect(Bool(false), "nothing leads from it to the root") }
        #expect(why.contains("depth 3"))
    }

    @Test("under Intel's root alone, somebody else's hierarchy is refused")
    func foreign() async throws {
        let six = try Self.chain("leaf", "amt", "kernel", "rom", "issuing", "intermediate")
        guard case .refused(.chain, _) = await OnDieReader().finding(of: six, now: Self.now) else {
            return #expect(Bool(false), "anybody can make such names")
        }
    }

    @Test("a certificate that a device's own certificate has signed leads nowhere")
    func forged() async throws {
        let chain = try Self.chain("forged", "leaf", "amt", "kernel", "rom", "issuing", "intermediate")
        guard case .refused(.chain, let why) = try await Self.reader("root-only.pem").finding(of: chain, now: Self.now)
        else { return #expect(Bool(false), "a leaf is no authority") }
        #expect(why.contains("invalid CA certificate"))
    }

    @Test("a certificate that lies beside the way counts for nothing, whatever it is called")
    func stray() async throws {
        let reader = try Self.reader("root-only.pem")
        let chain = try Self.chain("rcfg", "other", "issuing", "intermediate", "stray")
        #expect(await reader.finding(of: chain, now: Self.now) == .refused(.engineName, detail: "none"))
    }

    @Test("another certificate of the same chip is refused by its name, and one that has ended by its time")
    func others() async throws {
        let reader = try Self.reader("root-only.pem")
        let server = try Self.chain("server", "amt", "kernel", "rom", "issuing", "intermediate")
        #expect(await reader.finding(of: server, now: Self.now) == .refused(.leafName, detail: "CN=web.example.com"))
        let six = try Self.chain("leaf", "amt", "kernel", "rom", "issuing", "intermediate")
        let later = UnixTime(seconds: Self.now.seconds + 31 * 86_400)
        guard case .refused(.chain, let why) = await reader.finding(of: six, now: later) else {
            return #expect(Bool(false), "it has ended")
        }
        #expect(why.contains("expired"))
    }

    @Test("bytes that are no certificates are refused, and a single certificate says nothing")
    func unreadable() async throws {
        let reader = OnDieReader()
        #expect(
            await reader.finding(of: [[1, 2, 3], [4, 5]], now: Self.now) == .refused(.unreadable, detail: "unreadable"))
        #expect(await reader.finding(of: try Self.chain("leaf"), now: Self.now) == .absent)
        #expect(await reader.finding(of: [], now: Self.now) == .absent)
    }

    @Test("Intel's root is the one that the reference names")
    func root() async throws {
        let read = try await CertificateReader().read([Array(OnDieChain.rootPEM.utf8)], passphrase: nil)
        let root = try #require(read.given.certificates.first)
        #expect(Hex.text(root.sha256) == "beb40bb7507b33967226aa80e084749fbb6593893c642e818d682e9a8d07fc24")
        #expect(
            root.subject.text.contains("OnDie CA Root Cert Signing")
                && root.key == .elliptic(curve: "secp384r1", bits: 384))
    }
}
