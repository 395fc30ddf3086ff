import Testing

/// What we say to devices, and what we understand of them, is held against the protocol call by call.
@Suite("Calls of firmware classes")
struct CallTests {
    /// Folders of recorded answers that nothing of ours reads, each with the reason.
    static let strangers: [String: String] = [
        "amt/alarmclock": "a profile sets no alarms",
        "amt/boot": "booting is a matter of operating a device, not of setting it up",
        "amt/cryptographiccapabilities": "what hardware encrypts makes no difference to a profile",
        "amt/messagelog": "the event log is the monitoring's",
        "cim/associatedpower": "switching on and off is a matter of operating a device",
        "cim/boot": "booting is a matter of operating a device",
        "cim/chassis": "hardware is the inventory's",
        "cim/computer": "the UUID comes from AMT_SetupAndConfigurationService",
        "cim/concrete": "an association that leads to none of our classes",
        "cim/ethernetport": "AMT_EthernetPortSettings has the settings of the same interfaces",
        "cim/power": "switching on and off is a matter of operating a device",
        "cim/redirectionservice": "AMT_RedirectionService is the same with its switches",
        "cim/service": "an association that leads to none of our classes",
        "cim/system": "an association that leads to none of our classes",
        "cim/wifi/endpoint": "named in a reference, never read",
        "cim/wifi/endpointcapabilities": "an adapter refuses what it cannot do",
        "cim/wifi/portcapabilities": "an adapter refuses what it cannot do",
        "ips/alarmclock": "a profile sets no alarms",
        "ips/hostbasedsetup": "it runs on the device itself; devices are set up over the network here",
        "ips/hostipsettings": "the firmware copies the host's address by itself",
        "ips/lanendpoint": "AMT_EthernetPortSettings has the address of the same interfaces",
        "ips/provisioningrecordlog": "who set a device up is in our own journal",
    ]

    @Test("each call has its bytes written down in a test")
    func goldenBytes() {
        let calls = House.swift("Sources/AMT/Classes").flatMap(Self.calls)
        let golden = House.swift("Tests/AMTTests").reduce(into: Set<String>()) {
            $0.formUnion(Self.golden(in: $1.text))
        }
        #expect(!calls.isEmpty)
        // Two of one name and class would share one expectation.
        #expect(Set(calls).count == calls.count)
        for call in Set(calls).subtracting(golden).sorted() {
            Issue.record("\(call) is compared with no golden request of Tests/AMTTests")
        }
        #expect(golden.subtracting(calls).isEmpty, "no calls: \(golden.subtracting(calls).sorted())")
    }

