import Foundation

/// The project's own files, as the house tests read them.
enum House {
    /// One text file.
    struct File: Sendable {
        /// From the root of the project, such as `Sources/AMT/Hello.swift`.
        let path: String
        let text: String

        let lines: [Substring]

        init(path: String, text: String) {
            self.path = path
            self.text = text
            self.lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        }

        var name: String { URL(fileURLWithPath: self.path).lastPathComponent }
    }

    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Everything that is written by hand, without what builds and runs leave behind.
    static let files: [File] = {
        var files: [File] = []
        let top = (try? FileManager.default.contentsOfDirectory(atPath: Self.root.path)) ?? []
        let left: Set<String> = [".git", "var", "Package.resolved"]
        for name in top.sorted() where !left.contains(name) && !name.hasPrefix(".build") {
            Self.collect(name, into: &files)
        }
        return files
    }()

    /// Swift files below a folder.
    static func swift(_ folder: String) -> [File] {
        Self.files.filter { $0.path.hasPrefix(folder + "/") && $0.path.hasSuffix(".swift") }
    }

    static var markdown: [File] {
        // The recorded answers bring pages of their own; they are not ours to hold to our rules.
        Self.files.filter { $0.path.hasSuffix(".md") && !$0.path.hasPrefix("Tests/Fixtures/") }
    }

    static func text(_ path: String) -> String? { Self.files.first { $0.path == path }?.text }

    /// Names of the files in a folder.
    static func names(in folder: String) -> Set<String> {
        Set(Self.files.map(\.path).filter { $0.hasPrefix(folder + "/") }.map { String($0.dropFirst(folder.count + 1)) })
    }

    private static func collect(_ path: String, into files: inout [File]) {
        let full = Self.root.appendingPathComponent(path).path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: full, isDirectory: &isFolder) else { return }
        guard isFolder.boolValue else {
            // What is not UTF-8 is no text: seeds of the fuzzer.
            if let text = try? String(contentsOfFile: full, encoding: .utf8) {
                files.append(File(path: path, text: text))
            }
            return
        }
        for name in ((try? FileManager.default.contentsOfDirectory(atPath: full)) ?? []).sorted()
        where name != "__pycache__" {
            Self.collect(path + "/" + name, into: &files)
        }
    }
}
