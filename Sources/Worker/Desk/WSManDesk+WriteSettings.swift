import AMT
import Provisioning

/// Writing of settings. Each begins with what was read and changes what differs.
extension WSManDesk {
    func write(_ group: SettingGroup, _ wish: GroupWish) async throws(RoundEnd) {
        let values = WantedTexts(values: wish.values)
        switch group {
        case .localTimeSync:
            try await self.act(AMT_TimeSynchronizationService.enableLocalTimeSync(values.flag(.clockLocalSync)))
        case .trustedNames:
            let held = try self.held(self.networkTLS, "AMT_TLSSettingData")
            try await self.act(AMT_TLSSettingData.put(held.changing(trustedCN: values.items(.tlsTrustedNames))))
        case .localTLS:
            let held = try self.held(self.localTLS, "AMT_TLSSettingData")
            let isEnabled = values[.tlsLocal] != Profile.TLS.Mode.off.rawValue
            try await self.act(
                AMT_TLSSettingData.put(
                    held.changing(
                        enabled: isEnabled, mutualAuthentication: false,
                        acceptNonSecureConnections: held.nonSecureConnectionsSupported
                            ?? self.material.policy.mayOpenPortsWithoutTLS)))
        case .general: try await self.writeGeneral(values)
        case .idleTimeout:
            try await self.putGeneral(
                try self.held(self.general, "AMT_GeneralSettings")
                    .putting(idleWakeTimeoutMinutes: values.number(.powerIdleTimeoutMinutes)))
        case .kerberos: try await self.writeKerberos(wish, values)
        case .powerPackage: try await self.writePowerPackage(values[.powerPackage])
        case .redirectionFunctions:
            try await self.act(
                AMT_RedirectionService.requestStateChange(Self.redirection(values[.redirectionFunctions])))
        case .redirectionListener:
            // The functions may have changed since it was read.
            let held = try await self.caller.call(AMT_RedirectionService.get())
            try await self.act(
                AMT_RedirectionService.put(held.changing(listenerEnabled: values.flag(.redirectionListener))))
        case .kvmPort:
            try await self.act(CIM_KVMRedirectionSAP.requestStateChange(enabled: values.flag(.kvmEnabled)))
        case .kvmSettings: try await self.writeKVM(wish, values)
        case .userConsent: try await self.writeConsent(values)
        case .kvmConsent: try await self.writeKVMConsent(values)
        case .webPage:
            try await self.act(AMT_WebUIService.requestStateChange(enabled: values.flag(.webPageEnabled)))
        case .wifiPort:
            guard let power = Profile.WiFi.Power(rawValue: values[.wifiPower]) else { return }
            try await self.act(CIM_WiFiPort.requestStateChange(Self.port(power)))
        case .wifiConfiguration: try await self.writeWiFiConfiguration(values)
        case .wired8021x: try await self.writeWired(wish, values)
        case .endpointAccessSigner: try await self.writePostureSigner()
        case .endpointAccessOptions: try await self.writeEndpointAccess(values)
        case .endpointAccessState:
            try await self.act(
                AMT_EndpointAccessControlService.requestStateChange(enabled: values.flag(.endpointAccessEnabled)))
        case .userInitiated:
            guard let wanted = Profile.RemoteAccess.UserInitiated(rawValue: values[.userInitiated]) else { return }
            try await self.act(AMT_UserInitiatedConnectionService.requestStateChange(Self.state(wanted)))
        case .auditState: try await self.act(AMT_AuditLog.requestStateChange(enabled: values.flag(.auditEnabled)))
        case .auditSigning: try await self.writeAuditSigning(wish)
        case .auditStorage: try await self.writeAuditStorage(values)
        case .ipv6: try await self.writeIPv6(values)
        case .wirelessIPv6: try await self.writeWirelessIPv6(values)
        case .addressing: try await self.writeAddressing(values)
        case .certificateStore: preconditionFailure("a plan does not write what it only reads")
        case .environmentDetection:
            let held = try self.held(self.environment, "AMT_EnvironmentDetectionSettingData")
            try await self.act(
                AMT_EnvironmentDetectionSettingData.put(
                    held.changing(algorithm: .localDomains, detectionStrings: values.items(.environmentDomains))))
        }
    }

