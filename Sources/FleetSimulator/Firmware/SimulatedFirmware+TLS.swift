/// AMT_TLSSettingData and AMT_TLSCredentialContext of one device.
struct TLSSettings: Equatable, Sendable {
    static let networkID = "Intel(r) AMT 802.3 TLS Settings"
    static let localID = "Intel(r) AMT LMS TLS Settings"
    /// What devices answer; clients write the second form.
    static let collectionName = "TLSProtocolEndpoint Instances Collection"
    private static let collectionNameOfClients = "TLSProtocolEndpointInstances Collection"
    static let trustedCNMax = 4
    /// What old firmware publishes.
    static let trustedCNBytesMax = 63

    struct Interface: Equatable, Sendable {
        var isEnabled = false
        var isMutual = false
        var acceptsNonSecure = false
        var trustedCNs: [String] = []
    }

    struct Both: Equatable, Sendable {
        var network = Interface()
        var local = Interface()
    }

    struct Bound: Equatable, Sendable {
        let certificateDER: [UInt8]
        let privateKeyDER: [UInt8]
    }

    /// What was put; in force from the next commit on.
    var staged = Both()
    var active = Both()
    /// Handle of the certificate that the credential context names.
    var boundHandle: Int?
    /// What TLS presents since the last commit.
    var activeCertificate: Bound?

    /// `true` for a reference to the collection of TLS endpoints, in either spelling.
    static func isCollection(_ reference: EndpointReference) -> Bool {
        guard reference.resource == FirmwareClass.tlsProtocolEndpointCollection.uri else { return false }
        let name = reference.text(ofOnlySelector: "ElementName")
        return name == Self.collectionName || name == Self.collectionNameOfClients
    }
}

extension ClassTraits {
    static let tlsCredentialContext = ClassTraits(
        declaresCommon: false, isSingleton: false, instances: { $0.credentialContextInstance.map { [$0] } ?? [] },
        put: { firmware, call, _ throws(Fault) in try firmware.putCredentialContext(call) },
        create: { firmware, call, _ throws(Fault) in try firmware.createCredentialContext(call) },
        delete: { firmware, call, _ throws(Fault) in try firmware.deleteCredentialContext(call) })
    static let tlsProtocolEndpointCollection = ClassTraits(
        declaresCommon: false,
        instances: { _ in
            let name = TLSSettings.collectionName
            return [
                Instance(
                    selectors: [.init(name: "ElementName", value: .text(name))],
                    properties: [Property("ElementName", name)])
            ]
        })
    static let tlsSettingData = ClassTraits(
        declaresCommon: false, isSingleton: false, refusesEnumerateOnAMT10: true, instances: { $0.tlsInstances },
        put: { firmware, call, _ throws(Fault) in try firmware.putTLSSettings(call) })
}

extension SimulatedFirmware {
    private static let tlsFields = [
        Field(name: "AcceptNonSecureConnections", kind: .flag, isRequired: false),
        Field(name: "ElementName", kind: .text, isRequired: false),
        Field(name: "Enabled", kind: .flag),
        Field(name: "InstanceID", kind: .text, isRequired: false),
        Field(name: "MutualAuthentication", kind: .flag, isRequired: false),
        Field(name: "TrustedCN", kind: .text, isRequired: false, isRepeated: true),
        Field(name: "X509IssuerName", kind: .text, isRequired: false),
        Field(name: "X509SerialNumber", kind: .text, isRequired: false),
    ]
    private static let contextFields = [
        Field(name: "ElementInContext", kind: .reference), Field(name: "ElementProvidingContext", kind: .reference),
    ]

    var tlsInstances: [Instance] {
        let shown = self.policy.showsStagedTLS ? self.tls.staged : self.tls.active
        return [
            self.instance(TLSSettings.networkID, shown.network), self.instance(TLSSettings.localID, shown.local),
        ]
    }

    private func instance(_ id: String, _ interface: TLSSettings.Interface) -> Instance {
        var properties = [
            Property("AcceptNonSecureConnections", interface.acceptsNonSecure), Property("ElementName", id),
            Property("Enabled", interface.isEnabled), Property("InstanceID", id),
            Property("MutualAuthentication", interface.isMutual),
        ]
        if !self.identity.release.supportsNonSecureConnections {
            properties.append(Property("NonSecureConnectionsSupported", false))
        }
        return Instance(
            instanceID: id, properties: properties + interface.trustedCNs.map { Property("TrustedCN", $0) })
    }

    mutating func putTLSSettings(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let isNetwork = try self.instance(for: call) == self.tlsInstances.first
        let id = isNetwork ? TLSSettings.networkID : TLSSettings.localID
        let arguments = try Arguments.read(
            call.body, named: call.firmwareClass.rawValue, in: call.firmwareClass.uri, fields: Self.tlsFields,
            inOrder: false)
        let interface = TLSSettings.Interface(
            isEnabled: arguments.flag("Enabled") ?? false, isMutual: arguments.flag("MutualAuthentication") ?? false,
            acceptsNonSecure: arguments.flag("AcceptNonSecureConnections") ?? false,
            trustedCNs: arguments.texts("TrustedCN"))
        guard
            [id, nil].contains(arguments.text("InstanceID")), [id, nil].contains(arguments.text("ElementName")),
            interface.trustedCNs.count <= TLSSettings.trustedCNMax,
            interface.trustedCNs.allSatisfy({ (1...TLSSettings.trustedCNBytesMax).contains($0.utf8.count) }),
            !isNetwork || !interface.acceptsNonSecure || self.identity.release.supportsNonSecureConnections
        else { throw Fault(.invalidParameter) }
        try self.countWrite()
        if isNetwork {
            self.tls.staged.network = interface
            // The names that a client may carry are checked from now on, without a commit.
            self.tls.active.network.trustedCNs = interface.trustedCNs
        } else {
            self.tls.staged.local = interface
        }
        return .instance(self.instance(id, interface).properties)
    }

