import AMT
import CLibCurl
import CLibSSL
import Glibc
import Inventory

/// What the easy handle of one request is told.
struct FetchSetup {
    let easy: UnsafeMutableRawPointer
    let plan: FetchPlan
    let address: WebAddress
    /// What libcurl reads in place; the exchange keeps it as long as the handle.
    let memory: FetchMemory

    /// - Returns: `false` when libcurl takes something not, such as a way of authentication that it was built without.
    func apply() -> Bool {
        self.prepare() && self.limit() && self.ask() && self.prove() && self.secure() && self.goThroughProxy()
    }

    private func set(_ option: CURLoption, _ value: Int) -> Bool {
        ccurl_easy_set_long(self.easy, option, value) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ value: String?) -> Bool {
        ccurl_easy_set_text(self.easy, option, value) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ value: Secret) -> Bool {
        value.withRevealedText { ccurl_easy_set_text(self.easy, option, $0) == CURLE_OK }
    }

    private func set(_ option: CURLoption, blob bytes: UnsafeRawBufferPointer, flags: Int32) -> Bool {
        var blob = curl_blob(
            data: UnsafeMutableRawPointer(mutating: bytes.baseAddress), len: bytes.count, flags: UInt32(flags))
        return ccurl_easy_set_blob(self.easy, option, &blob) == CURLE_OK
    }

    private func prepare() -> Bool {
        // Ends without waiting for a name server; older libraries wait.
        _ = self.set(CURLOPT_QUICK_EXIT, 1)
        return self.set(CURLOPT_URL, self.address.text)
            && self.set(CURLOPT_USERAGENT, EasySetup.userAgent)
            && self.set(CURLOPT_PROTOCOLS_STR, self.address.origin.scheme.rawValue)
            // Where a redirect may lead is our decision.
            && self.set(CURLOPT_FOLLOWLOCATION, 0)
            && self.set(CURLOPT_MAXREDIRS, FetchLimits.challengesMax)
            // NTLM proves a connection, and a slow reader slows the connection that it reads: one request on each.
            && self.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
            && self.set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
            && self.set(CURLOPT_NOSIGNAL, 1)
            && self.set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate")
            && self.set(CURLOPT_BUFFERSIZE, FetchLimits.readBufferBytes)
    }

    private func limit() -> Bool {
        let connect = min(self.plan.stall, .seconds(FetchLimits.connectSecondsMax))
        return self.set(CURLOPT_CONNECTTIMEOUT_MS, connect.wholeMilliseconds)
            && ccurl_easy_set_size(self.easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(self.plan.answerBytesMax))
                == CURLE_OK
    }

