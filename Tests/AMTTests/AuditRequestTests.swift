import AMT
import Testing

/// Requests of the audit log and its policy byte for byte, written by hand from the protocol.
@Suite("Requests of the audit log")
struct AuditRequestTests {
    private typealias Golden = GoldenRequest
    private typealias Rule = AMT_AuditPolicyRule
    private static let log = GoldenRequest.amt + "AMT_AuditLog"
    private static let rule = GoldenRequest.amt + "AMT_AuditPolicyRule"

    @Test("the log is read and switched")
    func log() {
        Golden.expect(
            AMT_AuditLog.get(), action: Golden.transfer + "Get", Self.log,
            selectors: Golden.selector("Name", "Intel(r) AMT:Audit Log"), "")
        Golden.expect(enumerate: AMT_AuditLog.enumerate(), pull: AMT_AuditLog.pull("x"), Self.log)
        Golden.expect(
            AMT_AuditLog.requestStateChange(enabled: true), method: "RequestStateChange", Self.log,
            "<p:RequestedState>2</p:RequestedState>")
        Golden.expect(
            AMT_AuditLog.requestStateChange(enabled: false), method: "RequestStateChange", Self.log,
            "<p:RequestedState>3</p:RequestedState>")
    }

    @Test("the storage policy, with days where they mean something")
    func storagePolicy() {
        Golden.expect(
            AMT_AuditLog.setStoragePolicy(.restrictedRollOver, minDaysToKeep: 30), method: "SetStoragePolicy", Self.log,
            "<p:StoragePolicy>2</p:StoragePolicy><p:MinDaysToKeep>30</p:MinDaysToKeep>")
        Golden.expect(
            AMT_AuditLog.setStoragePolicy(.rollOver, minDaysToKeep: nil), method: "SetStoragePolicy", Self.log,
            "<p:StoragePolicy>1</p:StoragePolicy>")
    }

    @Test("key and certificates that sign the log: a length for each certificate, all bytes in one")
    func signingKey() {
        let call = AMT_AuditLog.setSigningKeyMaterial(
            algorithm: .sha256, privateKey: Secret([0x30, 0x03, 0x02, 0x01, 0x07]),
            certificates: [[0x30, 0x00], [0x30, 0x01, 0x05]])
        Golden.expect(
            call, method: "SetSigningKeyMaterial", Self.log,
            """
            <p:SigningMechanismType>1</p:SigningMechanismType><p:SigningKey>MAMCAQc=</p:SigningKey>\
            <p:LengthOfCertificates>2</p:LengthOfCertificates><p:LengthOfCertificates>3</p:LengthOfCertificates>\
            <p:Certificates>MAAwAQU=</p:Certificates>
            """)
        #expect(!Golden.printed(call).contains("MAMCAQc"))
        #expect(call.answerSecondsMax == 60)
    }

    @Test("one event: its policy is left out when it is not logged")
    func setAuditPolicy() {
        Golden.expect(
            Rule.setAuditPolicy(.init(event: AuditEvent(.securityAdmin, 4), policyType: .critical)),
            method: "SetAuditPolicy", Self.rule,
            """
            <p:Enable>true</p:Enable><p:AuditedAppID>16</p:AuditedAppID><p:EventID>4</p:EventID>\
            <p:PolicyType>1</p:PolicyType>
            """)
        Golden.expect(
            Rule.setAuditPolicy(.init(event: AuditEvent(.networkTime, 0), policyType: nil)), method: "SetAuditPolicy",
            Self.rule, "<p:Enable>false</p:Enable><p:AuditedAppID>21</p:AuditedAppID><p:EventID>0</p:EventID>")
    }

    @Test("many events: four arrays side by side")
    func setAuditPolicyBulk() {
        Golden.expect(
            Rule.setAuditPolicyBulk([
                .init(event: AuditEvent(.securityAdmin, 15), policyType: .usual),
                .init(event: AuditEvent(.wireless, 2), policyType: nil),
                .init(event: AuditEvent(.watchdog, 65535), policyType: .critical),
            ]),
            method: "SetAuditPolicyBulk", Self.rule,
            """
            <p:Enable>true</p:Enable><p:Enable>false</p:Enable><p:Enable>true</p:Enable>\
            <p:AuditedAppID>16</p:AuditedAppID><p:AuditedAppID>27</p:AuditedAppID><p:AuditedAppID>33</p:AuditedAppID>\
            <p:EventID>15</p:EventID><p:EventID>2</p:EventID><p:EventID>65535</p:EventID>\
            <p:PolicyType>0</p:PolicyType><p:PolicyType>0</p:PolicyType><p:PolicyType>1</p:PolicyType>
            """)
        let most = Array(
            repeating: Rule.Change(event: AuditEvent(.watchdog, 65535), policyType: nil),
            count: Rule.bulkChangeCountMax)
        #expect(Rule.setAuditPolicyBulk(most).envelope(messageID: .max).count <= 6 * 1024)
    }

    @Test("the policy is read as the only one of its class")
    func read() {
        Golden.expect(
            Rule.get(), action: Golden.transfer + "Get", Self.rule, "")
        Golden.expect(enumerate: Rule.enumerate(), pull: Rule.pull("x"), Self.rule)
    }

    @Test("kinds of calls")
    func kinds() {
        #expect(AMT_AuditLog.requestStateChange(enabled: true).kind == .repeatable)
        #expect(AMT_AuditLog.setStoragePolicy(.noRollOver, minDaysToKeep: nil).kind == .repeatable)
        #expect(
            Rule.setAuditPolicy(.init(event: AuditEvent(.kvm, 0), policyType: nil)).kind == .repeatable)
        #expect(Rule.setAuditPolicyBulk([]).kind == .repeatable)
    }

    @Test("names of applications and events read back")
    func names() {
        #expect(AuditApplication.known.count == 18)
        #expect(AuditApplication.known.map(\.number) == Array(16...33))
        #expect(AuditApplication.securityAdmin.name == "security-admin")
        #expect(AuditApplication.kvm.name == "kvm")
        #expect(AuditApplication.watchdog.name == "watchdog")
        #expect(AuditApplication(number: 34).name == nil)
        #expect(AuditApplication(number: 0).name == nil)
        for known in AuditApplication.known { #expect(known.name.flatMap(AuditApplication.init(name:)) == known) }
        for known in AuditEvent.known { #expect(known.name.flatMap(AuditEvent.init(name:)) == known) }
        #expect(AuditEvent(name: "security-admin/provisioning-completed") == AuditEvent(.securityAdmin, 1))
        #expect(AuditEvent(.securityAdmin, 19).name == "security-admin/unprovisioning-started")
        #expect(AuditEvent(.networkAdmin, 5).name == "network-admin/ipv6-changed")
        #expect(AuditEvent(.wireless, 5).name == "wireless/uefi-share-changed")
        #expect(AuditEvent(.securityAdmin, 20).name == nil)
        #expect(AuditEvent(.remoteControl, 0).name == nil)
        #expect(AuditEvent(name: "security-admin") == nil)
    }
}
