import CLibCurl
import CLibSSL

/// What this process really runs on: the libraries that were loaded, not the ones it was built with.
package enum TransportVersions {
    /// One line for the start log, such as `libcurl/7.88.1 OpenSSL/3.0.19 …; OpenSSL 3.0.19 27 Jan 2026`.
    package static var current: String {
        "\(String(cString: curl_version())); \(String(cString: cssl_version_text()))"
    }
}
