import Foundation

/// What the kernel knows of this process, under the names that Prometheus' own clients use.
enum ProcessMetrics {
    /// Lines of the exposition format; what the kernel does not tell is left out.
    static func page() -> String {
        var page = ""
        func add(_ name: String, _ type: String, _ help: String, _ value: Double?) {
            guard let value else { return }
            page += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n\(name) \(MetricName.number(value))\n"
        }
        let stat = Self.stat(Self.text(of: "/proc/self/stat"))
        add("process_cpu_seconds_total", "counter", "User and system CPU time, in seconds.", stat?.cpuSeconds)
        add("process_max_fds", "gauge", "Descriptors that may be open at once.", Self.descriptorsMax)
        add("process_open_fds", "gauge", "Descriptors that are open.", Self.descriptorsOpen)
        add("process_resident_memory_bytes", "gauge", "Memory in RAM, in bytes.", stat?.residentBytes)
        add(
            "process_start_time_seconds", "gauge", "Start of the process, in seconds since 1970.",
            Self.startTime(ticks: stat?.startTicks, bootStat: Self.text(of: "/proc/stat")))
        return page
    }

    struct Stat: Equatable {
        var cpuSeconds: Double
        var residentBytes: Double
        /// Since the machine's start, in clock ticks.
        var startTicks: Double
    }

    /// Reads `/proc/self/stat` (proc(5)). The second field is the program's name and may hold anything, so that fields
    /// are counted from its closing bracket.
    static func stat(_ text: String) -> Stat? {
        guard let bracket = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: bracket)...].split(separator: " ")
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
            let start = Double(fields[19]), let pages = Double(fields[21])
        else { return nil }
        return Stat(
            cpuSeconds: (user + system) / Self.ticksPerSecond,
            residentBytes: pages * Double(sysconf(Int32(_SC_PAGESIZE))),
            startTicks: start)
    }

    /// - Parameter bootStat: `/proc/stat`, whose line `btime` is the machine's start in seconds since 1970.
    static func startTime(ticks: Double?, bootStat: String) -> Double? {
        guard let ticks, let line = bootStat.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }),
            let boot = Double(line.dropFirst("btime ".count))
        else { return nil }
        return boot + ticks / Self.ticksPerSecond
    }

    private static var ticksPerSecond: Double { Double(sysconf(Int32(_SC_CLK_TCK))) }

    private static var descriptorsOpen: Double? {
        // One of them is the folder that is being read.
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { Double(max(0, $0.count - 1)) }
    }

    private static var descriptorsMax: Double? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        return Double(limit.rlim_cur)
    }

    private static func text(of file: String) -> String {
        FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
