import AMT
import Inventory
import Testing

@testable import Provisioning

@Suite("Assigner") struct AssignerTests {
    static let profiles = [Profile(name: "default"), Profile(name: "kiosk", version: 3)]

    static func record(_ fqdn: String, profile: String? = nil) throws -> InventoryRecord {
        InventoryRecord(
            deviceUUID: try AdmittedHellos.uuid(1), source: "file", fqdn: fqdn, profile: profile,
            changedAt: UnixTime(seconds: 0))
    }

    @Test("a record with a name and no profile gets the default one")
    func standard() throws {
        let assignment = try Assigner.assign(try Self.record("PC1.Corp.Example"), profiles: Self.profiles).get()
        #expect(assignment.fqdn.description == "pc1.corp.example")
        #expect(assignment.fqdnSource == "file")
        #expect(assignment.profile == Self.profiles[0])
    }

    @Test("a record's own profile counts")
    func named() throws {
        let record = try Self.record("pc1.corp.example", profile: "kiosk")
        #expect(try Assigner.assign(record, profiles: Self.profiles).get().profile == Self.profiles[1])
    }

    @Test("without a record the device waits for inventory")
    func unresolved() {
        guard case .failure(let problem) = Assigner.assign(nil, profiles: Self.profiles) else {
            Issue.record("a device without record was assigned")
            return
        }
        #expect(problem.code == .fqdnUnresolved)
        #expect(problem.evidence == ["inventory.record": "none"])
    }

    @Test("a name that is none waits for inventory too, with what was wrong", arguments: ["", "pc1", "pc 1.example"])
    func malformed(_ fqdn: String) throws {
        guard case .failure(let problem) = Assigner.assign(try Self.record(fqdn), profiles: Self.profiles) else {
            Issue.record("a name that is none was assigned")
            return
        }
        #expect(problem.code == .fqdnUnresolved)
        #expect(problem.evidence["inventory.fqdn"] == fqdn)
        #expect(problem.evidence["inventory.refusal"] != nil)
    }

    @Test("a profile that does not exist is told, not replaced by the default")
    func unknownProfile() throws {
        let record = try Self.record("pc1.corp.example", profile: "Kiosk")
        guard case .failure(let problem) = Assigner.assign(record, profiles: Self.profiles) else {
            Issue.record("an unknown profile was replaced")
            return
        }
        #expect(problem.code == .profileRefused)
        #expect(problem.evidence["profile.name"] == "Kiosk")
    }

    @Test("no profile at all is a refusal as well")
    func noProfiles() throws {
        guard case .failure(let problem) = Assigner.assign(try Self.record("pc1.corp.example"), profiles: []) else {
            Issue.record("a profile was made up")
            return
        }
        #expect(problem.code == .profileRefused)
    }
}
