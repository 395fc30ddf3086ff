/// The power packages that devices come with, by their 16 bytes as they go over the wire.
enum PowerScheme {
    static let mobile: [(name: String, guid: String)] = [
        ("Mobile: ON in S0", "djmXEQtWUEOIcJgS85G1YA=="),
        ("Mobile: ON in S0, S3/AC", "JtMcdocIx0u7Xzh0QxWl/w=="),
        ("Mobile: ON in S0, S3/AC, S4-5/AC", "Uw4I22wP2Uiy0olY0/EVbg=="),
        ("Mobile: ON in S0, ME Wake in S3/AC", "BV3Vtkykh02lqLR8FN7aXw=="),
        ("Mobile: ON in S0, ME Wake in S3/AC, S4-5/AC", "MIAN7gnAeEOvKHhootu+Og=="),
    ]
    static let desktop: [(name: String, guid: String)] = [
        ("Desktop: ON in S0", "lE+DEvsQT9yWjh4jKwyQZQ=="),
        ("Desktop: ON in S0, S3", "oYYAq5p/TEKm5rskOildng=="),
        ("Desktop: ON in S0, S3, S4-5", "coarrJa0SOKbnpt9+Rx/1A=="),
        ("Desktop: ON in S0, ME Wake in S3", "ezLNTWu+Q4mmKk172NvQJg=="),
        ("Desktop: ON in S0, ME Wake in S3, S4-5", "cyJzRiPcQy+pihPTeYLYVQ=="),
        ("Desktop: ON in S0, S3, S4-5, OFF After Power Loss", "xRmkum5vjU2yJ1F/fkWV2w=="),
        ("Desktop: ON in S0, ME Wake in S3, S4-5, OFF After Power Loss", "1gvj7QTFLEa3ctGAGO4vxA=="),
    ]
}

extension ClassTraits {
    static let systemPowerScheme = ClassTraits(
        declaresCommon: false, isSingleton: false, instances: { $0.powerSchemeInstances })
    static let elementSettingData = ClassTraits(
        declaresCommon: false, isSingleton: false, instances: { $0.elementSettingInstances })
}

extension FirmwareMethod {
    static let power = [
        FirmwareMethod(.systemPowerScheme, "SetPowerScheme") { firmware, call, _ throws(Fault) in
            // The scheme is named by the header, not by a parameter.
            guard let place = firmware.powerSchemeInstances.firstIndex(where: { $0 == call.instance }) else {
                throw Fault(.invalidSelectors)
            }
            firmware.features.powerScheme = place
            return .status(.success)
        }
    ]
}

extension SimulatedFirmware {
    private var powerSchemes: [(name: String, guid: String)] {
        self.capabilities.isMobile ? PowerScheme.mobile : PowerScheme.desktop
    }

    var powerSchemeGUID: String { self.powerSchemes[self.features.powerScheme].guid }

    var powerSchemeInstances: [Instance] {
        self.powerSchemes.enumerated().map { place, scheme in
            let keys = [Property("InstanceID", "SCHEME \(place)"), Property("SchemeGUID", scheme.guid)]
            return Instance(
                selectors: [
                    .init(name: "InstanceID", value: .text("SCHEME \(place)")),
                    .init(name: "SchemeGUID", value: .text(scheme.guid)),
                ],
                properties: [Property](
                    [:],
                    keys + [
                        Property("Description", scheme.name), Property("ElementName", "Intel(r) AMT Power Scheme"),
                    ]))
        }
    }

    /// Which settings are in force: general settings, and one of the power packages.
    var elementSettingInstances: [Instance] {
        let system = EndpointReference(
            resource: Namespace.cimClasses + "CIM_ComputerSystem",
            selectors: [
                .init(name: "CreationClassName", value: .text("CIM_ComputerSystem")),
                .init(name: "Name", value: .text("Intel(r) AMT")),
            ])
        let general = self.instances(of: .generalSettings).map { (FirmwareClass.generalSettings, $0, true) }
        let schemes = self.powerSchemeInstances.enumerated().map { place, scheme in
            (FirmwareClass.systemPowerScheme, scheme, place == self.features.powerScheme)
        }
        return (general + schemes).map { firmwareClass, instance, isCurrent in
            let setting = EndpointReference(resource: firmwareClass.uri, selectors: instance.selectors)
            return Instance(
                selectors: [
                    .init(name: "ManagedElement", value: .reference(system)),
                    .init(name: "SettingData", value: .reference(setting)),
                ],
                properties: [
                    Property("IsCurrent", isCurrent ? 1 : 2), Property("ManagedElement", system),
                    Property("SettingData", setting),
                ])
        }
    }
}
