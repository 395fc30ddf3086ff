import Foundation

/// The server itself: reached, in time, with its database, of one version.
extension Doctor {
    /// Beyond this tokens and certificates that are new may not count yet, in seconds.
    static let skewWarned: TimeInterval = 5
    /// Beyond this they do not.
    static let skewMax: TimeInterval = 300

    func api() async -> [DoctorFinding] {
        let askedAt = self.world.now
        let ready: HTTPAnswer
        do throws(CommandFailure) {
            ready = try await self.world.answer("/readyz", [])
        } catch {
            return [
                DoctorFinding(
                    level: .fault, check: .api, sentence: error.message,
                    paste: ["provisionctl context show", "systemctl status provisionserver"])
            ]
        }
        let halfway = askedAt + self.world.now.timeIntervalSince(askedAt) / 2
        var findings = [DoctorFinding(level: .good, check: .api, sentence: "The API answers.")]
        findings += self.clock(ready.headers["date"], at: halfway)
        findings.append(self.database(ready))
        guard self.order.hasToken else {
            return findings + [
                DoctorFinding(
                    level: .warning, check: .api, sentence: "There is no token, so that devices were not asked for.",
                    paste: ["provisionctl doctor --token-file FILE"])
            ]
        }
        do throws(CommandFailure) {
            _ = try await self.ask("/v1/queue", as: QueueCounts.self)
        } catch {
            findings.append(
                DoctorFinding(
                    level: .fault, check: .api, sentence: error.message, paste: ["provisionctl context show"]))
        }
        return findings
    }

    private func clock(_ text: String?, at moment: Date) -> [DoctorFinding] {
        guard let text, let theirs = HTTPDate.read(text) else {
            return [DoctorFinding(level: .note, check: .clock, sentence: "The server does not say what time it is.")]
        }
        // It tells whole seconds: half a one on average.
        let skew = theirs.timeIntervalSince(moment) + 0.5
        let size = abs(skew)
        guard size > Self.skewWarned else {
            return [
                DoctorFinding(
                    level: .good, check: .clock, sentence: "The clocks of the server and of this machine agree.")
            ]
        }
        return [
            DoctorFinding(
                level: size > Self.skewMax ? .fault : .warning, check: .clock,
                sentence:
                    "The server's clock is \(Int(size.rounded())) seconds \(skew > 0 ? "ahead of" : "behind") this "
                    + "machine's. Certificates and tokens count by it, and devices are set by it.",
                paste: ["timedatectl status", "chronyc tracking"])
        ]
    }

    private func database(_ ready: HTTPAnswer) -> DoctorFinding {
        switch ready.status {
        case 200..<300: DoctorFinding(level: .good, check: .database, sentence: "The database answers.")
        case 503:
            DoctorFinding(
                level: .fault, check: .database,
                sentence: "The node answers and its database does not. Hellos wait in the listeners' spools.",
                paste: ["provisionserver check", "journalctl -u provisionserver -n 50 --no-pager"])
        default:
            DoctorFinding(
                level: .fault, check: .database,
                sentence:
                    "The server does not say whether it is ready (HTTP \(ready.status)); something stands between.",
                paste: ["provisionctl context show"])
        }
    }

    func nodes() async -> [DoctorFinding] {
        let nodes: [NodeList.Node]
        do throws(CommandFailure) {
            nodes = try await self.ask("/v1/nodes", as: NodeList.self).nodes
        } catch {
            if case .server(status: 404, _, _, _) = error {
                return [DoctorFinding(level: .note, check: .nodes, sentence: "Nodes: not available on this server.")]
            }
            return [
                DoctorFinding(
                    level: .warning, check: .nodes, sentence: "Nodes were not told: \(error.message)",
                    paste: ["provisionctl node list"])
            ]
        }
        var findings: [DoctorFinding] = []
        let alive = nodes.filter { $0.state == "alive" }
        for role in ["listener", "worker", "coordinator"] where !alive.contains(where: { $0.role == role }) {
            findings.append(
                DoctorFinding(
                    level: .fault, check: .nodes, sentence: "No \(role) is alive.",
                    paste: ["provisionctl node list", "systemctl status provisionserver"]))
        }
        let gone = nodes.filter { node in
            Self.wentSilently(node) && !alive.contains { $0.name == node.name && $0.role == node.role }
        }.map { "\($0.name) (\($0.role))" }
        if !gone.isEmpty {
            findings.append(
                DoctorFinding(
                    level: .warning, check: .nodes,
                    sentence: "\(Self.list(gone)) went without a word. Others do the work; find out why.",
                    paste: ["provisionctl node list"]))
        }
        let versions = Set(alive.map { $0.version ?? "unknown" }).sorted()
        if versions.count > 1 {
            findings.append(
                DoctorFinding(
                    level: .warning, check: .nodes,
                    sentence:
                        "Nodes have different versions: \(Self.list(versions)). That is well during an update alone.",
                    paste: ["provisionctl node list"]))
        }
        guard findings.isEmpty else { return findings }
        return [
            DoctorFinding(
                level: .good, check: .nodes,
                sentence: "Every role has a process that is alive, all of version \(versions.joined()).")
        ]
    }

    /// A process that ends in good order says so at once; one that is lost was silent for a minute before it was given up.
    static let goodbyeSecondsMax: TimeInterval = 30

    private static func wentSilently(_ node: NodeList.Node) -> Bool {
        guard node.state != "alive", let left = node.leftAt.flatMap(Moment.date), let seen = Moment.date(node.seenAt)
        else { return false }
        return left.timeIntervalSince(seen) > Self.goodbyeSecondsMax
    }

    /// The first few of them, and how many more.
    static func list(_ names: [String], max: Int = 5) -> String {
        let shown = names.prefix(max).joined(separator: ", ")
        return names.count > max ? "\(shown) and \(names.count - max) more" : shown
    }
}
