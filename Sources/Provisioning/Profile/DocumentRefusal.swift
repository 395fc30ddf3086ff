/// Why bytes are not taken as a document, and where.
package struct DocumentRefusal: Error, Hashable, Sendable {
    /// What is wrong. Shown and counted: raw values are never renamed.
    package enum Reason: String, CaseIterable, Sendable {
        /// More bytes than a document may have. Nothing was read.
        case tooLong = "too-long"
        /// Lists and objects in each other, deeper than they may be.
        case tooDeep = "too-deep"
        /// More values than a document may have.
        case tooManyValues = "too-many-values"
        case notUTF8 = "not-utf-8"
        /// The bytes end within a value.
        case endsEarly = "ends-early"
        /// Something stands behind the value.
        case goesOn = "goes-on"
        /// A character that cannot stand here.
        case character
        /// A control character within a text.
        case controlCharacter = "control-character"
        /// An escape that JSON does not have, or half a surrogate pair.
        case escape
        /// A number that JSON does not write so.
        case number
        /// A number that would not be the same when written again: too large, or with more digits than are kept.
        case numberNotKept = "number-not-kept"
        /// A key for the second time.
        case duplicateKey = "duplicate-key"
    }

    /// What is wrong.
    package let reason: Reason
    /// Bytes before the place.
    package let byteOffset: Int
    /// From 1.
    package let line: Int
    /// Bytes from the beginning of the line, from 1.
    package let column: Int

    /// A refusal with its place.
    package init(_ reason: Reason, byteOffset: Int, line: Int, column: Int) {
        self.reason = reason
        self.byteOffset = byteOffset
        self.line = line
        self.column = column
    }
}

extension DocumentRefusal: CustomStringConvertible {
    package var description: String { "\(self.reason.rawValue) at line \(self.line), column \(self.column)" }
}

/// How much a document may be.
package struct DocumentLimits: Sendable {
    /// A profile with every field takes about 10 KiB; certificates make most of it.
    package var byteCountMax = 256 * 1024
    /// A profile is six deep; the reader calls itself once a level.
    package var depthMax = 16
    /// Values and keys; bounds the memory that short values take.
    package var valueCountMax = 20_000

    /// The usual limits.
    package init() {}
}
