import Foundation
import Testing

@testable import ControlAPI

@Suite("JSON text")
struct JSONTextTests {
    @Test("members keep their order, and everything is written as RFC 8259 wants it")
    func literal() {
        #expect(
            JSONText.object([
                ("b", .array([.null, .bool(true), .bool(false), .integer(.min)])), ("a", .object([])),
                ("q\"", .string("é\u{1}\u{7f}\u{2028}/\\")), ("e", .array([])),
            ]).rendered
                == #"{"b":[null,true,false,-9223372036854775808],"a":{},"q\"":"é\u0001\u007f"# + "\u{2028}"
                + #"/\\","e":[]}"#
        )
    }

    @Test("another reader finds every scalar again")
    func everyScalar() throws {
        // Planes 0 and 1 hold every class of scalar; surrogates are none.
        let text = String(
            String.UnicodeScalarView((0..<0x20000).compactMap { Unicode.Scalar(UInt32($0)) }))
        let read = try JSONSerialization.jsonObject(with: Data(JSONText.array([.string(text)]).rendered.utf8))
        let strings = try #require(read as? [String])
        #expect(strings.first.map { Array($0.unicodeScalars) == Array(text.unicodeScalars) } == true)
    }
}
