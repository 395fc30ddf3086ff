import Foundation

@testable import FleetSimulator

/// A running inventory, and curl as a client that shares no code with it.
struct InventoryHarness {
    /// What curl saw.
    struct Answer {
        let code: Int32
        let status: Int
        let head: String
        let body: String

        /// The value of a header; `nil` when it is not there.
        func header(_ name: String) -> String? {
            self.head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
                .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }

        var json: Any? { try? JSONSerialization.jsonObject(with: Data(self.body.utf8)) }
    }

    let settings: InventorySettings
    let url: String

    /// Runs `body` against an inventory and ends it afterwards.
    static func run(
        count: Int = 7, _ change: (inout InventorySettings) throws -> Void = { _ in },
        _ body: (InventoryHarness) async throws -> Void
    ) async throws {
        var settings = InventorySettings()
        settings.fleet.count = count
        settings.fleet.seed = 3
        settings.eventLoopCount = 1
        try change(&settings)
        let server = try InventoryServer(settings: settings)
        try await server.start()
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(InventoryHarness(settings: settings, url: server.url)))
        } catch {
            outcome = .failure(error)
        }
        try await server.stop()
        try outcome.get()
    }

    /// UUID and name of each computer, as `amtfleet describe` tells them.
    var described: [(uuid: String, fqdn: String)] {
        get throws {
            try FleetFiles.inventory(self.settings.fleet, profile: nil).split(separator: "\n").dropFirst().map { line in
                let cells = line.split(separator: ",")
                return (String(cells[0]), String(cells[1]))
            }
        }
    }

    var uuids: [String] { get throws { try self.described.map(\.uuid) } }

    func get(_ target: String, _ options: [String] = []) async throws -> Answer {
        let url = target.hasPrefix("http") ? target : self.url + target
        let result = try await Programs.run(
            "curl", ["--disable", "--silent", "--include", "--max-time", "20"] + options + [url])
        let parts = result.output.range(of: "\r\n\r\n")
        let head = parts.map { String(result.output[..<$0.lowerBound]) } ?? ""
        return Answer(
            code: result.code, status: Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0, head: head,
            body: parts.map { String(result.output[$0.upperBound...]) } ?? result.output)
    }

    func post(_ target: String, _ body: String, _ options: [String] = []) async throws -> Answer {
        try await self.get(target, ["--data-binary", body] + options)
    }

    @discardableResult func set(_ switches: String) async throws -> Answer {
        try await self.get("/control?" + switches, ["--request", "POST"])
    }

    /// Runs a report the way that docs/reference/altiris.md tells.
    func runReport(_ name: String, parameters: String = "", action: String = "RunReportWithParameters") async throws
        -> Answer
    {
        try await self.post(
            "/Altiris/ASDK.NS/ReportManagementService.asmx",
            """
            <?xml version="1.0" encoding="utf-8"?>
            <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
            <RunReportWithParameters xmlns="http://Altiris.ASDK.NS.com">
            <reportItemGuid>\(name)</reportItemGuid><nameValuePairs>\(parameters)</nameValuePairs>
            </RunReportWithParameters></soap:Body></soap:Envelope>
            """,
            [
                "--header", "Content-Type: text/xml; charset=utf-8", "--header",
                "SOAPAction: \"http://Altiris.ASDK.NS.com/\(action)\"",
            ])
    }
}

/// Everything that stands between two texts, in order.
func all(_ text: String, between start: String, and end: String) -> [String] {
    text.components(separatedBy: start).dropFirst().compactMap { $0.components(separatedBy: end).first }
}
