/// Bytes that must not be seen: a password, a PPS, a private key.
///
/// It prints as a fixed word, has no reflection children, and overwrites its storage when the last copy goes.
/// Text and bytes leave only through ``reveal()`` and ``revealBytes()``, whose names are easy to find in a review.
package struct Secret: Sendable {
    private let storage: Storage

    /// Takes the bytes over. The caller's own copy stays the caller's concern.
    package init(_ bytes: some Collection<UInt8>) {
        self.storage = Storage(bytes)
    }

    /// Takes the UTF-8 bytes of a text.
    package init(text: String) {
        self.init(Array(text.utf8))
    }

    /// Number of bytes; not itself a secret here.
    package var byteCount: Int { self.storage.bytes.count }

    /// The bytes, for a cipher, a digest or a wire.
    package func revealBytes() -> [UInt8] { Array(self.storage.bytes) }

    /// The bytes read as UTF-8 text, for a wire or for the one who may see it.
    package func reveal() -> String { String(decoding: self.storage.bytes, as: UTF8.self) }

    private final class Storage: @unchecked Sendable {
        // Written once in init and overwritten once in deinit, so that sharing it between threads is safe.
        let bytes: UnsafeMutableBufferPointer<UInt8>

        init(_ source: some Collection<UInt8>) {
            self.bytes = .allocate(capacity: source.count)
            _ = self.bytes.initialize(fromContentsOf: source)
        }

        deinit {
            for index in self.bytes.indices { self.bytes[index] = 0 }
            self.bytes.deallocate()
        }
    }
}

extension Secret: Equatable {
    /// Compares in a time that depends on the length alone.
    package static func == (left: Secret, right: Secret) -> Bool {
        guard left.byteCount == right.byteCount else { return false }
        var difference: UInt8 = 0
        for index in left.storage.bytes.indices { difference |= left.storage.bytes[index] ^ right.storage.bytes[index] }
        return difference == 0
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(secret)" }
    package var debugDescription: String { "(secret)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
