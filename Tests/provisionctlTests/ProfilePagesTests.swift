import Foundation
import Testing

@testable import provisionctl

@Suite("pages of profiles and secrets")
struct ProfilePagesTests {
    let plain = Pages(columnsMax: nil, hasColour: false)

    @Test("profiles, and the versions of one")
    func profiles() throws {
        let list = try Answer.read(
            Data(
                """
                {"profiles":[{"name":"default","version":12,"author":"bootstrap","createdAt":"2026-11-22T10:30:45.678Z"},
                {"name":"kiosk","version":1,"author":"ci\\u001b[2J","createdAt":"2026-11-22T10:30:46.678Z"}]}
                """.utf8), as: ProfileList.self)
        #expect(
            self.plain.profiles(list.profiles) == [
                "NAME     VERSION  MADE                  BY",
                "default       12  2026-11-22 10:30:45Z  bootstrap",
                "kiosk          1  2026-11-22 10:30:46Z  ci\\u{1b}[2J",
            ])
        #expect(self.plain.profiles([]) == ["No profiles. Devices get the built-in one."])
    }

    @Test("one profile with its document")
    func profile() throws {
        let body = Data(
            #"{"name":"default","version":2,"author":"first","createdAt":"2026-11-22T10:30:45.678Z","document":{"b":[1],"a":"x/y"}}"#
                .utf8)
        let document = try Answer.document(of: body)
        #expect(
            self.plain.profile(try Answer.read(body, as: ProfileSummary.self), document: document).prefix(8) == [
                "Profile       default", "Version       2", "Made          2026-11-22 10:30:45Z", "By            first",
                "",
                "{", #"  "a" : "x/y","#, #"  "b" : ["#,
            ])
        #expect(throws: CommandFailure.answerUnreadable("the member document is missing or of another kind")) {
            try Answer.document(of: Data("{}".utf8))
        }
    }

    @Test("what a document would change, and what is missing before devices can have it")
    func changes() throws {
        let validation = try Answer.read(
            Data(
                """
                {"name":"default","newestVersion":2,"changes":[
                {"path":"kvm.enabled","from":true,"to":null},
                {"path":"power","from":null,"to":{"package":"mobile-on-s0","idleMinutes":1.5}},
                {"path":"tls.trustedNames","from":["a"],"to":["a",2]}],
                "warnings":[{"path":"wifi.networks[0].password","code":"secret-missing","text":"names no secret"},
                {"path":"kvm","code":"release","text":"is there from 6.0, and not on AMT 5.2"}]}
                """.utf8), as: ProfileValidation.self)
        #expect(
            self.plain.changes(validation) == [
                "Changes to version 2 of default:",
                "  kvm.enabled: true → –",
                #"  power: – → {idleMinutes: 1.5, package: "mobile-on-s0"}"#,
                #"  tls.trustedNames: ["a"] → ["a", 2]"#,
                "", "Before devices can have it:",
                "  wifi.networks[0].password: names no secret",
                "", "Not to be had on every device:",
                "  kvm: is there from 6.0, and not on AMT 5.2",
            ])
        var same = validation
        same.changes = []
        same.warnings = []
        #expect(self.plain.changes(same) == ["default says the same in version 2."])
        #expect(self.plain.validation(same) == ["The document is valid."])
    }

    @Test("a forecast says by which release it was made, what is not applicable and why")
    func forecast() throws {
        let forecast = try Answer.read(
            Data(
                """
                {"uuid":"u","profile":"default","profileVersion":2,"release":"5.2.10","readAt":null,"setup":[],"steps":[],
                "notApplicable":[{"section":"kvm","evidence":{"kvm":"is there from 6.0, and not on AMT 5.2.10"}}],
                "problems":[],"warnings":[{"path":"a.b","code":"release","text":"are 5, and AMT 5.2.10 takes 4"}]}
                """.utf8), as: PlanForecast.self)
        #expect(
            self.plain.forecast(forecast) == [
                "Profile       default, version 2", "Device read   never: everything would be set",
                "AMT           5.2.10", "", "Nothing would be written.",
                "", "Not applicable, for the firmware does not have it:",
                "  kvm: kvm: is there from 6.0, and not on AMT 5.2.10",
                "", "More than the firmware may take:", "  a.b: are 5, and AMT 5.2.10 takes 4",
            ])
    }

    @Test("releases are numbers with dots, and names that are something else in a path name no profile")
    func arguments() {
        for text in ["16", "16.1", "11.8.55.3510"] { #expect(ReleaseArgument(argument: text)?.text == text) }
        for text in ["", "16.", "x", "1.2.3.4.5", "16&a=b"] { #expect(ReleaseArgument(argument: text) == nil) }
        #expect(ProfileArgument(argument: "kiosk.v2")?.text == "kiosk.v2")
        for text in ["schema", "validate", ".", "..", "Kiosk", ""] {
            #expect(ProfileArgument(argument: text) == nil)
        }
    }

    @Test("secrets by name and version")
    func secrets() throws {
        let list = SecretList(secrets: [.init(name: "wifi-office", version: 3, changedAt: "2026-11-22T10:30:45.678Z")])
        #expect(
            self.plain.secrets(list) == [
                "NAME         VERSION  CHANGED", "wifi-office        3  2026-11-22 10:30:45Z",
            ])
        #expect(self.plain.secrets(SecretList(secrets: [])) == ["No secrets."])
    }

    @Test("the faults of a document are lines, and their exit code is 65")
    func faults() {
        let failure = CommandFailure.answered(
            status: 422,
            body: Data(
                #"{"title":"t","status":422,"faults":[{"path":"","code":"c","text":"is no object"},{"path":"a.b[0]","code":"c","text":"is missing"}]}"#
                    .utf8))
        #expect(failure.exitCode == 65)
        #expect(failure.details == ["document: is no object", "a.b[0]: is missing"])
        #expect(CommandFailure.answered(status: 422, body: Data("{}".utf8)).exitCode == 1)
    }
}
