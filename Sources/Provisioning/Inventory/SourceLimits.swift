import Inventory

/// What the document of a source may say, in numbers.
package enum SourceLimits {
    /// Of a source's name.
    package static let nameCharacters = 1...63
    /// Names that no source may have: they are other resources of the API, or lead out of a path.
    package static let namesReserved = ["schema", "validate", ".", ".."]
    package static let freshDays: ClosedRange<Int64> = 0...3650
    /// Between two syncs: a second, for a file that is near, to a week.
    package static let everySeconds: ClosedRange<Int64> = 1...604_800
    /// Between two whole syncs: a minute to a quarter.
    package static let wholeEverySeconds: ClosedRange<Int64> = 60...7_776_000
    package static let shrinkPercent: ClosedRange<Int64> = 0...100
    package static let stallSeconds: ClosedRange<Int64> = 1...3600
    package static let answerSeconds: ClosedRange<Int64> = 1...86_400
    /// Up to 64 GiB.
    package static let answerBytes: ClosedRange<Int64> = 1024...(64 << 30)
    package static let requestsPerMinute: ClosedRange<Int64> = 1...60_000
    package static let attempts: ClosedRange<Int64> = 1...20
    package static let feeds = 0...16
    package static let pageSize: ClosedRange<Int64> = 1...100_000
    package static let firstPage: ClosedRange<Int64> = 0...1
    package static let urlCharacters = 1...2048
    package static let headers = 0...32
    package static let headerValueCharacters = 1...1024
    package static let bodyBytes = 1...65_536
    /// Places in which one value of a record is looked for.
    package static let columns = 1...8
    /// Further fields of one record.
    package static let recordFields = 0...RecordLimits.fieldCountMax
    /// Of a column's name or JSON pointer.
    package static let columnBytes = 1...256
    package static let certificateBytes = 1...131_072
}
