import AMT
import Hummingbird
import Logging
import Provisioning
import Telemetry

/// Certificates with which devices are set up: what is wrong with one, which are kept, a new one, and the end of one. A key comes
/// in here and never goes out.
struct CertificateRoutes: Sendable {
    let desk: CertificateDesk

    func add(to router: some RouterMethods<APIContext>) {
        router.take(.certificates, [.get: self.list, .post: self.keep])
        router.take(.certificateLint, [.post: self.lint])
        router.take(.certificate, [.get: self.show, .delete: self.remove])
        let outlook = CertificateOutlookRoutes(desk: self.desk)
        router.take(.certificateOutlook, [.get: outlook.outlook])
        router.take(.certificateMatch, [.get: outlook.match])
    }

    @Sendable private func list(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let now = self.desk.now()
        let known = try await self.desk.known()
        return Response(
            json: .object([("certificates", .array(known.map { .object(CertificateJSON.summary($0, now: now)) }))]))
    }

    @Sendable private func show(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let id = try PathReader.certificate(context)
        guard let kept = try await self.desk.book.certificates().first(where: { $0.id == id }) else {
            throw Self.unknown
        }
        let known = try await self.desk.known(kept)
        return Response(
            json: .object(
                CertificateJSON.summary(known, now: self.desk.now()) + CertificateJSON.members(of: known.lint)
                    + [("chainPEM", .string(kept.chainPEM))]))
    }

    @Sendable private func lint(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let (_, _, lint) = try await self.judged(request, context)
        return Response(json: .object(CertificateJSON.members(of: lint)))
    }

    @Sendable private func keep(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let (order, read, lint) = try await self.judged(request, context)
        // Without a key, a certificate of its own, or the root by which devices know it, there is nothing to show to a device,
        // whatever is wanted.
        let isPossible =
            lint.isComplete && read.key != nil && lint.leaf.map { read.given.keyOwners.contains($0.sha256) } == true
        guard isPossible, order.isForced || lint.refusals.isEmpty,
            let new = NewCertificate(name: order.name, read, lint)
        else { throw Self.refused(lint, mayBeForced: isPossible) }
        let keeping = try await self.desk.book.keep(new)
        let members = CertificateJSON.members(of: lint)
        switch keeping {
        case .kept(let id):
            context.logger.info(
                "setup certificate imported",
                [.certificateID: id, .count: lint.findings.count, .apiCaller: context.caller])
            return Response(json: .object([("id", .integer(id)), ("result", .string("kept"))] + members), status: 201)
        case .known(let id):
            return Response(json: .object([("id", .integer(id)), ("result", .string("known"))] + members))
        case .nameTaken:
            throw APIProblem(
                code: .certificateNameTaken, detail: "Take another name, or remove the certificate of this one first.",
                field: "name")
        }
    }

    @Sendable private func remove(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let id = try PathReader.certificate(context)
        guard try await self.desk.book.remove(id: id) else { throw Self.unknown }
        context.logger.info("setup certificate removed", [.certificateID: id, .apiCaller: context.caller])
        return Response(json: .object([("id", .integer(id))]))
    }

    private func judged(
        _ request: Request, _ context: APIContext
    ) async throws -> (CertificateOrder, ReadCertificates, CertificateLint) {
        let order = try CertificateOrder(try await BodyReader.document(request, context))
        do throws(CertificateReadingFailure) {
            let read = try await self.desk.reading.read(order.files, passphrase: order.passphrase)
            return (order, read, CertificateLint(read.given, now: self.desk.now()))
        } catch {
            throw Self.problem(of: error)
        }
    }

    private static func problem(of failure: CertificateReadingFailure) -> APIProblem {
        switch failure {
        case .readerBusy: APIProblem(code: .overloaded, detail: failure.text)
        case .passphraseNeeded, .passphraseWrong:
            APIProblem(code: .certificateUnreadable, detail: failure.text, field: "passphrase")
        case .empty, .tooLarge, .tooMany, .unreadable, .severalKeys, .cipherUnavailable:
            APIProblem(code: .certificateUnreadable, detail: failure.text, field: "files")
        }
    }

    private static func refused(_ lint: CertificateLint, mayBeForced: Bool) -> APIProblem {
        let said = lint.refusals.map { "\($0.code.rawValue): \($0.code.detail) \($0.code.remedy)" }
        let end = mayBeForced ? " With force it is kept all the same." : ""
        return APIProblem(code: .certificateRefused, detail: said.joined(separator: " ") + end)
    }

    private static let unknown = APIProblem(
        code: .certificateUnknown, detail: "No certificate of this number is kept.", field: "id")
}
