import Synchronization

/// A value that two threads know of.
final class SharedState<Value: Sendable>: Sendable {
    let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }
}
