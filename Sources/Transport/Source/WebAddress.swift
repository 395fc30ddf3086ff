import CLibCurl
import Inventory

/// A URL as libcurl reads it, so that what is judged is what is called.
struct WebAddress: Equatable, Sendable {
    /// Absolute, without a fragment.
    let text: String
    let origin: SourceOrigin

    /// - Parameter base: what a relative URL is relative to.
    /// - Returns: `nil` for what is no `http` or `https` URL, and for a user or password in it.
    init?(_ text: String, relativeTo base: WebAddress? = nil) {
        guard let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        if let base, curl_url_set(handle, CURLUPART_URL, base.text, 0) != CURLUE_OK { return nil }
        let flags = UInt32(CURLU_DISALLOW_USER | CURLU_URLENCODE | CURLU_ALLOW_SPACE)
        guard curl_url_set(handle, CURLUPART_URL, text, flags) == CURLUE_OK,
            curl_url_set(handle, CURLUPART_FRAGMENT, nil, 0) == CURLUE_OK
        else { return nil }
        var result: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, CURLUPART_URL, &result, 0) == CURLUE_OK, let result else { return nil }
        defer { curl_free(result) }
        self.text = String(cString: result)
        guard let origin = SourceOrigin(self.text) else { return nil }
        self.origin = origin
    }
}
