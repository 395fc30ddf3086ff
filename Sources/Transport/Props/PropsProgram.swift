import Provisioning

/// Runs a program of the site as the props command.
///
/// Of our environment it sees three variables, and it has no arguments.
package final class PropsProgram: PropsCommand {
    /// How the program is run.
    package struct Settings: Equatable, Sendable {
        /// Absolute, with nothing behind it: there are no arguments.
        package var path: String
        /// From start to exit.
        package var timeLimit = Duration.seconds(30)
        /// After the time limit it is asked to end, and this much later it is ended.
        package var graceTime = Duration.seconds(2)
        package var atOnceMax = 10
        /// For a place among those that run at once.
        package var waitLimit = Duration.seconds(60)

        package init(path: String) { self.path = path }
    }

    static let outputBytesMax = 64 << 10
    static let stderrBytesMax = 4 << 10
    /// What the program sees of our environment.
    static let variables = ["PATH", "LANG", "TZ"]

    private let waitLimit: Duration
    private let places: PropsPlaces
    private let call: ProgramCall

    /// - Parameter environment: the process's own; all but three variables of it stay here.
    package init(_ settings: Settings, environment: [String: String]) {
        self.waitLimit = settings.waitLimit
        self.places = PropsPlaces(settings.atOnceMax)
        self.call = ProgramCall(
            path: settings.path, variables: environment.filter { Self.variables.contains($0.key) },
            timeLimit: settings.timeLimit, graceTime: settings.graceTime, outputBytesMax: Self.outputBytesMax,
            errorBytesMax: Self.stderrBytesMax)
    }

    /// Runs the program once, when there is a place for it. A task that is cancelled ends it as if its time were over.
    package func ask(_ question: PropsQuestion) async -> PropsAnswer {
        guard await self.places.enter(within: self.waitLimit) else { return .tooMany }
        defer { self.places.leave() }
        switch await self.call.run(input: PropsMessage.bytes(question)) {
        case .exited(0, let output, _): return PropsMessage.answer(output)
        case .exited(let code, _, let errors): return .exited(code: code, stderr: ProgramText.line(errors))
        case .killed(let signal): return .killed(signal: signal)
        case .timedOut: return .timedOut
        case .outputTooLong: return .outputTooLong
        case .notStarted(let reason): return .notStarted(reason)
        }
    }
}
