import NIOHTTP1
import Synchronization

/// Decides what each request is answered, and keeps the switches and the counts.
final class InventoryDesk: Sendable {
    private struct State {
        var view: InventoryView
        var counts = InventoryCounts()
        /// How many requests `status` has struck since it was set.
        var struckCount = 0
    }

    private let settings: InventorySettings
    private let startedAt: Int
    private let state: Mutex<State>

    init(settings: InventorySettings, now: Double) {
        self.settings = settings
        self.startedAt = Int(now)
        self.state = Mutex(
            State(
                view: InventoryView(
                    settings: settings, behaviour: settings.behaviour, generation: 1, modifiedAt: Int(now),
                    startedAt: Int(now))))
    }

    /// What holds for the way that an answer is sent.
    var behaviour: InventoryBehaviour { self.state.withLock { $0.view.behaviour } }

    func sent(records: Int) { self.state.withLock { $0.counts.records += records } }

    func answer(to request: InventoryRequest, now: Double) -> InventoryAnswer {
        let route = InventoryRoute.of(path: request.path)
        if route == .control { return self.control(request, now: now) }
        let view = self.state.withLock { $0.view }
        var answer =
            self.misbehaved(view.behaviour, request) ?? self.unauthorized(request)
            ?? self.served(route, request, view)
        if let type = view.behaviour.text(.contentType) {
            answer.headers.replaceOrAdd(name: "Content-Type", value: type)
        }
        let status = answer.status.code
        self.state.withLock { $0.counts.add(route, status: status) }
        return answer
    }

    // MARK: What may come in place of an answer

    private func misbehaved(_ behaviour: InventoryBehaviour, _ request: InventoryRequest) -> InventoryAnswer? {
        if let origin = behaviour.text(.redirect) {
            var answer = InventoryAnswer(.found, "Elsewhere.")
            answer.headers.add(name: "Location", value: origin + request.path)
            return answer
        }
        guard behaviour.isOn(.status), self.strikes(behaviour) else { return nil }
        var answer = InventoryAnswer(HTTPResponseStatus(statusCode: behaviour.count(.status)), "As ordered.")
        if behaviour.isOn(.retryAfter) {
            answer.headers.add(name: "Retry-After", value: "\(behaviour.count(.retryAfter))")
        }
        return answer
    }

    private func strikes(_ behaviour: InventoryBehaviour) -> Bool {
        self.state.withLock { state in
            state.struckCount += 1
            let max = behaviour.count(.statusCount)
            return max == 0 || state.struckCount <= max
        }
    }

    private func unauthorized(_ request: InventoryRequest) -> InventoryAnswer? {
        guard let user = self.settings.user else { return nil }
        let expected = "Basic " + Text.base64(Array("\(user):\(self.settings.password)".utf8))
        guard request.headers.first(name: "Authorization") != expected else { return nil }
        var answer = InventoryAnswer(.unauthorized, "Who are you?")
        answer.headers.add(name: "WWW-Authenticate", value: "Basic realm=\"inventory\"")
        return answer
    }

    // MARK: Answers

    private func served(
        _ route: InventoryRoute, _ request: InventoryRequest, _ view: InventoryView
    ) -> InventoryAnswer {
        let isPost = request.method == .POST
        var answer: InventoryAnswer
        switch route {
        case .soap:
            answer =
                isPost
                ? AltirisAnswers.soap(request, view) : InventoryAnswer(.methodNotAllowed, "A SOAP call is a POST.")
        case .report: answer = AltirisAnswers.report(request, view)
        case .csv: answer = FlatAnswers.csv(request, view)
        case .json:
            guard let shape = JSONShape.of(path: request.path) else { return Self.notFound }
            answer = JSONAnswers(shape: shape, request: request, view: view).answer()
        case .control, .other: return Self.notFound
        }
        guard case .records = answer.body else { return answer }
        if request.headers[canonicalForm: "Accept-Encoding"].contains(where: { $0.hasPrefix("gzip") }) {
            answer.isCompressed = true
            answer.headers.add(name: "Content-Encoding", value: "gzip")
        }
        return isPost ? answer : self.conditional(answer, request, view)
    }

