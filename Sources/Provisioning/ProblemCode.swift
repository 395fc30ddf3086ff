/// Why a device is not provisioned. Persisted, shown, counted, documented: a raw value is never renamed.
///
/// Each has a page `docs/operate/runbooks/<code>.md`; a test compares the folder with this list.
package enum ProblemCode: String, CaseIterable, Sendable {
    case answerUnreadable = "answer-unreadable"
    case attemptsExhausted = "attempts-exhausted"
    case auditorNeeded = "auditor-needed"
    case capabilityAbsent = "capability-absent"
    case certificateNoneMatches = "certificate-none-matches"
    case certificateNotIssued = "certificate-not-issued"
    case connectionLost = "connection-lost"
    case credentialRefused = "credential-refused"
    case credentialUnknown = "credential-unknown"
    case deviceIdentityMismatch = "device-identity-mismatch"
    case deviceUnreachable = "device-unreachable"
    case firmwareBusy = "firmware-busy"
    case firmwareRefused = "firmware-refused"
    case flashWriteLimit = "flash-write-limit"
    case fqdnUnresolved = "fqdn-unresolved"
    case helloWindowClosed = "hello-window-closed"
    case internalError = "internal-error"
    case leaseLost = "lease-lost"
    case oneTimePasswordRefused = "one-time-password-refused"
    case policyDisabled = "policy-disabled"
    case profileRefused = "profile-refused"
    case profileUnassigned = "profile-unassigned"
    case provisioningStateUnexpected = "provisioning-state-unexpected"
    case pskUnknown = "psk-unknown"
    case secretWithheld = "secret-withheld"
    case tlsHandshakeFailed = "tls-handshake-failed"
    case uuidDuplicate = "uuid-duplicate"
    case verificationFailed = "verification-failed"

    /// What moves the device on. Decides the request's next state.
    package enum Remedy: String, CaseIterable, Sendable {
        /// Time alone: the request waits with back-off.
        case retry
        /// A new hello, or time: the address may have changed or the window may reopen.
        case waitForHello = "wait-for-hello"
        /// An inventory record or a policy; with a far-off safety date.
        case waitForInventory = "wait-for-inventory"
        /// An operator: the request is parked.
        case operatorAction = "operator-action"
    }

    package var remedy: Remedy {
        switch self {
        case .answerUnreadable, .certificateNotIssued, .connectionLost, .firmwareBusy, .flashWriteLimit, .leaseLost,
            .verificationFailed:
            .retry
        case .deviceIdentityMismatch, .deviceUnreachable, .helloWindowClosed, .tlsHandshakeFailed: .waitForHello
        case .fqdnUnresolved, .policyDisabled, .secretWithheld: .waitForInventory
        case .attemptsExhausted, .auditorNeeded, .capabilityAbsent, .certificateNoneMatches, .credentialRefused,
            .credentialUnknown, .firmwareRefused, .internalError, .oneTimePasswordRefused, .profileRefused,
            .profileUnassigned, .provisioningStateUnexpected, .pskUnknown, .uuidDuplicate:
            .operatorAction
        }
    }

    /// How far a problem with one section of a profile reaches.
    package enum Reach: Equatable, Sendable {
        /// The other sections go on.
        case section
        /// The device takes no more writes for now.
        case device
        /// The attempt is over.
        case attempt
    }

    package var reach: Reach {
        switch self {
        case .answerUnreadable, .auditorNeeded, .capabilityAbsent, .firmwareBusy, .firmwareRefused, .internalError,
            .profileRefused, .secretWithheld, .verificationFailed:
            .section
        case .flashWriteLimit: .device
        case .attemptsExhausted, .certificateNoneMatches, .certificateNotIssued, .connectionLost, .credentialRefused,
            .credentialUnknown, .deviceIdentityMismatch, .deviceUnreachable, .fqdnUnresolved, .helloWindowClosed,
            .leaseLost,
            .oneTimePasswordRefused, .policyDisabled, .profileUnassigned, .provisioningStateUnexpected, .pskUnknown,
            .tlsHandshakeFailed, .uuidDuplicate:
            .attempt
        }
    }

    /// One sentence for an operator, without values.
    package var detail: String {
        switch self {
        case .answerUnreadable: "The device's answer could not be read."
        case .attemptsExhausted: "Every attempt that the policy allows has failed."
        case .auditorNeeded: "The firmware's audit log is full or locked, and it refuses what it could not record."
        case .capabilityAbsent: "The firmware lacks something that the profile requires."
        case .certificateNoneMatches: "No provisioning certificate chains to a root that the device trusts."
        case .certificateNotIssued: "No certificate was issued for the device."
        case .connectionLost: "The connection ended while the device was being configured."
        case .credentialRefused: "The device refused the credentials that may be tried for now."
        case .credentialUnknown: "The device opens with none of the credentials that are held for it."
        case .deviceIdentityMismatch: "The machine at the hello's address has another UUID than the hello."
        case .deviceUnreachable: "The device does not answer on its provisioning port."
        case .firmwareBusy: "The firmware was not ready for a call within the time allowed."
        case .firmwareRefused: "The firmware refused a call that the path needs."
        case .flashWriteLimit: "The firmware protects its flash memory and accepts no writes for now."
        case .fqdnUnresolved: "No inventory record gives this UUID a fully qualified domain name."
        case .helloWindowClosed: "The time in which the device listens after its hello is over."
        case .internalError: "ProvisionServer itself made a mistake."
        case .leaseLost: "The worker lost its right to work on the device before it was finished."
        case .oneTimePasswordRefused: "The device did not show the one-time password that was registered for it."
        case .policyDisabled: "The assignment policy is switched off: no device is given a name or a profile."
        case .profileRefused: "The firmware refused a value of the profile."
        case .profileUnassigned: "Nothing in the assignment policy gives this device a profile."
        case .provisioningStateUnexpected: "The device is in a state in which it cannot be set up over the network."
        case .pskUnknown: "The device's PID belongs to no key that is known here."
        case .secretWithheld:
            "The profile has a secret of many devices, and this one has not proved that it may have it."
        case .tlsHandshakeFailed: "The TLS handshake with the device failed."
        case .uuidDuplicate: "Two machines say that they have this UUID."
        case .verificationFailed: "The device did not accept its new credentials after the commit."
        }
    }

    /// What helps, in one sentence for an operator.
    package var advice: String {
        switch self {
        case .answerUnreadable: "Look at the evidence; the device is tried again by itself."
        case .attemptsExhausted: "Read the timeline, mend the cause, then run provisionctl device retry."
        case .auditorNeeded: "Let the auditor read out and clear the device's audit log, then retry."
        case .capabilityAbsent: "Give the device another profile, or do not require the section in the evidence."
        case .certificateNoneMatches:
            "Import a provisioning certificate whose root is in the evidence, or put its root hash into the firmware."
        case .certificateNotIssued: "Look at what the issuer said in the evidence; the device is tried again by itself."
        case .connectionLost: "Nothing to do unless it repeats: the next attempt reads the device and goes on."
        case .credentialRefused:
            "Nothing to do: the others are tried in turn, far enough apart not to lock the account."
        case .credentialUnknown:
            "Find out who set the password; give the old one to ProvisionServer or reset the firmware, then retry."
        case .deviceIdentityMismatch:
            "Check address translation between device and listener; the next hello tries its address again."
        case .deviceUnreachable: "Check cable, firewall and port 16993; the next hello or the back-off tries again."
        case .firmwareBusy: "Nothing to do unless it repeats: the device is tried again by itself."
        case .firmwareRefused: "Look up the return value in the evidence, mend the cause, then retry."
        case .flashWriteLimit: "Wait: the device is tried again after a day."
        case .fqdnUnresolved: "Add the UUID to the inventory; the device is taken up without a new hello."
        case .helloWindowClosed: "Power the device off the mains and on again, or restart its configuration locally."
        case .internalError: "Report the log line with this device's UUID, then retry."
        case .leaseLost: "Nothing to do: another worker takes the device up."
        case .oneTimePasswordRefused:
            "Register the device's one-time password, or restart its setup with the registered one, then retry."
        case .policyDisabled: "Switch the policy on; the device is taken up without a new hello."
        case .profileRefused: "Change the field named in the evidence, then retry."
        case .profileUnassigned: "Add a rule or a default profile to the policy; the device is taken up by itself."
        case .provisioningStateUnexpected: "Unprovision the device or restart its setup, then retry."
        case .pskUnknown: "Import the key with this PID, then retry."
        case .secretWithheld:
            "Give the device a pre-shared key or a one-time password, or add it to the inventory and set worker.shared_secrets."
        case .tlsHandshakeFailed: "Compare the alert in the evidence with the runbook; the next hello tries again."
        case .uuidDuplicate: "Give one of the machines a UUID of its own, then retry."
        case .verificationFailed: "Nothing to do unless it repeats: the next attempt reads the device and goes on."
        }
    }
}
