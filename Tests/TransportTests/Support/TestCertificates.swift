import AMT
import Foundation
import Provisioning

/// Certificates made by the openssl tool, once for all tests.
struct TestCertificates: Sendable {
    private let files: OpenSSLFolder

    static func made() throws -> TestCertificates { try Self.shared.get() }

    private static let shared = Result { try TestCertificates() }

    private init() throws { self.files = try OpenSSLFolder(script: Self.script) }

    func path(_ name: String) -> String { self.files.path(name) }

    func bytes(_ name: String) throws -> [UInt8] { try self.files.bytes(name) }

    /// Leaf, intermediate and root with the leaf's key.
    func provisioning(id: Int64 = 1) throws -> ClientChain {
        ClientChain(
            id: id, chainPEM: Secret(try self.bytes("chain.pem")), keyPEM: Secret(try self.bytes("leaf.key")))
    }

    /// What a caller shows to a managed device: its leaf and the authority of this name.
    func caller(of authority: String = "ours", id: Int64 = 0) throws -> ClientChain {
        ClientChain(
            id: id, chainPEM: Secret(try self.bytes("caller-\(authority).chain")),
            keyPEM: Secret(try self.bytes("leaf.key")))
    }

    /// SHA-256 of each certificate of the provisioning chain in the order it must be sent, as the tool prints it.
    func provisioningDigests() throws -> [String] { try self.digests("digests.txt") }

    /// The same for the caller's chain.
    func callerDigests() throws -> [String] { try self.digests("caller-digests.txt") }

    private func digests(_ name: String) throws -> [String] {
        String(decoding: try self.bytes(name), as: UTF8.self).split(separator: "\n")
            .compactMap { $0.split(separator: "=").last }
            .map { $0.filter { $0 != ":" }.lowercased() }
    }

    /// One RSA key serves every certificate of a device: making keys is the slow part.
    private static let script = """
        request() { openssl req -new -nodes -newkey rsa:2048 -subj "$2" -keyout "$1.key" -out "$1.csr"; }
        sign() { openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 30 \
            -extfile "$3" -out "$1.pem"; }
        authority() { openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj "$2" \
            -days 30 -keyout "$1.key" -out "$1.pem"; }

        openssl req -x509 -nodes -newkey rsa:2048 -subj "/CN=Provisioning Root" -days 30 \
            -keyout root.key -out root.pem
        printf 'basicConstraints=critical,CA:TRUE\\n' > authority.ext
        printf 'extendedKeyUsage=serverAuth,2.16.840.1.113741.1.2.3\\n' > leaf.ext
        request intermediate "/CN=Provisioning Intermediate"
        sign intermediate root authority.ext
        request leaf "/CN=server.example.test"
        sign leaf intermediate leaf.ext
        cat leaf.pem intermediate.pem root.pem > chain.pem
        for name in leaf intermediate root; do openssl x509 -in $name.pem -noout -fingerprint -sha256; done > digests.txt

        openssl req -x509 -nodes -newkey rsa:2048 -subj "/CN=Intel(R) AMT" -days 30 -keyout device.key -out device.pem
        openssl x509 -in device.pem -outform DER -out device.der

        authority ours "/CN=Our Authority"
        authority foreign "/CN=Another Authority"
        openssl x509 -in ours.pem -outform DER -out ours.der
        openssl x509 -in foreign.pem -outform DER -out foreign.der
        printf 'subjectAltName=DNS:desk-7.example.test\\nextendedKeyUsage=serverAuth\\n' > managed.ext
        cp device.key managed.key
        openssl req -new -key managed.key -subj "/CN=desk-7.example.test" -out managed.csr
        sign managed ours managed.ext
        openssl x509 -in managed.pem -outform DER -out managed.der

        printf 'extendedKeyUsage=clientAuth\\n' > caller.ext
        for name in ours foreign; do
            openssl req -new -key leaf.key -subj "/CN=provisionserver" -out caller.csr
            openssl x509 -req -in caller.csr -CA $name.pem -CAkey $name.key -CAcreateserial -days 30 \
                -extfile caller.ext -out caller.pem
            cat caller.pem $name.pem > caller-$name.chain
            [ $name = foreign ] || for part in caller ours; do
                openssl x509 -in $part.pem -noout -fingerprint -sha256
            done > caller-digests.txt
        done
        """
}
