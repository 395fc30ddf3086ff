import ArgumentParser
import Foundation
import Testing

@testable import provisionctl

/// A certificate that ends, number 3, and another one beside it, number 4.
@Suite("doctor on certificates")
struct DoctorCertificateTests {
    private let doctor = DoctorTests()

    /// The other one, and why it does not take the place of the one that ends.
    struct Other: Sendable, CustomTestStringConvertible {
        var why: String
        var days = 300
        var takenBy = ["11", "16"]
        var lint = DoctorTests.lint("last-labels", "example.com", root: "aa")
        var status = 200

        var testDescription: String { self.why }
    }

    static let others = [
        Other(why: "another root", lint: DoctorTests.lint("last-labels", "example.com", root: "bb")),
        Other(why: "no root", lint: DoctorTests.lint("last-labels", "example.com")),
        Other(why: "another suffix", lint: DoctorTests.lint("last-labels", "example.org", root: "aa")),
        Other(why: "it ends no later", days: -1), Other(why: "it is taken by fewer releases", takenBy: ["16"]),
        Other(why: "it could not be looked at", status: 500),
    ]

    private func world(days: Int, _ other: Other) -> FakeWorld {
        var world = DoctorTests.well
        world.answers["/v1/certificates"] = DoctorTests.certificates([
            DoctorTests.certificate(3, days: days, takenBy: ["11", "16"]),
            DoctorTests.certificate(4, name: "next", days: other.days, takenBy: other.takenBy),
        ])
        world.answers["/v1/certificates/3"] = (200, DoctorTests.lint("last-labels", "example.com", root: "aa"))
        world.answers["/v1/certificates/4"] = (other.status, other.lint)
        return world
    }

    private func ending(_ report: DoctorReport) -> DoctorFinding? {
        report.findings.first { $0.sentence.hasPrefix("The certificate prov (number 3) ") }
    }

    @Test(
        "one that ends or has ended is a warning, none at all too",
        arguments: [
            (31, DoctorFinding.Level.good, ""), (30, .good, ""), (29, .warning, "ends in 29 days"),
            (1, .warning, "ends in 1 day,"), (0, .warning, "ends within a day"), (-1, .warning, "has ended"),
        ])
    func endings(_ days: Int, _ level: DoctorFinding.Level, _ text: String) async {
        var world = DoctorTests.well
        world.answers["/v1/certificates"] = DoctorTests.certificates([DoctorTests.certificate(days: days)])
        let report = await self.doctor.findings(world)
        #expect(report.worst == level, "\(report.findings)")
        let ending = self.ending(report)
        #expect((ending == nil) == (level == .good))
        if let ending { #expect(ending.sentence.contains(text), "\(ending.sentence)") }
        world.answers["/v1/certificates"] = DoctorTests.certificates([])
        #expect(self.doctor.worst(await self.doctor.findings(world), .certificates)?.level == .warning)
    }

    @Test("firmware takes one that has ended, and so does the doctor where its name fits")
    func ended() async throws {
        var world = DoctorTests.well
        world.answers["/v1/certificates"] = DoctorTests.certificates([DoctorTests.certificate(days: -400)])
        let report = await self.doctor.findings(world)
        #expect(report.status == .warned)
        let ending = try #require(self.ending(report))
        #expect(ending.sentence.contains("Firmware notes the end and goes on"))
        #expect(!ending.paste.contains { $0.contains("remove") })
        #expect(
            report.findings.contains {
                $0.level == .good && $0.sentence.hasPrefix("Devices with the suffix corp.example.com take the name")
            })
    }

    @Test("one whose place is taken is a note with what removes it", arguments: [29, 0, -1, -400])
    func renewed(_ days: Int) async throws {
        let report = await self.doctor.findings(self.world(days: days, Other(why: "none")))
        #expect(report.status == .done, "\(report.findings)")
        let finding = try #require(self.ending(report))
        #expect(finding.level == .note)
        #expect(finding.sentence.contains("next (number 4) has the same root"))
        #expect(finding.paste == ["provisionctl certificate remove 3"])
        #expect(throws: Never.self) { try ProvisionCtl.parseAsRoot(["certificate", "remove", "3"]) }
    }

    @Test("one whose place is not taken stays a warning", arguments: Self.others)
    func alone(_ other: Other) async throws {
        let report = await self.doctor.findings(self.world(days: -1, other))
        #expect(report.status == .warned, "\(report.findings)")
        let finding = try #require(self.ending(report))
        #expect(finding.level == .warning)
        #expect(!finding.paste.contains("provisionctl certificate remove 3"))
    }

    @Test("of many it is told how many were looked at")
    func many() async throws {
        var world = DoctorTests.well
        world.answers["/v1/certificates"] = DoctorTests.certificates((1...21).map { DoctorTests.certificate($0) })
        for id in 1...21 {
            world.answers["/v1/certificates/\(id)"] = (200, DoctorTests.lint("last-labels", "example.com"))
        }
        let report = await self.doctor.findings(world)
        #expect(report.status == .done)
        let finding = try #require(self.doctor.worst(report, .certificates))
        #expect(finding.level == .note)
        #expect(finding.sentence.hasPrefix("There are 21 certificates. Names and roots of 20 were looked at"))
    }

    @Test(
        "a name covers another where every suffix that agrees with the other agrees with it",
        arguments: [
            ("last-labels", "example.com", "Example.com", true), ("last-labels", "example.com", "example.org", false),
            ("whole-domain", "corp.example.com", "corp.example.com", true),
            ("whole-domain", "corp.example.com", "example.com", false),
            ("whole-name", "next.example.xy", "prov.example.xy", true),
            ("whole-name", "next.corp.example.xy", "prov.example.xy", false),
            ("whole-name", "next.example.xy", "prov.corp.example.xy", true),
            ("whole-name", "example.xy", "example.xy", true), ("whole-name", "example.xy", "other.xy", false),
            ("of-tomorrow", "a.example", "a.example", true), ("of-tomorrow", "a.example", "b.example", false),
        ])
    func covers(_ kind: String, _ other: String, _ text: String, _ covers: Bool) {
        let counted = { (text: String) in CertificateLint.Counted(kind: kind, text: text) }
        #expect(SuffixFit.covers(counted(other), counted(text)) == covers)
        #expect(!SuffixFit.covers(CertificateLint.Counted(kind: "another", text: text), counted(text)))
    }
}
