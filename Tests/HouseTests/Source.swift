/// What the tests see in a Swift file. Works by lines, on text that swift-format has laid out.
enum Source {
    /// Lines with their numbers, without those that are comments alone, and without what follows `//` behind code.
    static func code(of file: House.File) -> [(number: Int, line: Substring)] {
        file.lines.enumerated().compactMap { index, line in
            guard !line.drop(while: { $0 == " " }).hasPrefix("//") else { return nil }
            guard line.contains(" // "), let comment = line.firstRange(of: " // ") else { return (index + 1, line) }
            return (index + 1, line[..<comment.lowerBound])
        }
    }

    /// A function or initialiser, from its first line to its closing brace.
    struct Function {
        let name: String
        let number: Int
        let lineCount: Int
    }

    /// A body ends at the first line that holds nothing but a brace, at the indentation at which the declaration began.
    static func functions(of file: House.File) -> [Function] {
        let lines = file.lines
        var found: [Function] = []
        for (index, line) in lines.enumerated() where line.contains("func ") || line.contains("init") {
            guard
                let match = line.firstMatch(
                    of: #/^(\s*)(?:[@\w()]+\s+)*?(?:func\s+([^\s(<]+)|(init)[?(<])/#
                )
            else { continue }
            let closing = match.1 + "}"
            guard
                let end = lines[(index + 1)...].firstIndex(where: { $0 == closing || $0.hasPrefix(closing + " ") }),
                // A requirement of a protocol and a one-line body have no closing line of their own.
                !lines[(index + 1)..<end].contains(where: {
                    !$0.isEmpty && $0.prefix { $0 == " " }.count < match.1.count
                }),
                !line.hasSuffix("}"), lines[index...end].contains(where: { $0.hasSuffix("{") })
            else { continue }
            found.append(
                Function(name: String(match.2 ?? match.3 ?? ""), number: index + 1, lineCount: end - index + 1))
        }
        return found
    }

    /// Names of the functions that our protocols ask for, and those of the outside that we implement.
    static let askedFor: Set<String> = {
        var names: Set<String> = [
            "==", "<", "hash", "encode", "run", "makeCounter", "makeMeter", "makeRecorder", "makeTimer",
        ]
        for file in House.swift("Sources") where file.text.contains("package protocol ") {
            var isInside = false
            for line in file.lines {
                if line.hasPrefix("package protocol ") { isInside = true }
                if line == "}" { isInside = false }
                if isInside, let match = line.firstMatch(of: #/^ {4}func (\w+)/#) { names.insert(String(match.1)) }
            }
        }
        return names
    }()

    /// `package` types, protocols and functions without a word about them.
    ///
    /// Left out: what a protocol asks for and explains, and types inside a type, whose cases speak. A comment covers the
    /// lines that follow its declaration without a blank line, such as a row of readers, one for each kind of column.
    static func undocumented(in file: House.File) -> [(number: Int, line: Substring)] {
        let lines = file.lines
        return lines.enumerated().compactMap { index, line in
            guard line.contains("package ") else { return nil }
            let isType =
                line.firstMatch(
                    of:
                        #/^(?:@\S+\s+)*package\s+(?:(?:final|indirect)\s+)*(?:struct|enum|class|actor|protocol|typealias)\s/#
                ) != nil
            let function = line.firstMatch(
                of: #/^\s*package\s+(?:(?:static|final|mutating|nonisolated)\s+)*func\s+([^\s(<]+|<)/#)
            let needsWords = isType || function.map { !Self.askedFor.contains(String($0.1)) } ?? false
            guard needsWords else { return nil }
            var above = index - 1
            while above >= 0, !lines[above].allSatisfy(\.isWhitespace), !Self.isDocumentation(lines[above]) {
                above -= 1
            }
            let isDocumented = above >= 0 && Self.isDocumentation(lines[above])
            return isDocumented ? nil : (index + 1, line)
        }
    }

    private static func isDocumentation(_ line: Substring) -> Bool { line.drop { $0 == " " }.hasPrefix("///") }
}
