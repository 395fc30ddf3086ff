import AMT
import Provisioning
import Testing

@Suite("On-die chain") struct OnDieChainTests {
    /// As rpc-go's tests and section 5.4 have them: four certificates that the device sends, then two of the factory.
    static func chain(
        leaf: String = "AMT RCFG", engine: String = "CSME MCC ROM CA",
        issuer: String = "ODCA 2 CSME P_MCC 00001881 Issuing CA"
    ) -> [CertificateFacts] {
        let names = [
            (leaf, "CSME MCC SVN01 AMT CA"), ("CSME MCC SVN01 AMT CA", "CSME MCC SVN01 Kernel CA"),
            ("CSME MCC SVN01 Kernel CA", engine), (engine, "www.intel.com"),
        ]
        var chain = names.map { Chains.certificate($0.0, issuer: $0.1) }
        chain[3].issuer.text = "CN=www.intel.com,OU=\(issuer),O=Intel Corporation,C=US"
        return chain
    }

    @Test(
        "the names that firmware was seen to have are taken",
        arguments: ["AMT RCFG", "iAMT CSME IDevID RCFG"], ["CSME MCC ROM CA", "CSME ROM DE"])
    func names(_ leaf: String, _ engine: String) {
        #expect(OnDieChain.judge(Self.chain(leaf: leaf, engine: engine), pathFault: nil) == .verified)
        let other = Self.chain(leaf: leaf, engine: engine, issuer: "On Die CSME P_TGL 00001846 Issuing CA")
        #expect(OnDieChain.judge(other, pathFault: nil) == .verified)
    }

    @Test("a certificate that stands alone, or none, says nothing either way")
    func alone() {
        #expect(OnDieChain.judge([], pathFault: nil) == .absent)
        #expect(OnDieChain.judge([Self.chain()[0]], pathFault: "self-signed certificate") == .absent)
    }

    @Test("what does not lead to a root is refused with the library's reason, whatever its names")
    func path() {
        #expect(
            OnDieChain.judge(Self.chain(), pathFault: "certificate has expired (10 at depth 2)")
                == .refused(.chain, detail: "certificate has expired (10 at depth 2)"))
    }

    @Test("a chip's certificate for something else than setup is refused")
    func leaf() {
        let finding = OnDieChain.judge(Self.chain(leaf: "TPM EK"), pathFault: nil)
        #expect(finding == .refused(.leafName, detail: "CN=TPM EK"))
    }

    @Test("a chain without an engine, or with one that no on-die authority has made, is refused")
    func engine() {
        let without = OnDieChain.judge(Self.chain(engine: "CSME Kernel CA"), pathFault: nil)
        #expect(without == .refused(.engineName, detail: "none"))
        guard
            case .refused(.engineName, let detail) = OnDieChain.judge(
                Self.chain(issuer: "Intel Web Server CA"), pathFault: nil)
        else { return #expect(Bool(false), "an issuer of web servers makes no engines") }
        #expect(detail.contains("Intel Web Server CA"))
    }
}

@Suite("Shared secrets") struct SharedSecretRuleTests {
    @Test("a key of its own or a one-time password gets them under each rule, expected or not")
    func proofs() {
        for rule in SharedSecretRule.allCases {
            for proof in [DeviceProof.presharedKey, .oneTimePassword] {
                #expect(rule.withholding(proof: proof, isExpected: false) == nil)
            }
        }
    }

    @Test("its maker's word is not enough for a UUID that nobody expects: such a chip can be bought")
    func bought() {
        for rule in SharedSecretRule.allCases {
            #expect(rule.withholding(proof: .onDieCertificate, isExpected: true) == nil)
            #expect(rule.withholding(proof: .onDieCertificate, isExpected: false)?["inventory"] != nil)
        }
    }

    @Test("what inventory expects and nothing proves gets them by the rule that says so, and by no other")
    func expected() {
        #expect(SharedSecretRule.expected.withholding(proof: nil, isExpected: true) == nil)
        #expect(
            SharedSecretRule.proven.withholding(proof: nil, isExpected: true)
                == ["device.proof": "none", "setting": "worker.shared_secrets: proven"])
        #expect(SharedSecretRule.expected.withholding(proof: nil, isExpected: false) != nil)
    }

    @Test("a chain that is wrong outweighs the inventory")
    func wrongChain() {
        #expect(OnDieFinding.refused(.chain, detail: "expired").proof == .chainRefused)
        for rule in SharedSecretRule.allCases {
            #expect(rule.withholding(proof: .chainRefused, isExpected: true)?["device.proof"] == "chain-refused")
        }
        #expect(OnDieFinding.refused(.notChecked, detail: "").proof == nil)
    }
}
