import AMT
import Hummingbird
import Logging
import NIOCore
import Provisioning
import Synchronization
import Telemetry

/// What the routes of devices' certificates need of the world.
package struct DeviceCertificateDesk: Sendable {
    let book: any DeviceCertificateBook
    let writer: any RevocationListMaking
    let now: @Sendable () -> UnixTime

    package init(
        book: any DeviceCertificateBook, writer: any RevocationListMaking, now: @escaping @Sendable () -> UnixTime
    ) {
        self.book = book
        self.writer = writer
        self.now = now
    }
}

/// Certificates that devices were given: which they are, the end of one, and the authority's own word on those that count no more.
struct DeviceCertificateRoutes: Sendable {
    /// Of one device; renewals come once in years.
    static let listMax = 100
    /// Revoked and not ended. A list of so many has some megabytes.
    static let revokedMax = 100_000
    /// Those who check fetch a fresh one at the latest then. RFC 5280, section 5.1.2.5.
    static let listDays: Int64 = 7

    /// Clocks of those who check may be behind.
    static let backdateSeconds: Int64 = 3_600

    let desk: DeviceCertificateDesk
    private let kept = KeptRevocationList()

    init(desk: DeviceCertificateDesk) { self.desk = desk }

    func add(to router: some RouterMethods<APIContext>) {
        router.take(.deviceCertificates, [.get: self.list])
        router.take(.deviceCertificateRevocation, [.post: self.revoke])
    }

    /// What is published to everybody: there is no secret in it, and who checks a certificate has no token.
    func publish(on router: some RouterMethods<APIContext>) {
        router.take(.authorityCertificate, [.get: self.authority])
        router.take(.authorityRevocationList, [.get: self.revocationList])
    }

    @Sendable private func list(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let certificates = try await self.desk.book.certificates(
            of: try PathReader.uuid(context), limit: Self.listMax)
        return Response(json: .object([("certificates", .array(certificates.map { JSONText($0) }))]))
    }

    @Sendable private func revoke(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let device = try PathReader.uuid(context)
        guard let serial = Hex.bytes((context.parameters.get("serial") ?? "").utf8), (1...20).contains(serial.count)
        else {
            throw APIProblem(
                code: .parameterMalformed, detail: "A serial number as 2 to 40 hexadecimal digits.", field: "serial")
        }
        let reason = try Self.reason(try await BodyReader.document(request, context))
        guard let revoked = try await self.desk.book.revoke(serial: serial, of: device, reason: reason) else {
            throw APIProblem(
                code: .certificateUnknown, detail: "The device was given no certificate of this serial number.",
                field: "serial")
        }
        self.kept.forget()
        context.logger.info(
            "certificate of a device revoked",
            [.deviceUUID: device, .reason: reason.rawValue, .apiCaller: context.caller])
        return Response(json: JSONText(revoked))
    }

    private static func reason(_ document: DocumentValue) throws(APIProblem) -> RevocationReason {
        guard case .text(let text)? = document["reason"], let reason = RevocationReason(rawValue: text) else {
            let known = RevocationReason.allCases.map(\.rawValue).joined(separator: ", ")
            throw APIProblem(code: .requestMalformed, detail: "One of \(known).", field: "reason")
        }
        return reason
    }

    @Sendable private func authority(_ request: Request, _ context: APIContext) async throws -> Response {
        guard let authority = try await self.desk.book.authority() else { throw Self.noAuthority }
        return Self.response(authority.certificateDER, "application/pkix-cert")
    }

    @Sendable private func revocationList(_ request: Request, _ context: APIContext) async throws -> Response {
        guard let authority = try await self.desk.book.authority() else { throw Self.noAuthority }
        let now = self.desk.now()
        if let kept = self.kept.list(of: authority.certificateDER, now: now) {
            return Self.response(kept, "application/pkix-crl")
        }
        let revoked = try await self.desk.book.revoked(endingAfter: now, limit: Self.revokedMax)
        guard
            let list = await self.desk.writer.list(
                of: authority, revoked: revoked, now: UnixTime(seconds: now.seconds - Self.backdateSeconds),
                until: UnixTime(seconds: now.seconds + Self.listDays * 86_400))
        else { throw APIProblem(code: .overloaded, detail: "The list could not be signed in time.") }
        self.kept.keep(list, of: authority.certificateDER, now: now)
        return Self.response(list, "application/pkix-crl")
    }

    private static func response(_ bytes: [UInt8], _ type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private static let noAuthority = APIProblem(
        code: .certificateUnknown, detail: "The authority is made when the first worker starts.")
}

extension JSONText {
    init(_ certificate: DeviceCertificateView) {
        self = .object([
            ("serial", .string(Hex.text(certificate.serial))),
            ("fqdn", .string(certificate.fqdn)),
            ("notBefore", JSONText(certificate.notBefore)),
            ("notAfter", JSONText(certificate.notAfter)),
            ("issuedAt", JSONText(certificate.issuedAt)),
            ("revokedAt", JSONText(certificate.revokedAt)),
            ("reason", JSONText(certificate.reason?.rawValue)),
        ])
    }
}

/// The list that was signed last. Nobody needs a token for it, so that asking for it again and again must cost nothing.
final class KeptRevocationList: Sendable {
    static let secondsMax: Int64 = 60

    private struct Kept {
        let list: [UInt8]
        let authority: [UInt8]
        let at: UnixTime
    }

    private let state = Mutex<Kept?>(nil)

    func list(of authority: [UInt8], now: UnixTime) -> [UInt8]? {
        self.state.withLock { kept in
            guard let kept, kept.authority == authority, now.seconds - kept.at.seconds < Self.secondsMax, now >= kept.at
            else { return nil }
            return kept.list
        }
    }

    func keep(_ list: [UInt8], of authority: [UInt8], now: UnixTime) {
        self.state.withLock { $0 = Kept(list: list, authority: authority, at: now) }
    }

    /// What is taken back counts at once, on this node.
    func forget() { self.state.withLock { $0 = nil } }
}
