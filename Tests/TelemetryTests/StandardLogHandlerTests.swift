import Foundation
import Logging
import Synchronization
import Telemetry
import Testing

@Suite("standard log handler")
struct StandardLogHandlerTests {
    /// Collects lines, and would show two writes at once as a torn line.
    final class Lines: Sendable {
        private let all = Mutex<[String]>([])

        var texts: [String] { self.all.withLock { $0 } }

        func output(_ level: Logger.Level = .info, _ format: LogFormat = .json) -> LogOutput {
            LogOutput(level: level, format: format, now: { 0 }) { bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                self.all.withLock { $0.append(text) }
            }
        }

        func logger(_ output: LogOutput) -> Logger {
            Logger(label: "test") { StandardLogHandler(label: $0, output: output) }
        }
    }

    struct Mishap: Error, CustomStringConvertible { let description = "cable pulled" }

    @Test("what is closer to the call wins")
    func metadataOrder() {
        let lines = Lines()
        let logger = lines.logger(lines.output()).adding([.site: "logger", .node: "n1"])
        logger.info("ready", [.site: "call"])
        #expect(
            lines.texts == [
                #"{"at":"1970-01-01T00:00:00.000Z","level":"info","logger":"test","message":"ready","#
                    + #""node":"n1","site":"call"}"# + "\n"
            ])
    }

    @Test("the output's level is changed at run time, for loggers made before")
    func levelAtRunTime() {
        let lines = Lines()
        let output = lines.output(.info)
        let logger = lines.logger(output)
        logger.debug("one", [:])
        output.level = .debug
        logger.debug("two", [:])
        output.level = .error
        logger.warning("three", [:])
        #expect(lines.texts.count == 1)
        #expect(lines.texts.first?.contains(#""message":"two""#) == true)
    }

    @Test("a logger's own level outlives a change of the output's and stays with its copy")
    func ownLevel() {
        let lines = Lines()
        let output = lines.output(.info)
        let plain = lines.logger(output)
        var loud = plain
        loud.logLevel = .trace
        output.level = .error
        loud.trace("loud", [:])
        plain.warning("plain", [:])
        #expect(lines.texts.map { $0.contains("loud") } == [true])
    }

    @Test("facts are not built when the level is off")
    func factsAreLazy() {
        final class Counting: CustomStringConvertible, Sendable {
            let reads = Atomic<Int>(0)
            var description: String {
                self.reads.add(1, ordering: .relaxed)
                return "x"
            }
        }
        let lines = Lines()
        let logger = lines.logger(lines.output(.info))
        let fact = Counting()
        logger.debug("off", [.reason: fact])
        #expect(fact.reads.load(ordering: .relaxed) == 0)
        logger.info("on", [.reason: fact])
        #expect(fact.reads.load(ordering: .relaxed) == 1)
    }

    @Test("an error given to the record is shown by type and text")
    func error() {
        let lines = Lines()
        lines.logger(lines.output()).warning("source unreachable", error: Mishap())
        #expect(lines.texts.first?.contains(#""error.message":"cable pulled","error.type":"Mishap""#) == true)
    }

    @Test("lines of many threads reach the writer whole and one at a time")
    func oneAtATime() async {
        let inside = Atomic<Int>(0)
        let overlaps = Atomic<Int>(0)
        let written = Mutex<[String]>([])
        await self.logFromManyTasks(
            LogOutput(level: .info, format: .text, now: { 0 }) { bytes in
                if inside.add(1, ordering: .sequentiallyConsistent).newValue != 1 {
                    overlaps.add(1, ordering: .relaxed)
                }
                let text = String(decoding: bytes, as: UTF8.self)
                written.withLock { $0.append(text) }
                inside.subtract(1, ordering: .sequentiallyConsistent)
            })
        #expect(overlaps.load(ordering: .relaxed) == 0)
        let texts = written.withLock { $0 }
        #expect(texts.count == 800)
        #expect(texts.allSatisfy { $0 == "1970-01-01T00:00:00.000Z INFO     step acted step.index=7\n" })
    }

    private func logFromManyTasks(_ output: LogOutput) async {
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    let logger = Logger(label: "test") { StandardLogHandler(label: $0, output: output) }
                    for _ in 0..<100 { logger.info("step acted", [.stepIndex: 7]) }
                }
            }
        }
    }
}
