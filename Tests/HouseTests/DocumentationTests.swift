import Foundation
import Provisioning
import Telemetry
import Testing

@testable import provisionserver

/// Pages and code say the same.
@Suite("Documentation")
struct DocumentationTests {
    @Test("each problem has a runbook, and each runbook its problem")
    func runbooks() {
        let pages = House.names(in: "docs/operate/runbooks")
        #expect(pages == Set(ProblemCode.allCases.map { $0.rawValue + ".md" }))
    }

    @Test("the operator's page leads to each runbook")
    func runbookList() throws {
        let page = try #require(House.text("docs/operate/README.md"))
        for code in ProblemCode.allCases {
            #expect(page.contains("[\(code.rawValue)](runbooks/\(code.rawValue).md)"), "\(code.rawValue)")
        }
    }

    @Test("a runbook has the four parts", arguments: ProblemCode.allCases)
    func runbookParts(code: ProblemCode) throws {
        let page = try #require(House.text("docs/operate/runbooks/\(code.rawValue).md"))
        let headings = page.split(separator: "\n").filter { $0.hasPrefix("#") }.map(String.init)
        #expect(
            headings == [
                "# \(code.rawValue)", "## What you see", "## What it means", "## What to check", "## How to go on",
            ])
        #expect(page.contains(code.detail))
        #expect(page.contains("`\(code.remedy.rawValue)`"))
    }

    @Test("the reference is what the program prints", arguments: ReferencePage.allCases)
    func reference(page: ReferencePage) {
        #expect(
            House.text("docs/reference/\(page.file)") == page.text,
            "run: provisionserver reference \(page.rawValue) > docs/reference/\(page.file)")
    }

    @Test("each metric that is made is described, and each that is described is made")
    func metrics() {
        var made: Set<String> = []
        for file in House.swift("Sources") where !file.path.hasPrefix("Sources/FleetSimulator/") {
            for match in file.text.matches(of: #/\b(?:Counter|Gauge|Timer|Recorder|Meter)\(\s*label:\s*"([\w.]+)"/#) {
                made.insert(String(match.1).replacing(".", with: "_"))
            }
        }
        // Those of sources are made of a list.
        let sources = (House.text("Sources/Coordinator/SyncMetrics.swift") ?? "").matches(
            of: #/`(provision_source_\w+)\{/#)
        made.formUnion(sources.map { String($0.1) })
        #expect(made == Set(MetricDescription.all.map(\.label)))
    }

    @Test("dashboards and alerts name metrics that there are, and labels that they have")
    func monitoring() throws {
        var known: [String: Set<String>] = [:]
        for metric in MetricDescription.all {
            let labels = Set(metric.labels)
            known[metric.name] = labels
            guard metric.kind == .histogram else { continue }
            for ending in ["_bucket", "_sum", "_count"] { known[metric.name + ending] = labels.union(["le"]) }
        }
        for name in [
            "process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds", "process_max_fds",
            "process_start_time_seconds", "telemetry_series_dropped_total",
        ] { known[name] = [] }
        let files = House.files.filter { $0.path.hasPrefix("Deploy/monitoring/") }
        #expect(files.count >= 4)
        for file in files {
            for match in file.text.matches(of: #/\b((?:provision|process|telemetry)_\w+)(?:\{([^}]*)\})?/#) {
                let labels = try #require(known[String(match.1)], "\(file.path) names \(match.1)")
                for label in (match.2 ?? "").matches(of: #/(\w+)\s*(?:=~|!~|!=|=)\s*\\?"/#) {
                    #expect(
                        labels.contains(String(label.1)) || ["job", "instance"].contains(label.1),
                        "\(file.path): \(match.1) has no label \(label.1)")
                }
            }
        }
    }

    @Test("what is logged stands under keys of the reference, also where they are written as text")
    func logKeys() {
        let tools = ["Sources/FleetSimulator/", "Sources/amtfleet/"]
        let known = Set(LogKey.allCases.map(\.rawValue))
        var count = 0
        for file in House.swift("Sources") where !tools.contains(where: { file.path.hasPrefix($0) }) {
            for facts in file.text.matches(of: #/metadata: \[\s*"([^\]]*)\]/#) {
                for key in ("\"" + facts.1).matches(of: #/"([a-z_.]+)": "/#) {
                    count += 1
                    #expect(known.contains(String(key.1)), "\(file.path) logs \(key.1)")
                }
            }
        }
        #expect(count > 0)
    }

    @Test("each route of the API is in the reference")
    func routes() throws {
        let page = try #require(House.text("docs/reference/api.md"))
        let source = try #require(House.text("Sources/ControlAPI/APIRoute.swift"))
        let routes = source.matches(of: #/= "(\/[^"]*)"/#).map { String($0.1) }
        #expect(!routes.isEmpty)
        for route in routes { #expect(page.contains("`\(route)"), "\(route) is not in docs/reference/api.md") }
    }

    @Test("each code of a refusal is in the reference")
    func refusals() throws {
        let page = try #require(House.text("docs/reference/api.md"))
        let source = try #require(House.text("Sources/ControlAPI/APIProblem.swift"))
        let codes = source.matches(of: #/case \w+ = "([a-z-]+)"/#).map { String($0.1) }
        #expect(!codes.isEmpty)
        // One-word codes have no text of their own.
        for code in codes + ["overloaded"] {
            #expect(page.contains("`\(code)`"), "\(code) is not in docs/reference/api.md")
        }
    }

    @Test("every link leads somewhere")
    func links() {
        for file in House.markdown {
            let folder = House.root.appendingPathComponent(file.path).deletingLastPathComponent()
            for match in file.text.matches(of: #/\]\(([^)\s]+)\)/#) {
                let target = match.1.prefix { $0 != "#" }
                guard !target.isEmpty, target.firstMatch(of: #/^\w+:/#) == nil else { continue }
                let path = folder.appendingPathComponent(String(target)).standardizedFileURL.path
                #expect(FileManager.default.fileExists(atPath: path), "\(file.path) links to \(target)")
            }
        }
    }

    @Test("a page has one title, and it comes first")
    func titles() {
        for file in House.markdown where file.path.hasPrefix("docs/") || !file.path.contains("/") {
            var inCode = false
            var titles: [Int] = []
            for (index, line) in file.lines.enumerated() {
                if line.hasPrefix("```") { inCode.toggle() }
                if !inCode, line.hasPrefix("# ") { titles.append(index) }
            }
            #expect(titles == [0], "\(file.path)")
        }
    }

    @Test("every decision is in the index, and has the parts of one")
    func decisions() throws {
        let index = try #require(House.text("docs/decisions/README.md"))
        for name in House.names(in: "docs/decisions") where name.hasSuffix(".md") && name != "README.md" {
            #expect(index.contains("(\(name))"), "\(name) is not in the index")
            let page = try #require(House.text("docs/decisions/\(name)"))
            for part in ["Question", "Forces", "Options", "Decision", "Consequences", "We were wrong if"] {
                #expect(page.contains("\n## \(part)\n"), "\(name) has no part '\(part)'")
            }
        }
    }
}
