import AMT
import Provisioning

/// Makers of devices as an operator's book shows them.
enum Devices {
    static func uuid(_ last: Int) -> DeviceUUID {
        guard let uuid = DeviceUUID(canonicalBytes: Array(repeating: 0xa0, count: 15) + [UInt8(last)]) else {
            preconditionFailure("sixteen bytes are a UUID")
        }
        return uuid
    }

    static func discovered(_ last: Int, state: DeviceState = .discovered) -> DeviceView {
        DeviceView(
            uuid: Self.uuid(last), state: state, site: "default", fqdn: nil, address: nil, amtVersion: nil,
            profile: nil, problem: nil, attempt: 0, nextAttemptAt: nil, firstHelloAt: UnixTime(seconds: 1_000_000_000),
            lastHelloAt: nil, provisionedAt: nil)
    }

    static func parked(_ last: Int) -> DeviceView {
        DeviceView(
            uuid: Self.uuid(last), state: .parked, site: "muc", fqdn: "pc-0042.example.com",
            address: PeerAddress(numeric: "10.1.2.3"), amtVersion: "16.1.25", profile: "office",
            problem: ProblemView(
                code: "psk-unknown", detail: "The device's PID belongs to no key that is known here.",
                remedy: "Import the key with this PID, then retry.",
                evidence: ["hello.pid": "4444-\"4445\"", "hello.peer": "10.1.2.3"]), attempt: 3,
            nextAttemptAt: UnixTime(microseconds: 1_795_343_445_678_999),
            firstHelloAt: UnixTime(seconds: 1_000_000_000), lastHelloAt: UnixTime(seconds: 1_000_000_060),
            provisionedAt: UnixTime(seconds: 1_000_000_120))
    }

    static let credentials = [
        CredentialView(
            version: 2, status: .current, username: "admin", password: Secret(text: "N3w!\"pass\\word"),
            mebxPassword: nil, digestRealm: "Digest:A4070000000000000000000000000000",
            createdAt: UnixTime(seconds: 1_000_000_000), provenAt: UnixTime(seconds: 1_000_000_001)),
        CredentialView(
            version: 1, status: .superseded, username: "admin", password: Secret(text: "0ld!pass"),
            mebxPassword: Secret(text: "M3bx!pass"), digestRealm: nil, createdAt: UnixTime(seconds: 0), provenAt: nil),
    ]
}
