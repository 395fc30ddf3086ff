import AMT

/// What numbers and faults of the firmware say, in sentences.
enum StatusWords {
    /// - Parameter value: as evidence has it, `2057 DATA_MISSING`.
    static func sentence(of value: String) -> String? {
        let words = value.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2 else { return "No list has this number." }
        return self.sentences[words[1]]
    }

    static func sentence(of subcode: WSManFault.Subcode) -> String? {
        switch subcode {
        case .accessDenied: "The account may not do that, or not in this control mode, or a user has to consent first."
        case .destinationUnreachable, .actionNotSupported, .unsupportedFeature:
            "This firmware has no such class or verb."
        case .alreadyExists: "It is there already, and is not what was wanted."
        case .timedOut, .quotaLimit, .concurrency: "The firmware has too much to do."
        case .internalError, .cannotProcessFilter, .invalidParameter, .invalidSelectors, .schemaValidationError,
            .invalidEnumerationContext, .mustUnderstand:
            nil
        }
    }

    private static let sentences = [
        "INTERNAL_ERROR": "Something went wrong inside the firmware.",
        "NOT_READY": "The firmware is not ready.",
        "INVALID_NAME": "A name is one that the firmware does not take.",
        "NOT_PERMITTED":
            "The firmware does not permit it: MEBx passwords, for one, may often be changed from the factory's alone.",
        "MAX_LIMIT_REACHED": "There is no room for another one: something of the kind has to be removed first.",
        "INVALID_DOMAIN_NAME": "The domain is one that the firmware does not take.",
        "INVALID_PROVISIONING_STATE": "The call belongs to another state than the one the device is in.",
        "INVALID_TIME": "The time is one that the firmware does not take.",
        "INVALID_PARAMETER": "The firmware does not take a value that it was given.",
        "FLASH_WRITE_LIMIT_EXCEEDED": "It has been written to too often in too short a time.",
        "CONNECTION_FAILED": "The firmware could not make a connection that it needed.",
        "RNG_GENERATION_IN_PROGRESS": "The firmware is gathering random numbers.",
        "RNG_NOT_READY": "The firmware has no random numbers yet.",
        "CERTIFICATE_NOT_READY": "The firmware's own certificate is not made yet.",
        "DISABLED_BY_POLICY": "A policy of the machine's maker or owner forbids it.",
        "INVALID_PASSWORD": "The password does not satisfy the firmware's rules.",
        "DATA_MISSING":
            "Before a commit something is missing: the clock, a certificate for TLS, a root for mutual TLS, or from AMT 19 on a new MEBx password.",
        "DUPLICATE": "It is there already, and what is there is not what was wanted.",
        "PKI_MISSING_KEYS": "The key pair to it is not there.",
        "PKI_GENERATING_KEYS": "The firmware is making a key pair.",
        "OPERATION_IN_PROGRESS": "The firmware is still busy with what it was told before.",
        "INVALID_KEY": "The key is one that the firmware does not take.",
        "INVALID_CERT":
            "The certificate is one that the firmware does not take: AMT 16 refuses short keys and SHA-1.",
        "CERT_KEY_NOT_MATCH": "The certificate does not belong to a key of the device.",
        "UNSUPPORTED": "This firmware does not support it.",
        "AUDIT_FAIL": "The audit log is full or locked.",
        "BLOCKING_COMPONENT": "Something blocks it, most likely the audit log: its auditor has to give leave.",
        "USER_CONSENT_REQUIRED": "Whoever sits at the machine has to consent first.",
    ]
}
