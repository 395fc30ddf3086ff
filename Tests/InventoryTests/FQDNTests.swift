import Inventory
import Testing

@Suite("FQDN") struct FQDNTests {
    @Test("is split at the first dot, in lower case, without the dot at the end")
    func split() throws {
        let fqdn = try FQDN("PC-1.Corp.Example.")
        #expect(fqdn.host == "pc-1")
        #expect(fqdn.domain == "corp.example")
        #expect(fqdn.description == "pc-1.corp.example")
        #expect(try FQDN("pc-1.corp.example") == fqdn)
    }

    @Test("takes digits and labels of 63 characters")
    func longest() throws {
        let label = String(repeating: "a", count: 63)
        #expect(try FQDN("1.2").host == "1")
        #expect(try FQDN("\(label).example").host.count == 63)
        #expect(try FQDN("h.\(label).\(label).\(label)").domain.utf8.count == 191)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var why: String
        var text: String
        var refusal: FQDNRefusal
        var testDescription: String { self.why }
    }

    static let refusals = [
        Refusal(why: "nothing", text: "", refusal: .empty),
        Refusal(why: "a dot alone", text: ".", refusal: .empty),
        Refusal(why: "a host name without domain", text: "pc1", refusal: .notQualified),
        Refusal(why: "a host name with a dot at its end", text: "pc1.", refusal: .notQualified),
        Refusal(why: "an empty label", text: "pc1..example", refusal: .label),
        Refusal(why: "an empty host", text: ".example", refusal: .label),
        Refusal(why: "two dots at the end", text: "pc1.example..", refusal: .label),
        Refusal(why: "a hyphen in front", text: "-pc1.example", refusal: .label),
        Refusal(why: "a hyphen at the end", text: "pc1-.example", refusal: .label),
        Refusal(why: "an underscore", text: "pc_1.example", refusal: .label),
        Refusal(why: "a blank", text: "pc1 .example", refusal: .label),
        Refusal(why: "a control character", text: "pc1\n.example", refusal: .label),
        Refusal(why: "another script", text: "пк1.example", refusal: .label),
        Refusal(
            why: "the sign of another script that lower case turns into ASCII", text: "\u{212A}.example",
            refusal: .label),
        Refusal(why: "a label of 64", text: String(repeating: "a", count: 64) + ".example", refusal: .label),
        Refusal(
            why: "a domain of 192", text: "h." + String(repeating: "a.", count: 95) + "aa", refusal: .tooLong),
    ]

    @Test("refuses what firmware could not take, and says why", arguments: Self.refusals)
    func refuses(_ example: Refusal) {
        #expect(throws: example.refusal) { try FQDN(example.text) }
    }
}
