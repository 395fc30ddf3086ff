import AMT
import Provisioning
import Testing

@Suite("How much of a certificate's name firmware compares")
struct SuffixRuleTests {
    private static func release(_ major: UInt32, _ minor: UInt32, _ micro: UInt32? = nil) -> AMTRelease {
        AMTRelease(major: major, minor: minor, micro: micro)
    }

    @Test(
        "the rule follows the release",
        arguments: [
            (Self.release(2, 2), .wholeDomain), (Self.release(2, 6), .lastTwoOfComAndNet),
            (Self.release(3, 0), .wholeDomain), (Self.release(3, 2, 0), .wholeDomain),
            (Self.release(3, 2, 1), .lastTwo),
            (Self.release(4, 0), .byTopLevelDomain), (Self.release(19, 0), .byTopLevelDomain), (nil, .byTopLevelDomain),
        ] as [(AMTRelease?, SuffixRule.Comparison)])
    func comparison(release: AMTRelease?, expected: SuffixRule.Comparison) {
        #expect(SuffixRule.comparison(of: release) == expected)
    }

    @Test(
        "what counts of a name, by top-level domain",
        arguments: [
            ("setup.sales.contoso.com", .lastLabels("contoso.com")), ("contoso.net", .lastLabels("contoso.net")),
            ("setup.firma.de", .lastLabels("firma.de")), ("Setup.Firma.CH", .lastLabels("firma.ch")),
            ("setup.contoso.co.uk", .lastLabels("contoso.co.uk")),
            ("setup.office.societe.fr", .lastLabels("office.societe.fr")),
            ("setup.office.io", .wholeName("setup.office.io")), ("office.local", .wholeName("office.local")),
            // Three labels are compared under .uk: a name with fewer is compared whole.
            ("contoso.uk", .wholeName("contoso.uk")), ("*.contoso.com", .lastLabels("contoso.com")), ("server", nil),
        ] as [(String, SuffixRule.Counted?)])
    func counted(name: String, expected: SuffixRule.Counted?) {
        #expect(SuffixRule.counted(of: name, .byTopLevelDomain) == expected)
    }

    @Test(
        "which suffixes fit",
        arguments: [
            // The ConfigMgr blog's own example.
            ("setup.sales.contoso.com", "marketing.contoso.com", Self.release(3, 2, 1), true),
            ("setup.sales.contoso.com", "marketing.contoso.com", Self.release(3, 2, 0), false),
            ("setup.sales.contoso.com", "sales.contoso.com", Self.release(3, 2, 0), true),
            ("setup.sales.contoso.com", "marketing.contoso.com", Self.release(2, 6), true),
            ("setup.sales.contoso.org", "marketing.contoso.org", Self.release(2, 6), false),
            ("setup.sales.contoso.com", "marketing.contoso.com", Self.release(16, 0), true),
            ("setup.sales.contoso.com", "contoso.net", Self.release(16, 0), false),
            ("setup.contoso.co.uk", "branch.contoso.co.uk", Self.release(16, 0), true),
            ("setup.contoso.co.uk", "other.co.uk", Self.release(16, 0), false),
            ("setup.office.io", "office.io", nil, true), ("setup.office.io", "berlin.office.io", nil, true),
            ("setup.office.io", "other.io", nil, false), ("setup.office.io", "io", nil, false),
            ("office.io", "elsewhere.io", nil, false), ("*.office.io", "berlin.office.io", nil, true),
            ("setup.contoso.com", "", nil, false), ("server", "contoso.com", nil, false),
        ] as [(String, String, AMTRelease?, Bool)])
    func fits(name: String, suffix: String, release: AMTRelease?, expected: Bool) {
        #expect(SuffixRule.fits(commonName: name, suffix: suffix, release: release) == expected)
    }
}
