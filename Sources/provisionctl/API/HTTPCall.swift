import Foundation

/// One request over HTTP.
struct HTTPCall: Sendable {
    var method: String
    var url: URL
    var headers: [(String, String)] = []
    var body: Data?
    /// To the answer's last byte; `nil` for an answer that has no end.
    var secondsMax: TimeInterval?
    /// More than this is not taken.
    var bytesMax: Int
}

/// What came back.
struct HTTPAnswer: Sendable {
    var status: Int
    /// Names in lower case; of several the last one.
    var headers: [String: String]
    var body: Data
}

/// Why nothing came back.
enum HTTPFailure: Error, Equatable {
    case nameUnknown
    case refused
    case timedOut
    /// The server's certificate, or TLS itself; in OpenSSL's words.
    case tls(String)
    case tooLarge
    /// Whoever took the answer had enough.
    case stopped
    case other(String)
}
