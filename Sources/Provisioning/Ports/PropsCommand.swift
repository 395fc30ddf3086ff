import AMT
import Inventory

/// A program of the site that knows which name and which profile a device gets: the last place to ask, or the only one.
///
/// The program reads one JSON object from its standard input, `{"uuid": "…", "address": "…", "amtVersion": "…"}`, writes one to
/// its standard output, `{"fqdn": "…", "profile": "…"}`, and exits with 0. It leaves out what it does not know; an empty text
/// and `null` are the same as nothing. Further members are passed over. What it writes to its standard error is for people.
package protocol PropsCommand: Sendable {
    /// Runs the program once. Ends within the adapter's limits, whatever the program does.
    func ask(_ question: PropsQuestion) async -> PropsAnswer
}

/// What the program is told.
package struct PropsQuestion: Equatable, Sendable {
    package let uuid: DeviceUUID
    /// Where the device was seen.
    package let address: PeerAddress
    /// As the device tells it; `nil` when it has not.
    package let amtVersion: String?

    package init(uuid: DeviceUUID, address: PeerAddress, amtVersion: String?) {
        self.uuid = uuid
        self.address = address
        self.amtVersion = amtVersion
    }
}

/// What the program said, or why it said nothing.
package enum PropsAnswer: Equatable, Sendable {
    /// At least one of both. Whether there is such a profile is not judged.
    case answered(fqdn: FQDN?, profile: String?)
    /// The program knows nothing of the device.
    case nothing
    /// It exited with a code other than 0; the text is what it wrote to its standard error, cut and in one line.
    case exited(code: Int32, stderr: String)
    /// A signal ended it that did not come from here.
    case killed(signal: Int32)
    /// It took longer than it may, and was ended with everything that it had started.
    case timedOut
    /// It wrote more than it may, and was ended.
    case outputTooLong
    /// It exited with 0 and wrote something else than the object; a few words on what.
    case malformed(String)
    /// The system could not start it; a few words on why.
    case notStarted(String)
    /// As many run as may, and none of them ended in time.
    case tooMany
}
