import Testing

/// The floors, and who may stand on whom.
@Suite("Floor plan")
struct FloorPlanTests {
    /// The plan itself. It is repeated here so that a new arrow is drawn twice, on purpose; decision 1 has the reasons.
    static let plan: [String: Set<String>] = [
        "CConsole": [], "CLibCurl": [], "CLibPQ": [], "CLibSSL": [], "CLibXML": [], "CLibZ": [], "CLinux": [],
        "AMT": ["CLibXML"],
        "Inventory": ["AMT", "CLibXML"],
        "Provisioning": ["AMT", "Inventory"],
        "Secrets": [],
        "Telemetry": [],
        "Postgres": ["CLibPQ", "Telemetry"],
        "Store": ["AMT", "Inventory", "Provisioning", "Secrets", "Postgres"],
        "Transport": ["AMT", "CLibCurl", "CLibSSL", "Inventory", "Provisioning", "Telemetry"],
        "Listener": Self.belowRoles,
        "Worker": Self.belowRoles,
        "Coordinator": Self.belowRoles,
        "ControlAPI": Self.belowRoles.union(["CConsole", "CLibZ"]),
        "FleetSimulator": ["Telemetry"],
        "amtfleet": ["FleetSimulator", "Telemetry"],
        "provisionctl": ["AMT", "CLibCurl", "CLibZ", "Telemetry"],
        "provisionserver": Self.belowRoles.union([
            "CLinux", "ControlAPI", "Coordinator", "Listener", "Postgres", "Store", "Transport", "Worker",
        ]),
    ]

    static let belowRoles: Set<String> = ["AMT", "Inventory", "Provisioning", "Secrets", "Telemetry"]

    @Test("the manifest draws the arrows of the plan and no others")
    func manifestIsThePlan() {
        for (target, above) in Manifest.targets {
            #expect(Self.plan[target] == above, "\(target)")
        }
        #expect(Set(Self.plan.keys) == Set(Manifest.targets.keys))
    }

    @Test("every folder of Sources is a target, and every target has its folder")
    func foldersAreTargets() {
        let folders = Set(
            House.files.filter { $0.path.hasPrefix("Sources/") }
                .compactMap { $0.path.split(separator: "/").dropFirst().first.map(String.init) })
        #expect(folders == Set(Manifest.targets.keys))
    }

    @Test("a file imports those of our targets alone that its manifest entry lists", arguments: Self.plan.keys.sorted())
    func importsFollowTheManifest(target: String) {
        let allowed = Manifest.targets[target] ?? []
        for file in House.swift("Sources/\(target)") {
            for imported in Self.imports(of: file) where Manifest.targets[imported] != nil {
                #expect(allowed.contains(imported), "\(file.path) imports \(imported)")
            }
        }
    }

    @Test("roles never import each other, and reach the world through protocols alone")
    func rolesAreApart() {
        let forbidden: Set<String> = [
            "Listener", "Worker", "Coordinator", "ControlAPI", "Store", "Postgres", "Transport",
        ]
        for role in ["Listener", "Worker", "Coordinator", "ControlAPI"] {
            for file in House.swift("Sources/\(role)") {
                let strangers = Self.imports(of: file).filter { forbidden.contains($0) && $0 != role }
                #expect(strangers.isEmpty, "\(file.path) imports \(strangers)")
            }
        }
    }

    @Test("the plan has no circle")
    func planHasNoCircle() {
        var standing: Set<String> = []
        var rest = Self.plan
        while let next = rest.first(where: { $0.value.isSubset(of: standing) }) {
            standing.insert(next.key)
            rest[next.key] = nil
        }
        #expect(rest.isEmpty, "in a circle: \(rest.keys.sorted())")
    }

    static func imports(of file: House.File) -> [String] {
        file.lines.filter { $0.contains("import ") }.compactMap { line in
            line.firstMatch(
                of:
                    #/^\s*(?:@\S+\s+)*(?:(?:public|package|internal|private|fileprivate)\s+)?import\s+(?:(?:struct|enum|class|func|protocol|typealias|var|let)\s+)?(\w+)/#
            ).map { String($0.1) }
        }
    }
}
