import Foundation
import Testing

@testable import FleetSimulator

@Suite("user accounts")
struct UserAccountTests {
    private static let service = "AMT_AuthorizationService"
    private static let digest = Data(repeating: 7, count: 16).base64EncodedString()

    static func add(
        _ name: String = "helpdesk", digest: String = Self.digest, permission: Int = 1, realms: [Int] = [2, 5, 13]
    ) -> String {
        Requests.invoke(
            self.service, "AddUserAclEntryEx",
            "<p:DigestUsername>\(name)</p:DigestUsername><p:DigestPassword>\(digest)</p:DigestPassword>"
                + "<p:AccessPermission>\(permission)</p:AccessPermission>"
                + realms.map { "<p:Realms>\($0)</p:Realms>" }.joined())
    }

    /// S-1-5-21-domain-0-0-user.
    static func addDirectoryUser(domain: UInt8, user: UInt8) -> String {
        var sid: [UInt8] = [1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, domain, 0, 0, 0]
        sid += [0, 0, 0, 0, 0, 0, 0, 0, user, 2, 0, 0]
        return Requests.invoke(
            self.service, "AddUserAclEntryEx",
            "<p:KerberosUserSid>\(Data(sid).base64EncodedString())</p:KerberosUserSid>"
                + "<p:AccessPermission>2</p:AccessPermission><p:Realms>3</p:Realms>")
    }

    private func call(_ method: String, _ parameters: String) -> String {
        Requests.invoke(Self.service, method, parameters)
    }

    private func handle(_ method: String, _ handle: UInt32, _ more: String = "") -> String {
        self.call(method, "<p:Handle>\(handle)</p:Handle>\(more)")
    }

