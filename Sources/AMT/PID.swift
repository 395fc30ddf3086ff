/// The public name of a pre-shared provisioning key.
///
/// - Shape: 8 characters of `0-9 A-Z`, the last one checks the first seven. Shown as `XXXX-XXXX`.
/// - Log key: `psk.pid`. Column: `pid text`, without the dash.
package struct PID: Hashable, Sendable {
    package static let characterCount = 8
    /// Without the dash, as hello and TLS carry it.
    package let text: String

    /// Reads exactly eight characters without a dash, as hello carries them.
    package init(wireBytes: some BidirectionalCollection<UInt8>) throws(PIDRefusal) {
        guard wireBytes.count == Self.characterCount else { throw .length }
        guard wireBytes.allSatisfy(CheckCharacter.isInAlphabet) else { throw .alphabet }
        guard wireBytes.last == CheckCharacter.of(wireBytes.prefix(7)) else { throw .checkCharacter }
        self.text = String(decoding: wireBytes, as: UTF8.self)
    }

    /// Reads what a person typed: dashes anywhere are dropped.
    package init(_ typed: String) throws(PIDRefusal) {
        try self.init(wireBytes: Array(typed.utf8.filter { $0 != UInt8(ascii: "-") }))
    }
}

/// Why a text is no PID.
package enum PIDRefusal: String, Error, CaseIterable, Sendable {
    case length
    case alphabet
    case checkCharacter = "check-character"
}

extension PID: CustomStringConvertible {
    package var description: String { "\(self.text.prefix(4))-\(self.text.suffix(4))" }
}
