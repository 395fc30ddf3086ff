import AMT

extension ProfileSchema {
    static let events: [ProfileField] = [
        ProfileField(
            "events", .object, in: .events, on: .from(3, 2), "Who is told what happens to the device.",
            firmware: "CIM_FilterCollection"),
        ProfileField(
            "events.subscriptions", .list(of: .object, counts: 0...ProfileLimit.eventSubscriptions.highest),
            standard: [], in: .events, on: .from(3, 2), "The listeners; of one address and filter there is one.",
            firmware: "CIM_FilterCollection.Subscribe"),
        ProfileField(
            "events.subscriptions[].destination",
            .url(
                schemes: ["http", ProfileChoice("https", .from(11))],
                characterCountMax: ReleaseLimits.highest(.eventDestinationCharacterCountMax)), isRequired: true,
            in: .events, on: .from(3, 2), "Where events are sent.",
            firmware: "CIM_ListenerDestinationWSManagement.Destination"),
        ProfileField(
            "events.subscriptions[].filter", .text(1...255, .printable),
            standard: .text(CIM_FilterCollection.all), in: .events, on: .from(3, 2),
            "Which events: the firmware's name of a set of them. A device that has no such set names those that it has.",
            firmware: "CIM_FilterCollection.InstanceID"),
        ProfileField(
            "events.subscriptions[].username", .text(1...64, .visible), in: .events, on: .from(3, 2),
            "For a listener that asks who it is, by digest; with `password`.", firmware: "IssuedTokens.Username"),
        ProfileField(
            "events.subscriptions[].password", .secret(.eventListenerPassword), in: .events, on: .from(3, 2),
            "With `username`.", firmware: "IssuedTokens.Password"),
        ProfileField(
            "events.subscriptions[].argument", .text(1...Self.argumentCharactersMax, .printable), in: .events,
            on: .from(3, 2),
            "Comes back with each event. `{host}` and `{fqdn}` stand in it for the device's names; filled in, it has at most \(Self.argumentCharactersMax) characters, of which `&`, `<`, `>` and quotes count more than one.",
            firmware: "Subscribe.ReferenceParameters"),
        Self.foreign(
            "events.foreign", "subscriptions", in: .events, firmware: "CIM_FilterCollectionSubscription.Unsubscribe"),
        Self.required("events", in: .events),
    ]

    /// What firmware keeps, without the tags around it.
    static let argumentCharactersMax =
        CIM_FilterCollection.Delivery.argumentCharacterCountMax
        - CIM_FilterCollection.Delivery.characterCount(of: "")
}
