/// Texts as the formats want them. Bytes that are no UTF-8 pass through.
extension [UInt8] {
    mutating func append(text: String) { self += text.utf8 }

    /// As the content of an element or an attribute's value.
    mutating func append(xml bytes: some Collection<UInt8>) {
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "&"): self += "&amp;".utf8
            case UInt8(ascii: "<"): self += "&lt;".utf8
            case UInt8(ascii: ">"): self += "&gt;".utf8
            case UInt8(ascii: "\""): self += "&quot;".utf8
            default: self.append(byte)
            }
        }
    }

    /// With the quotes around it.
    mutating func append(json bytes: some Collection<UInt8>) {
        self.append(UInt8(ascii: "\""))
        for byte in bytes {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { self.append(UInt8(ascii: "\\")) }
            self.append(byte)
        }
        self.append(UInt8(ascii: "\""))
    }

    /// A member of an object, with the comma behind it left to the caller.
    mutating func append(name: String, json bytes: some Collection<UInt8>) {
        self.append(json: name.utf8)
        self.append(UInt8(ascii: ":"))
        self.append(json: bytes)
    }

    /// In quotes when RFC 4180 wants them.
    mutating func append(csv bytes: some Collection<UInt8>) {
        guard bytes.contains(where: { $0 == 0x22 || $0 == 0x2c || $0 == 0x0a || $0 == 0x0d }) else {
            self += bytes
            return
        }
        self.append(0x22)
        for byte in bytes {
            if byte == 0x22 { self.append(0x22) }
            self.append(byte)
        }
        self.append(0x22)
    }
}

extension Text {
    /// The name of a column as ADO.NET makes an element of it: what XML takes in no name becomes `_x0020_`.
    static func elementName(_ column: String) -> String {
        column.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                String(UnicodeScalar(byte))
            default: "_x00" + Text.hex([byte]).uppercased() + "_"
            }
        }.joined()
    }

    /// `2026-01-02T03:04:05Z`, with or without the zone and with a space in place of the T, which all mean UTC here.
    static func seconds(ofTimestamp text: String) -> Int? {
        let parts = text.split(whereSeparator: { !($0.isASCII && $0.isNumber) }).compactMap { Int($0) }
        guard parts.count >= 6, (1970...9999).contains(parts[0]), (1...12).contains(parts[1]) else { return nil }
        let year = parts[1] > 2 ? parts[0] : parts[0] - 1
        let monthFromMarch = (parts[1] + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + parts[2] - 1
        let days = year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
        return days * 86_400 + parts[3] * 3_600 + parts[4] * 60 + parts[5]
    }

    /// `2026-01-02T03:04:05Z`.
    static func second(_ seconds: Int) -> String { String(Text.timestamp(Double(seconds)).prefix(19)) + "Z" }
}
