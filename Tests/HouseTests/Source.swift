/// What the tests see in a Swift file. Works by lines, on text that swift-format has laid out.
enum Source {
    /// Lines with their numbers, without those that are comments alone, and without what follows `//` behind code.
    static func code(of file: House.File) -> [(number: Int, line: Substring)] {
        file.lines.enumerated().compactMap { index, line in
            guard line.firstMatch(of: #/^\s*\/\//#) == nil else { return nil }
            let end = line.firstRange(of: #/\s\/\/\s/#)?.lowerBound ?? line.endIndex
            return (index + 1, line[..<end])
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
        for (index, line) in lines.enumerated() {
            guard
                let match = line.firstMatch(
                    of:
                        #/^(\s*)(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:package|public|private|fileprivate|static|final|mutating|override|nonisolated|convenience|required)\s+)*(?:func\s+([^\s(<]+)|(init)[?(<])/#
                )
            else { continue }
            let closing = match.1 + "}"
            guard
                let end = lines[(index + 1)...].firstIndex(where: { $0 == closing || $0.hasPrefix(closing + " ") }),
                // A requirement of a protocol and a one-line body have no closing line of their own.
                !lines[(index + 1)..<end].contains(where: {
                    !$0.isEmpty && $0.prefix { $0 == " " }.count < match.1.count
                })
            else { continue }
            let isOneLine = line.hasSuffix("}")
            let isRequirement = !lines[index...end].contains { $0.hasSuffix("{") }
            guard !isOneLine, !isRequirement else { continue }
            found.append(
                Function(name: String(match.2 ?? match.3 ?? ""), number: index + 1, lineCount: end - index + 1))
        }
        return found
    }

    /// `package` declarations that a reader of another target meets, with the line above them.
    static func undocumented(in file: House.File) -> [(number: Int, line: Substring)] {
        let lines = file.lines
        return lines.enumerated().compactMap { index, line in
            guard
                line.firstMatch(
                    of:
                        #/^\s*(?:@\w+(?:\([^)]*\))?\s+)*package\s+(?:(?:static|final|mutating|indirect|nonisolated|convenience)\s+)*(?:struct|enum|class|actor|protocol|func|typealias)\s/#
                ) != nil
            else { return nil }
            var above = index - 1
            while above >= 0, lines[above].firstMatch(of: #/^\s*@/#) != nil { above -= 1 }
            let isDocumented = above >= 0 && lines[above].firstMatch(of: #/^\s*\/\/\//#) != nil
            return isDocumented ? nil : (index + 1, line)
        }
    }
}
