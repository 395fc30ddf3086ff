import CLibCurl

/// The headers of every request. Never changes; all easy handles point at it.
final class CurlHeaderList {
    let pointer: UnsafeMutablePointer<curl_slist>?

    init() {
        var list: UnsafeMutablePointer<curl_slist>?
        // An empty `Expect:` keeps libcurl from waiting for a 100 that firmware never sends.
        for line in ["Content-Type: application/soap+xml;charset=UTF-8", "Expect:"] {
            guard let longer = curl_slist_append(list, line) else { continue }
            list = longer
        }
        self.pointer = list
    }

    deinit { curl_slist_free_all(self.pointer) }
}
