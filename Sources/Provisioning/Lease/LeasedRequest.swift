import AMT
import Inventory

/// A request that a worker holds: exactly one holder may write, by its fence.
package struct LeasedRequest: Sendable {
    package let fence: LeaseFence
    package let address: PeerAddress
    /// Our own count of claims, this one included.
    package let attempt: Int
    /// Log-ons the device has refused in a row, over all attempts since the last success.
    package let refusedLogons: Int
    /// The furthest step whose intent any attempt has recorded.
    package let step: Int
    package let credential: KnownHelloCredential
    /// 0 for what an operator has ordered, 9 for devices that nobody expects; what is lower is claimed first.
    package let priority: Int
    package let windowEndsAt: UnixTime
    package let firstHelloAt: UnixTime
    package let helloAt: UnixTime

    package init(
        fence: LeaseFence, address: PeerAddress, attempt: Int, refusedLogons: Int, step: Int,
        credential: KnownHelloCredential, priority: Int, windowEndsAt: UnixTime, firstHelloAt: UnixTime,
        helloAt: UnixTime
    ) {
        self.fence = fence
        self.address = address
        self.attempt = attempt
        self.refusedLogons = refusedLogons
        self.step = step
        self.credential = credential
        self.priority = priority
        self.windowEndsAt = windowEndsAt
        self.firstHelloAt = firstHelloAt
        self.helloAt = helloAt
    }

    package var deviceUUID: DeviceUUID { self.fence.deviceUUID }

    /// Whether an operator has ordered it.
    package var isOrdered: Bool { self.priority == 0 }
}

/// The kind of a hello as the queue's row tells it; the particulars are in the brief.
package enum KnownHelloCredential: Equatable, Sendable {
    case psk(PID)
    case pki
    /// None: a configured device that is taken up again.
    case managed
}

/// What a worker needs to know of a device before it calls it.
package struct Brief: Sendable {
    /// The hello's root hashes; empty for PSK.
    package var rootHashes: [RootHash]
    /// The key that belongs to the hello's PID.
    package var psk: Secret?
    /// Fresh keys that an attempt may have put into the device, which its hello did not name yet; the newest first.
    package var installedKeys: [PresharedKeyPair] = []
    /// What every source says of the device.
    package var inventory: InventoryFindings
    /// The last certificate that was issued to this device, with the name in it.
    package var lastCertificate: IssuedCertificate?
    /// Newest first.
    package var credentials: [CredentialVersion]
    /// A stored secret of this device does not open; what was said about it. Nothing may then be sent to the device: a
    /// password that we hold and cannot read is not to be replaced by another one.
    package var unreadable: String?
    /// What the device is known to hold of what cannot be read back.
    package var appliedSecrets: [AppliedSecret] = []
    /// The last work on the device ended before its TLS was known to be in order: what was staged may not be in force.
    package var mayBeStaged = false
    /// The setup certificate that has opened the device before; it may be gone.
    package var setupCertificateID: Int64?
    /// What the device has proved itself by when it was set up, or in an attempt before this one.
    package var proof: DeviceProof?
    /// What a device in setup must show, where the profile wants it.
    package var oneTimePassword: Secret?
    /// The release that the device showed last, which may be another one by now.
    package var amtVersion: String?
    /// Where the device was when it was provisioned last, or its profile has moved it; `nil` when it never was.
    package var provisionedAddress: PeerAddress?
    /// The firmware protects its flash, and takes no writes until then.
    package var noWriteUntil: UnixTime?
    /// With which passwords the log-ons were made that the device has refused in a row; the newest first.
    package var refusedPasswords: [String] = []

    package init(
        rootHashes: [RootHash], psk: Secret?, inventory: InventoryFindings, lastCertificate: IssuedCertificate?,
        credentials: [CredentialVersion]
    ) {
        self.rootHashes = rootHashes
        self.psk = psk
        self.inventory = inventory
        self.lastCertificate = lastCertificate
        self.credentials = credentials
    }
}

/// One version of what a device may accept, opened.
package struct CredentialVersion: Equatable, Sendable {
    package let version: Int
    package let status: CredentialStatus
    package let username: String
    package let password: Secret
    /// Absent where the profile leaves the MEBx password alone.
    package let mebxPassword: Secret?
    /// What is known of the MEBx password.
    package var mebxState: MEBxState
    /// It came from another server, whose devices may all share it: a log-on to try, and never a password to give.
    package var isImported = false

    package init(
        version: Int, status: CredentialStatus, username: String, password: Secret, mebxPassword: Secret?,
        mebxState: MEBxState = .none
    ) {
        self.mebxState = mebxState
        self.version = version
        self.status = status
        self.username = username
        self.password = password
        self.mebxPassword = mebxPassword
    }
}

/// What is known of a version's MEBx password, which cannot be read back from firmware.
package enum MEBxState: String, CaseIterable, Sendable {
    /// Not sent.
    case none
    /// May have been sent.
    case intended
    /// Taken by the firmware.
    case set
    /// Not taken: the firmware holds another one.
    case refused
}

/// A certificate for a device, as the authority made it.
package struct IssuedCertificate: Equatable, Sendable {
    package let der: [UInt8]
    package let fqdn: String
    /// 16 bytes.
    package let serial: [UInt8]
    package let notBefore: UnixTime
    package let notAfter: UnixTime

    package init(der: [UInt8], fqdn: String, serial: [UInt8], notBefore: UnixTime, notAfter: UnixTime) {
        self.der = der
        self.fqdn = fqdn
        self.serial = serial
        self.notBefore = notBefore
        self.notAfter = notAfter
    }
}
