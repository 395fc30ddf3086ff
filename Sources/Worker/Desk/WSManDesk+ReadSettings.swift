import AMT
import Provisioning

/// Reading of settings. A property that a release does not have is left out.
extension WSManDesk {
    typealias Settings = Finding<[DeviceSetting: String]>

    func settings(_ group: SettingGroup) async throws(RoundEnd) -> Settings {
        switch group {
        case .localTimeSync:
            let finding = try await self.caller.find(AMT_TimeSynchronizationService.get())
            return finding.map { Self.known([(.clockLocalSync, Self.text($0.localTimeSyncEnabled))]) }
        case .trustedNames: return try await self.trustedNames()
        case .localTLS: return try await self.localTLSSettings()
        case .general, .idleTimeout: return try await self.generalSettings()
        case .kerberos: return try await self.kerberosSettings()
        case .powerPackage: return try await self.powerPackage()
        case .redirectionFunctions, .redirectionListener: return try await self.redirectionSettings()
        case .kvmPort:
            let finding = try await self.caller.find(CIM_KVMRedirectionSAP.get())
            return finding.map { Self.known([(.kvmEnabled, Self.text($0.state.isEnabled))]) }
        case .kvmSettings, .kvmConsent: return try await self.readKVMSettings()
        case .userConsent: return try await self.consent()
        case .webPage:
            let finding = try await self.caller.find(AMT_WebUIService.get())
            return finding.map { Self.known([(.webPageEnabled, Self.text($0.state.isEnabled))]) }
        case .wifiPort:
            let finding = try await self.caller.find(CIM_WiFiPort.get())
            return finding.map { [.wifiPower: Self.text($0.enabledState)] }
        case .wifiConfiguration: return try await self.readWiFiConfiguration()
        case .wired8021x: return try await self.wiredSettings()
        case .endpointAccessSigner: return try await self.readPostureSigner()
        case .endpointAccessOptions:
            let finding = try await self.caller.find(AMT_EndpointAccessControlService.getEacOptions())
            return finding.map {
                [.endpointAccessVendors: Self.text($0.vendors), .endpointAccessPostureHash: Self.text($0.postureHash)]
            }
        case .endpointAccessState:
            let finding = try await self.caller.find(AMT_EndpointAccessControlService.get())
            return finding.map { Self.known([(.endpointAccessEnabled, Self.text($0.state.isEnabled))]) }
        case .userInitiated:
            let finding = try await self.caller.find(AMT_UserInitiatedConnectionService.get())
            return finding.map { [.userInitiated: Self.text($0.state)] }
        case .auditState, .auditSigning, .auditStorage: return try await self.auditSettings()
        case .ipv6: return try await self.ipv6Settings()
        case .wirelessIPv6: return try await self.wirelessIPv6Settings()
        case .addressing: return try await self.addressing()
        case .environmentDetection:
            let finding = try await self.caller.find(AMT_EnvironmentDetectionSettingData.get())
            self.environment = finding.value
            return finding.map { [.environmentDomains: Self.list($0.detectionStrings)] }
        case .certificateStore: return try await self.certificateStore()
        }
    }

    private func certificateStore() async throws(RoundEnd) -> Settings {
        let finding: Finding<[AMT_PublicKeyCertificate]>
        if let certificates = self.certificates {
            finding = .found(certificates)
        } else {
            finding = try await self.caller.findAll(AMT_PublicKeyCertificate.enumerate(), AMT_PublicKeyCertificate.pull)
        }
        guard case .found(let certificates) = finding else { return finding.map { _ in [:] } }
        self.certificates = certificates
        let own = certificates.first { $0.instanceID == self.material.deviceCertificateInstanceID }
        return .found(
            Self.known([
                (.deviceCertificate, own.map { CertificateDigest.sha256($0.der) }),
                (.trustedRootsMax, String(try await self.roomForRoots())),
            ]))
    }

    private func trustedNames() async throws(RoundEnd) -> Settings {
        let finding = try await self.caller.find(
            AMT_TLSSettingData.get(instanceID: AMT_TLSSettingData.networkInstanceID))
        self.networkTLS = finding.value
        return finding.map { [.tlsTrustedNames: Self.list($0.trustedCN)] }
    }

    private func localTLSSettings() async throws(RoundEnd) -> Settings {
        let finding = try await self.caller.find(AMT_TLSSettingData.get(instanceID: AMT_TLSSettingData.localInstanceID))
        self.localTLS = finding.value
        return finding.map { settings in
            let mode: Profile.TLS.Mode =
                settings.isEnabled ? (settings.mutualAuthentication == true ? .mutual : .server) : .off
            return [.tlsLocal: mode.rawValue]
        }
    }

