/// Some JSON pointers (RFC 6901) as the tree of their steps, so that one walk through a document meets them all.
struct JSONPointerTree {
    private struct Node {
        var children: [(step: [UInt8], node: Int)] = []
        var mark: Int?
    }

    /// Where every walk begins.
    static let root = 0
    /// Where no pointer leads.
    static let nowhere = -1

    private var nodes = [Node()]

    /// A text that is no pointer leads nowhere.
    init(_ pointers: [String]) {
        for (mark, pointer) in pointers.enumerated() {
            guard let steps = Self.steps(pointer) else { continue }
            var node = Self.root
            for step in steps { node = self.child(addedTo: node, step: step) }
            if self.nodes[node].mark == nil { self.nodes[node].mark = mark }
        }
    }

    /// The position of the pointer that ends here.
    func mark(_ node: Int) -> Int? { node == Self.nowhere ? nil : self.nodes[node].mark }

    /// Whether anything is to be found below.
    func hasChildren(_ node: Int) -> Bool { node != Self.nowhere && !self.nodes[node].children.isEmpty }

    func child(of node: Int, step: [UInt8]) -> Int {
        guard node != Self.nowhere else { return Self.nowhere }
        for child in self.nodes[node].children where child.step == step { return child.node }
        return Self.nowhere
    }

    /// The child by its place in an array.
    func child(of node: Int, index: Int) -> Int {
        self.hasChildren(node) ? self.child(of: node, step: Array(String(index).utf8)) : Self.nowhere
    }

    private mutating func child(addedTo node: Int, step: [UInt8]) -> Int {
        let known = self.child(of: node, step: step)
        guard known == Self.nowhere else { return known }
        self.nodes.append(Node())
        self.nodes[node].children.append((step, self.nodes.count - 1))
        return self.nodes.count - 1
    }

    /// `~1` stands for a slash and `~0` for a tilde.
    private static func steps(_ pointer: String) -> [[UInt8]]? {
        if pointer.isEmpty { return [] }
        let parts = Array(pointer.utf8).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.first?.isEmpty == true else { return nil }
        var steps: [[UInt8]] = []
        for part in parts.dropFirst() {
            var step: [UInt8] = []
            var rest = part
            while let byte = rest.popFirst() {
                guard byte == UInt8(ascii: "~") else {
                    step.append(byte)
                    continue
                }
                switch rest.popFirst() {
                case UInt8(ascii: "0"): step.append(UInt8(ascii: "~"))
                case UInt8(ascii: "1"): step.append(UInt8(ascii: "/"))
                default: return nil
                }
            }
            steps.append(step)
        }
        return steps
    }
}
