import Crypto
import Testing
import X509

@testable import FleetSimulator

@Suite("provisioning chains")
struct ChainJudgeTests {
    private func judge(
        _ chain: [[UInt8]], root: TestAuthority, algorithm: UInt8 = 2, suffix: String = "corp.example"
    ) throws -> ChainVerdict {
        let der = try TestAuthority.der(root.certificate)
        let hash = try #require(ProvisioningChainJudge.hash(der, algorithm))
        return ProvisioningChainJudge.judge(
            chain, rootHashes: FactoryRoots.sha256 + [RootHashEntry(algorithm: algorithm, bytes: hash)],
            suffix: suffix, refusesWeak: true)
    }

    @Test("a chain with the setup OID, or with the organizational unit, is accepted")
    func accepted() throws {
        let authority = try TestAuthority()
        let byOID = try authority.provisioningChain(commonName: "provision.corp.example").chain
        let byUnit = try authority.provisioningChain(
            commonName: "provision.corp.example", unit: "Intel(R) Client Setup Certificate", usages: [.serverAuth]
        ).chain
        for chain in [byOID, byUnit] {
            #expect(try self.judge(chain, root: authority) == .accepted)
            #expect(try self.judge(chain, root: authority, algorithm: 1) == .accepted)
        }
    }

    @Test("each thing that is wrong has its verdict")
    func refused() throws {
        let authority = try TestAuthority()
        let other = try TestAuthority("Other Root")
        let good = try authority.provisioningChain(commonName: "provision.corp.example").chain
        #expect(try self.judge(good, root: other) == .rootUnknown)
        #expect(try self.judge([good[0]], root: authority) == .rootNotSent)
        #expect(try self.judge(good.reversed(), root: authority) == .rootNotSent)
        #expect(try self.judge([], root: authority) == .unreadable)
        #expect(try self.judge([[1, 2, 3], good[1]], root: authority) == .unreadable)
        let namesake = try TestAuthority().provisioningChain(commonName: "provision.corp.example").chain
        #expect(try self.judge([namesake[0], good[1]], root: authority) == .brokenChain)
        for usages in [[.serverAuth], [TestAuthority.setupUsages[1]], [.clientAuth, TestAuthority.setupUsages[1]]] {
            let chain = try authority.provisioningChain(commonName: "provision.corp.example", usages: usages).chain
            #expect(try self.judge(chain, root: authority) == .usageMissing)
        }
        #expect(try self.judge(good, root: authority, suffix: "elsewhere.example") == .nameMismatch)
        #expect(try self.judge(good, root: authority, suffix: "") == .nameMismatch)
    }

    @Test(
        "as many labels are compared as the top-level domain is sold with",
        arguments: [
            ("a.sales.contoso.com", "marketing.contoso.com", true), ("*.contoso.com", "contoso.com", true),
            ("a.contoso.com", "a.fabrikam.com", false), ("a.contoso.co.uk", "b.contoso.co.uk", true),
            ("a.contoso.co.uk", "a.fabrikam.co.uk", false), ("srv.corp.example", "corp.example", true),
            ("*.example", "corp.example", true), ("srv.other.example", "corp.example", false),
            ("CORP.example", "corp.EXAMPLE", true), ("com", "contoso.com", false), ("", "contoso.com", false),
        ])
    func suffixes(name: String, suffix: String, matches: Bool) {
        #expect(DomainSuffixRule.matches(commonName: name, suffix: suffix) == matches)
    }

    @Test("mutual authentication asks for a chain under a stored root and a trusted name")
    func mutual() throws {
        let authority = try TestAuthority()
        let chain = try authority.provisioningChain(commonName: "mgmt.corp.example").chain
        let root = try TestAuthority.der(authority.certificate)
        let judge = { (names: [String]) in
            ProvisioningChainJudge.judge([chain[0]], demand: MutualDemand(trustedRoots: [root], trustedCNs: names))
        }
        #expect(judge([]) == .accepted)
        #expect(judge(["mgmt.corp.example"]) == .accepted)
        #expect(judge(["corp.example"]) == .accepted)
        #expect(judge(["gmt.corp.example"]) == .nameMismatch)
        let foreign = MutualDemand(trustedRoots: [], trustedCNs: [])
        #expect(ProvisioningChainJudge.judge(chain, demand: foreign) == .rootUnknown)
    }
}