    private func generalSettings() async throws(RoundEnd) -> Settings {
        let finding = try await self.caller.find(AMT_GeneralSettings.get())
        self.general = finding.value
        return finding.map { general in
            var known: [(DeviceSetting, String?)] = [
                (.networkSharedName, Self.text(general.sharedFQDN)),
                (.networkPrefersIPv6, general.preferredAddressFamily.map { $0 == .ipv6 ? "true" : "false" }),
                (.networkPing, Self.text(general.pingResponseEnabled)),
                (.networkRMCPPing, Self.text(general.rmcpPingResponseEnabled)),
                (.powerIdleTimeoutMinutes, Self.text(general.idleWakeTimeoutMinutes)),
            ]
            if let dns = general.dynamicDNS {
                known += [
                    (.dynamicDNSUpdater, dns.updater.rawValue),
                    (.dynamicDNSPeriodMinutes, String(dns.periodicUpdateIntervalMinutes)),
                    (.dynamicDNSTTLSeconds, String(dns.ttlSeconds)),
                ]
            }
            return Self.known(known)
        }
    }

    private func kerberosSettings() async throws(RoundEnd) -> Settings {
        let finding = try await self.caller.find(AMT_KerberosSettingData.get())
        self.kerberos = finding.value
        return finding.map { kerberos in
            let services = (kerberos.servicePrincipals ?? []).map { "\($0.name)=\(Self.text($0.service))" }
            return [
                .kerberosEnabled: kerberos.isEnabled ? "true" : "false", .kerberosRealm: kerberos.realmName ?? "",
                .kerberosServices: Self.list(services), .kerberosKeyVersion: String(kerberos.keyVersion ?? 0),
                .kerberosClockToleranceMinutes: String(kerberos.maximumClockToleranceMinutes ?? 5),
            ]
        }
    }

    /// The current package, and behind it all that there are.
    private func powerPackage() async throws(RoundEnd) -> Settings {
        let schemes = try await self.caller.findAll(AMT_SystemPowerScheme.enumerate(), AMT_SystemPowerScheme.pull)
        guard case .found(let all) = schemes else { return schemes.map { _ in [:] } }
        self.powerSchemes = all
        let settings = try await self.caller.all(CIM_ElementSettingData.enumerate(), CIM_ElementSettingData.pull)
        let current = settings.first { $0.isCurrent == true && $0.schemeGUID != nil }?.schemeGUID
        let names = all.map { Self.packageName($0.schemeGUID) }
        let currentName = current.map { Self.packageName($0) } ?? "unknown"
        return .found([.powerPackage: ([currentName] + names).joined(separator: " ")])
    }

    private func redirectionSettings() async throws(RoundEnd) -> Settings {
        let finding = try await self.caller.find(AMT_RedirectionService.get())
        self.redirection = finding.value
        return finding.map {
            [
                .redirectionFunctions: Self.text($0.state),
                .redirectionListener: $0.listenerEnabled ? "true" : "false",
            ]
        }
    }

    private func readKVMSettings() async throws(RoundEnd) -> Settings {
        let finding = try await self.caller.find(IPS_KVMRedirectionSettingData.get())
        self.kvmSettings = finding.value
        return finding.map {
            Self.known([
                (.kvmPort5900, Self.text($0.is5900PortEnabled)),
                (.kvmSessionTimeoutMinutes, Self.text($0.sessionTimeoutMinutes)),
                (.kvmDefaultScreen, Self.text($0.defaultScreen)), (.consentKVM, Self.text($0.optInPolicy)),
            ])
        }
    }

    private func consent() async throws(RoundEnd) -> Settings {
        let finding = try await self.caller.find(IPS_OptInService.get())
        self.optIn = finding.value
        return finding.map {
            Self.known([
                (.consentNeed, Self.text($0.required)), (.consentDisplaySeconds, Self.text($0.displayTimeoutSeconds)),
                (.consentCodeSeconds, Self.text($0.codeTimeoutSeconds)),
                (.consentChangeable, Self.text($0.canModifyPolicy)),
            ])
        }
    }

    private func readWiFiConfiguration() async throws(RoundEnd) -> Settings {
        let finding = try await self.caller.find(AMT_WiFiPortConfigurationService.get())
        self.wifiConfiguration = finding.value
        return finding.map {
            Self.known([
                (.wifiHostSync, $0.localProfileSynchronization.map(Self.text)),
                (.wifiSharedWithUEFI, Self.text($0.uefiWiFiProfileShareEnabled)),
            ])
        }
    }

    /// Newer firmware has one class for it, older firmware another; which release changed is not confirmed, so both are asked,
    /// the likelier one first.
    private func wiredSettings() async throws(RoundEnd) -> Settings {
        var lacks: Settings?
        for candidate in self.material.policy.wired8021xClasses {
            let found: Settings
            switch candidate {
            case .ipsIEEE8021xSettings: found = try await self.currentWired()
            case .amt8021XProfile: found = try await self.olderWired()
            }
            switch found {
            case .found: return found
            case .absent: lacks = lacks ?? found
            }
        }
        return lacks ?? .absent(reason: "no class of 802.1x is known")
    }

