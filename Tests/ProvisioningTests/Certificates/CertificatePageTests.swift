import AMT
import Foundation
import Provisioning
import Testing

@Suite("The page of findings on certificates")
struct CertificatePageTests {
    private let page: String

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        self.page = try String(
            contentsOf: root.appendingPathComponent("docs/reference/certificate-findings.md"), encoding: .utf8)
    }

    @Test("each finding has its line, with the words that are shown, and no line is without a finding")
    func findings() {
        let lines = self.page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
        let expected = CertificateFindingCode.allCases.map {
            "| `\($0.rawValue)` | \($0.severity.rawValue) | \($0.detail) | \($0.remedy) |"
        }
        #expect(lines == expected)
    }

    @Test("each release has its line")
    func releases() {
        for release in CertificateRelease.all {
            let begin = "| \(release.name) | \(release.refusesWeak ? "yes" : "no") | by USB"
            let line = self.page.split(separator: "\n").first { $0.hasPrefix(begin) }
            #expect(line?.hasSuffix("| \(release.source) |") == true, "\(release.name)")
            #expect(line?.contains("MEBx where") == !release.takesRootByUSBAlone)
        }
    }

    @Test("each list, each answer and each severity is named")
    func words() {
        for word in FactoryRootList.allCases.map(\.rawValue) + ReleaseVerdict.Answer.allCases.map(\.rawValue) {
            #expect(self.page.contains("`\(word)`"), "\(word)")
        }
        for severity in CertificateFindingCode.Severity.allCases {
            #expect(self.page.contains("\n| \(severity.rawValue) |"), "\(severity.rawValue)")
        }
        for domain in ["com", "uk", "arpa"] { #expect(self.page.contains(" \(domain),")) }
    }
}
