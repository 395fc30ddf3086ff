import AMT
import Provisioning
import Synchronization
import Testing

@testable import Worker

@Suite("Versions of a password's secret", .timeLimit(.minutes(10))) struct PasswordMarkTests {
    private static func fixed(_ version: Int) -> [String: KeptSecret] {
        [
            "admin": KeptSecret(name: "admin", version: version, value: Secret(text: "Adm1n-0000!")),
            "mebx": KeptSecret(name: "mebx", version: version + 1, value: Secret(text: "Meb1x-0000!")),
        ]
    }

    private static func marks(_ run: TestRun) -> [String] {
        run.queue.entries.flatMap(\.applied).map { "\($0.field) \($0.secretName) \($0.secretVersion)" }
    }

    @Test("which version of a fixed password a device was proved to hold is kept, once")
    func fixed() async throws {
        var run = try TestRun()
        run.profile.adminPassword = .fixed(SecretReference("admin"))
        run.profile.mebx.password = .fixed(SecretReference("mebx"))
        run.profile.mebx.change = .anyTime
        run.secrets = Self.fixed(4)
        #expect(await run.run() == .provisioned)
        #expect(Self.marks(run) == ["adminPassword.secret admin 4", "mebxPassword.secret mebx 5"])
        let second = try run.next()
        #expect(await second.run() == .provisioned)
        #expect(Self.marks(second).isEmpty)
    }

    @Test("that of a password for setup alone is not: no configured device is taken up for it")
    func inSetup() async throws {
        var run = try TestRun()
        run.profile.mebx.password = .fixed(SecretReference("mebx"))
        run.profile.mebx.change = .inSetup
        run.secrets = Self.fixed(4)
        #expect(await run.run() == .provisioned)
        #expect(Self.marks(run).isEmpty)
    }

    @Test("a derived password keeps the version of its master")
    func derived() async throws {
        var run = try TestRun()
        run.profile.adminPassword = .derived(master: SecretReference("admin"))
        run.secrets = Self.fixed(7)
        #expect(await run.run() == .provisioned)
        #expect(Self.marks(run) == ["adminPassword.secret admin 7"])
    }
}
