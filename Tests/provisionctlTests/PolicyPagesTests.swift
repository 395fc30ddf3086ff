import Foundation
import Testing

@testable import provisionctl

@Suite("pages of policies and of a device's resolution")
struct PolicyPagesTests {
    let plain = Pages(columnsMax: nil, hasColour: false)

    @Test("the standard policy, and the versions that were kept")
    func versions() throws {
        let standard = PolicySummary(name: "assignment", version: 0)
        #expect(
            self.plain.policy(standard, document: "{\n}") == [
                "Version       none was kept; the standard one counts", "", "{", "}",
            ])
        let history = try Answer.read(
            Data(
                """
                {"name":"assignment","versions":[
                {"name":"assignment","version":12,"author":"ops","createdAt":"2026-11-22T10:30:45.678Z"}]}
                """.utf8), as: PolicyHistory.self)
        #expect(
            self.plain.policyVersions(history.versions) == [
                "VERSION  MADE                  BY", "     12  2026-11-22 10:30:45Z  ops",
            ])
        #expect(self.plain.policyVersions([]) == ["No policy was ever kept; the standard one counts."])
    }

    @Test("a dry run: what changes, for whom, and who decides")
    func trial() throws {
        let trial = try Answer.read(
            Data(
                """
                {"devices":1203,"unnamed":7,"neverCalled":3,"complete":false,"moves":[
                {"from":"default","to":{"kind":"profile","profile":"default"},"changes":false,"count":1200,"examples":[]},
                {"from":"default","to":{"kind":"unknown-profile","profile":"kiosk"},"changes":true,"count":2,
                "examples":[{"uuid":"u1","fqdn":"kiosk-1.corp.example","origin":"rule kiosks"}]},
                {"from":null,"to":{"kind":"unassigned","profile":null},"changes":true,"count":1,
                "examples":[{"uuid":"u2","fqdn":"pc.corp.example","origin":null}]}],
                "decided":[{"origin":"default","count":1200},{"origin":"rule kiosks","count":2}]}
                """.utf8), as: PolicyTrial.self)
        #expect(
            self.plain.trial(trial) == [
                "1,203 devices were looked at; there are more, which were not looked at.",
                "7 more have no name in inventory and wait for one.",
                "3 of all of them are known from inventory alone and have never called.", "",
                "Devices would get another profile:",
                "  2: default → kiosk, which is not there: parked", "      kiosk-1.corp.example (u1), rule kiosks",
                "  1: none so far → none: parked", "      pc.corp.example (u2)", "", "Who would decide:",
                "  1,200: default", "  2: rule kiosks",
            ])
        var same = trial
        same.moves = Array(trial.moves.prefix(1))
        #expect(self.plain.trial(same).contains("No device would get another profile."))
    }

    static let record = """
        {"part":"location","resource":"guid-1","uuid":null,"fqdn":"pc-7.corp.example","amtVersion":null,"profile":null,
        "site":null,"reportedAt":null,"fields":{}}
        """

    static let match = """
        {"order":"raw","record":{"changedAt":"2026-11-22T10:30:45.678Z","vanishedAt":null,"says":\(Self.record)},
        "location":{"changedAt":"2026-11-21T10:30:45.678Z","vanishedAt":"2026-11-22T10:30:45.678Z","says":\(Self.record)}}
        """

    static let resolution = """
        {"uuid":"u","address":"10.1.2.3","release":"16.1.25","fqdn":{"value":"pc-7.corp.example","source":"altiris",
        "dataAt":"2026-11-22T10:30:45.678Z","standing":"stale","match":\(Self.match)},
        "profile":{"value":"office","origin":"rule all"},"outcome":"assigned","problem":null,"policyVersion":3,"policyEnabled":true,"sourceProfile":null,
        "site":null,"amtVersion":null,"fields":{"dept":"IT"},"sources":[{"name":"altiris","end":"found",
        "names":["pc-7.corp.example"],"lastError":"unauthorized","standing":"stale","ageDays":31,"match":\(Self.match)},
        {"name":"cmdb","end":"several-names","names":["a.b","c.d"],"lastError":null,"standing":null,"ageDays":null,
        "match":null}],"conflicts":[{"field":"site","source":"cmdb","value":"muc","standing":"vanished"}]}
        """

    @Test("why a device has its name and profile")
    func resolution() throws {
        let device = try Answer.read(Data(Self.resolution.utf8), as: DeviceResolution.self)
        #expect(
            self.plain.resolution(device) == [
                "Device        u", "Address       10.1.2.3", "Release       16.1.25",
                "FQDN          pc-7.corp.example, by altiris, data of 2026-11-22 10:30:45Z (stale)",
                "Profile       office, by rule all", "Policy        version 3", "Site          –", "AMT version   –",
                "Field         dept: IT", "",
                "Source        altiris: pc-7.corp.example (stale), 31 days old",
                "              it could not be read the last time: unauthorized",
                "              record guid-1, here since 2026-11-22 10:30:45Z",
                "              its UUID is in the byte order of SMBIOS",
                "              location guid-1, here since 2026-11-21 10:30:45Z, gone since 2026-11-22 10:30:45Z", "",
                "Source        cmdb: several names: a.b, c.d", "", "Sources that say something else:",
                "  site: muc, cmdb (vanished)",
            ])
    }

    @Test("a device without a name, and one for which the policy is off")
    func nothing() throws {
        var device = try Answer.read(Data(Self.resolution.utf8), as: DeviceResolution.self)
        device.fqdn = nil
        device.profile = nil
        device.sources = []
        device.conflicts = []
        device.outcome = "problem"
        device.problem = .init(code: "fqdn-unresolved", detail: "No record.", remedy: "Add one.", evidence: [:])
        #expect(self.plain.resolution(device).contains("Profile       none: No record."))
        #expect(self.plain.resolution(device).last == "No source is enabled.")
        device.policyEnabled = false
        #expect(self.plain.resolution(device).contains("Policy        version 3, off"))
        device.outcome = "asks-dns"
        #expect(self.plain.resolution(device).contains("Profile       a worker would ask DNS first"))
    }
}
