/// A time at which the device wakes the machine.
struct Alarm: Equatable, Sendable {
    static let countMax = 5

    let instanceID: String
    let elementName: String
    let startTime: String
    /// `nil` for an alarm that rings once.
    let interval: String?
    let isDeletedOnCompletion: Bool
}

extension ClassTraits {
    static let alarmClockOccurrence = ClassTraits(
        isSingleton: false, instances: { $0.alarmInstances },
        delete: { firmware, call, _ throws(Fault) in try firmware.deleteAlarm(call) })
    static let alarmClockService = ClassTraits(instances: { _ in
        [
            SimulatedFirmware.keyed(
                .alarmClockService, "Intel(r) AMT Alarm Clock Service", systemName: "ManagedSystem", more: [])
        ]
    })
}

extension FirmwareMethod {
    static let alarms = [
        FirmwareMethod(.alarmClockService, "AddAlarm", [Field(name: "AlarmTemplate", kind: .instance)]) {
            firmware, call, _ throws(Fault) in try firmware.addAlarm(call.arguments)
        }
    ]
}

extension SimulatedFirmware {
    private static let alarmFields = [
        Field(name: "DeleteOnCompletion", kind: .flag), Field(name: "ElementName", kind: .text, isRequired: false),
        Field(name: "InstanceID", kind: .text), Field(name: "Interval", kind: .instance, isRequired: false),
        Field(name: "StartTime", kind: .instance),
    ]

    var alarmInstances: [Instance] {
        self.features.alarms.map { alarm in
            let interval = alarm.interval.map { [Property("Interval", interval: $0)] } ?? []
            return Instance(
                instanceID: alarm.instanceID,
                properties: [
                    Property("DeleteOnCompletion", alarm.isDeletedOnCompletion),
                    Property("ElementName", alarm.elementName), Property("InstanceID", alarm.instanceID),
                ] + interval + [Property("StartTime", datetime: alarm.startTime)])
        }
    }

    mutating func addAlarm(_ arguments: Arguments) throws(Fault) -> FirmwareAnswer {
        guard let node = arguments.node("AlarmTemplate") else { throw Fault(.schemaValidationError) }
        let sent = try Arguments.read(
            contentOf: node, in: FirmwareClass.alarmClockOccurrence.uri, fields: Self.alarmFields, inOrder: false)
        guard
            let id = sent.text("InstanceID"), !id.isEmpty,
            let start = sent.node("StartTime")?.first("Datetime", in: Namespace.common)?.trimmedText, !start.isEmpty
        else { return .status(.invalidParameter) }
        guard !self.features.alarms.contains(where: { $0.instanceID == id }) else { return .status(.duplicate) }
        guard self.features.alarms.count < Alarm.countMax else { return .status(.maxLimitReached) }
        self.features.alarms.append(
            Alarm(
                instanceID: id, elementName: sent.text("ElementName") ?? id, startTime: start,
                interval: sent.node("Interval")?.first("Interval", in: Namespace.common)?.trimmedText,
                isDeletedOnCompletion: sent.flag("DeleteOnCompletion") ?? false))
        let reference = EndpointReference(
            resource: FirmwareClass.alarmClockOccurrence.uri, selector: "InstanceID", id)
        return .output([Property("AlarmClock", reference)], returnValue: 0)
    }

    mutating func deleteAlarm(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let instance = try self.instance(for: call)
        try self.countWrite()
        self.features.alarms.removeAll { [.text($0.instanceID)] == instance.selectors.map(\.value) }
        return .empty
    }
}
