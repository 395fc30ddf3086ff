import AMT
import Provisioning

/// An answer on a device's line.
package struct LineAnswer<Output: Sendable>: Sendable {
    package let reading: WSManReading<Output>
    package let status: Int
    /// The `Server:` header, which names the firmware's version.
    package let server: String?
    /// The realm of the last digest challenge; `nil` when nobody has asked for a password.
    package let digestRealm: String?
    /// DER of what the device has shown on this connection, its own certificate first.
    package let peerChain: [[UInt8]]

    package init(
        reading: WSManReading<Output>, status: Int, server: String?, digestRealm: String?, peerChain: [[UInt8]] = []
    ) {
        self.peerChain = peerChain
        self.reading = reading
        self.status = status
        self.server = server
        self.digestRealm = digestRealm
    }
}

/// A session with one device, at the level of calls. One call at a time.
package protocol DeviceLine: Sendable {
    /// Sends a call once and waits for its answer.
    func send<Output>(
        _ call: WSManCall<Output>, messageID: UInt32, as credential: DigestCredential, timeout: Duration
    ) async -> Result<LineAnswer<Output>, ExchangeFailure>

    /// Drops the connection and everything digest knows.
    func reconnect() async

    /// Nothing may follow.
    func close() async
}

/// Opens lines.
package protocol DeviceLines: Sendable {
    /// Prepares a line. No byte is sent before the first call.
    func line(_ opening: SessionOpening) -> any DeviceLine

    /// What reads and writes the things of a profile over an open device.
    func desk(_ caller: DeviceCaller, _ material: DeskMaterial) -> any ProfileDesk
}

/// Lines over the network.
struct TransportLines: DeviceLines {
    let transport: any DeviceTransport

    func line(_ opening: SessionOpening) -> any DeviceLine { SessionLine(session: self.transport.session(opening)) }

    func desk(_ caller: DeviceCaller, _ material: DeskMaterial) -> any ProfileDesk {
        WSManDesk(caller: caller, material: material)
    }
}

/// A line that is a session of the transport.
private struct SessionLine: DeviceLine {
    let session: any DeviceSession

    func send<Output>(
        _ call: WSManCall<Output>, messageID: UInt32, as credential: DigestCredential, timeout: Duration
    ) async -> Result<LineAnswer<Output>, ExchangeFailure> {
        await self.session.exchange(call.envelope(messageID: messageID), as: credential, timeout: timeout).map {
            LineAnswer(
                reading: call.read(status: $0.status, body: $0.body, answering: messageID), status: $0.status,
                server: $0.server, digestRealm: $0.digestRealm, peerChain: $0.peerChain)
        }
    }

    func reconnect() async { await self.session.reconnect() }

    func close() async { await self.session.close() }
}
