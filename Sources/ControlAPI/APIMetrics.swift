import CoreMetrics

/// Handles of the `api` role, made once.
struct APIMetrics: Sendable {
    /// First digit of a status.
    enum StatusClass: String, CaseIterable, Sendable {
        case informational = "1xx"
        case success = "2xx"
        case redirection = "3xx"
        case refused = "4xx"
        case failed = "5xx"

        init(status: Int) {
            switch status {
            case 100..<200: self = .informational
            case 200..<300: self = .success
            case 300..<400: self = .redirection
            case 400..<500: self = .refused
            default: self = .failed
            }
        }
    }

    private struct Key: Hashable { let route: APIRoute?, status: StatusClass }

    private let durations: [Key: Timer]
    private let problems: [APIProblem.Code: Counter]

    init(factory: any MetricsFactory) {
        var durations: [Key: Timer] = [:]
        for route in APIRoute.allCases.map(Optional.some) + [nil] {
            for status in [StatusClass.success, .refused, .failed] {
                durations[Key(route: route, status: status)] = Timer(
                    label: "provision.api.duration",
                    dimensions: [("route", route?.rawValue ?? "unknown"), ("status", status.rawValue)],
                    factory: factory)
            }
        }
        self.durations = durations
        self.problems = Dictionary(
            uniqueKeysWithValues: APIProblem.Code.allCases.map {
                ($0, Counter(label: "provision.api.problems", dimensions: [("code", $0.rawValue)], factory: factory))
            })
    }

    /// - Parameter route: `nil` when no resource was found.
    func answered(_ route: APIRoute?, status: Int, took duration: Duration) {
        let key = Key(route: route, status: StatusClass(status: status))
        let (seconds, attoseconds) = duration.components
        self.durations[key]?.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    func refused(_ code: APIProblem.Code) { self.problems[code]?.increment() }
}