    private func currentWired() async throws(RoundEnd) -> Settings {
        let finding = try await self.caller.find(IPS_IEEE8021xSettings.get())
        if let settings = finding.value { self.wired = .current(settings) }
        return finding.map {
            Self.wired(
                $0.state != .disabled, $0.identity, awake: $0.availableInS0, boot: $0.pxeTimeoutSeconds)
        }
    }

    private func olderWired() async throws(RoundEnd) -> Settings {
        let finding = try await self.caller.find(AMT_8021XProfile.get())
        if let profile = finding.value { self.wired = .older(profile) }
        return finding.map {
            Self.wired($0.isEnabled, $0.identity, awake: $0.activeInS0, boot: $0.pxeTimeoutSeconds)
        }
    }

    private static func wired(
        _ isEnabled: Bool, _ identity: IEEE8021xIdentity?, awake: Bool?, boot: UInt32?
    ) -> [DeviceSetting: String] {
        Self.known([
            (.wiredEnabled, Self.text(isEnabled)), (.wiredMethod, identity.map { Self.text($0.eapProtocol) } ?? ""),
            (.wiredUsername, identity?.username ?? ""), (.wiredDomain, identity?.domain ?? ""),
            (.wiredRoamingIdentity, identity?.roamingIdentity ?? ""),
            (.wiredServerName, identity?.serverName?.text ?? ""),
            (.wiredServerNameMatch, identity?.serverName.map { Self.text($0.comparison) } ?? ""),
            (.wiredAvailableAwake, Self.text(awake)), (.wiredNetworkBootSeconds, Self.text(boot)),
        ])
    }

    private func auditSettings() async throws(RoundEnd) -> Settings {
        let finding = try await self.caller.find(AMT_AuditLog.get())
        self.auditLog = finding.value
        return finding.map {
            Self.known([
                (.auditEnabled, Self.text(!$0.state.contains(.disabled))),
                (.auditSigned, Self.text(!$0.state.contains(.noSigningKey))),
                (.auditStorage, $0.storagePolicy.map(Self.text)), (.auditDaysMin, Self.text($0.minDaysToKeep ?? 0)),
            ])
        }
    }

    private func ipv6Settings() async throws(RoundEnd) -> Settings {
        let finding = try await self.caller.find(
            IPS_IPv6PortSettings.get(instanceID: IPS_IPv6PortSettings.wiredInstanceID))
        self.ipv6 = finding.value
        return finding.map { port in
            let own = port.staticAddresses
            return Self.known([
                (.ipv6InterfaceID, port.interfaceIDType.map { Self.text($0, manual: port.manualInterfaceID) }),
                (.ipv6Address, own.address ?? ""), (.ipv6Gateway, own.defaultRouter ?? ""),
                (.ipv6PrimaryDNS, own.primaryDNS ?? ""), (.ipv6SecondaryDNS, own.secondaryDNS ?? ""),
            ])
        }
    }

    /// Looked for among both, because a key that no instance has is told as a fault of the request.
    private func wirelessIPv6Settings() async throws(RoundEnd) -> Settings {
        let finding = try await self.caller.findAll(IPS_IPv6PortSettings.enumerate(), IPS_IPv6PortSettings.pull)
        guard case .found(let ports) = finding else { return finding.map { _ in [:] } }
        let port = ports.first { $0.instanceID == IPS_IPv6PortSettings.wirelessInstanceID }
        self.wirelessIPv6 = port
        guard let port else { return .absent(reason: "there is no wireless interface") }
        let interfaceID = port.interfaceIDType.map { Self.text($0, manual: port.manualInterfaceID) }
        return .found(Self.known([(.wifiIPv6InterfaceID, interfaceID)]))
    }

    private func addressing() async throws(RoundEnd) -> Settings {
        let finding = try await self.caller.find(
            AMT_EthernetPortSettings.get(instanceID: AMT_EthernetPortSettings.wiredInstanceID))
        self.ethernet = finding.value
        return finding.map { port in
            var known: [(DeviceSetting, String?)] = [
                (.vlan, Self.text(port.vlanTag ?? 0)),
                (.reachability, port.linkPolicy.isEmpty ? nil : Profile.Network.Reachability(port.linkPolicy).rawValue),
                (.addressingMode, "unknown"), (.addressingAddress, ""), (.addressingSubnetMask, ""),
                (.addressingGateway, ""), (.addressingPrimaryDNS, ""), (.addressingSecondaryDNS, ""),
            ]
            switch port.addressing {
            case .dhcp?: known.append((.addressingMode, "dhcp"))
            case .sameAsHost?: known.append((.addressingMode, "host"))
            case .own(let own)?:
                known += [
                    (.addressingMode, "static"), (.addressingAddress, own.address),
                    (.addressingSubnetMask, own.subnetMask), (.addressingGateway, own.defaultGateway ?? ""),
                    (.addressingPrimaryDNS, own.primaryDNS ?? ""), (.addressingSecondaryDNS, own.secondaryDNS ?? ""),
                ]
            case nil: break
            }
            return Self.known(known)
        }
    }
}
