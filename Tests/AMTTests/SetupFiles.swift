import AMT

/// Bytes of setup.bin, written from the layout and from files of Intel's tool.
enum SetupFiles {
    /// The header that Intel's ACU tool wrote.
    static let recordedHeader = filled(
        Hellos.bytes(
            """
            aaa93452e129a9448d4d081c07b96353 0100 2e00 00000000 04 00 0100 01000000 00000000 0100 0000 0100 0200 0000
            """.filter { $0 != "\n" }))

    /// The record behind it: its first 40 bytes as they were recorded, the other entries written from what they decode to. The
    /// password's fourteen characters are others.
    static let recordedRecord: [UInt8] = {
        let head = Hellos.bytes("01000000 03000000 0000000000000000 0100 1800 01000000")
        let admin = Hellos.bytes("1211 1211 1611 1111 72757e7a7f111111")
        let rest = [
            "0100 0200 0e00 0000 4e65772d50617373776f72642d31 0000",
            "0100 0600 1000 0000 7322734623dc432fa98a13d37982d855",
            "0200 0d00 0100 0000 02000000", "0200 1700 0100 0000 01000000", "0200 1900 0100 0000 01000000",
            "0200 1a00 0100 0000 00000000", "0200 1b00 0100 0000 01000000", "0200 1d00 0100 0000 01000000",
        ].flatMap(Hellos.bytes)
        let body = admin + rest.map { $0 &+ 0x11 }
        return head + body + [UInt8](repeating: 0x11, count: 488 - body.count)
    }()

    static let recorded = recordedHeader + recordedRecord

    /// One machine's pair and server, version 2.
    static let pskRecord = filled(
        [
            "01000000 01000000 0000000000000000 0100 1800 01000000",
            "0100 0100 0500 0000 61646d696e000000", "0100 0200 0900 0000 504073737730726431000000",
            "0200 0100 0800 0000 303030303033374d",
            "0200 0200 2000 0000 4e4b4c444735444352524e514539595a5a494a4c374c464c564a45443639584a",
            "0200 1100 0400 0000 0a0200c0", "0200 1200 0200 0000 f3260000",
        ].flatMap(Hellos.bytes))

    /// - Parameter flags: 1 says that records are not used up.
    static func header(
        _ type: String, major: UInt8, minor: UInt8 = 0, flags: UInt8 = 0, records: UInt8, consumed: UInt8 = 0
    ) -> [UInt8] {
        filled(
            Hellos.bytes(type) + Hellos.bytes("0100 2e00 00000000") + [major, minor, flags, 0, records, 0, 0, 0]
                + [consumed, 0, 0, 0] + Hellos.bytes("0100 0000 0100 0200 0000"))
    }

    static let typeOne = "b516fb71 87cbf94a b441ca7b 383578f9"
    static let typeTwo = "96b28158 cf6b724c 8b91a15e 512e99c4"
    static let typeThree = "a7f7f6c6 89c4f647 93ede2e5 020da51d"
    static let typeFour = "aaa93452 e129a944 8d4d081c 07b96353"

    static let psk = header(typeTwo, major: 2, records: 1) + pskRecord

    /// A record of version 1 to 3 with entries in hexadecimal.
    static func record(_ entries: String..., number: UInt8 = 1, type: UInt8 = 1, flags: UInt8 = 1) -> [UInt8] {
        filled(
            [type, 0, 0, 0, flags, 0, 0, 0] + Hellos.bytes("0000000000000000 0100 1800") + [number, 0, 0, 0]
                + entries.flatMap(Hellos.bytes))
    }

    private static func filled(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: 512 - bytes.count)
    }
}
