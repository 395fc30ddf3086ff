import AMT
import Testing

@Suite("Digest")
struct DigestTests {
    @Test(
        "A1 of the published vectors",
        arguments: [
            (
                "Digest:727734D63A1FC0423736E48DA554E462", "P@ssw0rd", "79d3ee92009b75d66bd8179bf8e11450",
                "edPukgCbddZr2Beb+OEUUA=="
            ),
            (
                "Digest:10DF0000000000000000000000000000", "P@ssw0rd1", "d8de9d63c99711c145b628f15e9a7a88",
                "2N6dY8mXEcFFtijxXpp6iA=="
            ),
            (
                "Digest:10DF0000000000000000000000000000", "admin", "6789adf9f4300e6b69c36ba723640cd6",
                "Z4mt+fQwDmtpw2unI2QM1g=="
            ),
        ])
    func a1(_ realm: String, _ password: String, _ hex: String, _ base64: String) {
        let a1 = DigestA1.of(username: "admin", realm: realm, password: Secret(text: password))
        #expect(Hex.text(a1) == hex)
        #expect(Base64.text(a1) == base64)
    }

    @Test(
        "realms of devices, new and old",
        arguments: [
            "Digest:727734D63A1FC0423736E48DA554E462", "Digest:727734d63a1fc0423736e48da554e462",
            "Intel(R) AMT (ID:4c4c4544-0042-3510-8054-b7c04f4e3153)",
            "Intel(R) AMT (ID:4C4C4544004235108054B7C04F4E3153)",
        ])
    func realm(_ text: String) {
        #expect(DigestRealm(text)?.text == text)
    }

    @Test(
        "realms of others are refused",
        arguments: [
            "", "Digest:", "Digest:727734D63A1FC0423736E48DA554E46", "Digest:727734D63A1FC0423736E48DA554E4622",
            "digest:727734D63A1FC0423736E48DA554E462", "Digest:727734D63A1FC0423736E48DA554E46G", "router",
            "Intel(R) AMT (ID:)", "Intel(R) AMT (ID:4c4c4544-0042-3510-8054-b7c04f4e3153", "x Intel(R) AMT",
        ])
    func otherRealm(_ text: String) {
        #expect(DigestRealm(text) == nil)
    }
}
