import CLibCurl

/// What libcurl tells of a finished transfer.
enum EasyReport {
    /// Status of the last answer; 0 when there was none.
    static func status(_ easy: UnsafeMutableRawPointer) -> Int { Self.number(easy, CURLINFO_RESPONSE_CODE) }

    /// `errno` of the last failed connect, send or receive; 0 when there was none.
    static func osErrno(_ easy: UnsafeMutableRawPointer) -> Int { Self.number(easy, CURLINFO_OS_ERRNO) }

    /// What a proxy said last to the wish for a tunnel; 0 when there was none.
    static func proxyStatus(_ easy: UnsafeMutableRawPointer) -> Int { Self.number(easy, CURLINFO_HTTP_CONNECTCODE) }

    private static func number(_ easy: UnsafeMutableRawPointer, _ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_easy_get_long(easy, info, &value) == CURLE_OK ? value : 0
    }
}
