import Crypto
import Foundation
import Hummingbird
import Logging
import NIOCore
import Provisioning
import Telemetry

/// Carries a request out once, however often it comes under the same `Idempotency-Key`: for methods that make something anew each
/// time. The first answer is kept and given again. One that shows a secret is not kept: then a repeat is told that it was done.
///
/// A request that was refused gives its key back. One whose end nobody knows keeps it: it may have been done.
struct RepeatGate: RouterMiddleware {
    let answers: (any AnswerBook)?

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        guard let operation = context.route?.operations[request.method], operation.isOnce,
            let text = request.headers[HeaderName.idempotencyKey]
        else { return try await next(request, context) }
        let key = AnswerKey(caller: context.caller, text: try Self.checked(text))
        guard let answers else {
            throw APIProblem(
                code: .parameterMalformed, detail: "Answers are not kept here.", field: "Idempotency-Key")
        }
        let body = try await request.body.collect(upTo: context.maxUploadSize)
        switch try await answers.begin(key, fingerprint: Self.fingerprint(request, body)) {
        case .begun: break
        case .done(let answer?):
            context.answerFields.set(HeaderName.idempotentReplayed, "true")
            return Response(json: .document(answer.body), status: answer.status)
        case .done(nil):
            throw APIProblem(
                code: .answerNotKept, detail: "The answer showed a secret. What was made is there under its name.")
        case .running:
            throw APIProblem(
                code: .keyInUse,
                detail: "The first request with it runs, or nobody knows how it ended. Wait, then look what came of it."
            )
        case .other:
            throw APIProblem(
                code: .keyReused, detail: "Take a key of its own for each request.", field: "Idempotency-Key")
        }
        return try await self.carryOut(request, context, key, showsSecret: operation.showsSecret, answers, next)
    }

    private func carryOut(
        _ request: Request, _ context: APIContext, _ key: AnswerKey, showsSecret: Bool, _ answers: any AnswerBook,
        _ next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        do {
            var response = try await next(request, context)
            var answer: KeptAnswer?
            if !showsSecret {
                let bytes = try await response.collected(upTo: APILimits.keptAnswerBytesMax)
                answer = bytes.map {
                    KeptAnswer(status: response.status.code, body: String(buffer: $0).trimmingCharacters(in: .newlines))
                }
            }
            await self.note(context) { [answer] () throws(StoreFailure) in
                try await answers.keep(key, answer: answer)
            }
            return response
        } catch {
            if Self.hasChangedNothing(error, context) {
                await self.note(context) { () throws(StoreFailure) in try await answers.release(key) }
            }
            throw error
        }
    }

    /// The request itself has ended: what is not noted leaves its key without an answer.
    private func note(_ context: APIContext, _ write: () async throws(StoreFailure) -> Void) async {
        do throws(StoreFailure) {
            try await write()
        } catch {
            context.logger.warning(
                "answer of a repeatable request cannot be kept", [.storeFailure: error.kind.rawValue])
        }
    }

    private static func hasChangedNothing(_ error: any Error, _ context: APIContext) -> Bool {
        if let failure = error as? StoreFailure { return failure.kind == .unavailable || failure.kind == .refused }
        guard let problem = error as? APIProblem else { return false }
        return problem.code.status != 500
    }

    private static func checked(_ key: String) throws(APIProblem) -> String {
        guard (1...APILimits.repeatKeyCharactersMax).contains(key.utf8.count),
            key.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else {
            throw APIProblem(
                code: .parameterMalformed,
                detail: "1 to \(APILimits.repeatKeyCharactersMax) characters of ASCII without blanks.",
                field: "Idempotency-Key")
        }
        return key
    }

    /// Of the method, the resource and the body. Keyed with the caller's token, which is kept nowhere: a password that is imported
    /// cannot be guessed from it.
    private static func fingerprint(_ request: Request, _ body: ByteBuffer) -> [UInt8] {
        var code = HMAC<SHA256>(key: SymmetricKey(data: Array((request.headers[.authorization] ?? "").utf8)))
        code.update(data: Array("\(request.method.rawValue) \(request.uri.string)\n".utf8))
        code.update(data: Array(body.readableBytesView))
        return Array(code.finalize())
    }
}
