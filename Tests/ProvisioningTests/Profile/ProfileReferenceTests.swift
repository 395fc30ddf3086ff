import Foundation
import Testing

@testable import Provisioning

@Suite("Profile reference") struct ProfileReferenceTests {
    @Test("the page has every field, section, code and name")
    func complete() {
        let page = ProfileReference.page()
        for field in ProfileSchema.fields { #expect(page.contains("| `\(field.path)` |")) }
        for section in Set(ProfileSchema.fields.map(\.section)) { #expect(page.contains("\n## \(section.rawValue)\n")) }
        for code in ProfileFault.Code.allCases { #expect(page.contains("`\(code.rawValue)`")) }
        for purpose in SecretPurpose.allCases { #expect(page.contains("| \(purpose.rawValue) |")) }
        for limit in ProfileLimit.allCases { #expect(page.contains("| \(limit.rawValue) |")) }
        #expect(page.contains(ProfileExample.text))
        #expect(page.hasSuffix("```\n"))
    }

    @Test("tables have as many cells in each row, and no line ends with a blank")
    func form() {
        for line in ProfileReference.page().split(separator: "\n") where !line.hasPrefix("  ") {
            #expect(!line.hasSuffix(" "), "\(line)")
            if line.hasPrefix("| `") { #expect([4, 7].contains(line.count { $0 == "|" }), "\(line)") }
        }
    }

    @Test("the page of the documentation is what the program writes")
    func page() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appendingPathComponent("docs/reference/profile.md"), encoding: .utf8)
        #expect(page == ProfileReference.page())
    }
}