    @Test("each recorded answer is read by a test, or its class is not ours")
    func recordedAnswers() {
        let classes = Self.classes
        let read = Self.readAnswers
        let captures = Self.captures
        #expect(!classes.isEmpty && !captures.isEmpty)
        for (path, name) in captures {
            let isRead = read.contains(path)
            let reasons = Self.strangers.filter { path.hasPrefix($0.key + "/") }
            #expect(isRead != !reasons.isEmpty, "\(path) is read: \(isRead), and not read because: \(reasons)")
            if let name, classes.contains(name) { #expect(isRead, "\(path) is of \(name), which is ours") }
        }
        for folder in Self.strangers.keys {
            #expect(captures.keys.contains { $0.hasPrefix(folder + "/") }, "\(folder) has no recorded answer")
        }
        for path in read { #expect(captures.keys.contains(path), "\(path) was not recorded") }
    }

    @Test("the search knows a call by its class, through short names and variables")
    func search() {
        let text = """
            typealias Log = AMT_Other
            typealias Log = AMT_AuditLog
            let put = Log.put(
                x)
            Golden.expect(put, action: "a", "")
            Frames.expectGet(
                AMT_Other.get(), "AMT_Other")
            Golden.expect(
                enumerate: Log.enumerate(), pull: Log.pull("x"), "")
            #expect(AMT_Other.delete().kind == .read)
            """
        #expect(
            Self.golden(in: text) == [
                "AMT_AuditLog.put", "AMT_Other.get", "AMT_AuditLog.enumerate", "AMT_AuditLog.pull",
            ])
    }

    // MARK: Requests

    /// `AMT_GeneralSettings.get` and so on: what a file of classes declares for others to call.
    private static func calls(of file: House.File) -> [String] {
        let text = Source.code(of: file).map(\.line).joined(separator: "\n")
        let types = text.matches(of: #/(?m)^(?:package )?(?:extension|struct|enum) (\w+)/#)
        let functions = text.matches(
            of: #/(?m)^ +(package |private )?static func (\w+)\([^{}]*?\)\s*->\s*WSManCall</#)
        // A call that is made in another way than these functions would not be seen.
        #expect(functions.count == text.matches(of: #/\bWSManCall</#).count, "\(file.path)")
        return functions.compactMap { function in
            guard function.1 != "private " else { return nil }
            let type = types.last { $0.range.lowerBound < function.range.lowerBound }
            return "\(type?.1 ?? "").\(function.2)"
        }
    }

    /// A name that a test gives to something, from this place on.
    private struct Naming {
        let place: String.Index
        let name: Substring
        let meaning: String
    }

    /// The calls whose envelopes a file of tests compares with golden ones.
    private static func golden(in text: String) -> Set<String> {
        let types = text.matches(of: #/\btypealias (\w+) = (\w+)/#).map {
            Naming(place: $0.range.lowerBound, name: $0.1, meaning: String($0.2))
        }
        func meaning(of name: Substring, at place: String.Index, in namings: [Naming]) -> String? {
            namings.last { $0.name == name && $0.place < place }?.meaning
        }
        func call(_ type: Substring, _ function: Substring, at place: String.Index) -> String {
            "\(meaning(of: type, at: place, in: types) ?? String(type)).\(function)"
        }
        let variables = text.matches(of: #/\blet (\w+) =\s+(\w+)\.(\w+)\(/#).map {
            Naming(
                place: $0.range.lowerBound, name: $0.1, meaning: call($0.2, $0.3, at: $0.range.lowerBound))
        }
        var found: Set<String> = []
        for match in text.matches(of: #/\b(?:Golden|Frames)\.expect\w*\(\s*(?:enumerate: )?(\w+)(?:\.(\w+)\()?/#) {
            let place = match.range.lowerBound
            if let function = match.2 {
                found.insert(call(match.1, function, at: place))
            } else if let made = meaning(of: match.1, at: place, in: variables) {
                found.insert(made)
            } else {
                Issue.record("\(match.0) compares what was made out of sight")
            }
        }
        for match in text.matches(of: #/\benumerate: \w+\.\w+\(\),\s*pull: (\w+)\.(\w+)\(/#) {
            found.insert(call(match.1, match.2, at: match.range.lowerBound))
        }
        return found
    }

    // MARK: Answers

    /// Classes that the product calls.
    private static var classes: Set<String> {
        var names: Set<String> = []
        for file in House.swift("Sources/AMT/Classes") {
            for match in file.text.matches(of: #/static let firmwareClass = FirmwareClass\.\w+\("(\w+)"\)/#) {
                names.insert(String(match.1))
            }
        }
        return names
    }

    /// Each recorded answer with the class that it is of; a fault does not say.
    private static var captures: [String: String?] {
        let folder = "Tests/Fixtures/wsman/"
        var captures: [String: String?] = [:]
        for file in House.files where file.path.hasPrefix(folder) && file.path.hasSuffix(".xml") {
            let path = String(file.path.dropFirst(folder.count).dropLast(".xml".count))
            let resource = file.text.firstMatch(of: #/ResourceURI>[^<]*\/(\w+)\s*</#)
            captures.updateValue(resource.map { String($0.1) }, forKey: path)
        }
        return captures
    }

    /// Paths of the recorded answers that tests read as the answer to a call.
    private static var readAnswers: Set<String> {
        var paths: Set<String> = []
        for file in House.swift("Tests/AMTTests") {
            for match in file.text.matches(of: #/\.(?:output|reading)\(\s*"([\w\/]+)",\s*answering:/#) {
                paths.insert(String(match.1))
            }
        }
        return paths
    }
}
