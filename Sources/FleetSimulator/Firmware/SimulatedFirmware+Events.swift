/// Somebody who is told of a device's events. Nothing is ever sent: what counts is what the device was told.
///
/// Source: Intel's guide, *WS-Eventing*.
struct EventSubscription: Equatable, Sendable {
    let number: Int
    let filter: String
    let destination: String
    /// The text of what comes back with each event.
    let argument: String?
    let username: String?
    let passwordDigest: [UInt8]?

    var listenerName: String { "Intel(r) AMT:Listener Destination \(self.number)" }

    /// There from the beginning, from release 6 on. What it looks like is not published; events arrive at the local software with
    /// this host.
    static let local = EventSubscription(
        number: 0, filter: "Intel(r) AMT:User Notification", destination: "http://localhost:0", argument: nil,
        username: nil, passwordDigest: nil)

    /// The guide counts seven, six before release 6; these are the names that software is known to use.
    static let filters = ["Intel(r) AMT:All", "Intel(r) AMT:Features", "Intel(r) AMT:User Notification"]
}

extension ClassTraits {
    static let filterCollection = ClassTraits(
        declaresCommon: false, isSingleton: false, isPresent: { $0.hasEvents },
        instances: { _ in
            EventSubscription.filters.map { id in
                Instance(
                    instanceID: id,
                    properties: [
                        Property("CollectionName", id), Property("ElementName", id), Property("InstanceID", id),
                    ])
            }
        }, subscribe: { firmware, call, _ throws(Fault) in try firmware.subscribe(call) })
    static let filterCollectionSubscription = ClassTraits(
        declaresCommon: false, isSingleton: false, isPresent: { $0.hasEvents },
        instances: { firmware in firmware.subscriptions.map(SimulatedFirmware.subscriptionInstance) },
        unsubscribe: { firmware, call, _ throws(Fault) in try firmware.unsubscribe(call) })
    static let listenerDestination = ClassTraits(
        declaresCommon: false, isSingleton: false, isPresent: { $0.hasEvents },
        instances: { firmware in firmware.subscriptions.map(SimulatedFirmware.listenerInstance) })
}

extension SimulatedFirmware {
    private static let destinationBytesMax = 253
    private static let parametersBytesMax = 256
    private static let deliveryModes = [
        Namespace.eventing + "/DeliveryModes/Push", "http://schemas.dmtf.org/wbem/wsman/1/wsman/PushWithAck",
    ]
    private static let digestProfile = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/http/digest"

    /// All, the predefined one first.
    var subscriptions: [EventSubscription] {
        (self.capabilities.hasLocalSubscription ? [.local] : []) + self.features.subscriptions
    }

    static func listenerInstance(_ subscription: EventSubscription) -> Instance {
        let keys = [
            // Clients know it under this short name.
            Property("CreationClassName", "CIM_ListenerDestinationWSMAN"),
            Property("Name", subscription.listenerName), Property("SystemCreationClassName", "CIM_ComputerSystem"),
            Property("SystemName", "Intel(r) AMT"),
        ]
        return Instance(
            selectors: keys.compactMap { key in
                guard case .text(let text) = key.value else { return nil }
                return .init(name: key.name, value: .text(text))
            },
            properties: [Property](
                [:],
                keys + [
                    Property("DeliveryMode", 3), Property("Destination", subscription.destination),
                    Property("ElementName", subscription.listenerName), Property("PersistenceType", 2),
                ]))
    }

    static func subscriptionInstance(_ subscription: EventSubscription) -> Instance {
        let filter = EndpointReference(
            resource: FirmwareClass.filterCollection.uri, selector: "InstanceID", subscription.filter)
        let handler = EndpointReference(
            resource: FirmwareClass.listenerDestination.uri,
            selectors: Self.listenerInstance(subscription).selectors)
        return Instance(
            selectors: [
                .init(name: "Filter", value: .reference(filter)), .init(name: "Handler", value: .reference(handler)),
            ],
            properties: [
                Property("Filter", filter), Property("Handler", handler), Property("OnFatalErrorPolicy", 2),
                Property("RepeatNotificationPolicy", 2), Property("SubscriptionState", 2),
            ])
    }