    var credentialContextInstance: Instance? {
        guard let handle = self.tls.boundHandle else { return nil }
        let pair = Self.contextReferences(handle)
        return Instance(
            selectors: [
                .init(name: "ElementInContext", value: .reference(pair.certificate)),
                .init(name: "ElementProvidingContext", value: .reference(pair.collection)),
            ],
            properties: [
                Property("ElementInContext", pair.certificate),
                Property("ElementProvidingContext", pair.collection),
            ])
    }

    private static func contextReferences(
        _ handle: Int
    ) -> (certificate: EndpointReference, collection: EndpointReference) {
        let certificate = EndpointReference(
            resource: FirmwareClass.publicKeyCertificate.uri, selector: "InstanceID",
            StoredCertificate.instanceID(handle))
        let collection = EndpointReference(
            resource: FirmwareClass.tlsProtocolEndpointCollection.uri, selector: "ElementName",
            TLSSettings.collectionName)
        return (certificate, collection)
    }

    /// The certificate that a context in a request binds, which must be a leaf with its key in the store.
    private func certificateToBind(_ call: FirmwareCall) throws(Fault) -> StoredCertificate {
        let arguments = try Arguments.read(
            call.body, named: call.firmwareClass.rawValue, in: call.firmwareClass.uri, fields: Self.contextFields,
            inOrder: false)
        guard
            let element = arguments.reference("ElementInContext"),
            element.resource == FirmwareClass.publicKeyCertificate.uri,
            let instanceID = element.text(ofOnlySelector: "InstanceID"),
            let certificate = self.store.certificate(instanceID: instanceID),
            let collection = arguments.reference("ElementProvidingContext"), TLSSettings.isCollection(collection)
        else { throw Fault(.invalidParameter) }
        guard !certificate.isTrustedRoot, self.store.keyPair(of: certificate) != nil else {
            throw .status(.certificateKeyNotMatch)
        }
        return certificate
    }

    mutating func createCredentialContext(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let certificate = try self.certificateToBind(call)
        guard self.tls.boundHandle == nil else { throw Fault(.alreadyExists) }
        try self.countWrite()
        self.tls.boundHandle = certificate.handle
        let pair = Self.contextReferences(certificate.handle)
        return .created(
            EndpointReference(
                resource: call.firmwareClass.uri,
                selectors: [
                    .init(name: "ElementInContext", value: .reference(pair.certificate)),
                    .init(name: "ElementProvidingContext", value: .reference(pair.collection)),
                ]))
    }

    mutating func putCredentialContext(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        _ = try self.instance(for: call)
        let certificate = try self.certificateToBind(call)
        try self.countWrite()
        self.tls.boundHandle = certificate.handle
        return .instance(self.credentialContextInstance?.properties ?? [])
    }

    mutating func deleteCredentialContext(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        guard call.selectors.count == 2 else { throw Fault(.invalidSelectors) }
        _ = try self.instance(for: call)
        let isInUse = [self.tls.active.network, self.tls.active.local].contains(where: \.isEnabled)
        guard !isInUse else { throw .status(.notPermitted) }
        try self.countWrite()
        self.tls.boundHandle = nil
        return .empty
    }

    /// The bound certificate with its key, as TLS needs them.
    var boundCertificate: TLSSettings.Bound? {
        guard
            let certificate = self.store.certificates.first(where: { $0.handle == self.tls.boundHandle }),
            let keyPair = self.store.keyPair(of: certificate)
        else { return nil }
        return .init(certificateDER: certificate.der, privateKeyDER: keyPair.material.privateKeyDER)
    }
}

/// How a device meets a connection to its management port.
enum TLSPosture: Equatable, Sendable {
    /// Nobody is served.
    case closed
    case presharedKey(pid: String, pps: String)
    /// Self-signed certificate; the client shows a provisioning certificate.
    case setupCertificate
    /// Self-signed certificate for a configured device of a release that has no port without TLS.
    case selfSigned
    /// The certificate bound at the last commit; `mutual` carries what is asked of the client's.
    case bound(TLSSettings.Bound, mutual: MutualDemand?)
}

/// What a configured device asks of a client's certificate.
struct MutualDemand: Equatable, Sendable {
    let trustedRoots: [[UInt8]]
    let trustedCNs: [String]
}

extension SimulatedFirmware {
    var tlsPosture: TLSPosture {
        switch (self.state, self.identity.kind) {
        case (.pre, _): return .closed
        case (.in, .psk): return .presharedKey(pid: self.pid, pps: self.pps)
        case (.in, .pki): return .setupCertificate
        case (.post, _):
            let network = self.tls.active.network
            guard network.isEnabled, let bound = self.tls.activeCertificate else {
                return self.identity.release.supportsNonSecureConnections ? .closed : .selfSigned
            }
            let roots = self.store.certificates.filter(\.isTrustedRoot).map(\.der)
            let demand = MutualDemand(trustedRoots: roots, trustedCNs: network.trustedCNs)
            return .bound(bound, mutual: network.isMutual ? demand : nil)
        }
    }
}
