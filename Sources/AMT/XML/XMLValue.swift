/// Values that the schemas write as text.
enum XMLValue {
    /// `true`, `false`, `1`, `0`, as XML Schema has it; one firmware line capitalises.
    static func flag(_ text: String) -> Bool? {
        switch text {
        case "true", "1", "True": true
        case "false", "0", "False": false
        default: nil
        }
    }

    /// Decimal digits alone.
    static func number(_ text: String) -> UInt32? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt32(text) : nil
    }
}
