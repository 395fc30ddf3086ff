import AMT
import Hummingbird
import Provisioning

/// Reads the parameters after the question mark; each refusal names its field.
struct QueryReader {
    private let values: [String: String]

    /// - Parameter known: every parameter that the route takes. A stranger is refused rather than ignored: `?sate=parked`
    ///   must not list everything.
    init(_ request: Request, known: Set<String>) throws(APIProblem) {
        var values: [String: String] = [:]
        for (key, value) in request.uri.queryParameters {
            let name = String(key)
            guard known.contains(name) else {
                throw APIProblem(
                    code: .parameterUnknown, detail: "This resource takes: \(known.sorted().joined(separator: ", ")).",
                    field: Self.printable(name))
            }
            guard values.updateValue(String(value), forKey: name) == nil else {
                throw APIProblem(code: .parameterMalformed, detail: "It was given more than once.", field: name)
            }
        }
        self.values = values
    }

    func limit(default standard: Int, max: Int) throws(APIProblem) -> Int {
        guard let text = self.values["limit"] else { return standard }
        guard let limit = Int(text), (1...max).contains(limit) else {
            throw APIProblem(code: .parameterMalformed, detail: "A whole number from 1 to \(max).", field: "limit")
        }
        return limit
    }

    /// A whole number from 0; `nil` when it is absent.
    func number(_ name: String) throws(APIProblem) -> Int64? {
        guard let text = self.values[name] else { return nil }
        guard let number = Int64(text), number >= 0 else {
            throw APIProblem(code: .parameterMalformed, detail: "A whole number from 0.", field: name)
        }
        return number
    }

