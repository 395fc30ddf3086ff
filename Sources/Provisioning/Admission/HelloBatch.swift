/// Hellos on their way to the inbox in one call.
package struct HelloBatch: Equatable, Sendable {
    /// Which of the calls in flight this is, 0 ..< ``HelloBatchMachine/Limits/batchesInFlightMax``. Free again when it ended.
    package let slot: Int
    /// 1...``HelloBatchMachine/Limits/batchHellosMax``, each device once, in the order in which the devices were heard.
    package let hellos: [AdmittedHello]

    package init(slot: Int, hellos: [AdmittedHello]) {
        self.slot = slot
        self.hellos = hellos
    }
}
