/// What a simulated inventory can be told to do otherwise than it should, at its start and while it runs. 0 and the empty
/// text switch off; a switch that says «each K-th record» takes all of them with 1.
package enum InventorySwitch: String, CaseIterable, Sendable {
    // MARK: How answers come

    /// Seconds before an answer begins.
    case slowSeconds = "slow-seconds"
    /// After so many bytes of a body nothing comes any more, and the connection stays open.
    case stallAfter = "stall-after"
    /// After so many bytes of a body the connection ends.
    case truncateAfter = "truncate-after"
    /// Bodies never end.
    case endless
    /// In place of the right one.
    case contentType = "content-type"
    /// Each request is answered with this status.
    case status
    /// How many requests `status` holds for; 0 for all.
    case statusCount = "status-count"
    /// `Retry-After` in seconds, beside `status`.
    case retryAfter = "retry-after"
    /// Scheme, host and port that each request is sent on to, with 302.
    case redirect
    /// The page behind the second one is the first again.
    case cursorLoops = "cursor-loops"
    /// XML begins with entities that grow.
    case billionLaughs = "billion-laughs"
    /// `dataset` or `diffgram`: how SOAP answers hold the rows.
    case soapShape = "soap-shape"

    // MARK: What records say

    /// How old the data is.
    case ageDays = "age-days"
    /// The first K records have a new name since the switch was set.
    case changed
    /// The last K records are gone.
    case vanished
    /// A share of the records, 0 to 1, is gone, from the end.
    case vanishedShare = "vanished-share"
    /// Each K-th record comes twice.
    case duplicates
    /// Each K-th record has a capability and no location.
    case noLocation = "no-location"
    /// Each K-th record has an empty name.
    case emptyFQDN = "empty-fqdn"
    /// Each K-th record has a name that is none.
    case badFQDN = "bad-fqdn"
    /// Each K-th record has a byte in its name that is no UTF-8.
    case invalidUTF8 = "invalid-utf8"
    /// Each K-th record has its UUID in the byte order of SMBIOS.
    case rawUUID = "raw-uuid"
    /// Each K-th record has a UUID that many machines have.
    case placeholderUUID = "placeholder-uuid"

    /// Whether its value is text and not a number.
    var takesText: Bool {
        switch self {
        case .contentType, .redirect, .soapShape: true
        case .ageDays, .badFQDN, .billionLaughs, .changed, .cursorLoops, .duplicates, .emptyFQDN, .endless,
            .invalidUTF8, .noLocation, .placeholderUUID, .rawUUID, .retryAfter, .slowSeconds, .stallAfter, .status,
            .statusCount, .truncateAfter, .vanished, .vanishedShare:
            false
        }
    }
}

/// The switches that are set.
package struct InventoryBehaviour: Equatable, Sendable {
    private static let numberMax = 1e12

    private var numbers: [InventorySwitch: Double] = [:]
    private var texts: [InventorySwitch: String] = [:]

    /// Everything as it should be.
    package init() {}

    /// Sets a switch; `false` when there is none of that name, or it does not take that value.
    package mutating func set(_ name: String, _ value: String) -> Bool {
        guard let known = InventorySwitch(rawValue: name) else { return false }
        if known.takesText {
            self.texts[known] = value.isEmpty ? nil : value
            return true
        }
        guard let number = Double(value.isEmpty ? "0" : value), (0...Self.numberMax).contains(number) else {
            return false
        }
        self.numbers[known] = number == 0 ? nil : number
        return true
    }

    func number(_ name: InventorySwitch) -> Double? { self.numbers[name] }

    /// 0 when the switch is off.
    func count(_ name: InventorySwitch) -> Int { self.numbers[name].map { Int($0) } ?? 0 }

    func isOn(_ name: InventorySwitch) -> Bool { self.numbers[name] != nil }

    func text(_ name: InventorySwitch) -> String? { self.texts[name] }

    /// Names and values of those that are set.
    var listed: [String: String] {
        var listed: [String: String] = [:]
        for (name, number) in self.numbers {
            listed[name.rawValue] = number == number.rounded() ? "\(Int(number))" : "\(number)"
        }
        for (name, text) in self.texts { listed[name.rawValue] = text }
        return listed
    }
}
