/// Answers to requests that a caller may repeat under a key of its own, so that a lost answer costs nothing.
///
/// A key belongs to one caller. Whatever is kept is forgotten ``answerKeptHours`` after the request was begun.
package protocol AnswerBook: Sendable {
    /// A request comes with a key. Of two at once one begins.
    ///
    /// - Parameter fingerprint: 32 bytes that tell this request from any other.
    func begin(_ key: AnswerKey, fingerprint: [UInt8]) async throws(StoreFailure) -> AnswerBeginning

    /// The request was done.
    ///
    /// - Parameter answer: `nil` where it shows a secret: then it is only kept that it was done.
    func keep(_ key: AnswerKey, answer: KeptAnswer?) async throws(StoreFailure)

    /// The request was refused and has changed nothing: the key is free again.
    func release(_ key: AnswerKey) async throws(StoreFailure)
}

/// How long an answer is kept.
package let answerKeptHours = 24

/// What a caller calls one of its requests.
package struct AnswerKey: Hashable, Sendable {
    package let caller: String
    /// 1 to 64 characters of ASCII.
    package let text: String

    /// A key of a caller.
    package init(caller: String, text: String) {
        self.caller = caller
        self.text = text
    }
}

/// An answer that can be given again.
package struct KeptAnswer: Equatable, Sendable {
    package let status: Int
    /// JSON text; it shows no secret.
    package let body: String

    /// An answer with its HTTP status.
    package init(status: Int, body: String) {
        self.status = status
        self.body = body
    }
}

/// What is known of a key.
package enum AnswerBeginning: Equatable, Sendable {
    /// Nothing: the request is to be carried out now.
    case begun
    /// The same request was carried out; `nil` where its answer was not kept.
    case done(KeptAnswer?)
    /// The same request is being carried out, or nobody knows what came of it.
    case running
    /// The key was another request's.
    case other
}
