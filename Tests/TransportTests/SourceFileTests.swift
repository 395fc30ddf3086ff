import AMT
import Foundation
import Glibc
import Inventory
import Testing

@testable import Transport

/// Files of a folder as sources.
@Suite("Files as sources")
struct SourceFileTests {
    /// A folder for sources with something beside it that is none.
    private final class Place {
        let root: URL
        var folder: URL { self.root.appendingPathComponent("sources") }
        var fetcher: CurlSourceFetcher { CurlSourceFetcher(filesBelow: self.folder.path) }

        init() throws {
            let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            self.root = base.appendingPathComponent("files-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
            try Data("secret".utf8).write(to: self.root.appendingPathComponent("beside.csv"))
        }

        deinit { try? FileManager.default.removeItem(at: self.root) }

        func write(_ text: String, to name: String) throws -> SourceRequest {
            try Data(text.utf8).write(to: self.folder.appendingPathComponent(name))
            return self.request(name)
        }

        func request(_ name: String) -> SourceRequest {
            Fetches.request("file://\(self.folder.path)/\(name)")
        }
    }

    @Test("a file is read, and not again until it has changed")
    func unchanged() async throws {
        let place = try Place()
        var request = try place.write("uuid;fqdn\n", to: "a b.csv")
        request.url = request.url.replacing(" ", with: "%20")
        let first = try await place.fetcher.fetch(request)
        #expect(try await Fetches.all(of: first.body) == Array("uuid;fqdn\n".utf8))
        request.entityTag = first.entityTag
        #expect(request.entityTag != nil)
        let second = try await place.fetcher.fetch(request)
        #expect(second.isUnchanged && second.entityTag == first.entityTag)
        #expect(try await second.body.next() == nil)
        _ = try place.write("uuid;fqdn\n1;a\n", to: "a b.csv")
        let third = try await place.fetcher.fetch(request)
        #expect(!third.isUnchanged && third.entityTag != first.entityTag)
        #expect(try await Fetches.all(of: third.body).count == 14)
    }

    @Test("a file that is being written is not read yet, and what was read of it before still counts")
    func young() async throws {
        let place = try Place()
        var request = try place.write("uuid;fqdn\n", to: "a.csv")
        let patient = CurlSourceFetcher(filesBelow: place.folder.path, fileAgeMin: .seconds(60))
        let failure = try #require(await Fetches.failure(request, with: patient))
        #expect(failure.code == .askedToWait && failure.retryAfterSeconds == 2)
        request.entityTag = "before"
        let kept = try await patient.fetch(request)
        #expect(kept.isUnchanged && kept.entityTag == "before")
        let long = timespec(tv_sec: time(nil) - 61, tv_nsec: 0)
        let path = place.folder.appendingPathComponent("a.csv").path
        #expect(utimensat(AT_FDCWD, path, [long, long], 0) == 0)
        #expect(try await !patient.fetch(request).isUnchanged)
    }

    @Test("where one file alone is allowed, it is read and its neighbours are not")
    func singleFile() async throws {
        let place = try Place()
        let request = try place.write("uuid;fqdn\n", to: "a.csv")
        let neighbour = try place.write("uuid;fqdn\n", to: "a.csv.old")
        let fetcher = CurlSourceFetcher(filesBelow: place.folder.appendingPathComponent("a.csv").path)
        #expect(try await Fetches.text(request, with: fetcher) == "uuid;fqdn\n")
        #expect(await Fetches.failure(neighbour, with: fetcher)?.code == .definition)
    }

    @Test("only regular files within the folder are read, whatever path leads there")
    func folderOnly() async throws {
        let place = try Place()
        let beside = place.root.appendingPathComponent("beside.csv").path
        try FileManager.default.createSymbolicLink(
            atPath: place.folder.appendingPathComponent("out.csv").path, withDestinationPath: beside)
        try FileManager.default.createDirectory(
            at: place.folder.appendingPathComponent("deep"), withIntermediateDirectories: true)
        mkfifo(place.folder.appendingPathComponent("pipe").path, 0o600)
        for name in [
            "out.csv", "../beside.csv", "%2e%2e/beside.csv", "deep", "pipe", ".", "a%00b", "a%zz", "a?b", "a#b",
        ] {
            #expect(await Fetches.failure(place.request(name), with: place.fetcher)?.code == .definition, "\(name)")
        }
        for url in ["file:///dev/zero", "file:///proc/self/environ", "file://localhost/etc/passwd", "file:relative"] {
            #expect(await Fetches.failure(Fetches.request(url), with: place.fetcher)?.code == .definition, "\(url)")
        }
        #expect(await Fetches.failure(place.request("absent.csv"), with: place.fetcher)?.code == .notFound)
        // A link that stays inside is a file like any other.
        _ = try place.write("x", to: "deep/real.csv")
        try FileManager.default.createSymbolicLink(
            atPath: place.folder.appendingPathComponent("in.csv").path, withDestinationPath: "deep/real.csv")
        #expect(try await Fetches.text(place.request("in.csv"), with: place.fetcher) == "x")
    }

    @Test("a node that was given no folder reads no files, and files take no queries")
    func noFolder() async throws {
        let place = try Place()
        var request = try place.write("x", to: "a.csv")
        #expect(await Fetches.failure(request)?.code == .definition)
        request.method = .post
        #expect(await Fetches.failure(request, with: place.fetcher)?.code == .definition)
    }

    @Test("a file that is too large, and one that changes while it is read")
    func changing() async throws {
        let place = try Place()
        var request = try place.write(String(repeating: "x", count: 3 << 20), to: "a.csv")
        request.connection.answerBytesMax = (3 << 20) - 1
        #expect(await Fetches.failure(request, with: place.fetcher)?.code == .tooLarge)
        request.connection.answerBytesMax = 3 << 20
        let path = place.folder.appendingPathComponent("a.csv").path
        for change in [100, 4 << 20] {
            _ = try place.write(String(repeating: "x", count: 3 << 20), to: "a.csv")
            let answer = try await place.fetcher.fetch(request)
            #expect(try await answer.body.next() != nil)
            #expect(truncate(path, change) == 0)
            await #expect(throws: SourceFailure.self) { try await Fetches.all(of: answer.body) }
        }
    }
}
