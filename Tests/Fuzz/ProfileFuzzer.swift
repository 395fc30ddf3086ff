// Compiled by Deploy/fuzz together with the sources of Provisioning that read profiles.

import AMT

/// Reads a profile's document and stops the process when a promise of its readers does not hold.
///
/// An even first byte: the rest is JSON. An odd one: the rest is a list of changes to a whole profile, which reach places
/// that a text hardly ever gets to.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzProfile(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    guard let choice = input.first else { return 0 }
    if choice.isMultiple(of: 2) {
        guard case .success(let document) = DocumentValue.read(json: Array(input.dropFirst())) else { return 0 }
        checkText(document)
        checkProfile(document)
    } else {
        var changes = ByteFeed(Array(input.dropFirst()))
        var document = wholeProfile
        while !changes.isAtEnd { document = changed(document, &changes) }
        checkText(document)
        checkProfile(document)
    }
    return 0
}

private let wholeProfile: DocumentValue = {
    guard case .success(let document) = DocumentValue.read(json: Array(ProfileExample.text.utf8)) else {
        preconditionFailure("the example is JSON")
    }
    return document
}()

/// A document that was written is read as it was.
private func checkText(_ document: DocumentValue) {
    var limits = DocumentLimits()
    // Escapes and blanks make a text longer than it came.
    limits.byteCountMax = .max
    for text in [document.canonicalText, document.indentedText] {
        switch DocumentValue.read(json: Array(text.utf8), limits: limits) {
        case .success(let again): precondition(again.canonicalText == document.canonicalText, "a text says one thing")
        case .failure(let refusal):
            switch refusal.reason {
            // Changes may double a key, and items without end.
            case .duplicateKey, .tooManyValues, .tooDeep: break
            case .tooLong, .notUTF8, .endsEarly, .goesOn, .character, .controlCharacter, .escape, .number,
                .numberNotKept:
                preconditionFailure("what we write is read: \(refusal)")
            }
        }
    }
    precondition(ProfileDifference.between(document, document).isEmpty, "nothing differs from itself")
}

private func checkProfile(_ document: DocumentValue) {
    let reading = ProfileReader.read(document)
    switch reading {
    case .success(let profile):
        guard case .success(let again) = ProfileReader.read(profile.document) else {
            preconditionFailure("a profile's own document is read")
        }
        precondition(again == profile, "a profile's own document says the same")
        precondition(again.document.canonicalText == profile.document.canonicalText, "a document is written one way")
        // One release an input: each takes as long as the reading.
        _ = ProfileLimits.faults(profile, release: releases[profile.name.utf8.count % releases.count])
        for name in ProfileSecretNames.of(profile) { precondition(!name.name.isEmpty, "a secret has a name") }
        _ = ProfileLimits.secretFaults(profile, secrets: [:])
        _ = profile.fixedAddress
    case .failure(let found):
        precondition(!found.faults.isEmpty, "a refusal has a reason")
        precondition(!(marked(document) && found.faults.contains { "\($0)".contains(mark) }), "no value is repeated")
    }
    precondition(reading == ProfileReader.read(document), "the same document reads alike")
}

private let releases: [AMTRelease?] =
    [nil] + [3, 6, 10, 11, 16, 19].map { AMTRelease(major: $0, minor: 0) } + [AMTRelease(major: 16, minor: 1)]

/// What stands in a changed document as a value that nobody may see again.
private let mark = "v4lue-of-a-s3cret"

/// Whether the mark stands in values alone: keys are named in faults.
private func marked(_ document: DocumentValue) -> Bool {
    switch document {
    case .null, .flag, .integer, .number, .text: true
    case .list(let items): items.allSatisfy(marked)
    case .object(let entries): entries.allSatisfy { !$0.key.contains(mark) && marked($0.value) }
    }
}

/// Bytes, taken one after the other; zeros when there are no more.
private struct ByteFeed {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { self.place >= self.bytes.count }

    mutating func next() -> Int {
        guard !self.isAtEnd else { return 0 }
        defer { self.place += 1 }
        return Int(self.bytes[self.place])
    }

    mutating func text(_ count: Int) -> String {
        String(decoding: (0..<count).map { _ in UInt8(truncatingIfNeeded: self.next()) }, as: UTF8.self)
    }
}

/// Goes down the document by the bytes that come, and changes what it finds there.
private func changed(_ value: DocumentValue, _ feed: inout ByteFeed) -> DocumentValue {
    let step = feed.next()
    switch value {
    case .object(let entries) where step != 0 && !entries.isEmpty:
        var entries = entries
        let place = (step - 1) % entries.count
        let entry = entries[place]
        switch feed.next() {
        case 250: entries.remove(at: place)
        case 251: entries.append(entry)
        case 252: entries[place] = DocumentEntry(feed.text(3), entry.value)
        case 253: entries.append(DocumentEntry("required", scalar(&feed)))
        case 254: entries.append(DocumentEntry("enabled", .flag(false)))
        default: entries[place] = DocumentEntry(entry.key, changed(entry.value, &feed))
        }
        return .object(entries)
    case .list(let items) where step != 0 && !items.isEmpty:
        var items = items
        let place = (step - 1) % items.count
        switch feed.next() {
        case 250: items.remove(at: place)
        // Doublings of doublings would take memory, not show anything.
        case 251: if items.count < 64 { items += items }
        case 252: items.append(scalar(&feed))
        default: items[place] = changed(items[place], &feed)
        }
        return .list(items)
    case .text(let text) where step > 128: return .text(altered(text, &feed))
    case .integer(let number) where step > 128: return .integer(number &+ Int64(feed.next() - 128))
    case .null, .flag, .integer, .number, .text, .list, .object: return scalar(&feed)
    }
}

private func altered(_ text: String, _ feed: inout ByteFeed) -> String {
    var bytes = Array(text.utf8)
    let place = bytes.isEmpty ? 0 : feed.next() % bytes.count
    switch feed.next() % 4 {
    case 0: bytes.insert(UInt8(feed.next()), at: place)
    case 1: if !bytes.isEmpty { bytes.remove(at: place) }
    case 2: if bytes.count < 4_096 { bytes += bytes }
    default: if !bytes.isEmpty { bytes[place] = UInt8(feed.next()) }
    }
    return String(decoding: bytes, as: UTF8.self)
}

private func scalar(_ feed: inout ByteFeed) -> DocumentValue {
    switch feed.next() % 12 {
    case 0: .null
    case 1: .flag(true)
    case 2: .flag(false)
    case 3: .integer(Int64(feed.next()))
    case 4: .integer([.min, -1, 0, 65_535, 65_536, 4_294_967_295, 4_294_967_296, .max][feed.next() % 8])
    case 5: .number([0.5, -0.0, 1e308, 5e-324, 1e15, 0.1][feed.next() % 6])
    case 6: .text(mark)
    case 7: .text(feed.text(feed.next() % 24))
    case 8: .list([])
    case 9: .object([])
    case 10: .text(words[feed.next() % words.count])
    default: .object([DocumentEntry("secret", .text(feed.text(feed.next() % 8)))])
    }
}

/// Words of profiles: choices of one field where another has them too, and shapes of addresses.
private let words = [
    "off", "server", "mutual", "random", "fixed", "derived", "leave", "any", "network", "local", "none", "all",
    "always",
    "tls", "peap", "{host}", "{fqdn}", "{", "}", "0.0.0.0", "192.0.2.1", "255.255.255.255", "::", "fe80::1", "00:00",
    "24:00", "S-1-5-21-1-2-3-4", "S-1-5", "a.example", "-", "é", "e\u{301}", "\u{0}",
]