    private func writePowerPackage(_ name: String) async throws(RoundEnd) {
        guard let scheme = self.powerSchemes.first(where: { Self.packageName($0.schemeGUID) == name }) else {
            throw .problem(Problem(.profileRefused, ["power.package": name]))
        }
        try await self.act(AMT_SystemPowerScheme.setPowerScheme(instanceID: scheme.instanceID))
    }

    private func writeGeneral(_ values: WantedTexts) async throws(RoundEnd) {
        var general = try self.held(self.general, "AMT_GeneralSettings")
        if values.has(.networkSharedName) { general = general.putting(sharedFQDN: values.flag(.networkSharedName)) }
        if values.has(.networkPrefersIPv6) {
            general = general.putting(
                preferredAddressFamily: values.flag(.networkPrefersIPv6) ? .ipv6 : .ipv4)
        }
        if values.has(.networkPing) || values.has(.networkRMCPPing) {
            general = general.putting(
                pingResponseEnabled: values.has(.networkPing)
                    ? values.flag(.networkPing) : general.pingResponseEnabled ?? true,
                rmcpPingResponseEnabled: values.has(.networkRMCPPing)
                    ? values.flag(.networkRMCPPing) : general.rmcpPingResponseEnabled ?? true)
        }
        if let dns = general.dynamicDNS {
            let updater =
                Profile.Network.DynamicDNS.Updater(rawValue: values[.dynamicDNSUpdater]) ?? dns.updater
            let wanted = DynamicDNS(
                isEnabled: updater == .firmware, byDHCPServer: updater == .dhcpServer,
                periodicUpdateIntervalMinutes: values.has(.dynamicDNSPeriodMinutes)
                    ? values.number(.dynamicDNSPeriodMinutes) : dns.periodicUpdateIntervalMinutes,
                ttlSeconds: values.has(.dynamicDNSTTLSeconds)
                    ? values.number(.dynamicDNSTTLSeconds) : dns.ttlSeconds)
            let isAsked = [.dynamicDNSUpdater, .dynamicDNSPeriodMinutes, .dynamicDNSTTLSeconds].contains {
                values.has($0)
            }
            if isAsked { general = general.putting(dynamicDNS: wanted) }
        }
        try await self.putGeneral(general)
    }

    /// Two groups share the instance: the second write begins with what the first one left.
    private func putGeneral(_ general: AMT_GeneralSettings) async throws(RoundEnd) {
        self.general = try await self.caller.call(AMT_GeneralSettings.put(general)) ?? general
    }

    private func writeKerberos(_ wish: GroupWish, _ values: WantedTexts) async throws(RoundEnd) {
        let held = try self.held(self.kerberos, "AMT_KerberosSettingData")
        guard values.flag(.kerberosEnabled) else {
            return try await self.act(AMT_KerberosSettingData.put(held.disabling(), key: nil))
        }
        var key: KerberosKey?
        if let master = wish.secrets[.masterKey] {
            guard let bytes = Hex.bytes(master.reveal()) else {
                throw .problem(Problem(.profileRefused, ["profile.field": "kerberos.key.masterKey"]))
            }
            key = .master(Secret(bytes))
        } else if let passphrase = wish.secrets[.passphrase] {
            key = .passphrase(
                passphrase, salt: wish.attachments[.salt] ?? "",
                iterationCount: UInt32(wish.attachments[.iterations] ?? "") ?? 4096)
        }
        let principals = values.items(.kerberosServices).compactMap { text -> ServicePrincipal? in
            guard let cut = text.lastIndex(of: "="),
                let form = Profile.Kerberos.Service.Form(rawValue: String(text[text.index(after: cut)...]))
            else { return nil }
            return ServicePrincipal(name: String(text[..<cut]), service: Self.service(form))
        }
        let settings = held.changing(
            realmName: values[.kerberosRealm], servicePrincipals: principals,
            keyVersion: values.number(.kerberosKeyVersion),
            encryptionAlgorithm: wish.secrets[.masterKey] == nil ? nil : .rc4,
            maximumClockToleranceMinutes: values.number(.kerberosClockToleranceMinutes))
        try await self.act(AMT_KerberosSettingData.put(settings, key: key))
    }

