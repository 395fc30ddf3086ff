/// Serial-over-LAN and IDE redirection.
///
/// It keeps every property the device sent, so that a put changes what it means to and nothing else. Source: class
/// definition of Intel's LMS, *AMT_RedirectionService*.
package struct AMT_RedirectionService: Equatable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_RedirectionService")

    /// Every property, in the device's order.
    package let instance: FirmwareInstance
    /// Which redirections may be used.
    package let state: RedirectionState
    /// Whether ports 16994 and 16995 are open.
    package let listenerEnabled: Bool

    init(_ reader: InstanceReader) throws(WSManRefusal) {
        self.state = RedirectionState(number: try reader.requiredNumber("EnabledState"))
        self.listenerEnabled = try reader.requiredFlag("ListenerEnabled")
        self.instance = FirmwareInstance(Self.firmwareClass, reader.element)
    }

    private init(instance: FirmwareInstance, state: RedirectionState, listenerEnabled: Bool) {
        self.instance = instance
        self.state = state
        self.listenerEnabled = listenerEnabled
    }

    /// The service with its ports open or closed, all else as it is.
    package func changing(listenerEnabled: Bool) -> AMT_RedirectionService {
        AMT_RedirectionService(
            instance: self.instance.replacing("ListenerEnabled", with: listenerEnabled), state: self.state,
            listenerEnabled: listenerEnabled)
    }
}

extension AMT_RedirectionService {
    /// Reads the one instance.
    package static func get() -> WSManCall<AMT_RedirectionService> {
        .get(self.firmwareClass) { instance throws(WSManRefusal) in try AMT_RedirectionService(instance) }
    }

    /// Starts an enumeration of the one instance.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_RedirectionService>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_RedirectionService(instance)
        }
    }

    /// Writes the one instance without its log of accesses. Ask for another state first, then read and put: the put
    /// sends the state that was read.
    package static func put(_ service: AMT_RedirectionService) -> WSManCall<AMT_RedirectionService?> {
        let instance = service.instance.removing("AccessLog")
        return .put(self.firmwareClass, selectors: [], body: { instance.write(to: &$0) }) {
            instance throws(WSManRefusal) in
            try AMT_RedirectionService(instance)
        }
    }

    /// Asks for other redirections. Return values are CIM's.
    package static func requestStateChange(_ state: RedirectionState) -> WSManCall<Done> {
        .requestStateChange(self.firmwareClass, to: state.number)
    }
}
