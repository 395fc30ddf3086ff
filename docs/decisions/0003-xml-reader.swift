// Compares the two XML readers of decision 3; the command is on its page. Compiled together with the sources of AMT.

import Foundation
import FoundationXML

/// Makes the same from XMLParser's events as ``XMLTableBuilder`` makes from libxml2's.
final class NodeCollector: NSObject, XMLParserDelegate {
    struct Node {
        var name: String
        var namespace: String
        var parent: Int
        var text: [UInt8] = []
        var attributes: [String: String]
        var isLeaf = true
    }

    var nodes: [Node] = []
    private var open: [Int] = []

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        guard self.open.count < XMLLimits.depthMax, self.nodes.count < XMLLimits.elementCountMax else {
            return parser.abortParsing()
        }
        if let parent = self.open.last {
            self.nodes[parent].isLeaf = false
            self.nodes[parent].text = []
        }
        self.nodes.append(
            Node(name: name, namespace: namespaceURI ?? "", parent: self.open.last ?? -1, attributes: attributes))
        self.open.append(self.nodes.count - 1)
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        _ = self.open.popLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if let element = self.open.last, self.nodes[element].isLeaf { self.nodes[element].text += Array(text.utf8) }
    }
}

@main
enum Comparison {
    static func main() throws {
        let answers = try self.answers(below: CommandLine.arguments.dropFirst().first ?? "Tests/Fixtures/wsman")
        let byteCount = answers.reduce(0) { $0 + $1.count }
        print("\(answers.count) answers, \(byteCount) bytes")
        try self.measure("libxml2", answers) { try XMLReader.read($0).rows.count }
        try self.measure("XMLParser", answers) { body in
            let parser = XMLParser(data: Data(body))
            let collector = NodeCollector()
            parser.delegate = collector
            parser.shouldProcessNamespaces = true
            parser.shouldResolveExternalEntities = false
            guard parser.parse() else { throw XMLRefusal.malformed }
            return collector.nodes.count
        }
    }

    /// Forty recorded answers of 2 to 4 KiB, short and long ones.
    private static func answers(below path: String) throws -> [[UInt8]] {
        let folder = URL(fileURLWithPath: path)
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        let fitting = try names.filter { $0.hasSuffix(".xml") }
            .map { [UInt8](try Data(contentsOf: folder.appendingPathComponent($0))) }
            .filter { (2000...4096).contains($0.count) }
            .sorted { $0.count < $1.count }
        return (0..<40).map { fitting[$0 * fitting.count / 40] }
    }

    /// The best of fifteen rounds of ten passes: the machine is not ours alone.
    private static func measure(_ name: String, _ answers: [[UInt8]], _ read: ([UInt8]) throws -> Int) throws {
        var best = Duration.seconds(3_600)
        var elementCount = 0
        for _ in 0..<15 {
            let span = try ContinuousClock().measure {
                for _ in 0..<10 { elementCount = try answers.reduce(0) { $0 + (try read($1)) } }
            }
            best = min(best, span)
        }
        print(name, elementCount, "elements,", best / (10 * answers.count), "an answer")
    }
}
