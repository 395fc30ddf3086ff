import Testing

@testable import Provisioning

@Suite("Text patterns") struct TextPatternTests {
    @Test(
        "a star stands for any characters and none, a question mark for one, letters for themselves in either case",
        arguments: [
            ("pc1.corp.example", "pc1.corp.example", true), ("PC1.*", "pc1.corp.example", true),
            ("pc?.corp.example", "pc1.corp.example", true), ("pc?.corp.example", "pc10.corp.example", false),
            ("*.corp.example", "pc1.corp.example", true), ("*.corp.example", "pc1.corp.example.net", false),
            ("kiosk-*-*.shop", "kiosk-1-2.shop", true), ("kiosk-*-*.shop", "kiosk-1.shop", false),
            ("*", "", true), ("?", "", false), ("", "", true), ("", "x", false), ("**", "abc", true),
            ("*ab*ab", "abab", true), ("*ab*ab", "aabb", false), ("a.c", "abc", false), ("*é?", "caféx", true),
        ])
    func match(_ pattern: String, _ text: String, _ holds: Bool) {
        #expect(TextPattern(pattern).matches(text) == holds)
    }

    @Test("many stars against a long text that nearly fits end soon")
    func bounded() {
        let pattern = TextPattern(String(repeating: "*a", count: 127) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 512)))
    }
}
