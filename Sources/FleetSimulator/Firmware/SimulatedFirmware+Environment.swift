/// How a device tells the inside of the enterprise from the outside.
struct EnvironmentSettings: Equatable, Sendable {
    static let instanceID = "Intel(r) AMT Environment Detection Settings"

    /// 0 domains, 1 addresses of servers.
    var algorithm: UInt32 = 0
    var strings: [String] = []
    var ipv6Prefixes: [String] = []
    var isVPNRouted = false
}

/// A proxy that the device may go through.
struct ProxyAccessPoint: Equatable, Sendable {
    let number: Int
    let accessInfo: String
    let infoFormat: UInt32
    let port: UInt32
    let networkDNSSuffix: String

    var name: String { "Intel(r) ME:HTTP Proxy Access Point \(self.number)" }
}

extension ClassTraits {
    static let environmentDetectionSettingData = ClassTraits(
        declaresCommon: false, isPresent: { $0.hasRemoteAccess }, instances: { [$0.environmentInstance] },
        put: { firmware, call, _ throws(Fault) in try firmware.putEnvironment(call) })
    static let httpProxyService = ClassTraits(
        isPresent: { $0.hasHTTPProxy },
        instances: { _ in
            [
                SimulatedFirmware.service(
                    .httpProxyService, "Intel(r) ME HTTP Proxy Service", more: [Property("SyncEnabled", false)])
            ]
        })
    static let httpProxyAccessPoint = ClassTraits(
        isSingleton: false, isPresent: { $0.hasHTTPProxy }, instances: { $0.proxyInstances },
        delete: { firmware, call, _ throws(Fault) in try firmware.deleteProxy(call) })
}

extension FirmwareMethod {
    static let environment = [
        FirmwareMethod(
            .environmentDetectionSettingData, "EnableVpnRouting", [Field(name: "Enable", kind: .flag)]
        ) { firmware, call, _ in
            firmware.features.environment.isVPNRouted = call.arguments.flag("Enable") ?? false
            return .status(.success)
        }
    ]
    static let proxies = [
        FirmwareMethod(
            .httpProxyService, "AddProxyAccessPoint",
            [
                Field(name: "AccessInfo", kind: .text), Field(name: "InfoFormat", kind: .number),
                Field(name: "Port", kind: .number), Field(name: "NetworkDnsSuffix", kind: .text),
            ]
        ) { firmware, call, _ in firmware.addProxy(call.arguments) },
        FirmwareMethod(.httpProxyAccessPoint, "UpdatePriority") { firmware, call, _ throws(Fault) in
            guard let place = firmware.proxyInstances.firstIndex(where: { $0 == call.instance }) else {
                throw Fault(.invalidSelectors)
            }
            firmware.features.proxies.insert(firmware.features.proxies.remove(at: place), at: 0)
            return .status(.success)
        },
    ]
}

extension SimulatedFirmware {
    private static let domainNameBytes = 1...192

    var environmentInstance: Instance {
        let settings = self.features.environment
        let id = EnvironmentSettings.instanceID
        return Instance(
            instanceID: id,
            properties: [Property](
                ["DetectionStrings": settings.strings, "DetectionIPv6LocalPrefixes": settings.ipv6Prefixes],
                [
                    Property("DetectionAlgorithm", settings.algorithm), Property("ElementName", id),
                    Property("InstanceID", id),
                ]))
    }

    /// Strings and prefixes that are left out are gone.
    mutating func putEnvironment(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let shown = try self.instance(for: call).properties
        let rules: [PropertyRule] = [
            .number("DetectionAlgorithm", 0...1, isRequired: true),
            .text("DetectionIPv6LocalPrefixes", 2...49, isRepeated: true),
            .text("DetectionStrings", Self.domainNameBytes, isRepeated: true, allows: Self.isDomainName),
            .fixed("ElementName"), .fixed("InstanceID"),
        ]
        let arguments = try Arguments.put(call, rules: rules, shown: shown)
        let strings = arguments.texts("DetectionStrings")
        let prefixes = arguments.texts("DetectionIPv6LocalPrefixes")
        let room = self.capabilities.detectionStringsMax
        guard strings.count <= room, prefixes.count <= room, Set(strings).count == strings.count
        else { throw Fault(.invalidParameter) }
        try self.countWrite()
        self.features.environment.algorithm = arguments.number("DetectionAlgorithm") ?? 0
        self.features.environment.strings = strings
        self.features.environment.ipv6Prefixes = prefixes
        return .instance(self.environmentInstance.properties)
    }

    // MARK: Proxies

    var proxyInstances: [Instance] {
        self.features.proxies.enumerated().map { place, proxy in
            Self.keyed(
                .httpProxyAccessPoint, proxy.name, elementName: "Intel(r) ME:HTTP Proxy Access Point",
                more: [
                    Property("AccessInfo", proxy.accessInfo), Property("InfoFormat", proxy.infoFormat),
                    Property("NetworkDnsSuffix", proxy.networkDNSSuffix), Property("Port", proxy.port),
                    Property("Priority", place), Property("Type", 1),
                ])
        }
    }

    mutating func addProxy(_ arguments: Arguments) -> FirmwareAnswer {
        guard
            let accessInfo = arguments.text("AccessInfo"), (1...256).contains(accessInfo.utf8.count),
            let format = arguments.number("InfoFormat"), Self.isAddress(accessInfo, format),
            let port = arguments.number("Port"), (1...65_535).contains(port),
            let suffix = arguments.text("NetworkDnsSuffix"), Self.domainNameBytes.contains(suffix.utf8.count),
            Self.isDomainName(suffix)
        else { return .status(.invalidParameter) }
        let proxies = self.features.proxies
        guard !proxies.contains(where: { $0.accessInfo == accessInfo && $0.port == port }) else {
            let nothing = EndpointReference(resource: "", selectors: [])
            return .output([Property("ProxyAccessPoint", nothing)], returnValue: PTStatus.duplicate.rawValue)
        }
        guard proxies.count < RemoteAccess.proxiesMax else { return .status(.maxLimitReached) }
        let number = (0...proxies.count).first { number in !proxies.contains { $0.number == number } } ?? 0
        self.features.proxies.append(
            ProxyAccessPoint(
                number: number, accessInfo: accessInfo, infoFormat: format, port: port, networkDNSSuffix: suffix))
        let reference = EndpointReference(
            resource: FirmwareClass.httpProxyAccessPoint.uri, selectors: self.proxyInstances.last?.selectors ?? [])
        return .output([Property("ProxyAccessPoint", reference)], returnValue: 0)
    }

    mutating func deleteProxy(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let instance = try self.instance(for: call)
        guard let place = self.proxyInstances.firstIndex(of: instance) else { throw Fault(.invalidSelectors) }
        try self.countWrite()
        self.features.proxies.remove(at: place)
        return .empty
    }
}