    @Test("an account is answered without its digest, under a handle behind those of the firmware's own accounts")
    func addAndGet() throws {
        var bench = try Bench()
        #expect(try bench.answer(Self.add()) == .output([Property("Handle", 3)], returnValue: 0))
        #expect(bench.effects == [.dropLogons])
        #expect(
            try bench.answer(self.handle("GetUserAclEntryEx", 3))
                == .output(
                    [
                        Property("DigestUsername", "helpdesk"), Property("AccessPermission", 1), Property("Realms", 2),
                        Property("Realms", 5), Property("Realms", 13),
                    ], returnValue: 0))
        #expect(
            try bench.answer(self.call("EnumerateUserAclEntries", "<p:StartIndex>1</p:StartIndex>"))
                == .output(
                    [
                        Property("TotalCount", 3), Property("HandlesCount", 3), Property("Handles", 1),
                        Property("Handles", 2), Property("Handles", 3),
                    ], returnValue: 0))
        #expect(try bench.status(self.handle("GetUserAclEntryEx", 9)) == 2_053)
    }

    @Test("handles come in pages that begin at an index from 1 on")
    func pages() throws {
        var policy = FirmwarePolicy()
        policy.userPageSize = 2
        var bench = try Bench(policy: policy)
        _ = try bench.answer(Self.add())
        let page = { (start: Int) in
            self.call("EnumerateUserAclEntries", "<p:StartIndex>\(start)</p:StartIndex>")
        }
        guard case .output(let first, 0) = try bench.answer(page(1)) else { return }
        #expect(first.texts("TotalCount") == ["3"])
        #expect(first.texts("Handles") == ["1", "2"])
        guard case .output(let second, 0) = try bench.answer(page(3)) else { return }
        #expect(second.texts("Handles") == ["3"])
        #expect(try bench.status(page(0)) == 35)
        #expect(try bench.status(page(4)) == 35)
    }

    @Test("names, digests, permissions and realms that do not do are refused, each by its own number")
    func refusals() throws {
        var bench = try Bench()
        for name in ["$$mine", "admin", "Administrator", "a:b", "a,b", "a&lt;b", "", "seventeen-letters"] {
            #expect(try bench.status(Self.add(name)) == 12, "\(name)")
        }
        #expect(try bench.status(Self.add(digest: "AAAA")) == 2_054)
        #expect(try bench.status(Self.add(permission: 3)) == 36)
        for realms in [[], [0], [1], [22], [23], [25], [2, 0]] {
            #expect(try bench.status(Self.add(realms: realms)) == 2_055, "\(realms)")
        }
        #expect(try bench.status(Self.add(realms: [24, 21, 20])) == 0)
        #expect(try bench.status(Self.add()) == 2_058)
        #expect(bench.effects == [])
        let both = Self.add("other").replacingOccurrences(
            of: "<p:AccessPermission>", with: "<p:KerberosUserSid>AAAA</p:KerberosUserSid><p:AccessPermission>")
        #expect(try bench.status(both) == 36)
        let nested = Self.add("other").replacingOccurrences(
            of: "<p:Realms>2</p:Realms>", with: "<p:Realms><p:RealmValue>2</p:RealmValue></p:Realms>")
        #expect(try bench.fault(nested)?.code == .schemaValidationError)
    }

    @Test("there is room for fifteen accounts with a password, or for as many as a maker left")
    func limit() throws {
        var roomy = try Bench()
        for number in 1...15 { #expect(try roomy.status(Self.add("user\(number)")) == 0) }
        #expect(try roomy.status(Self.add("user16")) == 23)
        var policy = FirmwarePolicy()
        policy.digestUsersMax = 7
        var bench = try Bench(policy: policy)
        for number in 1...7 { #expect(try bench.status(Self.add("user\(number)")) == 0) }
        #expect(try bench.status(Self.add("user8")) == 23)
        #expect(try bench.status(self.handle("RemoveUserAclEntry", 5)) == 0)
        #expect(try bench.answer(Self.add("user8")) == .output([Property("Handle", 5)], returnValue: 0))
    }

    @Test("accounts of a directory need Kerberos, and come from four domains at most")
    func directory() throws {
        var bench = try Bench()
        #expect(try bench.status(Self.addDirectoryUser(domain: 1, user: 1)) == 2_072)
        bench.firmware.features.kerberos.isEnabled = true
        for domain in 1...4 {
            for user in 1...8 {
                #expect(try bench.status(Self.addDirectoryUser(domain: UInt8(domain), user: UInt8(user))) == 0)
            }
        }
        #expect(try bench.status(Self.addDirectoryUser(domain: 1, user: 1)) == 2_058)
        #expect(try bench.status(Self.addDirectoryUser(domain: 5, user: 1)) == 2_065)
        #expect(try bench.status(Self.addDirectoryUser(domain: 1, user: 9)) == 23)
        #expect(try bench.status(Self.add()) == 0)
        let broken = Self.addDirectoryUser(domain: 1, user: 1).replacingOccurrences(of: ">AQUAAA", with: ">AQQAAA")
        #expect(try bench.status(broken) == 36)
    }

    @Test("an update keeps what is not sent, but a new name asks for a new digest")
    func update() throws {
        var bench = try Bench()
        _ = try bench.answer(Self.add())
        let rest = "<p:AccessPermission>2</p:AccessPermission><p:Realms>3</p:Realms>"
        #expect(try bench.status(self.handle("UpdateUserAclEntryEx", 3, rest)) == 0)
        #expect(bench.effects == [.dropLogons])
        #expect(bench.firmware.features.users.account(3)?.name == "helpdesk")
        #expect(bench.firmware.features.users.account(3)?.realms == [3])
        let name = "<p:DigestUsername>other</p:DigestUsername>"
        #expect(try bench.status(self.handle("UpdateUserAclEntryEx", 3, name + rest)) == 36)
        let password = "<p:DigestPassword>\(Self.digest)</p:DigestPassword>"
        #expect(try bench.status(self.handle("UpdateUserAclEntryEx", 3, name + password + rest)) == 0)
        #expect(try bench.status(self.handle("UpdateUserAclEntryEx", 8, rest)) == 2_053)
        #expect(try bench.status(self.handle("UpdateUserAclEntryEx", 1, rest)) == 16)
    }

    @Test("the firmware's own accounts can be switched off but not taken away")
    func systemAccounts() throws {
        var bench = try Bench()
        #expect(try bench.status(self.handle("RemoveUserAclEntry", 1)) == 16)
        #expect(try bench.status(self.handle("RemoveUserAclEntry", 7)) == 2_053)
        #expect(try bench.status(self.handle("SetAclEnabledState", 1, "<p:Enabled>false</p:Enabled>")) == 0)
        #expect(
            try bench.answer(self.handle("GetAclEnabledState", 1))
                == .output([Property("Enabled", false)], returnValue: 0))
        #expect(
            try bench.answer(self.handle("GetUserAclEntryEx", 1))
                == .output(
                    [Property("DigestUsername", "$$uns"), Property("AccessPermission", 0), Property("Realms", 16)],
                    returnValue: 0))
    }

    @Test("an account logs on over the network unless it is switched off or for the host alone")
    func logon() throws {
        var bench = try Bench()
        let a1 = Digest.a1(user: "helpdesk", realm: bench.firmware.realm, password: "P@ssw0rd")
        _ = try bench.answer(Self.add(digest: Data(a1).base64EncodedString()))
        #expect(self.logsOn(&bench, "helpdesk", a1))
        #expect(!self.logsOn(&bench, "helpdesk", Digest.md5("wrong")))
        #expect(!self.logsOn(&bench, "nobody", a1))
        #expect(self.logsOn(&bench, "admin", bench.firmware.admin.digestA1 ?? []))
        _ = try bench.answer(self.handle("SetAclEnabledState", 3, "<p:Enabled>false</p:Enabled>"))
        #expect(!self.logsOn(&bench, "helpdesk", a1))
        _ = try bench.answer(self.handle("SetAclEnabledState", 3, "<p:Enabled>true</p:Enabled>"))
        let rest = "<p:AccessPermission>0</p:AccessPermission><p:Realms>3</p:Realms>"
        _ = try bench.answer(self.handle("UpdateUserAclEntryEx", 3, rest))
        #expect(!self.logsOn(&bench, "helpdesk", a1))
    }

    private func logsOn(_ bench: inout Bench, _ user: String, _ a1: [UInt8]) -> Bool {
        guard
            case .challenged(let nonce, _) = bench.firmware.judgeLogon(
                authorization: nil, method: "POST", target: "/wsman", body: [], now: bench.now)
        else { return false }
        let head =
            "Digest username=\"\(user)\",realm=\"\(bench.firmware.realm)\",nonce=\"\(nonce)\",uri=\"/wsman\","
            + "qop=\"auth\",nc=00000001,cnonce=\"ab\",response="
        guard let credentials = DigestCredentials(header: head + "\"\"") else { return false }
        let response = Digest.response(a1: a1, method: "POST", credentials: credentials, body: [])
        let verdict = bench.firmware.judgeLogon(
            authorization: head + "\"\(response)\"", method: "POST", target: "/wsman", body: [], now: bench.now)
        return verdict == .admitted
    }
}

