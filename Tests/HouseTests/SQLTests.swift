import Testing

/// SQL is in one place.
@Suite("SQL")
struct SQLTests {
    @Test("whatever makes a request ready says since when it is")
    func readyIsDated() {
        let making = House.files.filter { file in
            file.path.hasPrefix("Sources/Store/Statements/")
                && file.text.contains(#/(?:set|,)\s+state = 'ready'|then 'ready'/#)
        }
        #expect(making.count >= 12)
        for file in making { #expect(file.text.contains("ready_at = "), "\(file.path)") }
    }

    @Test("each statement has its file, and each file its statement")
    func statementsArePaired() {
        let files = Set(House.names(in: "Sources/Store/Statements").map { $0.replacing(".sql", with: "") })
        let source = (House.text("Sources/Store/Statements.swift") ?? "").replacing(#/\s+/#, with: " ")
        var names: Set<String> = []
        for match in source.matches(of: #/Self\.(?:reads|writes|finds)\( ?"(\w+)", PackageResources\.(\w+)_sql\)/#) {
            #expect(match.1 == match.2, "the name and the file of a statement differ")
            #expect(names.insert(String(match.1)).inserted, "\(match.1) is listed twice")
        }
        #expect(names == files)
    }

    @Test("each migration is numbered without a gap and says why and whether it breaks")
    func migrationsAreNumbered() {
        let files = House.files.filter { $0.path.hasPrefix("Sources/Store/Migrations/") }.sorted { $0.path < $1.path }
        #expect(!files.isEmpty)
        for (index, file) in files.enumerated() {
            let name = file.name.replacing(".sql", with: "")
            let number = String(10_000 + index + 1).dropFirst()
            #expect(name.hasPrefix("m\(number)_"), "\(file.path)")
            #expect(file.lines[0] == "-- \(name)", "\(file.path) does not begin with its name")
            #expect(file.text.firstMatch(of: #/(?m)^-- breaking: (?:yes|no)$/#) != nil, "\(file.path)")
            #expect(file.text.firstMatch(of: #/(?m)^-- why: \S/#) != nil, "\(file.path)")
        }
    }

    @Test("a migration locks one table that was there before: workers lock several, in orders of their own")
    func oneTableAtATime() {
        let tables =
            #/(?m)^(?:alter table|create (?:unique )?index \w+ on|create trigger .* on)\s+(?:only )?provision\.(\w+)/#
        var count = 0
        for file in House.files where file.path.hasPrefix("Sources/Store/Migrations/") && file.name >= "m0029" {
            let named = Set(file.text.matches(of: tables).map { String($0.1) })
            let made = Set(file.text.matches(of: #/(?m)^create table provision\.(\w+)/#).map { String($0.1) })
            count += named.count
            #expect(named.subtracting(made).count <= 1, "\(file.path) locks \(named.sorted())")
        }
        #expect(count > 5)
    }

    @Test("no SQL outside the store, and none put together from pieces")
    func onlyTheStore() {
        let verbs =
            #/(?i)"\s*(?:select\s+\w|insert\s+into\b|update\s+\w+\s+set\b|delete\s+from\b|create\s+(?:table|index|function|schema)\b|alter\s+table\b|drop\s+\w+\s|truncate\s+\w)/#
        for file in House.swift("Sources") {
            for (number, line) in Source.code(of: file) where line.contains("\"") {
                #expect(line.firstMatch(of: verbs) == nil, "\(file.path):\(number) \(line)")
            }
        }
    }

    @Test("statements name their columns")
    func columnsAreNamed() {
        for file in House.files where file.path.hasPrefix("Sources/Store/Statements/") {
            let code = file.lines.filter { !$0.hasPrefix("--") }.joined(separator: "\n")
                .replacing("lateral (select *", with: "lateral (")
            // Over a list that names its columns, or a row that is only looked at, a star is no risk.
            #expect(code.firstMatch(of: #/(?i)select\s+\*\s+from\s+provision\./#) == nil, "\(file.path)")
            #expect(file.lines[0].hasPrefix("-- "), "\(file.path) does not say what it does")
        }
    }
}
