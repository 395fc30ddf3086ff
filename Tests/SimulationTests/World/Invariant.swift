/// What must hold at every moment. The first four are the promises of the design, as far as a world can see them.
enum Invariant: String, CaseIterable, Sendable {
    /// Promise 1: what a device holds is among what the database holds for it, and would be tried.
    case credentialKept = "P1 credential-kept"
    /// Promise 1, for the password of the setup screen.
    case mebxKept = "P1 mebx-kept"
    /// Promise 1, for pre-shared keys.
    case presharedKeyKept = "P1 preshared-key-kept"
    /// Promise 2: a hello that was acknowledged has a request or a device provisioned after it.
    case helloKept = "P2 hello-kept"
    /// Promise 3: what waits has a reason and a date, what is parked has a reason, each with evidence.
    case reasonTold = "P3 reason-told"
    /// Promise 4: in the end every device that can be is provisioned, as its profile wants it.
    case provisioned = "P4 provisioned"
    /// Promise 4: once for each hello, and not again for nothing.
    case provisionedOnce = "P4 once"
    /// The world comes to its end.
    case ends = "ends"
    /// Nobody calls a device after its lease has ended or gone to somebody else.
    case selfFencing = "self-fencing"
    /// A late write under an old lease changes nothing that a newer lease holds.
    case fencedWrites = "fenced-writes"
    /// What is meant for one device is written to no other.
    case rightDevice = "right-device"
    /// Every call that changes a device has a durable intent.
    case intentDurable = "intent-durable"
    /// Eight refused log-ons in a row, two short of the lock-out, and no more.
    case logonsBounded = "logons-bounded"
    /// A device that protects its flash gets no write for a day, whatever wakes it.
    case writePause = "write-pause"
    /// Nothing is written to a device that is as it should be.
    case unchangedUntouched = "unchanged-untouched"
    /// A call that must not be repeated blindly is repeated only after a reading.
    case readBeforeRepeat = "read-before-repeat"
}
