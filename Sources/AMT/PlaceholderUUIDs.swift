/// UUIDs that name no single machine: makers left them in firmware of many.
///
/// All zeros and all ones are no ``DeviceUUID`` to begin with.
package enum PlaceholderUUIDs {
    /// One of the table below, and where it is known from.
    package struct Known: Sendable {
        /// As it is commonly printed.
        package let text: String
        package let provenance: String
    }

    /// Printed in canonical order; the other order, in which some tools print them, counts as well.
    package static let known: [Known] = [
        Known(
            text: "03000200-0400-0500-0006-000700080009",
            provenance: "AMI firmware; GLPI's blacklist, FreeBSD's rc.d/hostid, CapaSystems' non-unique UUIDs"),
        Known(
            text: "4c4c4544-0000-2010-8020-80c04f202020",
            provenance: "Dell boards without a service tag: seven blanks; FreeBSD's rc.d/hostid"),
        Known(
            text: "12345678-1234-5678-90ab-cddeefaabbcc",
            provenance: "Boards that were never programmed; FOG Project's list of invalid UUIDs"),
        Known(
            text: "11111111-2222-3333-4444-555555555555",
            provenance: "FreeBSD's rc.d/hostid"),
        Known(
            text: "07090201-0103-0301-0807-060504030201",
            provenance: "FreeBSD's rc.d/hostid, CapaSystems' non-unique UUIDs"),
        Known(
            text: "6ab5b300-538d-1014-9fb5-b0684d007b53",
            provenance: "GLPI's blacklist"),
        Known(
            text: "890e2d14-cacd-45d1-ae66-bc80e8bfeb0f",
            provenance: "FreeBSD's rc.d/hostid, CapaSystems' non-unique UUIDs"),
        Known(
            text: "8e275844-178f-44a8-aceb-a7d7e5178c63",
            provenance: "FreeBSD's rc.d/hostid, CapaSystems' non-unique UUIDs"),
        Known(
            text: "dc698397-fa54-4cf2-82c8-b1b5307a6a7f",
            provenance: "FreeBSD's rc.d/hostid, CapaSystems' non-unique UUIDs"),
    ]

    /// Whether it is one of those, in either byte order.
    ///
    /// So is one that repeats its first two bytes to the end (`01010101-…`, `fefefefe-…`, `58585858-…`), and one whose last
    /// twelve bytes are ones (`56f49712-ffff-ffff-ffff-ffffffffffff`): GLPI, FreeBSD and CapaSystems list many of both kinds.
    package static func contains(_ uuid: DeviceUUID) -> Bool {
        let (high, low) = uuid.halves
        if low == high, low == (low & 0xffff) &* 0x0001_0001_0001_0001 { return true }
        if low == .max, high & 0xffff_ffff == 0xffff_ffff { return true }
        return Self.both.contains(uuid)
    }

    private static let both: Set<DeviceUUID> = {
        let listed = Self.known.compactMap { DeviceUUID($0.text) }
        return Set(listed + listed.compactMap(\.byteSwapped))
    }()
}