    private static var notFound: InventoryAnswer { InventoryAnswer(.notFound, "There is nothing here.") }

    /// With the data's tag and time; 304 when the client has it already.
    private func conditional(
        _ answer: InventoryAnswer, _ request: InventoryRequest, _ view: InventoryView
    ) -> InventoryAnswer {
        let suffix = answer.isCompressed ? "-gzip" : ""
        let tag = "\"\(self.settings.fleet.seed)-\(self.startedAt)-\(view.generation)\(suffix)\""
        let time = Text.httpDate(Double(view.modifiedAt))
        var answer = answer
        answer.headers.add(name: "ETag", value: tag)
        answer.headers.add(name: "Last-Modified", value: time)
        let isKnown =
            request.headers.first(name: "If-None-Match").map { $0 == "*" || $0 == tag || $0 == "W/\(tag)" }
            ?? (request.headers.first(name: "If-Modified-Since") == time)
        guard isKnown else { return answer }
        answer.status = .notModified
        answer.body = .bytes([])
        answer.isCompressed = false
        answer.headers.remove(name: "Content-Encoding")
        answer.headers.remove(name: "Content-Type")
        return answer
    }

    // MARK: Control

    /// `GET` tells, `POST` with a query sets switches; `reset` puts everything back to the start, counts included.
    private func control(_ request: InventoryRequest, now: Double) -> InventoryAnswer {
        if request.method == .POST {
            var behaviour = self.behaviour
            for (name, value) in request.query {
                if name == "reset" {
                    behaviour = self.settings.behaviour
                    self.state.withLock { $0.counts = InventoryCounts() }
                } else if !behaviour.set(name, value) {
                    return InventoryAnswer(.badRequest, "There is no switch \(name), or it does not take \(value).")
                }
            }
            self.switchTo(behaviour, now: now)
        }
        let report = self.state.withLock { state in
            InventoryReport(
                counts: state.counts, switches: state.view.behaviour.listed, generation: state.view.generation,
                recordCount: state.view.count)
        }
        // Texts and numbers can always be written.
        let json = (try? Fleet.json(report)) ?? []
        return InventoryAnswer("application/json", .bytes(json))
    }

    private func switchTo(_ behaviour: InventoryBehaviour, now: Double) {
        self.state.withLock { state in
            let before = state.view
            let isSame = before.holdsSameRecords(as: behaviour)
            state.struckCount = 0
            state.view = InventoryView(
                settings: self.settings, behaviour: behaviour,
                generation: isSame ? before.generation : before.generation + 1,
                // A header has whole seconds, and two changes have to differ in it.
                modifiedAt: isSame ? before.modifiedAt : max(Int(now), before.modifiedAt + 1),
                startedAt: self.startedAt)
        }
    }
}

/// Everything in one list.
enum FlatAnswers {
    /// `uuid,fqdn,profile,amtversion`, a line for each computer.
    static func csv(_ request: InventoryRequest, _ view: InventoryView) -> InventoryAnswer {
        let since = request.text("since").flatMap(Text.seconds(ofTimestamp:))
        let profile = Array((view.settings.profile ?? "").utf8)
        let stream = RecordStream(
            view: view, numbers: 0..<view.count(since: since), head: Array("uuid,fqdn,profile,amtversion\n".utf8)
        ) { computer, out in
            out += computer.uuid
            out.append(UInt8(ascii: ","))
            out += computer.fqdn
            out.append(UInt8(ascii: ","))
            out += profile
            out.append(UInt8(ascii: ","))
            out.append(text: computer.amtVersion)
            out.append(UInt8(ascii: "\n"))
        }
        return InventoryAnswer("text/csv; charset=utf-8", .records(stream))
    }
}
