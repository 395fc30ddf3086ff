/// Pre-shared keys, laid out for people.
extension Pages {
    func keys(_ keys: [PSKList.Key]) -> [String] {
        guard !keys.isEmpty else { return ["No keys."] }
        return TextTable(
            columns: [
                .init(heading: "PID"), .init(heading: "STATE"), .init(heading: "DEVICE", narrowest: 12),
                .init(heading: "SINCE", narrowest: 11), .init(heading: "MADE", narrowest: 11),
                .init(heading: "GIVEN OUT", narrowest: 11),
            ],
            rows: keys.map { key in
                [
                    key.pid, key.state, key.device, key.since.map(DisplayText.moment),
                    DisplayText.moment(key.createdAt), key.exportedAt.map(DisplayText.moment),
                ]
            }
        ).lines(columnsMax: self.columnsMax)
    }
}
