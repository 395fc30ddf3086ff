/// Says that a listener is sent the events of a filter. It comes with a Subscribe and goes with an Unsubscribe; from release 6 on
/// there is one that nobody made, for the software on the device's own machine.
///
/// Source: Intel's guide, class *CIM_FilterCollectionSubscription* and *Un-Subscribe for Events*.
package struct CIM_FilterCollectionSubscription: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.cim("CIM_FilterCollectionSubscription")

    /// The ``CIM_FilterCollection``, the first key.
    package let filter: EndpointReference
    /// The ``CIM_ListenerDestinationWSManagement``, the second key.
    package let handler: EndpointReference

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.filter = try instance.requiredReference("Filter")
        self.handler = try instance.requiredReference("Handler")
    }

    /// `InstanceID` of the filter; `nil` when the firmware selects it in another way.
    package var filterInstanceID: String? { self.filter.selector("InstanceID") }

    /// `Name` of the listener; `nil` when the firmware selects it in another way.
    package var listenerName: String? { self.handler.selector("Name") }
}

extension CIM_FilterCollectionSubscription {
    /// Starts an enumeration.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<CIM_FilterCollectionSubscription>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try CIM_FilterCollectionSubscription(instance)
        }
    }

    /// Ends a subscription, selected by both its keys as it was pulled.
    package static func unsubscribe(_ subscription: CIM_FilterCollectionSubscription) -> WSManCall<Done> {
        .unsubscribe(
            self.firmwareClass,
            selectors: [.init("Filter", subscription.filter), .init("Handler", subscription.handler)])
    }
}
