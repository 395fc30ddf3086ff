/// The enumerations that clients have begun and not finished.
struct Enumerations: Sendable {
    /// The oldest is forgotten beyond this; a client works on one at a time.
    static let openMax = 4

    struct Open: Sendable {
        let context: String
        let firmwareClass: FirmwareClass
        let offset: Int
    }

    private var open: [Open] = []
    private var count: UInt32 = 0

    /// Remembers a place in a class's instances and names it.
    mutating func begin(_ firmwareClass: FirmwareClass, at offset: Int) -> String {
        self.count += 1
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: self.count >> ($0 * 8)) }
        let context = Text.hex(bytes).uppercased() + "-0000-0000-0000-000000000000"
        if self.open.count >= Self.openMax { self.open.removeFirst() }
        self.open.append(Open(context: context, firmwareClass: firmwareClass, offset: offset))
        return context
    }

    mutating func take(_ context: String, _ firmwareClass: FirmwareClass) -> Open? {
        guard
            let place = self.open.firstIndex(where: { $0.context == context && $0.firmwareClass == firmwareClass })
        else { return nil }
        return self.open.remove(at: place)
    }
}

extension SimulatedFirmware {
    mutating func enumerate(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        if self.identity.release.personality.refusesEnumerate, call.firmwareClass.traits.refusesEnumerateOnAMT10 {
            throw Fault(.actionNotSupported)
        }
        guard let body = call.body, body.isNamed("Enumerate", in: Namespace.enumeration) else {
            throw Fault(.schemaValidationError)
        }
        return .context(self.enumerations.begin(call.firmwareClass, at: 0))
    }

    mutating func pull(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        guard
            let body = call.body, body.isNamed("Pull", in: Namespace.enumeration),
            let context = body.first("EnumerationContext", in: Namespace.enumeration)?.trimmedText
        else { throw Fault(.schemaValidationError) }
        var asked = Int.max
        if let node = body.first("MaxElements", in: Namespace.enumeration) {
            guard let number = Int(node.trimmedText), number > 0 else { throw Fault(.schemaValidationError) }
            asked = number
        }
        guard let place = self.enumerations.take(context, call.firmwareClass) else {
            throw Fault(.invalidEnumerationContext)
        }
        let rest = self.instances(of: call.firmwareClass).dropFirst(place.offset)
        let size = min(asked, self.policy.pullPageSize > 0 ? self.policy.pullPageSize : Int.max, rest.count)
        let isLast = size == rest.count
        let next = isLast ? nil : self.enumerations.begin(call.firmwareClass, at: place.offset + size)
        return .page(rest.prefix(size).map(\.properties), next: next)
    }

    mutating func release(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        guard
            let body = call.body, body.isNamed("Release", in: Namespace.enumeration),
            let context = body.first("EnumerationContext", in: Namespace.enumeration)?.trimmedText
        else { throw Fault(.schemaValidationError) }
        guard self.enumerations.take(context, call.firmwareClass) != nil else {
            throw Fault(.invalidEnumerationContext)
        }
        return .empty
    }
}
