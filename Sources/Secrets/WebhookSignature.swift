import Crypto
import Foundation

/// Signs what is sent to webhooks, as Standard Webhooks has it: HMAC-SHA256 in base64 behind `v1,`.
package enum WebhookSignature {
    /// What stands before a key that is written in base64.
    static let keyMark = "whsec_"

    /// - Parameters:
    ///   - text: id, seconds and body, with dots between them.
    ///   - secret: the key: base64 behind `whsec_`, else the bytes of the text.
    package static func of(_ text: String, secret: String) -> String {
        let key: Data
        if secret.hasPrefix(Self.keyMark), let bytes = Data(base64Encoded: String(secret.dropFirst(Self.keyMark.count)))
        {
            key = bytes
        } else {
            key = Data(secret.utf8)
        }
        let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key))
        return "v1," + Data(code).base64EncodedString()
    }
}
