extension SimulatedFirmware {
    private static let accessInfoBytes = 1...256
    /// Class definitions say 64; firmware takes 16.
    private static let mpsUsernameBytes = 1...16
    private static let mpsPasswordBytes = 8...16

    // MARK: Servers

    var mpsInstances: [Instance] {
        self.features.remoteAccess.servers.map { server in
            let commonName = server.commonName.map { [Property("CN", $0)] } ?? []
            return Self.keyed(
                .managementPresenceRemoteSAP, server.name, elementName: "Intel(r) AMT:Management Presence Server",
                more: [
                    Property("AccessInfo", server.accessInfo), Property("InfoFormat", server.infoFormat),
                    Property("Port", server.port),
                ] + commonName)
        }
    }

    mutating func addMPS(_ arguments: Arguments) -> FirmwareAnswer {
        let servers = self.features.remoteAccess.servers
        guard let server = self.server(arguments, number: self.features.remoteAccess.freeNumber) else {
            return .status(.invalidParameter)
        }
        guard !servers.contains(where: { $0.accessInfo == server.accessInfo && $0.port == server.port }) else {
            return .status(.duplicate)
        }
        guard servers.count < self.capabilities.serversMax else { return .status(.maxLimitReached) }
        self.features.remoteAccess.servers = (servers + [server]).sorted { $0.number < $1.number }
        let instance = self.mpsInstances.first { $0.selectors.contains { $0.value == .text(server.name) } }
        let reference = EndpointReference(
            resource: FirmwareClass.managementPresenceRemoteSAP.uri, selectors: instance?.selectors ?? [])
        return .output([Property("MpServer", reference)], returnValue: 0)
    }

    /// Reads a server; `nil` when what was sent does not fit together.
    private func server(_ arguments: Arguments, number: Int) -> RemoteAccess.Server? {
        guard
            let accessInfo = arguments.text("AccessInfo"), Self.accessInfoBytes.contains(accessInfo.utf8.count),
            let format = arguments.number("InfoFormat"), Self.isAddress(accessInfo, format),
            let port = arguments.number("Port"), (1...65_535).contains(port),
            let method = arguments.number("AuthMethod"), [1, 2].contains(method),
            // The certificate of a server that has no name is known by the name given here.
            (arguments.text("CN")?.isEmpty ?? true) == (format == 201)
        else { return nil }
        let username = arguments.text("Username")
        let password = arguments.verbatim("Password")
        var certificate: Int?
        if method == 1 {
            guard
                username == nil, password == nil,
                let handle = arguments.reference("Certificate").flatMap({ self.leafHandle($0) })
            else { return nil }
            certificate = handle
        } else {
            guard
                !arguments.isPresent("Certificate"), let username, Self.isMPSUsername(username), let password,
                Self.mpsPasswordBytes.contains(password.utf8.count)
            else { return nil }
        }
        return RemoteAccess.Server(
            number: number, accessInfo: accessInfo, infoFormat: format, port: port, authMethod: method,
            certificate: certificate, username: username, passwordDigest: password.map(CredentialRules.digest),
            commonName: arguments.text("CN"))
    }

    static func isAddress(_ text: String, _ format: UInt32) -> Bool {
        switch format {
        case 3: DeviceIdentity.address(text) != nil
        case 4: Self.isIPv6(text)
        case 201: DeviceIdentity.address(text) == nil && Self.isDomainName(text)
        default: false
        }
    }

