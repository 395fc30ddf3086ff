import Provisioning

extension APIOperation {
    static let listSources = Self(
        "listSources", .sources, "Every source and how it stands, in order of names, without documents",
        answers: [.json(.object(["sources": .list(of: .reference(.source))]))])

    static let showSourceSchema = Self(
        "showSourceSchema", .sources, "JSON Schema of a source's document", answers: [.schema])

    static let validateSource = Self(
        "validateSource", .sources, "Judges a document as a write would, and keeps nothing",
        body: .needed(.reference(.sourceDocument)), answers: [.json(.reference(.judgement))],
        problems: [.sourceInvalid])

    static let showSource = Self(
        "showSource", .sources, "One source with its document, and how it stands",
        answers: [.json(200, "The source", .sourceWithDocument, headers: [.entityTag])], problems: [.sourceUnknown])

    static let keepSource = Self(
        "keepSource", .sources, "Keeps a document as the newest version; the same again changes nothing",
        [.ifMatch, .ifNone], body: .needed(.reference(.sourceDocument)), answers: APIAnswer.documentsKept,
        problems: [.sourceInvalid, .versionConflict])

    static let removeSource = Self(
        "removeSource", .sources, "Removes a source; its records go with it, by and by", [.ifMatch, .ifNone],
        answers: [.json(.object(["name": .name]))], problems: [.sourceUnknown, .versionConflict])

    static let syncSource = Self(
        "syncSource", .sources, "Reads a source at once",
        [.query("whole", .flag, "All of it, and not only what has changed")],
        answers: [.json(202, "Ordered", .syncOrder)], problems: [.sourceUnknown, .sourceInvalid, .nothingToRead])

    static let acceptShrinking = Self(
        "acceptShrinking", .sources, "Lets the records go that a held sync misses",
        answers: [.json(202, "Accepted", .acceptance)], problems: [.sourceUnknown, .nothingToAccept])

    static let testSource = Self(
        "testSource", .sources,
        "Reads the first page of each feed now, and keeps nothing; without a body of the kept document",
        body: .optional(.reference(.sourceDocument)), answers: [.json(.sourceTest)],
        problems: [.sourceUnknown, .sourceInvalid, .nothingToRead])

    static let bringRecords = Self(
        "bringRecords", .inventory, "Takes records that a program brings", body: .needed(.records),
        answers: [.json(.recordsTaken)], problems: [.sourceUnknown, .recordsNotTaken, .recordsInvalid])
}