    /// The same as one that is there makes another.
    mutating func subscribe(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let filter = try self.instance(for: call).properties.texts("InstanceID").first ?? ""
        guard
            let body = call.body, body.isNamed("Subscribe", in: Namespace.eventing),
            let delivery = body.first("Delivery", in: Namespace.eventing),
            let listener = delivery.first("NotifyTo", in: Namespace.eventing),
            let destination = listener.first("Address", in: Namespace.addressing)?.trimmedText
        else { throw Fault(.schemaValidationError) }
        let parameters = listener.first("ReferenceParameters", in: Namespace.addressing)?.children ?? []
        let token = try Self.token(call.issuedTokens)
        let profile = delivery.first("Auth", in: Namespace.wsman)?.attribute("Profile")
        guard
            Self.deliveryModes.contains(delivery.attribute("Mode") ?? Self.deliveryModes[0]),
            (token == nil) == (profile == nil), profile == nil || profile == Self.digestProfile,
            self.isListener(destination), parameters.reduce(0, { $0 + Self.byteCount($1) }) <= Self.parametersBytesMax
        else { throw Fault(.invalidParameter) }
        let held = self.features.subscriptions
        guard held.count < self.capabilities.subscriptionsMax else { throw .status(.maxLimitReached) }
        try self.countWrite()
        let number = (1...(held.count + 1)).first { number in !held.contains { $0.number == number } } ?? 1
        let subscription = EventSubscription(
            number: number, filter: filter, destination: destination, argument: parameters.first?.text,
            username: token?.username, passwordDigest: token.map { CredentialRules.digest($0.password) })
        self.features.subscriptions.append(subscription)
        return .subscribed(
            EndpointReference(
                resource: FirmwareClass.filterCollectionSubscription.uri,
                selectors: Self.subscriptionInstance(subscription).selectors))
    }

    private func isListener(_ destination: String) -> Bool {
        let isSecure = destination.hasPrefix("https://")
        return (isSecure ? self.capabilities.hasSecureEvents : destination.hasPrefix("http://"))
            && destination.utf8.count <= Self.destinationBytesMax
    }

    /// About as much as it was on the wire: the guide counts tags and namespaces.
    private static func byteCount(_ node: XMLNode) -> Int {
        node.children.reduce(2 * node.name.utf8.count + 5 + node.namespace.utf8.count + node.text.utf8.count) {
            $0 + Self.byteCount($1)
        }
    }

    private struct Token {
        let username: String
        let password: String
    }

    private static func token(_ issued: XMLNode?) throws(Fault) -> Token? {
        guard let issued else { return nil }
        let profile = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#UsernameToken"
        guard
            let response = issued.first("RequestSecurityTokenResponse", in: Namespace.trust),
            response.first("TokenType", in: Namespace.trust)?.trimmedText == profile,
            let token = response.first("RequestedSecurityToken", in: Namespace.trust)?
                .first("UsernameToken", in: Namespace.security),
            let username = token.first("Username", in: Namespace.security)?.trimmedText, !username.isEmpty,
            let password = token.first("Password", in: Namespace.security),
            password.attribute("Type") == Namespace.security + "#PasswordText"
        else { throw Fault(.schemaValidationError) }
        return Token(username: username, password: password.text)
    }

    mutating func unsubscribe(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        guard call.body?.isNamed("Unsubscribe", in: Namespace.eventing) == true else {
            throw Fault(.schemaValidationError)
        }
        let instance = try self.instance(for: call)
        guard
            let place = self.features.subscriptions.firstIndex(where: { Self.subscriptionInstance($0) == instance })
        else { throw Fault(.accessDenied) }
        try self.countWrite()
        self.features.subscriptions.remove(at: place)
        return .empty
    }
}
