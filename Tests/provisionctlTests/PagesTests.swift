import Foundation
import Testing

@testable import provisionctl

@Suite("pages")
struct PagesTests {
    /// As the API's description shows it.
    static let parked = """
        {"uuid":"a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a007","state":"parked","site":"muc","fqdn":"pc-0042.example.com",
        "address":"10.1.2.3","amtVersion":"16.1.25","profile":"office","problem":{"code":"psk-unknown",
        "detail":"The device's PID belongs to no key that is known here.",
        "remedy":"Import the key with this PID, then retry.",
        "evidence":{"hello.pid":"44444445","hello.peer":"10.1.2.3"}},"attempt":3,"nextAttemptAt":null,
        "firstHelloAt":"2026-11-22T10:30:45.678Z","lastHelloAt":"2026-11-22T10:31:45.000Z","provisionedAt":null}
        """

    static let fresh = """
        {"uuid":"b1b1b1b1-b1b1-b1b1-b1b1-b1b1b1b1b101","state":"discovered","site":"default","fqdn":null,
        "address":null,"amtVersion":null,"profile":null,"problem":null,"attempt":0,"nextAttemptAt":null,
        "firstHelloAt":null,"lastHelloAt":null,"provisionedAt":null}
        """

    let plain = Pages(columnsMax: nil, hasColour: false)

    func device(_ json: String) throws -> Device { try Answer.read(Data(json.utf8), as: Device.self) }