    private func writeKVM(_ wish: GroupWish, _ values: WantedTexts) async throws(RoundEnd) {
        var settings = try self.held(self.kvmSettings, "IPS_KVMRedirectionSettingData")
        if values.has(.kvmPort5900) { settings = settings.changing(is5900PortEnabled: values.flag(.kvmPort5900)) }
        if values.has(.kvmSessionTimeoutMinutes) {
            settings = settings.changing(sessionTimeoutMinutes: values.number(.kvmSessionTimeoutMinutes))
        }
        if values.has(.kvmDefaultScreen) {
            settings = settings.changing(defaultScreen: values.number(.kvmDefaultScreen))
        }
        try await self.putKVM(settings, rfbPassword: wish.secrets[.rfbPassword])
    }

    private func writeKVMConsent(_ values: WantedTexts) async throws(RoundEnd) {
        let held = try self.held(self.kvmSettings, "IPS_KVMRedirectionSettingData")
        try await self.putKVM(held.changing(optInPolicy: values.flag(.consentKVM)), rfbPassword: nil)
    }

    /// Two groups share the instance: the second write begins with what the first one left.
    private func putKVM(_ settings: IPS_KVMRedirectionSettingData, rfbPassword: Secret?) async throws(RoundEnd) {
        let put = IPS_KVMRedirectionSettingData.put(settings, rfbPassword: rfbPassword)
        self.kvmSettings = try await self.caller.call(put) ?? settings
    }

    private func writeConsent(_ values: WantedTexts) async throws(RoundEnd) {
        let held = try self.held(self.optIn, "IPS_OptInService")
        let need = Profile.UserConsent.Need(rawValue: values[.consentNeed]).map(Self.requirement) ?? held.required
        try await self.act(
            IPS_OptInService.put(
                held.changing(
                    required: need,
                    codeTimeoutSeconds: values.has(.consentCodeSeconds) ? values.number(.consentCodeSeconds) : nil,
                    displayTimeoutSeconds: values.has(.consentDisplaySeconds)
                        ? values.number(.consentDisplaySeconds) : nil)))
    }

    private func writeWiFiConfiguration(_ values: WantedTexts) async throws(RoundEnd) {
        var held = try self.held(self.wifiConfiguration, "AMT_WiFiPortConfigurationService")
        if let sync = Profile.WiFi.HostSync(rawValue: values[.wifiHostSync]) {
            held = held.changing(localProfileSynchronization: Self.sync(sync))
        }
        if values.has(.wifiSharedWithUEFI) {
            held = held.changing(uefiWiFiProfileShareEnabled: values.flag(.wifiSharedWithUEFI))
        }
        try await self.act(AMT_WiFiPortConfigurationService.put(held))
    }

    private func writeWired(_ wish: GroupWish, _ values: WantedTexts) async throws(RoundEnd) {
        let isEnabled = values.flag(.wiredEnabled)
        let identity = isEnabled ? Self.identity(wish.attachments, password: wish.secrets[.password]) : nil
        var root: String?
        if let name = wish.attachments[.root] { root = try await self.rootInstanceID(name) }
        let client = wish.attachments[.clientCertificate] == nil ? nil : try self.deviceCertificate()
        switch try self.held(self.wired, "IPS_IEEE8021xSettings") {
        case .current(var settings):
            if let identity { settings = settings.changing(identity: identity) }
            settings = settings.changing(
                availableInS0: values.has(.wiredAvailableAwake)
                    ? values.flag(.wiredAvailableAwake) : settings.availableInS0 ?? true,
                pxeTimeoutSeconds: values.has(.wiredNetworkBootSeconds)
                    ? values.number(.wiredNetworkBootSeconds) : settings.pxeTimeoutSeconds ?? 120)
            let state: IPS_IEEE8021xSettings.State =
                isEnabled
                ? (root != nil || client != nil ? .enabledWithCertificates : .enabledWithoutCertificates) : .disabled
            try await self.act(IPS_IEEE8021xSettings.put(settings.changing(state: state)))
            // Certificates are bound to settings that are on.
            if isEnabled && (root != nil || client != nil) {
                try await self.act(
                    IPS_IEEE8021xSettings.setCertificates(serverCertificateIssuer: root, clientCertificate: client))
            }
        case .older(var profile):
            if let identity {
                guard let changed = profile.changing(identity: identity) else {
                    throw .problem(
                        Problem(.profileRefused, ["profile.field": DeviceSetting.wiredMethod.rawValue]))
                }
                profile = changed.changing(
                    clientCertificateInstanceID: client, serverCertificateIssuerInstanceID: root)
            }
            profile = profile.changing(
                activeInS0: values.has(.wiredAvailableAwake)
                    ? values.flag(.wiredAvailableAwake) : profile.activeInS0 ?? true,
                pxeTimeoutSeconds: values.has(.wiredNetworkBootSeconds)
                    ? values.number(.wiredNetworkBootSeconds) : profile.pxeTimeoutSeconds ?? 120)
            try await self.act(AMT_8021XProfile.put(profile.changing(enabled: isEnabled)))
        }
    }

