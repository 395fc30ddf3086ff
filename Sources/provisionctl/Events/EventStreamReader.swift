import Foundation

/// Puts the pieces of a `text/event-stream` together; see the HTML standard, *Server-sent events*.
struct EventStreamReader {
    struct Message: Equatable {
        var id: String?
        var type: String?
        var data: String
    }

    /// An event is a line of JSON; a stream that never ends a line is no stream of ours.
    static let lineBytesMax = 1024 * 1024

    private var line: [UInt8] = []
    private var endedWithReturn = false
    private var isAtStart = true
    private var data: [String] = []
    private var type: String?
    /// The last one that was said stays for the messages that follow.
    private(set) var lastID: String?
    /// Whether it can no longer be read.
    private(set) var isBroken = false

    /// Messages that are whole with these bytes.
    mutating func take(_ bytes: some Sequence<UInt8>) -> [Message] {
        var messages: [Message] = []
        for byte in bytes where !self.isBroken {
            switch byte {
            case UInt8(ascii: "\n"):
                if !self.endedWithReturn { self.end(&messages) }
                self.endedWithReturn = false
            case UInt8(ascii: "\r"):
                self.end(&messages)
                self.endedWithReturn = true
            default:
                self.endedWithReturn = false
                self.line.append(byte)
                self.isBroken = self.line.count > Self.lineBytesMax
            }
        }
        return messages
    }

    private mutating func end(_ messages: inout [Message]) {
        var text = String(decoding: self.line, as: UTF8.self)
        self.line.removeAll(keepingCapacity: true)
        if self.isAtStart, text.hasPrefix("\u{feff}") { text.removeFirst() }
        self.isAtStart = false
        guard !text.isEmpty else {
            if !self.data.isEmpty {
                messages.append(
                    Message(id: self.lastID, type: self.type, data: self.data.joined(separator: "\n")))
            }
            self.data = []
            self.type = nil
            return
        }
        let colon = text.firstIndex(of: ":")
        let name = colon.map { text[..<$0] } ?? text[...]
        var value = colon.map { text[text.index(after: $0)...] } ?? ""
        if value.hasPrefix(" ") { value = value.dropFirst() }
        switch name {
        case "data": self.data.append(String(value))
        case "event": self.type = value.isEmpty ? nil : String(value)
        case "id": if !value.unicodeScalars.contains("\0") { self.lastID = String(value) }
        default: break
        }
    }
}
