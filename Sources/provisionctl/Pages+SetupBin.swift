import AMT

/// What a setup.bin says, laid out for people. No password and no key is in it.
extension Pages {
    func setupFile(_ file: SetupFile, recordsMax: Int) -> [String] {
        var lines = self.field("Version", file.version.rawValue)
        let open = Self.count(Int64(file.openRecords.count))
        lines += self.field("Records", "\(Self.count(Int64(file.records.count))), of which \(open) can be used")
        let use = file.isConsumable ? "each record by one machine" : "no: the first record serves all"
        lines += self.field("Used up", use)
        if file.isConsumable { lines += self.field("Next record", "behind \(file.consumedCount) that were used") }
        if file.surplusByteCount > 0 { lines += self.field("Behind them", "\(file.surplusByteCount) bytes more") }
        for record in file.records.prefix(recordsMax) { lines += self.setupRecord(record) }
        let rest = file.records.count - recordsMax
        if rest > 0 { lines += ["", "… and \(Self.count(Int64(rest))) more records; --all shows them."] }
        let warnings = SetupFileWarning.all(of: file)
        return warnings.isEmpty ? lines : lines + [""] + warnings.map { "Warning: \($0.text)" }
    }

    private func setupRecord(_ record: SetupRecord) -> [String] {
        let heading = "Record \(record.number)\(record.isOpen ? "" : ", used up")"
        guard !record.entries.isEmpty else { return ["", heading, "  nothing"] }
        let rows = record.entries.map { entry in
            let (name, value) = Self.setupEntry(entry)
            return (entry.id.description, name, DisplayText.safe(value))
        }
        let idWidth = rows.map { DisplayText.width($0.0) }.max() ?? 0
        let nameWidth = rows.map { DisplayText.width($0.1) }.max() ?? 0
        return ["", heading]
            + rows.map { id, name, value in
                "  \(DisplayText.padded(id, to: idWidth))  \(DisplayText.padded(name, to: nameWidth))  \(value)"
            }
    }

    private static func setupEntry(_ entry: SetupEntry) -> (name: String, value: String) {
        switch entry {
        case .known(let variable, let value): (variable.rawValue, Self.setupValue(variable, value))
        case .unknown(_, let bytes): ("not published", Self.hidden(bytes))
        }
    }

    private static func setupValue(_ variable: SetupVariable, _ value: SetupValue) -> String {
        switch value {
        case .secret(Secret(text: "admin")): "admin, as from the factory"
        case .secret(let secret): Self.hidden(secret)
        case .pps(let pps): Self.hidden(pps.secret)
        case .pid(let pid): pid.description
        case .text(let text): text
        case .byte(let byte): variable.meaning(of: byte).map { "\(byte) (\($0))" } ?? String(byte)
        case .port(let port): String(port)
        case .number(let number): String(number)
        case .guid(let bytes): Hex.text(bytes)
        case .hash(let hash): "\(hash.algorithm.name) \(Hex.text(hash.bytes)) \(hash.name)"
        case .address(let address): address.description
        case .opaque(let bytes): Self.hidden(bytes) + (variable.shape == .opaque ? "" : ", of another kind")
        }
    }

    private static func hidden(_ secret: Secret) -> String { "not shown, \(secret.byteCount) bytes" }
}
