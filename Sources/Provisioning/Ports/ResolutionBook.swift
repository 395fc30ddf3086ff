import AMT
import Inventory

/// What is known of a device that decides its name and profile, for operators who ask why.
package protocol ResolutionBook: Sendable {
    /// Everything at one moment.
    ///
    /// - Returns: also for a device that has said no hello; then inventory is all there is.
    func facts(of device: DeviceUUID) async throws(InventoryFailure) -> ResolutionFacts
}

/// What the chain from UUID to name and profile is made of.
package struct ResolutionFacts: Equatable, Sendable {
    package var inventory: InventoryFindings
    /// Where the last hello came from; `nil` without a hello.
    package var address: PeerAddress?
    /// As the device said it, or as it was read of it.
    package var release: AMTRelease?

    package init(inventory: InventoryFindings, address: PeerAddress? = nil, release: AMTRelease? = nil) {
        self.inventory = inventory
        self.address = address
        self.release = release
    }
}
