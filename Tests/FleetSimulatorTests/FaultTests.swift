import Foundation
import Testing

@testable import FleetSimulator

@Suite("scripted faults")
struct FaultTests {
    private static let clock = Requests.setClock(1_900_000_000)
    private static let call = "AMT_TimeSynchronizationService.SetHighAccuracyTimeSynch"

    private func rule(_ fault: ScriptedFault, call: String = FaultTests.call, occurrence: Int = 1) -> FaultRule {
        FaultRule(device: .all, call: call, occurrence: occurrence, fault: fault, seconds: 0.05)
    }

    /// Sends the call once under a rule; says what came and whether the device did it.
    private func outcome(of fault: ScriptedFault) async throws -> (
        answer: TestClient.Answer?, ending: String, isDone: Bool
    ) {
        var outcome: (TestClient.Answer?, String, Bool) = (nil, "", false)
        try await FleetHarness.run {
            $0.faults = [self.rule(fault)]
        } _: { harness in
            let client = try await harness.client()
            try await client.post(Self.clock)
            let answer = await client.answer()
            let ending = answer == nil ? await client.ending() : ""
            outcome = (answer, ending, try harness.report()["clockIsSet"] as? Bool ?? false)
        }
        return outcome
    }

    @Test("a dropped call is done or not, as the script says, and ends in a reset")
    func drops() async throws {
        let before = try await self.outcome(of: .dropBefore)
        #expect(before.answer == nil && !before.isDone)
        #expect(before.ending.contains("reset"))
        let after = try await self.outcome(of: .dropAfter)
        #expect(after.answer == nil && after.isDone)
        #expect(after.ending.contains("reset"))
    }

    @Test("half an answer and a wrong length come from calls that were done")
    func cutAnswers() async throws {
        for fault in [ScriptedFault.halfAnswer, .wrongContentLength] {
            let result = try await self.outcome(of: fault)
            #expect(result.answer?.status == 200)
            #expect(result.answer?.isWhole == false)
            #expect(result.isDone)
        }
    }

    @Test("a call is left undone and answered as if it had been done; an answer is changed on its way")
    func lies() async throws {
        let lie = try await self.outcome(of: .notDone)
        #expect(lie.answer?.body.contains("<g:ReturnValue>0</g:ReturnValue>") == true && !lie.isDone)
        let changed = try await self.outcome(of: .editAnswer)
        #expect(changed.answer?.body == "" && changed.isDone)
        let page = try await self.outcome(of: .httpStatus(404))
        #expect(page.answer?.status == 404 && !page.isDone)
    }

    @Test("names of faults are read, and numbers that are none are not")
    func names() {
        #expect(ScriptedFault("alert:116") == .alert(116) && ScriptedFault("alert:300") == nil)
        #expect(ScriptedFault("http-status:500") == .httpStatus(500) && ScriptedFault("http-status:200") == nil)
        #expect(ScriptedFault("http-503") == .httpStatus(503))
        #expect(ScriptedFault("edit-answer") == .editAnswer && ScriptedFault("not-done") == .notDone)
    }

    @Test("a stalled call is answered late; a return value, a fault or a page come instead of the call")
    func answers() async throws {
        let stalled = try await self.outcome(of: .stall)
        #expect(stalled.answer?.status == 200 && stalled.isDone)
        let value = try await self.outcome(of: .returnValue(2_082))
        #expect(value.answer?.body.contains("<g:ReturnValue>2082</g:ReturnValue>") == true && !value.isDone)
        let fault = try await self.outcome(of: .fault("TimedOut"))
        #expect(fault.answer?.body.contains("e:TimedOut") == true && !fault.isDone)
        let busy = try await self.outcome(of: .httpStatus(503))
        #expect(busy.answer?.status == 503 && !busy.isDone)
        let unauthorized = try await self.outcome(of: .http401)
        #expect(unauthorized.answer?.status == 401 && !unauthorized.isDone)
    }

    @Test("a rule strikes at its occurrence and its device only")
    func occurrence() async throws {
        try await FleetHarness.run { settings in
            settings.count = 2
            settings.faults = [
                FaultRule(device: .index(1), call: Self.call, occurrence: 2, fault: .returnValue(1))
            ]
        } _: { harness in
            for (index, expected) in [(0, ["0", "0", "0"]), (1, ["0", "1", "0"])] {
                let client = try await harness.client(index)
                var values: [String?] = []
                for _ in 0..<3 {
                    try await client.post(Self.clock)
                    values.append(await client.answer().flatMap { between($0.body, "<g:ReturnValue>", "<") })
                }
                #expect(values == expected)
            }
        }
    }

    @Test("a handshake is reset once, and the next one succeeds")
    func handshake() async throws {
        try await FleetHarness.run {
            $0.faults = [self.rule(.resetHandshake, call: FaultRule.handshakeCall)]
        } _: {
            harness in
            let client = try await TestClient.connect(harness.identity(), port: harness.port)
            try? await client.post("")
            #expect(await client.answer() == nil)
            _ = try await harness.client()
        }
    }

    @Test("a call held before it is done is lost when its client goes; one held after it is done is not")
    func pauses() async throws {
        for moment in ["before", "after"] {
            let log = try TemporaryFile()
            let resume = FileManager.default.temporaryDirectory.appendingPathComponent("fleet-\(UUID().uuidString)")
            try await FleetHarness.run { settings in
                settings.callLogPath = log.path
                settings.pauses = [try #require(PausePoint("\(Self.call):1:\(moment)"))]
                settings.resumeFile = resume.path
            } _: { harness in
                let client = try await harness.client()
                try await client.post(Self.clock)
                _ = try #require(try await eventually { log.text.contains("\"paused-\(moment)\"") })
                try await client.close()
                _ = try #require(try await eventually { harness.fleet.device(0).connectionCount == 0 })
                try Data().write(to: resume)
                let last = moment == "before" ? "discarded" : "unanswered"
                _ = try #require(try await eventually { log.text.contains("\"phase\":\"\(last)\"") })
                #expect(try harness.report()["clockIsSet"] as? Bool == (moment == "after"))
                let lines = try log.text.split(separator: "\n").map {
                    try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
                }
                #expect(
                    lines.compactMap { $0?["phase"] as? String }
                        == ["received", "answering", "received", "paused-\(moment)", last])
                #expect(lines.compactMap { $0?["n"] as? Int } == [1, 1, 2, 2, 2])
                #expect(lines.allSatisfy { $0?["device"] as? String == harness.identity().uuid })
            }
            try? FileManager.default.removeItem(at: resume)
        }
    }

    @Test("a held call goes on when the resume file appears")
    func resumed() async throws {
        let resume = FileManager.default.temporaryDirectory.appendingPathComponent("fleet-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: resume) }
        try await FleetHarness.run { settings in
            settings.pauses = [try #require(PausePoint("\(Self.call):1:before"))]
            settings.resumeFile = resume.path
        } _: { harness in
            let client = try await harness.client()
            try await client.post(Self.clock)
            try Data().write(to: resume)
            #expect(await client.answer()?.status == 200)
        }
    }
}