    /// Any text without control characters; `nil` when it is absent.
    func text(_ name: String) throws(APIProblem) -> String? {
        guard let text = self.values[name] else { return nil }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) else {
            throw APIProblem(code: .parameterMalformed, detail: "It has control characters.", field: name)
        }
        return text
    }

    /// A release of AMT: `16.1`, or `16` for 16.0.
    func release() throws(APIProblem) -> AMTRelease? {
        guard let text = self.values["release"] else { return nil }
        guard let release = AMTRelease(version: text) ?? AMTRelease(version: text + ".0") else {
            throw APIProblem(
                code: .parameterMalformed, detail: "A release of AMT: one to four numbers with dots.", field: "release")
        }
        return release
    }

    /// From which end something is read that is only ever added to.
    enum Order: String, CaseIterable {
        case oldest, newest
    }

    func order() throws(APIProblem) -> Order {
        guard let text = self.values["order"] else { return .oldest }
        guard let order = Order(rawValue: text) else {
            throw APIProblem(code: .parameterMalformed, detail: "oldest or newest.", field: "order")
        }
        return order
    }

    /// Versions are counted from 1; `nil` for the newest.
    func version() throws(APIProblem) -> Int? {
        guard let text = self.values["version"] else { return nil }
        guard let version = Int32(text), version > 0 else {
            throw APIProblem(code: .parameterMalformed, detail: "A whole number from 1.", field: "version")
        }
        return Int(version)
    }

    /// Where the page of versions before ended.
    func versionCursor() throws(APIProblem) -> Int? {
        guard let text = self.values["cursor"] else { return nil }
        guard let version = Int32(text), version > 0 else {
            throw APIProblem(
                code: .parameterMalformed, detail: "Hand back nextCursor of the page before.", field: "cursor")
        }
        return Int(version)
    }

    /// `true` or `false`; `false` when it is absent.
    func flag(_ name: String) throws(APIProblem) -> Bool {
        switch self.values[name] {
        case nil, "false": return false
        case "true": return true
        case .some: throw APIProblem(code: .parameterMalformed, detail: "true or false.", field: name)
        }
    }

    /// Where the page before ended. A caller hands back what it was given and reads nothing into it.
    func cursor() throws(APIProblem) -> DeviceUUID? {
        guard let text = self.values["cursor"] else { return nil }
        guard let cursor = DeviceUUID(text) else {
            throw APIProblem(
                code: .parameterMalformed, detail: "Hand back nextCursor of the page before.", field: "cursor")
        }
        return cursor
    }

    /// What a list of devices takes besides its page, in the order of the reference.
    static let deviceFilters: Set<String> = [
        "state", "site", "profile", "problem", "release", "fqdn", "address", "text",
    ]

    /// Which devices are asked for; several filters are alternatives, and none of them is one that nothing can match.
    func deviceFilters() throws(APIProblem) -> [DeviceFilter] {
        var filter = DeviceFilter()
        filter.state = try self.state()
        filter.site = try self.word("site")
        filter.profile = try self.word("profile")
        if let problem = self.values["problem"] {
            guard ProblemCode(rawValue: problem) != nil else {
                throw APIProblem(
                    code: .parameterMalformed, detail: "The code of a problem, such as psk-unknown.", field: "problem")
            }
            filter.problem = problem
        }
        if let release = self.values["release"] {
            guard release.wholeMatch(of: #/[0-9]{1,6}(\.[0-9]{1,6}){0,3}/#) != nil else {
                throw APIProblem(
                    code: .parameterMalformed, detail: "A release of AMT: one to four numbers with dots.",
                    field: "release")
            }
            filter.release = release
        }
        if let name = self.values["fqdn"] {
            guard DeviceFilter.beginsName(name) else {
                throw APIProblem(code: .parameterMalformed, detail: "What a name begins with.", field: "fqdn")
            }
            filter.namePrefix = name.lowercased()
        }
        if let address = self.values["address"] {
            guard let network = IPNetwork(address) else {
                throw APIProblem(
                    code: .parameterMalformed, detail: "An address, or a network such as 10.1.0.0/16.", field: "address"
                )
            }
            filter.addresses = AddressRange(network)
        }
        guard let text = self.values["text"], !text.isEmpty else { return [filter] }
        return filter.matching(text)
    }

    /// A name of ours: not empty, and short.
    private func word(_ name: String) throws(APIProblem) -> String? {
        guard let text = self.values[name] else { return nil }
        guard !text.isEmpty, text.count <= APILimits.nameCharactersMax, !text.unicodeScalars.contains("\0") else {
            throw APIProblem(
                code: .parameterMalformed, detail: "A name of at most \(APILimits.nameCharactersMax) characters.",
                field: name)
        }
        return text
    }

    /// Where the page of devices in limbo before ended.
    func limboCursor() throws(APIProblem) -> LimboPosition? {
        guard let text = self.values["cursor"] else { return nil }
        guard let cursor = LimboPosition(text) else {
            throw APIProblem(
                code: .parameterMalformed, detail: "Hand back nextCursor of the page before.", field: "cursor")
        }
        return cursor
    }

    func state() throws(APIProblem) -> DeviceState? {
        guard let text = self.values["state"] else { return nil }
        guard let state = DeviceState(rawValue: text) else {
            let states = DeviceState.allCases.map(\.rawValue).joined(separator: ", ")
            throw APIProblem(code: .parameterMalformed, detail: "One of: \(states).", field: "state")
        }
        return state
    }

    /// Where the page of keys before ended.
    func keyCursor() throws(APIProblem) -> PID? {
        guard let text = self.values["cursor"] else { return nil }
        guard let cursor = try? PID(text) else {
            throw APIProblem(
                code: .parameterMalformed, detail: "Hand back nextCursor of the page before.", field: "cursor")
        }
        return cursor
    }

    func keyState() throws(APIProblem) -> PresharedKeyState? {
        guard let text = self.values["state"] else { return nil }
        guard let state = PresharedKeyState(rawValue: text) else {
            let states = PresharedKeyState.allCases.map(\.rawValue).joined(separator: ", ")
            throw APIProblem(code: .parameterMalformed, detail: "One of: \(states).", field: "state")
        }
        return state
    }

    /// A name that a caller made up is shown to it only when it is short and plain.
    private static func printable(_ name: String) -> String {
        let isPlain = name.utf8.count <= 40 && name.utf8.allSatisfy { (0x21...0x7e).contains($0) }
        return isPlain ? name : "query"
    }
}
