/// The three answers of a parser of a message without a length field.
package enum HelloReading: Equatable, Sendable {
    case complete(Hello)
    /// A correct beginning. When the device has closed, the caller treats it as truncated.
    case needsMore
    /// No hello, however much follows.
    case refused(HelloRefusal)
}

/// Why bytes are no hello. The raw values are label values of metrics.
package enum HelloRefusal: String, Error, CaseIterable, Sendable {
    /// The first field, admin credentials set, is neither 0 nor 1.
    case flag
    /// Neither version 2 nor 3; version 1 has no published layout.
    case version
    /// The UUID is all zeros or all ones, which SMBIOS uses for "not set" and "not present".
    case uuidUnset = "uuid-unset"
    /// The PID has a character beside digits and upper-case letters.
    case pidAlphabet = "pid-alphabet"
    /// The PID's last character does not check the first seven.
    case pidCheckCharacter = "pid-check-character"
    /// A web browser, a monitor or a load balancer's probe.
    case looksLikeHTTP = "looks-like-http"
    /// Somebody speaks TLS to the clear-text port.
    case looksLikeTLS = "looks-like-tls"
    /// The message goes on beyond ``HelloDecoder/byteCountMax``.
    case tooLong = "too-long"

    /// What is wrong with the PID, when it is the PID.
    package var pidRefusal: PIDRefusal? {
        switch self {
        case .pidAlphabet: .alphabet
        case .pidCheckCharacter: .checkCharacter
        case .flag, .version, .uuidUnset, .looksLikeHTTP, .looksLikeTLS, .tooLong: nil
        }
    }
}
