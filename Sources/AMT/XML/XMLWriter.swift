/// Writes elements one after the other, text escaped, without white space between them.
struct XMLWriter {
    private(set) var bytes: [UInt8] = []

    /// Writes markup as it stands; for constants of ours only.
    mutating func markup(_ constant: StaticString) {
        constant.withUTF8Buffer { self.bytes.append(contentsOf: $0) }
    }

    /// One element holding text.
    ///
    /// - Parameter attributes: names of ours and values, escaped here.
    mutating func element(_ name: String, _ text: String, attributes: [(String, String)] = []) {
        self.open(name, attributes: attributes)
        self.text(text.utf8)
        self.close(name)
    }

    /// One element holding text that must not be seen elsewhere.
    mutating func element(_ name: String, _ secret: Secret, attributes: [(String, String)] = []) {
        self.open(name, attributes: attributes)
        self.text(secret.revealBytes())
        self.close(name)
    }

    mutating func open(_ name: String, attributes: [(String, String)] = []) {
        self.bytes.append(UInt8(ascii: "<"))
        self.bytes.append(contentsOf: name.utf8)
        for (attribute, value) in attributes {
            self.bytes.append(UInt8(ascii: " "))
            self.bytes.append(contentsOf: attribute.utf8)
            self.markup("=\"")
            self.text(value.utf8, inAttribute: true)
            self.markup("\"")
        }
        self.bytes.append(UInt8(ascii: ">"))
    }

    mutating func close(_ name: String) {
        self.markup("</")
        self.bytes.append(contentsOf: name.utf8)
        self.bytes.append(UInt8(ascii: ">"))
    }

    private mutating func text(_ text: some Sequence<UInt8>, inAttribute: Bool = false) {
        for byte in text {
            switch byte {
            // A reader would make blanks of these two in an attribute, and a line feed of the third everywhere.
            case 0x09 where inAttribute: self.markup("&#9;")
            case 0x0a where inAttribute: self.markup("&#10;")
            case UInt8(ascii: "&"): self.markup("&amp;")
            case UInt8(ascii: "<"): self.markup("&lt;")
            case UInt8(ascii: ">"): self.markup("&gt;")
            case UInt8(ascii: "\""): self.markup("&quot;")
            case UInt8(ascii: "'"): self.markup("&apos;")
            case 0x0d: self.markup("&#13;")
            default: self.bytes.append(byte)
            }
        }
    }
}