    @Test("a list of devices")
    func devices() throws {
        let devices = [try self.device(Self.parked), try self.device(Self.fresh)]
        #expect(
            self.plain.devices(devices) == [
                "UUID                                  STATE       FQDN                 ADDRESS   AMT      PROFILE  "
                    + "PROBLEM      LAST HELLO",
                "a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a007  parked      pc-0042.example.com  10.1.2.3  16.1.25  office   "
                    + "psk-unknown  2026-11-22 10:31:45Z",
                "b1b1b1b1-b1b1-b1b1-b1b1-b1b1b1b1b101  discovered  –                    –         –        –        "
                    + "–            –",
            ])
        #expect(self.plain.devices([]) == ["No devices."])
    }

    @Test("one device, with its problem, what helps and the evidence")
    func device() throws {
        #expect(
            Pages(columnsMax: 50, hasColour: false).device(try self.device(Self.parked)) == [
                "Device        a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a007",
                "State         parked",
                "FQDN          pc-0042.example.com",
                "Address       10.1.2.3",
                "Site          muc",
                "AMT version   16.1.25",
                "Profile       office",
                "Attempt       3",
                "Next attempt  –",
                "First hello   2026-11-22 10:30:45Z",
                "Last hello    2026-11-22 10:31:45Z",
                "Provisioned   –",
                "",
                "Problem       psk-unknown",
                "              The device's PID belongs to no key",
                "              that is known here.",
                "What helps    Import the key with this PID, then",
                "              retry.",
                "Evidence      hello.peer  10.1.2.3",
                "              hello.pid   44444445",
            ])
    }

    @Test("a device without a problem has no such part, and colour marks its state")
    func colour() throws {
        let lines = Pages(columnsMax: nil, hasColour: true).device(
            try self.device(Self.fresh.replacing("discovered", with: "provisioned")))
        #expect(lines.count == 12)
        #expect(lines[1] == "State         \u{1b}[32mprovisioned\u{1b}[0m")
    }

    @Test("what a device has proved stands before its attempts; one that has proved nothing has no such line")
    func proof() throws {
        let json = Self.fresh.replacing(#""attempt":0"#, with: #""proof":"one-time-password","attempt":0"#)
        let lines = self.plain.device(try self.device(json))
        #expect(lines[7] == "Proved by     one-time-password" && lines[8] == "Attempt       0")
        #expect(!self.plain.device(try self.device(Self.fresh)).contains { $0.hasPrefix("Proved by") })
    }

    @Test("what became of the sections of a device's profile")
    func sections() throws {
        let json = Self.fresh.replacing("discovered", with: "provisioned").replacing(
            #""provisionedAt":null}"#,
            with: """
                "provisionedAt":null,"profileVersion":3,"sections":[
                {"section":"kvm","state":"applied","problem":null,"retryAt":null,"notedAt":"2026-11-22T10:30:45.678Z"},
                {"section":"wifi","state":"failed","problem":{"code":"firmware-busy","detail":"d","remedy":"r",
                "evidence":{}},"retryAt":"2026-11-22T10:31:45.000Z","notedAt":"2026-11-22T10:30:45.678Z"}]}
                """
        ).replacing(#""profile":null"#, with: #""profile":"office""#)
        let lines = self.plain.device(try self.device(json))
        #expect(lines.contains("Profile       office, version 3"))
        #expect(
            lines.suffix(4) == [
                "",
                "SECTION  STATE    PROBLEM        TRIED AGAIN",
                "kvm      applied  –              –",
                "wifi     failed   firmware-busy  2026-11-22 10:31:45Z",
            ])
    }

    @Test("a timeline")
    func timeline() throws {
        let timeline = try Answer.read(
            Data(
                """
                {"uuid":"a0","entries":[
                {"at":"2026-11-22T10:30:45.678Z","kind":"hello","step":null,"outcome":null,"attempt":null,
                "leaseGeneration":null,"detail":null},
                {"at":"2026-11-22T10:30:50.000Z","kind":"outcome","step":"commit","outcome":"uncertain","attempt":2,
                "leaseGeneration":11,"detail":"The answer was lost."}]}
                """.utf8), as: Timeline.self)
        #expect(
            self.plain.timeline(timeline) == [
                "AT                    KIND     STEP    OUTCOME    ATTEMPT  LEASE  DETAIL",
                "2026-11-22 10:30:45Z  hello    –       –                –      –  –",
                "2026-11-22 10:30:50Z  outcome  commit  uncertain        2     11  The answer was lost.",
            ])
        #expect(
            self.plain.timeline(Timeline(uuid: "a0", entries: [])) == ["Nothing has happened to this device yet."])
    }

    @Test("credentials, newest first, passwords unbroken")
    func credentials() throws {
        let list = try Answer.read(
            Data(
                #"""
                {"uuid":"a0","credentials":[
                {"username":"admin","password":"N3w! \"pass\\word with blanks in it","mebxPassword":null,
                "digestRealm":"Digest:A407","version":2,"status":"current","createdAt":"2026-11-22T10:30:45.678Z",
                "provenAt":"2026-11-22T10:30:46.678Z"},
                {"username":"admin","password":"0ld!","mebxPassword":"M3bx!","digestRealm":null,"version":1,
                "status":"superseded","createdAt":"2026-11-21T10:30:45.678Z","provenAt":null}]}
                """#.utf8), as: CredentialList.self)
        #expect(
            Pages(columnsMax: 24, hasColour: false).credentials(list) == [
                "Version       2 (current)",
                "User name     admin",
                #"Password      N3w! "pass\word with blanks in it"#,
                "MEBx password –",
                "Digest realm  Digest:A407",
                "Made          2026-11-22 10:30:45Z",
                "Proved        2026-11-22 10:30:46Z",
                "",
                "Version       1 (superseded)",
                "User name     admin",
                "Password      0ld!",
                "MEBx password M3bx!",
                "Digest realm  –",
                "Made          2026-11-21 10:30:45Z",
                "Proved        –",
            ])
        #expect(
            self.plain.credentials(CredentialList(uuid: "a0", credentials: [])) == [
                "No credential was ever made for this device."
            ])
    }

    @Test("the queue shows every state that is known, those of a newer server too, and their sum")
    func queue() throws {
        let counts = try Answer.read(
            Data(#"{"counts":{"parked":1,"waiting":1200,"novel":2,"discovered":0}}"#.utf8), as: QueueCounts.self)
        #expect(
            self.plain.queue(counts) == [
                "STATE         DEVICES",
                "discovered          0",
                "waiting          1200",
                "provisioning        0",
                "provisioned         0",
                "parked              1",
                "silent              0",
                "novel               2",
                "total            1203",
            ])
    }

    @Test("an answer that is not the API's is refused by the name of its member")
    func unreadable() {
        #expect(throws: CommandFailure.answerUnreadable("it is not JSON")) {
            try Answer.read(Data("<html>".utf8), as: QueueCounts.self)
        }
        #expect(throws: CommandFailure.answerUnreadable("the member counts is missing or of another kind")) {
            try Answer.read(Data("{}".utf8), as: QueueCounts.self)
        }
        #expect(throws: CommandFailure.answerUnreadable("the member devices.0.uuid is missing or of another kind")) {
            try Answer.read(Data(#"{"devices":[{"state":"parked"}]}"#.utf8), as: DevicePage.self)
        }
    }
}
