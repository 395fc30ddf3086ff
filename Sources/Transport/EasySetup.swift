import AMT
import CLibCurl
import Glibc
import Provisioning

/// What every easy handle is told. Options that never change are set once, when the handle is made.
enum EasySetup {
    static let userAgent = "ProvisionServer"

    /// Everything that does not depend on the exchange.
    static func prepare(_ easy: UnsafeMutableRawPointer, opening: SessionOpening, headers: CurlHeaderList) -> Bool {
        var isSet = true
        func set(_ option: CURLoption, _ value: Int) {
            isSet = ccurl_easy_set_long(easy, option, value) == CURLE_OK && isSet
        }
        func set(_ option: CURLoption, _ value: String?) {
            isSet = ccurl_easy_set_text(easy, option, value) == CURLE_OK && isSet
        }
        set(CURLOPT_URL, Self.url(opening))
        set(CURLOPT_USERAGENT, Self.userAgent)
        isSet = ccurl_easy_set_list(easy, CURLOPT_HTTPHEADER, headers.pointer) == CURLE_OK && isSet
        set(CURLOPT_POST, 1)
        // Only what a device speaks, and nowhere else than to the device.
        set(CURLOPT_PROTOCOLS_STR, Self.scheme(opening))
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_MAXREDIRS, TransportLimits.challengesMax)
        set(CURLOPT_PROXY, "")
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_TCP_NODELAY, 1)
        // Addresses are numeric; a cache of them would only be searched.
        set(CURLOPT_DNS_CACHE_TIMEOUT, 0)
        set(CURLOPT_CONNECTTIMEOUT_MS, opening.connectTimeout.wholeMilliseconds)
        set(CURLOPT_BUFFERSIZE, TransportLimits.readBufferBytes)
        set(CURLOPT_UPLOAD_BUFFERSIZE, TransportLimits.writeBufferBytes)
        return isSet
    }

    /// What TLS needs, and nothing for a session without it.
    ///
    /// - Parameter line: as for ``connect(_:to:share:errorText:)``.
    static func secure(
        _ easy: UnsafeMutableRawPointer, opening: SessionOpening, line: UnsafeMutableRawPointer
    ) -> Bool {
        guard let versions = Self.versions(opening) else { return true }
        let settings = [
            // Who is trusted is decided in the TLS callback, where the authority and the name are known.
            ccurl_easy_set_long(easy, CURLOPT_SSL_VERIFYPEER, 0),
            ccurl_easy_set_long(easy, CURLOPT_SSL_VERIFYHOST, 0),
            ccurl_easy_set_text(easy, CURLOPT_CAINFO, nil),
            ccurl_easy_set_text(easy, CURLOPT_CAPATH, nil),
            ccurl_easy_set_long(easy, CURLOPT_SSL_SESSIONID_CACHE, 0),
            ccurl_easy_set_long(easy, CURLOPT_SSL_ENABLE_ALPN, 0),
            ccurl_easy_set_long(easy, CURLOPT_SSLVERSION, versions),
            ccurl_easy_set_tls_callback(easy) { _, tlsContext, context in
                guard let tlsContext, EasySetup.line(context)?.configure(tlsContext) == true else {
                    return CURLE_SSL_CERTPROBLEM
                }
                return CURLE_OK
            },
            ccurl_easy_set_pointer(easy, CURLOPT_SSL_CTX_DATA, line),
        ]
        return settings.allSatisfy { $0 == CURLE_OK }
    }

    /// Digest alone: a device must never be told a password.
    static func authenticate(_ easy: UnsafeMutableRawPointer, as credential: DigestCredential) -> Bool {
        ccurl_easy_set_long(easy, CURLOPT_HTTPAUTH, ccurl_auth_digest) == CURLE_OK
            && ccurl_easy_set_text(easy, CURLOPT_USERNAME, credential.username) == CURLE_OK
            && credential.password.withRevealedText { password in
                ccurl_easy_set_text(easy, CURLOPT_PASSWORD, password) == CURLE_OK
            }
    }

    /// - Parameter line: the ``DeviceLine``, unretained: it outlives its easy handle and its connections.
    static func connect(
        _ easy: UnsafeMutableRawPointer, to line: UnsafeMutableRawPointer, share: UnsafeMutableRawPointer,
        errorText: UnsafeMutablePointer<CChar>
    ) -> Bool {
        let settings = [
            ccurl_easy_set_pointer(easy, CURLOPT_SHARE, share),
            ccurl_easy_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText),
            ccurl_easy_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                EasySetup.take(bytes, size, count, context) { $0.tookBody($1) }
            },
            ccurl_easy_set_pointer(easy, CURLOPT_WRITEDATA, line),
            ccurl_easy_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                EasySetup.take(bytes, size, count, context) { $0.tookHeader($1) }
            },
            ccurl_easy_set_pointer(easy, CURLOPT_HEADERDATA, line),
            ccurl_easy_set_socket_callback(easy) { context, socket, _ in
                EasySetup.line(context)?.connectionBegins(on: socket) == true
                    ? Int32(CURL_SOCKOPT_OK) : Int32(CURL_SOCKOPT_ERROR)
            },
            ccurl_easy_set_pointer(easy, CURLOPT_SOCKOPTDATA, line),
            ccurl_easy_set_close_callback(easy) { context, socket in
                EasySetup.line(context)?.connectionEnds(on: socket)
                return close(socket)
            },
            ccurl_easy_set_pointer(easy, CURLOPT_CLOSESOCKETDATA, line),
            ccurl_easy_set_prerequest_callback(easy) { context, _, _, _, _ in
                EasySetup.line(context)?.requestBegins() == true
                    ? Int32(CURL_PREREQFUNC_OK) : Int32(CURL_PREREQFUNC_ABORT)
            },
            ccurl_easy_set_pointer(easy, CURLOPT_PREREQDATA, line),
        ]
        return settings.allSatisfy { $0 == CURLE_OK }
    }

    /// What is new in each exchange. The transfer outlives it, so that libcurl may read the envelope in place.
    ///
    /// - Parameter onNewConnection: leave the idle one alone; it is dead.
    static func load(_ easy: UnsafeMutableRawPointer, transfer: Transfer, onNewConnection: Bool) {
        let isSet =
            ccurl_easy_set_long(easy, CURLOPT_FRESH_CONNECT, onNewConnection ? 1 : 0) == CURLE_OK
            && ccurl_easy_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(transfer.envelope.count)) == CURLE_OK
            && ccurl_easy_set_pointer(easy, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(transfer.envelope.baseAddress))
                == CURLE_OK
            && ccurl_easy_set_long(easy, CURLOPT_TIMEOUT_MS, transfer.millisecondsLeft) == CURLE_OK
        precondition(isSet, "libcurl takes a body and a time limit on any handle")
    }

    /// `https://192.0.2.7:16993/wsman` or `http://192.0.2.7:16992/wsman`; IPv6 addresses in brackets.
    static func url(_ opening: SessionOpening) -> String {
        let address = opening.address.text
        let host = address.utf8.contains(UInt8(ascii: ":")) ? "[\(address)]" : address
        return "\(Self.scheme(opening))://\(host):\(opening.port)/wsman"
    }

    /// The one protocol of a session, also by libcurl's name.
    private static func scheme(_ opening: SessionOpening) -> String {
        switch opening.identity {
        case .psk, .setupCertificate, .managed: "https"
        case .plain: "http"
        }
    }

    /// - Returns: `nil` for a session without TLS.
    private static func versions(_ opening: SessionOpening) -> Int? {
        switch (opening.identity, opening.tls) {
        case (.plain, _): nil
        case (.psk, _), (_, .legacy): ccurl_tls_1_0_to_1_2
        case (.setupCertificate, .modern), (.managed, .modern): ccurl_tls_1_2_only
        }
    }

    private static func line(_ context: UnsafeMutableRawPointer?) -> DeviceLine? {
        context.map { Unmanaged<DeviceLine>.fromOpaque($0).takeUnretainedValue() }
    }

    /// - Returns: how many bytes were taken; any other number than all of them ends the transfer.
    private static func take(
        _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ taker: (DeviceLine, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        let length = size * count
        guard let line = Self.line(context) else { return 0 }
        guard taker(line, UnsafeRawBufferPointer(start: bytes, count: length)) else {
            // Differs from the length even when that is zero.
            return length + 1
        }
        return length
    }
}
