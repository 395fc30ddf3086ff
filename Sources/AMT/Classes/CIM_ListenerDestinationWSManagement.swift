/// A listener that events are sent to. It comes and goes with its subscription; user and password are not shown.
///
/// Source: class definition *CIM_ListenerDestinationWSManagement* of Intel's LMS.
package struct CIM_ListenerDestinationWSManagement: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.cim("CIM_ListenerDestinationWSManagement")

    /// One of its keys, and the one that differs.
    package let name: String
    /// Its address as it was subscribed; `nil` when the firmware shows none.
    package let destination: String?

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.name = try instance.requiredText("Name")
        self.destination = instance.filledText("Destination")
    }
}

extension CIM_ListenerDestinationWSManagement {
    /// Starts an enumeration.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<CIM_ListenerDestinationWSManagement>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try CIM_ListenerDestinationWSManagement(instance)
        }
    }
}
