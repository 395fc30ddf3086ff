/// What the inventory was asked so far, as `GET /control` tells it.
struct InventoryCounts: Codable, Equatable, Sendable {
    /// By what was asked for: `soap`, `report`, `json`, `csv`, `other`.
    var requests: [String: Int] = [:]
    /// By status.
    var statuses: [String: Int] = [:]
    /// Rows that went out.
    var records = 0

    mutating func add(_ route: InventoryRoute, status: UInt) {
        self.requests[route.rawValue, default: 0] += 1
        self.statuses[String(status), default: 0] += 1
    }
}

/// What `GET /control` answers.
struct InventoryReport: Codable, Sendable {
    let counts: InventoryCounts
    let switches: [String: String]
    let generation: Int
    /// Records that are there now.
    let recordCount: Int
}

/// What a request asks for, by its path.
enum InventoryRoute: String, Sendable {
    case control
    case soap
    case report
    case json
    case csv
    case other

    static func of(path: String) -> InventoryRoute {
        if path == "/control" { return .control }
        if path == "/csv" { return .csv }
        if path.hasPrefix("/json/") { return .json }
        if path.lowercased().hasSuffix(".asmx") { return .soap }
        if path.lowercased() == "/altiris/reports/export" { return .report }
        return .other
    }
}
