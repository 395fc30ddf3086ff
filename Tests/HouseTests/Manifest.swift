/// What Package.swift says about our targets.
enum Manifest {
    /// Each folder of Sources with the targets of ours that it may import.
    static let targets: [String: Set<String>] = {
        let text = (House.text("Package.swift") ?? "").replacing(#/\s+/#, with: " ")
        var found: [String: [String]] = [:]
        for match in text.matches(of: #/(?:floor|program)\( ?"(\w+)", above: \[([^\]]*)\]/#) {
            found[String(match.1)] = Self.names(match.2)
        }
        for match in text.matches(of: #/\.target\( ?name: "(\w+)", dependencies: \[([^\]]*)\]/#) {
            found[String(match.1)] = Self.names(match.2)
        }
        for match in text.matches(of: #/\.systemLibrary\( ?name: "(\w+)"/#) { found[String(match.1)] = [] }
        for match in text.matches(of: #/\.target\( ?name: "(\w+)", linkerSettings/#) { found[String(match.1)] = [] }
        found["PostgresTestSupport"] = nil
        return found.mapValues { Set($0) }
    }()

    private static func names(_ list: Substring) -> [String] {
        list.matches(of: #/"(\w+)"/#).map { String($0.1) }
    }
}
