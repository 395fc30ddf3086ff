import Synchronization

/// The processes that a scene has to end.
final class ChildList: Sendable {
    private let children = Mutex<[ChildProgram]>([])

    func add(_ child: ChildProgram) { self.children.withLock { $0.append(child) } }

    var all: [ChildProgram] { self.children.withLock { $0 } }
}