    private func ask() -> Bool {
        guard ccurl_easy_set_list(self.easy, CURLOPT_HTTPHEADER, self.memory.headers) == CURLE_OK else { return false }
        guard let body = self.memory.body else { return self.set(CURLOPT_HTTPGET, 1) }
        return self.set(CURLOPT_POST, 1)
            && ccurl_easy_set_size(self.easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)) == CURLE_OK
            && ccurl_easy_set_pointer(self.easy, CURLOPT_POSTFIELDS, body.pointer) == CURLE_OK
    }

    private func prove() -> Bool {
        switch self.plan.line.proof {
        case .none, .header: true
        case .basic(let username, let password): self.prove(ccurl_auth_basic, username, password)
        case .digest(let username, let password): self.prove(ccurl_auth_digest, username, password)
        case .ntlm(let username, let password): self.prove(ccurl_auth_ntlm, username, password)
        case .negotiate:
            // An empty user stands for the ticket of the process.
            self.set(CURLOPT_HTTPAUTH, ccurl_auth_negotiate) && self.set(CURLOPT_USERPWD, ":")
        case .bearer(let token):
            self.set(CURLOPT_HTTPAUTH, ccurl_auth_bearer) && self.set(CURLOPT_XOAUTH2_BEARER, token)
        }
    }

    private func prove(_ way: Int, _ username: String, _ password: Secret) -> Bool {
        self.set(CURLOPT_HTTPAUTH, way) && self.set(CURLOPT_USERNAME, username) && self.set(CURLOPT_PASSWORD, password)
    }

    private func secure() -> Bool {
        guard self.address.origin.scheme == .https else { return true }
        return self.set(CURLOPT_SSL_VERIFYPEER, 1)
            && self.set(CURLOPT_SSL_VERIFYHOST, 2)
            && self.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
            && self.trustAuthority()
            && self.showCertificate()
    }

    /// The definition's authorities take the place of the system's, of which libcurl would keep the folder.
    private func trustAuthority() -> Bool {
        guard let pem = self.plan.line.authorityPEM else { return true }
        return self.set(CURLOPT_CAINFO, nil)
            && self.set(CURLOPT_CAPATH, nil)
            && Array(pem.utf8).withUnsafeBytes { self.set(CURLOPT_CAINFO_BLOB, blob: $0, flags: CURL_BLOB_COPY) }
    }

    private func showCertificate() -> Bool {
        guard let pem = self.plan.line.clientCertificatePEM, let key = self.memory.clientKey else { return true }
        return self.set(CURLOPT_SSLCERTTYPE, "PEM")
            && self.set(CURLOPT_SSLKEYTYPE, "PEM")
            && Array(pem.utf8).withUnsafeBytes { self.set(CURLOPT_SSLCERT_BLOB, blob: $0, flags: CURL_BLOB_COPY) }
            && self.set(CURLOPT_SSLKEY_BLOB, blob: key.bytes, flags: CURL_BLOB_NOCOPY)
            // OpenSSL would ask a terminal for the password of an encrypted key.
            && self.set(CURLOPT_KEYPASSWD, "")
    }

    /// An empty text is libcurl's word for "none, whatever the environment says".
    private func goThroughProxy() -> Bool {
        self.set(CURLOPT_PROXY, self.plan.line.proxyURL ?? "")
            && self.set(CURLOPT_NOPROXY, "")
            && self.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }
}

/// What libcurl reads in place while it has a handle. Freed after the handle, and overwritten where it is secret.
final class FetchMemory {
    /// Bytes at an address that does not change.
    struct Block {
        let pointer: UnsafeMutableRawPointer
        let count: Int

        init(_ source: UnsafeRawBufferPointer) {
            self.pointer = .allocate(byteCount: max(1, source.count), alignment: 1)
            self.count = source.count
            if let base = source.baseAddress { self.pointer.copyMemory(from: base, byteCount: source.count) }
        }

        var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: self.pointer, count: self.count) }

        func free() {
            cssl_cleanse(self.pointer, self.count)
            self.pointer.deallocate()
        }
    }

    let body: Block?
    let clientKey: Block?
    private(set) var headers: UnsafeMutablePointer<curl_slist>?

    init(_ plan: FetchPlan, body: [UInt8]?) {
        self.body = body.map { $0.withUnsafeBytes { Block($0) } }
        self.clientKey = plan.line.clientKey?.withRevealedBytes { Block(UnsafeRawBufferPointer($0)) }
        for line in plan.headerLines where body != nil || !Self.describesBody(line) { self.append(line) }
        guard case .header(let name, let value) = plan.line.proof else { return }
        value.withRevealedBytes { secret in
            let prefix = Array("\(name): ".utf8)
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: prefix.count + secret.count + 1) { line in
                guard let base = line.baseAddress else { return }
                line.initialize(repeating: 0)
                for (index, byte) in prefix.enumerated() { line[index] = CChar(bitPattern: byte) }
                for (index, byte) in secret.enumerated() { line[prefix.count + index] = CChar(bitPattern: byte) }
                self.append(UnsafePointer(base))
                cssl_cleanse(base, line.count)
            }
        }
    }

    deinit {
        self.body?.free()
        self.clientKey?.free()
        var next = self.headers
        while let entry = next {
            if let text = entry.pointee.data { cssl_cleanse(text, strlen(text)) }
            next = entry.pointee.next
        }
        curl_slist_free_all(self.headers)
    }

    private func append(_ line: UnsafePointer<CChar>) {
        if let longer = curl_slist_append(self.headers, line) { self.headers = longer }
    }

    private static func describesBody(_ line: String) -> Bool { line.lowercased().hasPrefix("content-type") }
}
