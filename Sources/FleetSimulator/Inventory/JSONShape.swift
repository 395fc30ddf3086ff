/// The answers of REST APIs that are known here, one for each way to find the next page.
enum JSONShape: String, CaseIterable, Sendable {
    /// `page` from `first` (1), `pageSize`.
    case page
    /// `cursor` and `limit`; the next cursor stands in the answer.
    case cursor
    /// Snipe-IT: `limit`, `offset`.
    case snipeIT = "snipe-it"
    /// GLPI: `start`, `limit` as in version 11, or `range=0-49` as before.
    case glpi
    /// ServiceNow: `sysparm_limit`, `sysparm_offset`, and the header `Link`.
    case serviceNow = "servicenow"
    /// NetBox: `limit`, `offset`, and the next URL in the answer.
    case netBox = "netbox"
    /// Lansweeper: GraphQL with a cursor.
    case lansweeper

    /// By the second component of a path that begins with `/json/`.
    static func of(path: String) -> JSONShape? {
        let parts = path.split(separator: "/")
        guard parts.count >= 2, parts[0] == "json" else { return nil }
        return Self(rawValue: String(parts[1]))
    }

    /// One object of the array.
    func row(_ computer: SimulatedComputer, _ out: inout [UInt8]) {
        switch self {
        case .page, .cursor: Self.plain(computer, &out)
        case .snipeIT: Self.snipeIT(computer, &out)
        case .glpi: Self.glpi(computer, &out)
        case .serviceNow: Self.serviceNow(computer, &out)
        case .netBox: Self.netBox(computer, &out)
        case .lansweeper: Self.lansweeper(computer, &out)
        }
    }

    private static func plain(_ computer: SimulatedComputer, _ out: inout [UInt8]) {
        out += "{".utf8
        out.append(name: "resource", json: computer.resource)
        out += ",".utf8
        out.append(name: "uuid", json: computer.uuid)
        out += ",".utf8
        out.append(name: "fqdn", json: computer.fqdn)
        out += ",".utf8
        out.append(name: "amtVersion", json: computer.amtVersion.utf8)
        out += ",".utf8
        out.append(name: "site", json: computer.site.utf8)
        out += ",".utf8
        out.append(name: "reportedAt", json: Text.second(computer.reportedAt).utf8)
        out += "}".utf8
    }

    private static func snipeIT(_ computer: SimulatedComputer, _ out: inout [UInt8]) {
        out += "{\"id\":\(computer.number + 1),".utf8
        out.append(name: "name", json: computer.hostName.utf8)
        out += ",\"asset_tag\":\"\(Text.padded(computer.number + 1, 6))\",\"location\":{\"id\":1,".utf8
        // This product escapes texts for HTML before it makes JSON of them.
        var site: [UInt8] = []
        site.append(xml: computer.site.utf8)
        out.append(name: "name", json: site)
        out += "},\"custom_fields\":{".utf8
        Self.customField("UUID", computer.uuid, &out)
        out += ",".utf8
        Self.customField("FQDN", computer.fqdn, &out)
        out += ",".utf8
        Self.customField("AMT version", Array(computer.amtVersion.utf8), &out)
        out += "},\"updated_at\":{".utf8
        let time = Self.spaced(computer.reportedAt)
        out.append(name: "datetime", json: time.utf8)
        out += ",".utf8
        out.append(name: "formatted", json: time.utf8)
        out += "}}".utf8
    }

    private static func customField(_ name: String, _ value: [UInt8], _ out: inout [UInt8]) {
        out.append(json: name.utf8)
        out += ":{\"field\":\"_snipeit_\(name.lowercased().replacing(" ", with: "_"))_1\",".utf8
        out.append(name: "value", json: value)
        out += ",\"field_format\":\"ANY\",\"element\":\"text\"}".utf8
    }

    private static func glpi(_ computer: SimulatedComputer, _ out: inout [UInt8]) {
        out += "{\"id\":\(computer.number + 1),".utf8
        out.append(name: "name", json: computer.hostName.utf8)
        out += ",".utf8
        out.append(name: "domains_id", json: computer.domain.utf8)
        out += ",".utf8
        out.append(name: "otherserial", json: computer.fqdn)
        out += ",".utf8
        out.append(name: "uuid", json: computer.uuid)
        out += ",\"location\":{\"id\":1,".utf8
        out.append(name: "name", json: computer.site.utf8)
        out += "},".utf8
        out.append(name: "date_mod", json: Text.second(computer.reportedAt).utf8)
        out += "}".utf8
    }

    private static func serviceNow(_ computer: SimulatedComputer, _ out: inout [UInt8]) {
        out += "{".utf8
        out.append(name: "sys_id", json: computer.resource.filter { $0 != UInt8(ascii: "-") })
        out += ",".utf8
        out.append(name: "name", json: computer.hostName.utf8)
        out += ",".utf8
        out.append(name: "fqdn", json: computer.fqdn)
        out += ",".utf8
        out.append(name: "u_smbios_uuid", json: computer.uuid)
        out += ",".utf8
        out.append(name: "u_amt_version", json: computer.amtVersion.utf8)
        out += ",".utf8
        out.append(name: "location.name", json: computer.site.utf8)
        out += ",".utf8
        out.append(name: "sys_updated_on", json: Self.spaced(computer.reportedAt).utf8)
        out += "}".utf8
    }

    private static func netBox(_ computer: SimulatedComputer, _ out: inout [UInt8]) {
        out += "{\"id\":\(computer.number + 1),".utf8
        out.append(name: "name", json: computer.hostName.utf8)
        out += ",\"site\":{\"id\":1,".utf8
        out.append(name: "name", json: computer.site.utf8)
        out += "},\"custom_fields\":{".utf8
        out.append(name: "smbios_uuid", json: computer.uuid)
        out += ",".utf8
        out.append(name: "fqdn", json: computer.fqdn)
        out += ",".utf8
        out.append(name: "amt_version", json: computer.amtVersion.utf8)
        out += "},".utf8
        out.append(name: "last_updated", json: Text.second(computer.reportedAt).utf8)
        out += "}".utf8
    }

    private static func lansweeper(_ computer: SimulatedComputer, _ out: inout [UInt8]) {
        out += "{".utf8
        out.append(name: "key", json: computer.resource)
        out += ",\"assetBasicInfo\":{".utf8
        out.append(name: "name", json: computer.hostName.utf8)
        out += ",".utf8
        out.append(name: "domain", json: computer.domain.utf8)
        out += ",".utf8
        out.append(name: "fqdn", json: computer.fqdn)
        out += ",".utf8
        out.append(name: "lastSeen", json: Text.second(computer.reportedAt).utf8)
        out += "},\"assetCustom\":{".utf8
        out.append(name: "stateName", json: "Active".utf8)
        out += "},\"customFields\":{".utf8
        out.append(name: "uuid", json: computer.uuid)
        out += "}}".utf8
    }

    /// `2026-01-02 03:04:05`.
    private static func spaced(_ seconds: Int) -> String {
        String(Text.second(seconds).dropLast().replacing("T", with: " "))
    }
}
