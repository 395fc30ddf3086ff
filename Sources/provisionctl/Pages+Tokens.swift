/// Tokens, laid out for people.
extension Pages {
    func tokens(_ list: TokenList) -> [String] {
        TextTable(
            columns: [
                .init(heading: "NAME", narrowest: 12), .init(heading: "ROLES", narrowest: 8), .init(heading: "MADE"),
                .init(heading: "LAST USED"),
            ],
            rows: list.tokens.map {
                [
                    $0.name, Self.roles($0.roles), DisplayText.moment($0.createdAt),
                    $0.lastUsedAt.map(DisplayText.moment),
                ]
            }
        ).lines(columnsMax: self.columnsMax)
    }

    /// What a new token is for, in a sentence.
    func purpose(of made: TokenMade) -> String {
        "The token \(made.name) has the roles \(made.roles.joined(separator: ", "))."
    }

    private static func roles(_ roles: [String]) -> String {
        Set(roles).isSuperset(of: TokenCommand.Make.roles) ? "everything" : roles.joined(separator: " ")
    }
}