@Suite("Kerberos")
struct KerberosTests {
    private static let principal =
        "<p:ServicePrincipalName>HTTP/pc-0042.corp.example:16992</p:ServicePrincipalName>"
        + "<p:ServicePrincipalProtocol>0</p:ServicePrincipalProtocol>"
    private static let key = "<p:MasterKey>\(Data(repeating: 9, count: 16).base64EncodedString())</p:MasterKey>"
    private static let version = "<p:KeyVersion>3</p:KeyVersion><p:RealmName>CORP.EXAMPLE</p:RealmName>"

    static let on = Self.put(true, Self.version + Self.principal + Self.key)

    private static func put(_ isEnabled: Bool, _ properties: String = "") -> String {
        Requests.put("AMT_KerberosSettingData", "<p:KrbEnabled>\(isEnabled)</p:KrbEnabled>" + properties)
    }

    @Test("Kerberos needs a clock, a realm, names with their protocols, and a key")
    func enable() throws {
        var bench = try Bench()
        #expect(try bench.fault(Self.on) == Fault(.internalError, detail: "AMT-STATUS 2057"))
        bench.firmware.isClockSet = true
        for properties in [
            Self.version + Self.principal, Self.version + Self.key, Self.principal + Self.key,
            Self.version + Self.principal + "<p:ServicePrincipalProtocol>1</p:ServicePrincipalProtocol>" + Self.key,
            Self.version + Self.principal + "<p:MasterKey>AAAA</p:MasterKey>",
        ] {
            #expect(try bench.fault(Self.put(true, properties))?.code == .invalidParameter, "\(properties)")
        }
        #expect(try bench.property("RealmName", Self.on) == "CORP.EXAMPLE")
        guard case .instance(let shown) = try bench.answer(Requests.get("AMT_KerberosSettingData")) else { return }
        #expect(shown.texts("MasterKey").isEmpty)
        #expect(shown.texts("KeyVersion") == ["3"])
        #expect(bench.firmware.features.kerberos.secretDigest != nil)
    }

    @Test("the key stays as long as its version does")
    func keyVersion() throws {
        var bench = try Bench()
        bench.firmware.isClockSet = true
        _ = try bench.answer(Self.on)
        let tolerance = "<p:MaximumClockTolerance>10</p:MaximumClockTolerance>"
        let same = Self.put(true, Self.version + Self.principal + tolerance)
        #expect(try bench.property("MaximumClockTolerance", same) == "10")
        let newer = same.replacingOccurrences(of: "<p:KeyVersion>3<", with: "<p:KeyVersion>4<")
        #expect(try bench.fault(newer)?.code == .invalidParameter)
    }

    @Test("Kerberos cannot be switched off under accounts that use it")
    func disable() throws {
        var bench = try Bench()
        bench.firmware.isClockSet = true
        _ = try bench.answer(Self.on)
        _ = try bench.answer(UserAccountTests.addDirectoryUser(domain: 1, user: 1))
        #expect(try bench.fault(Self.put(false)) == Fault(.internalError, detail: "AMT-STATUS 16"))
        bench.firmware.features.users = UserAccounts()
        #expect(try bench.property("KrbEnabled", Self.put(false)) == "false")
        #expect(bench.firmware.features.kerberos == KerberosSettings())
    }
}