    private func writeAuditStorage(_ values: WantedTexts) async throws(RoundEnd) {
        let held = try self.held(self.auditLog, "AMT_AuditLog")
        let policy = Profile.AuditLog.Storage(rawValue: values[.auditStorage]).map(Self.storage)
        let days = values.has(.auditDaysMin) ? values.number(.auditDaysMin) : held.minDaysToKeep ?? 0
        let wanted = policy ?? held.storagePolicy ?? .noRollOver
        // Days belong to the one policy that counts them.
        try await self.act(
            AMT_AuditLog.setStoragePolicy(
                wanted, minDaysToKeep: wanted == .restrictedRollOver ? UInt8(clamping: days) : nil))
    }

    private func writeIPv6(_ values: WantedTexts) async throws(RoundEnd) {
        var port = try self.held(self.ipv6, "IPS_IPv6PortSettings").changing(interfaceID: values[.ipv6InterfaceID])
        let held = port.staticAddresses
        if [.ipv6Address, .ipv6Gateway, .ipv6PrimaryDNS, .ipv6SecondaryDNS].contains(where: { values.has($0) }) {
            port = port.changing(
                staticAddresses: .init(
                    address: values.values[.ipv6Address] ?? held.address,
                    defaultRouter: values.values[.ipv6Gateway] ?? held.defaultRouter,
                    primaryDNS: values.values[.ipv6PrimaryDNS] ?? held.primaryDNS,
                    secondaryDNS: values.values[.ipv6SecondaryDNS] ?? held.secondaryDNS))
        }
        try await self.act(IPS_IPv6PortSettings.put(port))
    }

    private func writeWirelessIPv6(_ values: WantedTexts) async throws(RoundEnd) {
        let port = try self.held(self.wirelessIPv6, "IPS_IPv6PortSettings")
        try await self.act(IPS_IPv6PortSettings.put(port.changing(interfaceID: values[.wifiIPv6InterfaceID])))
    }

    private func writeAddressing(_ values: WantedTexts) async throws(RoundEnd) {
        var port = try self.held(self.ethernet, "AMT_EthernetPortSettings")
        if values.has(.vlan) { port = port.changing(vlanTag: values.number(.vlan)) }
        if let reachability = Profile.Network.Reachability(rawValue: values[.reachability]) {
            port = port.changing(linkPolicy: reachability.linkPolicy)
        }
        if values.hasAddress {
            port = port.changing(addressing: values.addressing(over: port.addressing))
        } else if case .dhcp? = port.addressing {
            port = port.changing(addressing: .dhcp)
        } else if case .sameAsHost? = port.addressing {
            port = port.changing(addressing: .sameAsHost)
        }
        try await self.act(AMT_EthernetPortSettings.put(port))
    }

    /// Who the device is to a network with 802.1x.
    static func identity(_ attachments: [EntryField: String], password: Secret?) -> IEEE8021xIdentity? {
        guard let method = attachments[.method].flatMap(Profile.Supplicant.Method.init(rawValue:)) else { return nil }
        let match = attachments[.serverNameMatch] == Profile.Supplicant.NameMatch.suffix.rawValue
        return IEEE8021xIdentity(
            eapProtocol: Self.eap(method), username: attachments[.username], password: password,
            domain: attachments[.domain], roamingIdentity: attachments[.roamingIdentity],
            serverName: attachments[.serverName].map {
                .init(text: $0, comparison: match ? .domainSuffix : .fullName)
            })
    }
}

extension IPS_IPv6PortSettings {
    /// With another origin of automatic addresses, as profiles write it; an empty text leaves it.
    fileprivate func changing(interfaceID text: String) -> IPS_IPv6PortSettings {
        switch text {
        case "": self
        case "random": self.changing(interfaceIDType: .randomized)
        case "intel": self.changing(interfaceIDType: .intel)
        default: self.changing(interfaceIDType: .manual, manualInterfaceID: text)
        }
    }
}
