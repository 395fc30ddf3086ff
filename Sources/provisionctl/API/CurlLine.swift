import CLibCurl
import Dispatch
import Foundation

/// One connection to a server, kept while it is used; calls follow each other on it.
///
/// libcurl and not Foundation's sessions: those know the system's authorities alone, and give a body only when it is whole.
final class CurlLine: Sendable {
    /// Until the connection is there, in seconds.
    private static let connectSecondsMax = 10
    /// A stream says something every 15 seconds; one that is silent for this long is dead.
    private static let silenceSecondsMax = 60

    private let caFile: String?
    private let queue = DispatchQueue(label: "provisionctl.http")
    private let easy: EasyHandle

    /// - Parameter caFile: PEM of the authorities to trust, in place of the system's.
    init(caFile: String?) {
        self.caFile = caFile
        self.easy = EasyHandle()
    }

    /// Another connection to whom this one trusts.
    func another() -> CurlLine { CurlLine(caFile: self.caFile) }

    /// - Parameter take: given each piece of a successful answer's body as it comes, which then is not kept; `false` ends it.
    func exchange(
        _ call: HTTPCall, take: (@Sendable (Data) -> Bool)? = nil
    ) async throws(HTTPFailure) -> HTTPAnswer {
        let result = await withCheckedContinuation { continuation in
            self.queue.async { continuation.resume(returning: self.perform(call, take)) }
        }
        return try result.get()
    }

    private func perform(_ call: HTTPCall, _ take: (@Sendable (Data) -> Bool)?) -> Result<HTTPAnswer, HTTPFailure> {
        guard let easy = self.easy.pointer else { return .failure(.other("libcurl cannot be used")) }
        // Options alone; the connection stays.
        curl_easy_reset(easy)
        var headers: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(headers) }
        for (name, value) in call.headers { headers = curl_slist_append(headers, "\(name): \(value)") }
        _ = ccurl_easy_set_list(easy, CURLOPT_HTTPHEADER, headers)
        _ = ccurl_easy_set_text(easy, CURLOPT_URL, call.url.absoluteString)
        _ = ccurl_easy_set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        _ = ccurl_easy_set_long(easy, CURLOPT_NOSIGNAL, 1)
        _ = ccurl_easy_set_long(easy, CURLOPT_CONNECTTIMEOUT, Self.connectSecondsMax)
        if let seconds = call.secondsMax {
            _ = ccurl_easy_set_long(easy, CURLOPT_TIMEOUT_MS, Int(seconds * 1000))
        } else {
            _ = ccurl_easy_set_long(easy, CURLOPT_LOW_SPEED_LIMIT, 1)
            _ = ccurl_easy_set_long(easy, CURLOPT_LOW_SPEED_TIME, Self.silenceSecondsMax)
        }
        // In clear, a proxy of the environment would read the token, and its loopback is another machine's.
        if call.url.scheme?.lowercased() != "https" { _ = ccurl_easy_set_text(easy, CURLOPT_PROXY, "") }
        if let caFile {
            _ = ccurl_easy_set_text(easy, CURLOPT_CAINFO, caFile)
            // Or the system's folder of authorities would count beside it.
            _ = ccurl_easy_set_text(easy, CURLOPT_CAPATH, nil)
        }
        let taken = TakenAnswer(bytesMax: call.bytesMax, take: take, easy: easy)
        let result = withExtendedLifetime((taken, call.body)) {
            Self.receive(into: taken, easy)
            return Self.send(call, easy)
        }
        switch (result, taken.end) {
        case (_, .tooLarge?): return .failure(.tooLarge)
        case (_, .stopped?): return .failure(.stopped)
        case (CURLE_OK, nil):
            return .success(HTTPAnswer(status: taken.status, headers: taken.headers, body: taken.body))
        case (let code, nil): return .failure(Self.failure(code, easy))
        }
    }

    private static func receive(into taken: TakenAnswer, _ easy: UnsafeMutableRawPointer) {
        let context = Unmanaged.passUnretained(taken).toOpaque()
        _ = ccurl_easy_set_pointer(easy, CURLOPT_WRITEDATA, context)
        _ = ccurl_easy_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let taken = Unmanaged<TakenAnswer>.fromOpaque(context).takeUnretainedValue()
            return taken.takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
        }
        _ = ccurl_easy_set_pointer(easy, CURLOPT_HEADERDATA, context)
        _ = ccurl_easy_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let taken = Unmanaged<TakenAnswer>.fromOpaque(context).takeUnretainedValue()
            taken.takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
            return size * count
        }
    }

    private static func send(_ call: HTTPCall, _ easy: UnsafeMutableRawPointer) -> CURLcode {
        switch (call.method, call.body) {
        case ("GET", nil): _ = ccurl_easy_set_long(easy, CURLOPT_HTTPGET, 1)
        case (let method, let body):
            // The body stays where it is until the transfer is over; without one its length is said to be 0.
            _ = ccurl_easy_set_long(easy, CURLOPT_POST, 1)
            _ = ccurl_easy_set_text(easy, CURLOPT_CUSTOMREQUEST, method)
            return [UInt8](body ?? Data()).withUnsafeBytes { bytes in
                _ = ccurl_easy_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
                var nothing: UInt8 = 0
                return withUnsafeMutableBytes(of: &nothing) { empty in
                    let start = bytes.baseAddress.map { UnsafeMutableRawPointer(mutating: $0) } ?? empty.baseAddress
                    _ = ccurl_easy_set_pointer(easy, CURLOPT_POSTFIELDS, start)
                    return curl_easy_perform(easy)
                }
            }
        }
        return curl_easy_perform(easy)
    }

    private static func failure(_ code: CURLcode, _ easy: UnsafeMutableRawPointer) -> HTTPFailure {
        let words = String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return .nameUnknown
        case CURLE_COULDNT_CONNECT: return .refused
        case CURLE_OPERATION_TIMEDOUT: return .timedOut
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE: return .tls(words)
        default: return .other(words)
        }
    }
}

