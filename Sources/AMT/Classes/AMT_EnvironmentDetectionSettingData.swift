/// How the device knows whether it is inside the company's network.
///
/// It keeps every property the device sent, so that a put changes what it means to and nothing else.
package struct AMT_EnvironmentDetectionSettingData: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_EnvironmentDetectionSettingData")
    /// The key of the one instance.
    package static let instanceID = "Intel(r) AMT Environment Detection Settings"

    /// What ``detectionStrings`` are (`DetectionAlgorithm`).
    package enum Algorithm: Hashable, Sendable {
        /// 0: domains of DHCP.
        case localDomains
        /// 1: addresses that answer inside.
        case remoteURLs
        /// A number that no published list has.
        case unknown(UInt32)

        /// Any number; unknown ones are kept.
        package init(number: UInt32) {
            switch number {
            case 0: self = .localDomains
            case 1: self = .remoteURLs
            default: self = .unknown(number)
            }
        }

        /// The wire's number.
        package var number: UInt32 {
            switch self {
            case .localDomains: 0
            case .remoteURLs: 1
            case .unknown(let number): number
            }
        }
    }

    /// Every property, in the device's order.
    package let instance: FirmwareInstance
    /// What ``detectionStrings`` are.
    package let algorithm: Algorithm

    init(_ reader: InstanceReader) throws(WSManRefusal) {
        self.algorithm = Algorithm(number: try reader.requiredNumber("DetectionAlgorithm"))
        self.instance = FirmwareInstance(Self.firmwareClass, reader.element)
    }

    private init(instance: FirmwareInstance, algorithm: Algorithm) {
        self.instance = instance
        self.algorithm = algorithm
    }

    /// Domains that mean inside, at most four, five on newer firmware; none means that the device is never outside.
    package var detectionStrings: [String] { self.instance.texts("DetectionStrings").filter { !$0.isEmpty } }

    /// The settings with other domains, all else as it is; none leaves the property out.
    package func changing(algorithm: Algorithm, detectionStrings: [String]) -> AMT_EnvironmentDetectionSettingData {
        AMT_EnvironmentDetectionSettingData(
            instance: self.instance
                .replacing("DetectionAlgorithm", with: algorithm.number)
                .replacing("DetectionStrings", with: detectionStrings),
            algorithm: algorithm)
    }
}

extension AMT_EnvironmentDetectionSettingData {
    /// Reads the one instance.
    package static func get() -> WSManCall<AMT_EnvironmentDetectionSettingData> {
        .get(self.firmwareClass, selectors: self.selectors) { instance throws(WSManRefusal) in
            try AMT_EnvironmentDetectionSettingData(instance)
        }
    }

    /// Starts an enumeration; prefer ``get()``.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page of an enumeration.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_EnvironmentDetectionSettingData>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_EnvironmentDetectionSettingData(instance)
        }
    }

    /// Writes the one instance. A device that then believes to be outside closes its ports to the local network: the
    /// last call of all, and its answer may be lost.
    package static func put(
        _ settings: AMT_EnvironmentDetectionSettingData
    ) -> WSManCall<AMT_EnvironmentDetectionSettingData?> {
        .put(
            self.firmwareClass, selectors: self.selectors, body: { settings.instance.write(to: &$0) }
        ) { instance throws(WSManRefusal) in
            try AMT_EnvironmentDetectionSettingData(instance)
        }
    }

    private static var selectors: [EndpointReference.Selector] { [.init("InstanceID", self.instanceID)] }
}
