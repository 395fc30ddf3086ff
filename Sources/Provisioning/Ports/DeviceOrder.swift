/// What an operator may order of devices.
package enum DeviceOrder: String, CaseIterable, Sendable {
    /// A waiting or parked device is taken up at once.
    case retry
    /// A provisioned device is taken up at once, to be given its profile again.
    case apply
}

/// What came of an order for one device.
package enum DeviceOrderResult: Equatable, Sendable {
    case done
    /// It stands otherwise, or is in the queue already.
    case nothingToDo
    /// No hello and no record ever named it.
    case unknown
}