/// The handle of libcurl, freed with its owner. Used on the line's queue alone.
private final class EasyHandle: @unchecked Sendable {
    private static let isReady = curl_global_init(ccurl_global_default) == CURLE_OK

    let pointer: UnsafeMutableRawPointer?

    init() { self.pointer = Self.isReady ? curl_easy_init() : nil }
    deinit { if let pointer { curl_easy_cleanup(pointer) } }
}

/// An answer while it comes in. Used by libcurl's callbacks within one transfer.
private final class TakenAnswer {
    enum End {
        case tooLarge
        case stopped
    }

    private let bytesMax: Int
    private let take: (@Sendable (Data) -> Bool)?
    private let easy: UnsafeMutableRawPointer
    private(set) var headers: [String: String] = [:]
    private(set) var body = Data()
    private(set) var end: End?

    init(bytesMax: Int, take: (@Sendable (Data) -> Bool)?, easy: UnsafeMutableRawPointer) {
        self.bytesMax = bytesMax
        self.take = take
        self.easy = easy
    }

    var status: Int {
        var status = 0
        _ = ccurl_easy_get_long(self.easy, CURLINFO_RESPONSE_CODE, &status)
        return status
    }

    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if let take, (200..<300).contains(self.status) {
            guard take(Data(bytes)) else {
                self.end = .stopped
                return false
            }
            return true
        }
        guard self.body.count + bytes.count <= self.bytesMax else {
            self.end = .tooLarge
            return false
        }
        self.body.append(contentsOf: bytes)
        return true
    }

    func takeHeader(_ bytes: UnsafeRawBufferPointer) {
        let line = String(decoding: bytes, as: UTF8.self)
        // A new status line: what came before was of an interim answer.
        if line.hasPrefix("HTTP/") { return self.headers.removeAll() }
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespacesAndNewlines)
        self.headers[line[..<colon].lowercased()] = value
    }
}
