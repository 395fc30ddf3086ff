import AMT
import Provisioning
import Synchronization
import Testing

@testable import Worker

@Suite("Profile on a device", .timeLimit(.minutes(10))) struct ProfilePhaseTests {
    static let refusal = Problem(.firmwareRefused, ["wsman.return_value": "1"])

    @Test("a full profile is applied in one attempt, after the commit, in the order of the table")
    func whole() async throws {
        let run = try FullProfile.run()
        #expect(await run.run() == .provisioned)
        #expect(run.held.writes == FullProfile.writes)
        #expect(run.held.values(.localTLS) == [.tlsLocal: "server"])
        #expect(run.held.keys(.users) == ["$$OsAdmin", "helpdesk"])
        #expect(run.held.values(.powerPackage)?[.powerPackage]?.hasPrefix("desktop-on-in-s0 ") == true)
        #expect(run.sections(.applied) == FullProfile.sections)
        #expect(run.queue.completions.first?.profileVersion == 4)
        #expect(run.queue.completions.first?.sections.count == FullProfile.sections.count)
        let committed = try #require(run.events.index("call AMT_SetupAndConfigurationService.CommitChanges"))
        #expect(committed < (try #require(run.events.index("write "))))
    }

    @Test("every step of a profile has its intent durable before it, and an outcome after it")
    func journal() async throws {
        let run = try FullProfile.run()
        #expect(await run.run() == .provisioned)
        for write in run.held.writes {
            let step = String(write.prefix { $0 != " " })
            let intent = try #require(run.events.index("durable: intent \(step)"))
            #expect(intent < (try #require(run.events.index("write \(step)"))), "\(step)")
            #expect(run.events.index("durable: outcome \(step) verified") != nil, "\(step)")
        }
        let texts = run.queue.entries.compactMap(\.detail)
        for secret in FullProfile.secrets.values {
            #expect(!texts.contains { $0.contains(secret.value.reveal()) }, "\(secret.name)")
        }
    }

    @Test("a section that is refused fails by itself: the others are applied, and the device is taken up again")
    func refused() async throws {
        let run = try FullProfile.run()
        run.held.trouble("write-kvm-port", .refused(Self.refusal))
        #expect(await run.run() == .provisioned)
        #expect(run.sections(.failed) == [.kvm])
        #expect(run.sections(.applied) == FullProfile.sections.filter { $0 != .kvm })
        let report = try #require(run.reports[.kvm])
        #expect(report.problem?.code == .firmwareRefused)
        #expect(report.problem?.evidence["step.name"] == "write-kvm-port")
        #expect(report.problem?.evidence["profile.field"] == "kvm.enabled")
        #expect(report.retryAfterSeconds == 86_400)
        // What else the section wants is left.
        #expect(!run.held.writes.contains("write-kvm-settings"))
        #expect(run.queue.entries.contains { $0.step.name == "write-kvm-port" && $0.outcome == .refused })
    }

    @Test("a section that has to be and is refused stops the attempt: the device is not provisioned")
    func required() async throws {
        var run = try FullProfile.run()
        run.profile.kvm?.isRequired = true
        run.held.trouble("write-kvm-port", .refused(Self.refusal))
        #expect(await run.run() == .stopped(.firmwareRefused))
        #expect(run.queue.completions.isEmpty)
        #expect(run.queue.releases.first?.disposition == .park)
        #expect(run.queue.releases.first?.problem?.evidence["profile.section"] == "kvm")
        #expect(!run.held.writes.contains("write-user-consent"))
    }

    @Test("a section that has to be and waits for the firmware lets the request wait")
    func requiredWaits() async throws {
        var run = try FullProfile.run()
        run.profile.wifi?.isRequired = true
        run.held.trouble("add-wifi-network", .refused(Problem(.firmwareBusy)))
        #expect(await run.run() == .stopped(.firmwareBusy))
        guard case .wait(for: .time, _) = run.queue.releases.first?.disposition else {
            Issue.record("busy firmware is not waited for")
            return
        }
    }

    @Test("what the firmware does not have is told, and nothing is written for it")
    func absent() async throws {
        let run = try FullProfile.run()
        run.held.state.withLock {
            $0.lists[.wifiNetworks] = .absent(reason: "DestinationUnreachable")
            $0.settings[.webPage] = .found([:])
        }
        #expect(await run.run() == .provisioned)
        #expect(run.sections(.notApplicable) == [.webPage, .wifi])
        #expect(run.reports[.wifi]?.problem?.evidence["wifi-network"] == "DestinationUnreachable")
        #expect(run.reports[.wifi]?.retryAfterSeconds == nil)
        let told = run.queue.entries.filter { $0.outcome == .notApplicable }.map(\.step.name)
        #expect(told.sorted() == ["web-page", "wifi"])
    }

    @Test("consent that may be changed at the device alone is told, and nothing is sent that would be refused")
    func consentOfOthers() async throws {
        var run = try FullProfile.run()
        run.profile.userConsent = Profile.UserConsent(need: .none, displaySeconds: 60)
        run.profile.userConsent?.kvmPolicy = false
        let locked: [DeviceSetting: String] = [
            .consentNeed: "all", .consentDisplaySeconds: "60", .consentChangeable: "false",
        ]
        run.held.set(.userConsent, locked)
        run.held.set(.kvmConsent, [.consentKVM: "true"])
        #expect(await run.run() == .provisioned)
        #expect(run.sections(.notApplicable) == [.userConsent])
        let evidence = try #require(run.reports[.userConsent]?.problem?.evidence)
        #expect(evidence.keys.sorted() == ["userConsent.kvmPolicy", "userConsent.need"])
        #expect(evidence.values.allSatisfy { $0.contains("CanModifyOptInPolicy") })
        #expect(!run.held.writes.contains { $0.contains("consent") })

        // What is as wanted anyway needs no leave.
        var content = try FullProfile.run()
        content.profile.userConsent = Profile.UserConsent(need: .all)
        content.held.set(.userConsent, locked)
        #expect(await content.run() == .provisioned)
        #expect(content.reports[.userConsent]?.state == .unchanged)
        #expect(content.reports[.userConsent]?.problem == nil)

        var required = try FullProfile.run()
        required.profile.userConsent?.isRequired = true
        required.held.set(.userConsent, locked)
        #expect(await required.run() == .stopped(.capabilityAbsent))
        #expect(required.queue.releases.first?.problem?.evidence["profile.section"] == "user-consent")
        #expect(required.held.writes.isEmpty)
    }

    @Test("a device that lacks what its profile requires is parked")
    func requiredAbsent() async throws {
        var run = try FullProfile.run()
        run.profile.wifi?.isRequired = true
        run.held.state.withLock { $0.lists[.wifiNetworks] = .absent(reason: "DestinationUnreachable") }
        #expect(await run.run() == .stopped(.capabilityAbsent))
        #expect(run.queue.releases.first?.disposition == .park)
        #expect(run.held.writes.isEmpty)
    }

    @Test("what the device's release does not have is not asked of it: the section is told, and the others are applied")
    func olderRelease() async throws {
        var run = try FullProfile.run()
        run.transport.state.withLock { $0.firmware.release = "5.2.10" }
        run.profile.wifi?.networks.append(
            Profile.WirelessNetwork(
                name: "new", ssid: "new", priority: 2, security: .wpa3SAE(SecretReference("wlan"))))
        #expect(await run.run() == .provisioned)
        #expect(run.sections(.notApplicable) == [.kvm, .userConsent])
        #expect(run.reports[.kvm]?.problem?.code == .capabilityAbsent)
        #expect(
            run.reports[.kvm]?.problem?.evidence == ["kvm": "is there from 6.0, and not on AMT 5.2.10"])
        #expect(run.reports[.kvm]?.retryAfterSeconds == nil)
        #expect(!run.held.writes.contains { $0.contains("kvm") || $0.contains("consent") })
        // Of the networks one can be had.
        #expect(run.held.keys(.wifiNetworks) == ["corp"])
        #expect(run.reports[.wifi]?.state == .applied)
        #expect(
            run.reports[.wifi]?.problem?.evidence
                == ["wifi.networks[1].security": "is wpa3-sae, which is there from 15.0, and not on AMT 5.2.10"])
        let told = run.queue.entries.filter { $0.outcome == .notApplicable }
        #expect(told.map(\.step.name).sorted() == ["kvm", "user-consent", "wifi"])
        #expect(told.contains { $0.detail == "kvm=is there from 6.0, and not on AMT 5.2.10" })
    }

    @Test("a device whose release does not have what its profile requires is parked, and nothing is written")
    func requiredOfOlderRelease() async throws {
        var run = try FullProfile.run()
        run.transport.state.withLock { $0.firmware.release = "5.2.10" }
        run.profile.kvm?.isRequired = true
        #expect(await run.run() == .stopped(.capabilityAbsent))
        let release = try #require(run.queue.releases.first)
        #expect(release.disposition == .park)
        #expect(release.problem?.evidence["profile.section"] == "kvm")
        #expect(release.problem?.evidence["kvm"] == "is there from 6.0, and not on AMT 5.2.10")
        #expect(run.held.writes.isEmpty)
    }

    @Test("a profile of which the release has nothing leaves a provisioned device, and says what it lacks")
    func nothingOfIt() async throws {
        var run = try FullProfile.run()
        run.transport.state.withLock { $0.firmware.release = "5.2.10" }
        run.profile = Profile(name: "full", version: 4)
        run.profile.kvm = Profile.KVM(isEnabled: true)
        #expect(await run.run() == .provisioned)
        #expect(run.reports.map(\.key) == [.kvm])
        #expect(run.sections(.notApplicable) == [.kvm])
        #expect(run.queue.entries.filter { $0.outcome == .notApplicable }.map(\.step.name) == ["kvm"])
    }

    @Test("a missing secret fails the section that names it, before anything of it is written")
    func missingSecret() async throws {
        var run = try FullProfile.run()
        run.secrets["tunnel"] = nil
        #expect(await run.run() == .provisioned)
        #expect(run.sections(.failed) == [.remoteAccess])
        #expect(run.reports[.remoteAccess]?.problem?.evidence["profile.secret_missing"] == "tunnel")
        #expect(run.reports[.remoteAccess]?.retryAfterSeconds == nil)
        #expect(!run.held.writes.contains { $0.contains("presence-server") || $0.contains("remote-access-rule") })
    }

    @Test("a step that the firmware answers and does not carry out is found by reading once more")
    func ignored() async throws {
        let run = try FullProfile.run()
        run.held.trouble("write-web-page", .ignored)
        #expect(await run.run() == .provisioned)
        #expect(run.sections(.failed) == [.webPage])
        let problem = try #require(run.reports[.webPage]?.problem)
        #expect(problem.code == .verificationFailed)
        #expect(run.reports[.webPage]?.retryAfterSeconds == 1_800)
        #expect(run.reports[.webPage]?.retryAgainAfterSeconds == 86_400)
        #expect(problem.evidence["profile.field.webPage.enabled"] == "true instead of false")
    }

    @Test("firmware that protects its flash gets no more writes: what is left fails for a day, what is there stays")
    func flashLimit() async throws {
        let run = try FullProfile.run()
        run.held.set(.environmentDetection, [.environmentDomains: "corp.example"])
        run.held.trouble("write-redirection-functions", .refused(Problem(.flashWriteLimit)))
        #expect(await run.run() == .provisioned)
        #expect(run.held.writes.last == "write-redirection-functions")
        #expect(
            run.sections(.failed)
                == [.redirection, .kvm, .userConsent, .webPage, .wifi, .remoteAccess, .auditLog, .addressing])
        for section in run.sections(.failed) {
            #expect(run.reports[section]?.problem?.code == .flashWriteLimit)
            #expect(run.reports[section]?.retryAfterSeconds == 86_400)
        }
        #expect(run.sections(.applied) == [.tls, .network, .users, .power])
        #expect(run.sections(.unchanged) == [.environmentDetection])
    }

    // MARK: - What cannot be read back

    @Test("which secrets the device took is recorded with the outcomes, for its realm")
    func marks() async throws {
        let run = try FullProfile.run()
        #expect(await run.run() == .provisioned)
        let applied = run.queue.entries.flatMap(\.applied)
        #expect(
            applied.map(\.field).sorted() == [
                "kvm.rfbPassword", "remoteAccess/mps.corp.example:4433/password",
                "remoteAccess/mps.corp.example:4433/username", "users/helpdesk/password", "wifi/corp/passphrase",
            ])
        #expect(applied.allSatisfy { $0.digestRealm == SmallFirmware.realm })
        #expect(applied.first { $0.field == "users/helpdesk/password" }?.secretVersion == 3)
        #expect(run.queue.entries.filter { !$0.applied.isEmpty }.allSatisfy { $0.outcome == .verified })
    }

    @Test("a second run on an unchanged device writes nothing and commits nothing")
    func second() async throws {
        let first = try FullProfile.run()
        #expect(await first.run() == .provisioned)
        let second = try first.next()
        #expect(await second.run() == .provisioned)
        #expect(second.held.writes.isEmpty)
        #expect(DeviceRunTests.writes(second).isEmpty)
        #expect(second.queue.entries.isEmpty)
        #expect(second.sections(.unchanged) == FullProfile.sections)
        #expect(second.queue.completions.first?.credentialVersion == 1)
    }

    @Test("a secret with a newer version is written again, and nothing else")
    func newerSecret() async throws {
        let first = try FullProfile.run()
        #expect(await first.run() == .provisioned)
        var second = try first.next()
        second.secrets["helpdesk"] = KeptSecret(name: "helpdesk", version: 4, value: Secret(text: "Help-1111!"))
        #expect(await second.run() == .provisioned)
        #expect(second.held.writes == ["update-user helpdesk"])
        #expect(second.queue.entries.flatMap(\.applied).map(\.secretVersion) == [4])
        #expect(second.sections(.applied) == [.users])
    }

    @Test("marks of another realm count nothing: a device that was unprovisioned has forgotten its secrets")
    func otherRealm() async throws {
        let first = try FullProfile.run()
        #expect(await first.run() == .provisioned)
        var second = try first.next()
        second.appliedSecrets = second.appliedSecrets.map {
            AppliedSecret(
                field: $0.field, secretName: $0.secretName, secretVersion: $0.secretVersion,
                digestRealm: "Digest:00000000000000000000000000000000")
        }
        #expect(await second.run() == .provisioned)
        #expect(
            second.held.writes == [
                "update-user helpdesk", "write-kvm-settings", "update-wifi-network corp",
                "remove-remote-access-rule alert", "remove-presence-server mps.corp.example:4433",
                "add-presence-server mps.corp.example:4433", "add-remote-access-rule alert",
            ])
        #expect(second.queue.entries.flatMap(\.applied).allSatisfy { $0.digestRealm == SmallFirmware.realm })
    }
}
