import Testing

@testable import Provisioning

@Suite("Addresses of HTTP") struct WebAddressTests {
    @Test(
        "a name or an address with port and path is one",
        arguments: [
            "http://events.corp.example", "https://events.corp.example:8443/amt?site=1&x=%20", "http://192.0.2.7:5000",
            "http://[2001:db8::7]/a", "https://[2001:db8::7]:8443", "http://a/",
        ])
    func taken(_ text: String) { #expect(WebAddress.isOne(text, of: ["http", "https"])) }

    @Test(
        "everything else is none",
        arguments: [
            "", "http://", "events.corp.example", "192.0.2.7:5000", "ftp://events.corp.example", "HTTP://a.example",
            "http://a.example:", "http://a.example:0", "http://a.example:65536", "http://a.example:8o", "http://a b/",
            "http://a.example/#x", "http://u:p@a.example/", "http://2001:db8::7/", "http://[192.0.2.7]/",
            "http://[2001:db8::7", "http://[2001:db8::7]8443", "http://a.example/\u{e4}", "http://-a.example",
        ])
    func refused(_ text: String) { #expect(!WebAddress.isOne(text, of: ["http", "https"])) }

    @Test(
        "the machine itself is known in whatever form firmware writes it",
        arguments: [
            ("http://localhost:0", true), ("localhost:0", true), ("http://LOCALHOST/", true), ("127.0.0.1:16992", true),
            ("https://127.1.2.3/x", true), ("http://[::1]:80/", true), ("http://192.0.2.7/", false),
            ("192.0.2.7:5000", false), ("http://localhost.corp.example", false), ("http://a.example/localhost", false),
            ("", false),
        ])
    func local(_ text: String, _ isLocal: Bool) { #expect(WebAddress.isLocal(text) == isLocal) }
}