    static func isDomainName(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count)
                && label.utf8.allSatisfy { byte in
                    switch byte {
                    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
                    default: false
                    }
                }
        }
    }

    private static func isMPSUsername(_ name: String) -> Bool {
        Self.mpsUsernameBytes.contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                default: false
                }
            }
    }

    mutating func deleteMPS(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let instance = try self.instance(for: call)
        guard let place = self.mpsInstances.firstIndex(of: instance) else { throw Fault(.invalidSelectors) }
        let number = self.features.remoteAccess.servers[place].number
        // Policies hold on to their servers.
        guard !self.features.remoteAccess.policies.contains(where: { $0.servers.contains { $0.number == number } })
        else { throw .status(.notPermitted) }
        try self.countWrite()
        self.features.remoteAccess.servers.remove(at: place)
        return .empty
    }

    // MARK: Credentials

    var mpsCredentialInstances: [Instance] {
        self.features.remoteAccess.servers.compactMap { server in
            server.username.map { username in
                Instance(
                    instanceID: server.credentialID,
                    properties: [Property("InstanceID", server.credentialID), Property("RemoteID", username)])
            }
        }
    }

    mutating func putMPSCredential(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let shown = try self.instance(for: call).properties
        let rules: [PropertyRule] = [
            .fixed("InstanceID"), .text("RemoteID", Self.mpsUsernameBytes, allows: Self.isMPSUsername),
            .text("Secret", Self.mpsPasswordBytes),
        ]
        let arguments = try Arguments.put(call, rules: rules, shown: shown)
        let id = shown.texts("InstanceID").first
        guard let place = self.features.remoteAccess.servers.firstIndex(where: { $0.credentialID == id }) else {
            throw Fault(.invalidSelectors)
        }
        try self.countWrite()
        if let username = arguments.text("RemoteID") {
            self.features.remoteAccess.servers[place].username = username
        }
        if let secret = arguments.verbatim("Secret") {
            self.features.remoteAccess.servers[place].passwordDigest = CredentialRules.digest(secret)
        }
        return .empty
    }

    /// What each server is shown: a certificate, or a name and a password.
    var mpsContextInstances: [Instance] {
        zip(self.features.remoteAccess.servers, self.mpsInstances).map { server, instance in
            let provider = EndpointReference(
                resource: FirmwareClass.managementPresenceRemoteSAP.uri, selectors: instance.selectors)
            let element =
                server.certificate.map(Self.certificateReference)
                ?? EndpointReference(
                    resource: FirmwareClass.mpsUsernamePassword.uri, selector: "InstanceID", server.credentialID)
            return Instance(
                selectors: [
                    .init(name: "ElementInContext", value: .reference(element)),
                    .init(name: "ElementProvidingContext", value: .reference(provider)),
                ],
                properties: [Property("ElementInContext", element), Property("ElementProvidingContext", provider)])
        }
    }

    // MARK: Policies

    var policyInstances: [Instance] {
        self.features.remoteAccess.policies.map { policy in
            let data = policy.extendedData.isEmpty ? [] : [Property("ExtendedData", Text.base64(policy.extendedData))]
            return Self.keyed(
                .remoteAccessPolicyRule, by: "PolicyRuleName", policy.name,
                elementName: "Inte(r) AMT:Remote Access Policy",
                more: [
                    Property("Trigger", policy.trigger), Property("TunnelLifeTime", policy.tunnelLifeTimeSeconds),
                ] + data)
        }
    }

    mutating func addPolicy(_ arguments: Arguments) throws(Fault) -> FirmwareAnswer {
        let external = arguments.references("MpServer")
        let inner = arguments.references("InternalMpServer")
        if !inner.isEmpty, !self.capabilities.hasInternalMPS { throw Fault(.schemaValidationError) }
        let asked = external.map { ($0, UInt32(0)) } + inner.map { ($0, UInt32(1)) }
        var servers: [RemoteAccess.Binding] = []
        for (reference, type) in asked {
            let instance = self.instance(reference, of: .managementPresenceRemoteSAP)
            guard let place = self.mpsInstances.firstIndex(where: { $0 == instance }) else {
                return .status(.invalidParameter)
            }
            let number = self.features.remoteAccess.servers[place].number
            servers.append(.init(number: number, order: UInt32(servers.count), mpsType: type))
        }
        let data = arguments.bytes("ExtendedData") ?? []
        guard
            let trigger = arguments.number("Trigger"), trigger < RemoteAccess.Policy.names.count,
            let lifeTime = arguments.number("TunnelLifeTime"),
            (1...RemoteAccess.serversPerPolicyMax).contains(servers.count),
            Set(servers.map(\.number)).count == servers.count, trigger == 2 ? Self.isPeriod(data) : data.isEmpty
        else { return .status(.invalidParameter) }
        guard !self.features.remoteAccess.policies.contains(where: { $0.trigger == trigger }) else {
            return .status(.duplicate)
        }
        let policy = RemoteAccess.Policy(
            trigger: trigger, tunnelLifeTimeSeconds: lifeTime, extendedData: data, servers: servers)
        self.features.remoteAccess.policies.append(policy)
        let reference = EndpointReference(
            resource: FirmwareClass.remoteAccessPolicyRule.uri, selectors: self.policyInstances.last?.selectors ?? [])
        return .output([Property("PolicyRule", reference)], returnValue: 0)
    }

    /// Big-endian: 0 and seconds, or 1 and the hour and minute of a day.
    private static func isPeriod(_ bytes: [UInt8]) -> Bool {
        let numbers = stride(from: 0, to: bytes.count - bytes.count % 4, by: 4).map { place in
            bytes[place..<(place + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        switch (bytes.count, numbers.first) {
        case (8, 0): return numbers[1] > 0
        case (12, 1): return numbers[1] < 24 && numbers[2] < 60
        default: return false
        }
    }

    mutating func deletePolicy(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let instance = try self.instance(for: call)
        guard let place = self.policyInstances.firstIndex(of: instance) else { throw Fault(.invalidSelectors) }
        try self.countWrite()
        self.features.remoteAccess.policies.remove(at: place)
        return .empty
    }

    // MARK: Which policy applies to which server

    var policyBindings: [(policy: Int, server: Int, instance: Instance)] {
        let access = self.features.remoteAccess
        var bindings: [(policy: Int, server: Int, instance: Instance)] = []
        for (policyPlace, (policy, policyInstance)) in zip(access.policies, self.policyInstances).enumerated() {
            let set = EndpointReference(
                resource: FirmwareClass.remoteAccessPolicyRule.uri, selectors: policyInstance.selectors)
            for (place, binding) in policy.servers.enumerated() {
                guard let server = access.servers.firstIndex(where: { $0.number == binding.number }) else { continue }
                let element = EndpointReference(
                    resource: FirmwareClass.managementPresenceRemoteSAP.uri,
                    selectors: self.mpsInstances[server].selectors)
                let type = self.capabilities.hasInternalMPS ? [Property("MpsType", binding.mpsType)] : []
                let instance = Instance(
                    selectors: [
                        .init(name: "ManagedElement", value: .reference(element)),
                        .init(name: "PolicySet", value: .reference(set)),
                    ],
                    properties: [Property("ManagedElement", element)] + type
                        + [Property("OrderOfAccess", binding.order), Property("PolicySet", set)])
                bindings.append((policyPlace, place, instance))
            }
        }
        return bindings
    }

    /// The instance is named by the selectors, or by what the body joins.
    mutating func putPolicyBinding(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let rules: [PropertyRule] =
            [.reference("ManagedElement"), .number("OrderOfAccess", 0...1), .reference("PolicySet")]
            + (self.capabilities.hasInternalMPS ? [.number("MpsType", 0...2)] : [])
        let arguments = try Arguments.put(call, rules: rules, shown: [])
        guard let element = arguments.reference("ManagedElement"), let set = arguments.reference("PolicySet") else {
            throw Fault(.invalidParameter)
        }
        var named = call
        if call.selectors.isEmpty {
            named = FirmwareCall(
                firmwareClass: call.firmwareClass, operation: .get, messageID: call.messageID, action: call.action,
                selectors: [
                    .init(name: "ManagedElement", value: .reference(element)),
                    .init(name: "PolicySet", value: .reference(set)),
                ], body: nil)
        }
        let instance = try self.instance(for: named)
        guard let place = self.policyBindings.first(where: { $0.instance == instance }) else {
            throw Fault(.invalidSelectors)
        }
        try self.countWrite()
        if let type = arguments.number("MpsType") {
            self.features.remoteAccess.policies[place.policy].servers[place.server].mpsType = type
        }
        if let order = arguments.number("OrderOfAccess") {
            self.features.remoteAccess.policies[place.policy].servers[place.server].order = order
        }
        return .empty
    }
}
