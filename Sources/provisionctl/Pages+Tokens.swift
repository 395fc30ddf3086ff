/// Tokens, laid out for people.
extension Pages {
    func tokens(_ list: TokenList) -> [String] {
        TextTable(
            columns: [
                .init(heading: "NAME", narrowest: 12), .init(heading: "SCOPE"), .init(heading: "MADE"),
                .init(heading: "LAST USED"),
            ],
            rows: list.tokens.map {
                [$0.name, $0.scope, DisplayText.moment($0.createdAt), $0.lastUsedAt.map(DisplayText.moment)]
            }
        ).lines(columnsMax: self.columnsMax)
    }

    /// What a new token is for, in a sentence. A scope that a newer server knows is told by its word.
    func purpose(of made: TokenMade) -> String {
        switch made.scope {
        case "all": "The token \(made.name) may do everything."
        case "records": "The token \(made.name) may bring inventory records, and nothing else."
        default: "The token \(made.name) has the scope \(made.scope)."
        }
    }
}
