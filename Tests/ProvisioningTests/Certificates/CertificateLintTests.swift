import AMT
import Provisioning
import Testing

@Suite("What is said of certificates for provisioning")
struct CertificateLintTests {
    private func answers(_ lint: CertificateLint) -> [String: ReleaseVerdict.Answer] {
        Dictionary(uniqueKeysWithValues: lint.releases.map { ($0.release, $0.answer) })
    }

    @Test("nothing is said of leaf, intermediate and a root that firmware lists; 16 takes it, older ones likely")
    func good() {
        let lint = Chains.lint(Chains.good())
        #expect(lint.findings.isEmpty)
        #expect(lint.chain.map(\.shortName) == ["provision.example.com", "Middle", "Root"])
        #expect(lint.rootLists == [.current])
        #expect(lint.counted == .lastLabels("example.com"))
        let answers = self.answers(lint)
        #expect(answers["16"] == .yes)
        #expect(answers["12"] == .likely)
        // AMT 6 leaves the factory with SHA-1 hashes alone.
        #expect(answers["6"] == .needsRoot)
        #expect(
            lint.releases.map(\.release) == [
                "6", "7", "8", "9", "10", "11", "12", "14", "15", "15 H", "16", "16.1", "18", "19",
            ])
    }

    @Test("certificates come in any order, twice, and with strangers among them")
    func order() {
        let chain = Chains.good()
        let stranger = Chains.root("Stranger", sha256: Chains.digest("Stranger"))
        let given = GivenCertificates(
            [chain[2], stranger, chain[0], chain[1], chain[0]], hasKey: true, keyOwners: [chain[0].sha256])
        let lint = CertificateLint(given, now: Chains.now)
        #expect(lint.chain == chain)
        #expect(Set(lint.findings.map(\.code)) == [.chainUnordered, .certificateRepeated, .certificateSurplus])
        #expect(lint.findings.first { $0.code == .certificateSurplus }?.certificate == "Stranger")
        #expect(lint.refusals.isEmpty)
    }

    @Test("no certificate, no key, and a key that is none of the certificates'")
    func keys() {
        let chain = Chains.good()
        #expect(Chains.codes([]) == [.certificateMissing])
        #expect(
            CertificateLint(GivenCertificates(chain, hasKey: false, keyOwners: []), now: Chains.now).findings.map(
                \.code)
                == [.keyMissing])
        let foreign = CertificateLint(
            GivenCertificates(chain, hasKey: true, keyOwners: []), now: Chains.now)
        #expect(foreign.findings.map(\.code) == [.keyUnmatched])
        #expect(foreign.chain == chain, "the leaf is found without the key")
        #expect(foreign.releases.allSatisfy { $0.answer == .no && $0.reasons == [.finding(.keyUnmatched)] })
        var renewed = chain[0]
        renewed.sha256 = Chains.digest("renewed")
        renewed.notAfter = renewed.notAfter + .seconds(86_400)
        let both = CertificateLint(
            GivenCertificates(chain + [renewed], hasKey: true, keyOwners: [chain[0].sha256, renewed.sha256]),
            now: Chains.now)
        #expect(both.leaf == renewed)
        #expect(both.findings.map(\.code).contains(.keyOwnersSeveral))
    }

    @Test("a chain without its root, with a namesake of its issuer, or with a root that has not signed itself")
    func brokenChains() {
        let chain = Chains.good()
        #expect(Chains.codes(Array(chain.prefix(2))) == [.issuerMissing])
        #expect(Chains.lint(Array(chain.prefix(2))).root == nil)
        var namesake = chain[1]
        namesake.sha256 = Chains.digest("namesake")
        #expect(Chains.codes([chain[0], namesake, chain[2]]).contains(.signatureBroken))
        var root = chain[2]
        root.signers = []
        #expect(Chains.codes([chain[0], chain[1], root]) == [.rootNotSelfSigned])
    }

    @Test("of two roots the one that firmware lists is taken, and the choice is told")
    func crossSigned() {
        let listed = Chains.root("Old Root")
        let own = Chains.root("New Root", sha256: Chains.digest("New Root"))
        let short = Chains.leaf(under: own)
        var cross = Chains.authority("New Root", under: listed)
        cross.sha256 = Chains.digest("cross")
        cross.publicKey = own.publicKey
        var leaf = short
        leaf.signers = [own.sha256, cross.sha256]
        let lint = Chains.lint([leaf, own, cross, listed])
        #expect(lint.root == listed, "although the other chain is shorter")
        #expect(lint.chain.count == 3)
        #expect(Set(lint.findings.map(\.code)) == [.chainAmbiguous, .crossSigned, .certificateSurplus])
        #expect(lint.findings.first { $0.code == .chainAmbiguous }?.facts["roots"] == "2")
    }

    @Test("certificates that sign each other in a circle end the search")
    func circle() {
        var all: [CertificateFacts] = []
        for number in 0..<20 {
            var facts = Chains.certificate("A\(number)", issuer: "A")
            facts.subject = .init(raw: Array("A".utf8), text: "A")
            facts.isAuthority = true
            all.append(facts)
        }
        let digests = Set(all.map(\.sha256))
        for index in all.indices { all[index].signers = digests.subtracting([all[index].sha256]) }
        #expect(Chains.codes(all).contains(.rootNotSelfSigned))
    }

    @Test("more than three authorities are many; more than can be shown are too many")
    func depth() {
        var chain = [Chains.root()]
        for number in 1...2 { chain.insert(Chains.authority("Level \(number)", under: chain[0]), at: 0) }
        #expect(Chains.codes([Chains.leaf(under: chain[0])] + chain).isEmpty, "leaf, two intermediates and root")
        chain.insert(Chains.authority("Level 3", under: chain[0]), at: 0)
        #expect(Chains.codes([Chains.leaf(under: chain[0])] + chain) == [.chainDeep])
        for number in 4...8 { chain.insert(Chains.authority("Level \(number)", under: chain[0]), at: 0) }
        #expect(Chains.codes([Chains.leaf(under: chain[0])] + chain) == [.chainTooLong])
    }

    @Test("an issuer that does not say that it is an authority")
    func authority() {
        var chain = Chains.good()
        chain[1].isAuthority = nil
        #expect(Chains.codes(chain) == [.issuerNoAuthority])
    }

    @Test("the leaf is for provisioning by both usages or by its unit, and near misses are told apart")
    func usage() {
        let server = "1.3.6.1.5.5.7.3.1"
        let setup = "2.16.840.1.113741.1.2.3"
        func codes(_ usages: [String], _ units: [String] = []) -> [CertificateFindingCode] {
            Chains.codes {
                $0.extendedKeyUsages = usages
                $0.units = units
            }
        }
        #expect(codes([setup, server]).isEmpty)
        #expect(codes([], ["Sales", "Intel(R) Client Setup Certificate"]).isEmpty)
        #expect(codes([setup]) == [.usageWithoutServerAuth])
        #expect(codes([server]) == [.usageWithoutSetup])
        #expect(codes([]) == [.usageMissing])
        #expect(codes(["2.5.29.37.0"], ["Sales"]) == [.usageMissing])
        for unit in [
            "Intel(r) Client Setup Certificate", "Intel® Client Setup Certificate",
            "Intel (R) Client Setup Certificate",
            "Intel Client Setup Certificate", "Intel(R) Client Setup Certificate ",
        ] {
            #expect(codes([server], [unit]) == [.unitMisspelt], "\(unit)")
        }
        #expect(codes([setup, server], ["Intel Client Setup Certificate"]).isEmpty, "the usages suffice")
    }

    @Test("SHA-1 and short RSA keys, wherever they are, keep 16 and the desktop parts of 15 away, and nobody else")
    func weak() {
        for index in 0..<3 {
            var chain = Chains.good()
            chain[index].signatureDigest = .sha1
            let lint = Chains.lint(chain)
            #expect(lint.findings.map(\.code) == [.signatureWeak], "of the root by itself too")
            #expect(lint.refusals.isEmpty)
            let refusing = lint.releases.filter { $0.answer == .no }.map(\.release)
            #expect(refusing == ["15 H", "16", "16.1", "18", "19"])
        }
        var chain = Chains.good()
        chain[1].key = .rsa(bits: 1_024)
        #expect(Chains.codes(chain) == [.rsaShort])
        #expect(
            Chains.lint(chain).releases.filter { $0.answer == .no }.map(\.release) == [
                "15 H", "16", "16.1", "18", "19",
            ])
        chain[1].key = .rsa(bits: 4_096)
        #expect(Chains.codes(chain).isEmpty)
    }

    @Test("elliptic keys are doubtful before 12; other kinds are refused; long digests and nsCertType are told")
    func otherKeys() {
        var chain = Chains.good()
        chain[2].key = .elliptic(curve: "secp384r1", bits: 384)
        let lint = Chains.lint(chain)
        #expect(lint.findings.map(\.code) == [.keyElliptic])
        #expect(self.answers(lint)["16"] == .yes)
        #expect(lint.releases.first { $0.release == "11" }?.reasons == [.listUnsure, .finding(.keyElliptic)])
        #expect(Chains.codes { $0.key = .other("ED25519") } == [.keyKindUnknown])
        #expect(Chains.codes { $0.signatureDigest = .sha384 } == [.signatureLong])
        let old = Chains.codes { $0.hasNetscapeType = true }
        #expect(old == [.netscapeType])
    }

    @Test(
        "what a common name has to be",
        arguments: [
            ("provision.example.com", []), ("example.com", []), ("*.example.com", [.nameWildcard]),
            ("provisionserver", [.nameSingleLabel]), ("192.0.2.7", [.nameAddress]), ("2001:db8::7", [.nameAddress]),
            ("Setup of example.com", [.nameMalformed]), ("Our Company", [.nameMalformed]), ("", [.nameMissing]),
            ("setup.office.local", [.nameUnsold, .nameWholeSuffix]), ("setup.office.io", [.nameWholeSuffix]),
            ("setup.example.fr", [.nameWholeSuffix]), ("setup.office.example.fr", []),
        ] as [(String, [CertificateFindingCode])])
    func names(name: String, expected: [CertificateFindingCode]) {
        #expect(Chains.codes(Chains.good(name)) == expected)
    }

    @Test("a name among the alternatives alone is told as that; several common names too")
    func alternatives() {
        func codes(_ names: [String]) -> [CertificateFindingCode] {
            Chains.codes {
                $0.commonNames = names
                $0.alternativeNames = ["provision.example.com"]
            }
        }
        #expect(codes([]) == [.nameOnlyAlternative])
        #expect(codes(["Our Company"]) == [.nameOnlyAlternative])
        #expect(codes(["provision.example.com"]).isEmpty)
        #expect(codes(["a.example.com", "b.example.com"]) == [.nameSeveral])
    }

    @Test("time: ended, not begun, ends soon, ends before what it has issued; no release refuses for it")
    func time() {
        func codes(_ begin: Int64, _ end: Int64) -> [CertificateFindingCode] {
            Chains.codes {
                $0.notBefore = UnixTime(seconds: Chains.now.seconds + begin)
                $0.notAfter = UnixTime(seconds: Chains.now.seconds + end)
            }
        }
        let day: Int64 = 86_400
        #expect(codes(-10, 91 * day).isEmpty)
        #expect(codes(-10, 0) == [.expired])
        #expect(codes(10, 200 * day) == [.notYetValid])
        #expect(codes(-10, 5 * day) == [.endsSoon])
        var chain = Chains.good()
        chain[1].notAfter = UnixTime(seconds: Chains.now.seconds + 100 * day)
        #expect(Chains.codes(chain) == [.issuerEndsSooner])
        chain[0].notAfter = Chains.now
        #expect(!Chains.lint(chain).releases.contains { $0.answer == .no })
    }

    @Test(
        "the steps at which an end is told",
        arguments: [(91, nil), (90, 90), (61, 90), (60, 60), (30, 30), (8, 30), (7, 7), (2, 7), (1, 1)]
            as [(Int64, Int?)])
    func steps(days: Int64, step: Int?) {
        let end = UnixTime(seconds: Chains.now.seconds + days * 86_400)
        #expect(CertificateEnd.step(until: end, now: Chains.now) == step)
        #expect(CertificateEnd.days(until: end, now: Chains.now) == Int(days))
    }

    @Test("an own root is an advice and has to be brought; one of old lists is refused by newer firmware alone")
    func roots() {
        let own = Chains.lint(Chains.good(root: Chains.digest("own")))
        #expect(own.findings.map(\.code) == [.rootOwn])
        #expect(own.releases.allSatisfy { $0.answer == .needsRoot })
        #expect(own.rootLists.isEmpty)
        let old = Chains.lint(Chains.good(root: Chains.veriSignG1))
        #expect(old.findings.map(\.code) == [.rootRetired])
        #expect(old.rootLists == [.earlier])
        #expect(self.answers(old)["11"] == .yes)
        #expect(self.answers(old)["16"] == .needsRoot)
    }

    @Test("the lists have the roots that the reference has: 6, 5 and 23")
    func lists() {
        #expect(FactoryRootList.allCases.map(\.count) == [6, 5, 23])
    }

    @Test("codes are unique, speak one sentence, and say what helps", arguments: CertificateFindingCode.allCases)
    func words(code: CertificateFindingCode) {
        #expect(code.rawValue.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil)
        #expect(code.detail.hasSuffix(".") && !code.remedy.isEmpty)
        #expect(code.remedy.hasSuffix("."))
    }
}
