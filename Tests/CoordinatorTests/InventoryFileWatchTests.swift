import Foundation
import Testing

@testable import Coordinator

@Suite("Inventory file watch") struct InventoryFileWatchTests {
    /// A path of the test's own, gone behind it.
    static func withPath(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("inventory-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    /// What is told once the file is the same in two looks.
    static func settled(_ watch: inout InventoryFileWatch) -> InventoryFileWatch.Look {
        let first = watch.look()
        return first == .unchanged ? watch.look() : first
    }

    static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    @Test("a file is told until it is synced, then only when it changes")
    func changes() throws {
        try Self.withPath { path in
            var watch = InventoryFileWatch(path: path)
            try Self.write("uuid,fqdn\n", to: path)
            #expect(Self.settled(&watch) == .changed("uuid,fqdn\n"))
            // What could not be written is looked at again.
            #expect(Self.settled(&watch) == .changed("uuid,fqdn\n"))
            watch.synced()
            #expect(watch.look() == .unchanged)
            try Self.write("uuid,fqdn,profile\n", to: path)
            #expect(Self.settled(&watch) == .changed("uuid,fqdn,profile\n"))
        }
    }

    @Test("a file of the same length that was put in the place of the old one is another file")
    func replaced() throws {
        try Self.withPath { path in
            var watch = InventoryFileWatch(path: path)
            try Self.write("a", to: path)
            _ = Self.settled(&watch)
            watch.synced()
            try Self.write("b", to: path)
            #expect(Self.settled(&watch) == .changed("b"))
        }
    }

    @Test("a file that was synced while it changed again is read again")
    func changedMeanwhile() throws {
        try Self.withPath { path in
            var watch = InventoryFileWatch(path: path)
            try Self.write("first", to: path)
            _ = Self.settled(&watch)
            try Self.write("second one", to: path)
            watch.synced()
            #expect(Self.settled(&watch) == .changed("second one"))
        }
    }

    @Test("a file that is not there is told once, and again after it was")
    func missing() throws {
        try Self.withPath { path in
            var watch = InventoryFileWatch(path: path)
            #expect(watch.look() == .unreadable("no such file, or no right to read it"))
            #expect(watch.look() == .unchanged)
            try Self.write("text", to: path)
            #expect(Self.settled(&watch) == .changed("text"))
            watch.synced()
            try FileManager.default.removeItem(atPath: path)
            #expect(watch.look() == .unreadable("no such file, or no right to read it"))
        }
    }

    @Test("a file that is still being written is left alone")
    func growing() throws {
        try Self.withPath { path in
            var watch = InventoryFileWatch(path: path)
            for count in 1...5 {
                try Self.write(String(repeating: "line\n", count: count), to: path)
                #expect(watch.look() == .unchanged)
            }
            #expect(watch.look() == .changed(String(repeating: "line\n", count: 5)))
        }
    }

    @Test("what is no text is told, and read once it is")
    func noText() throws {
        try Self.withPath { path in
            var watch = InventoryFileWatch(path: path)
            try Data([0xff, 0xfe, 0x80]).write(to: URL(fileURLWithPath: path))
            #expect(Self.settled(&watch) == .unreadable("not UTF-8 text"))
            #expect(watch.look() == .unchanged)
            try Self.write("text", to: path)
            #expect(Self.settled(&watch) == .changed("text"))
        }
    }
}
