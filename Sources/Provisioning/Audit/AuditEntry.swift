import AMT

/// Something that a caller of the API is about to do, or was refused.
package struct AuditedAct: Equatable, Sendable {
    /// Name of the node that was asked.
    package let node: String
    /// Name of the token, or of the person.
    package let caller: String
    /// Numeric address from which the request came, as this node saw it: behind a proxy it is the proxy's.
    package let address: String
    package let requestID: String
    /// Method and resource, such as `GET /v1/devices/{uuid}/credential`.
    package let action: String
    /// What it was done to: a UUID or a name; empty where the resource is the only one.
    package let subject: String
    /// HTTP status of a refusal or failure. `nil` before the act: where no refusal follows, it was done.
    package var status: Int?

    package init(
        node: String, caller: String, address: String, requestID: String, action: String, subject: String,
        status: Int? = nil
    ) {
        self.node = node
        self.caller = caller
        self.address = address
        self.requestID = requestID
        self.action = action
        self.subject = subject
        self.status = status
    }
}

/// One link of the audit log. Numbers have no gaps, and each link holds the hash of the one before it.
///
/// - Shape of a hash: SHA-256 over the text `provision-audit/1`, the hash before (32 bytes; zeros before the first), the number
///   and the time in microseconds since 1970 (8 bytes each, big-endian, two's complement), and then node, caller, address,
///   request, action, subject and status, each as its length in bytes (4 bytes, big-endian) and its UTF-8. The status is decimal
///   digits, or empty.
package struct AuditEntry: Equatable, Sendable {
    /// Counted from 1.
    package let number: Int64
    package let at: UnixTime
    package let act: AuditedAct
    package let previousHash: [UInt8]
    package let hash: [UInt8]

    package init(number: Int64, at: UnixTime, act: AuditedAct, previousHash: [UInt8], hash: [UInt8]) {
        self.number = number
        self.at = at
        self.act = act
        self.previousHash = previousHash
        self.hash = hash
    }
}
