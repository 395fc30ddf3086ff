import Foundation

/// One way in which a device is not provisioned, and what an operator is told of it.
struct Situation: Sendable {
    /// For messages; no other situation has it.
    let name: String
    /// What is the matter, in words of the field.
    let words: String
    /// Where it is known from.
    let reference: String
    let made: [Making]
    /// Raw value of the problem code.
    let code: String
    /// What the evidence has: a value, or with `…` behind it the beginning of one.
    let evidence: [String: String]
    /// What a sentence of the explanation says.
    let phrase: String
    /// The device is provisioned, and the problem is that of a section of its profile.
    let section: String?

    init(
        _ name: String, _ words: String, from reference: String, _ made: [Making], _ code: String,
        _ evidence: [String: String], _ phrase: String, section: String? = nil
    ) {
        self.name = name
        self.words = words
        self.reference = reference
        self.made = made
        self.code = code
        self.evidence = evidence
        self.phrase = phrase
        self.section = section
    }

    /// A device with which nothing is the matter.
    static let healthy = Situation("healthy", "Nothing is the matter.", from: "", [], "", [:], "")
    /// The other one of two machines; what becomes of it does not matter.
    static func other(_ made: [Making]) -> Situation {
        Situation("other", "The other one of two.", from: "", made, "", [:], "")
    }

    var isExpected: Bool { !self.code.isEmpty }

    /// Whether it comes about by itself, without anybody who acts on the device later.
    var comesByItself: Bool { self.course == nil && !self.isOneOfTwo }

    var course: Making.Course? {
        self.made.lazy.compactMap { if case .course(let course) = $0 { course } else { nil } }.first
    }

    private var isOneOfTwo: Bool {
        self.made.contains { if case .device(let traits) = $0 { traits["uuid"] != .nothing } else { false } }
    }

    /// All that sets the device apart, as `amtfleet` takes it.
    func traits(index: Int) -> JSONValue {
        var traits: JSONValue = ["device": .number(Double(index))]
        for case .device(let some) in self.made {
            for name in some.names { traits[name] = some[name] }
        }
        return traits
    }

    /// Its rules of a fault script.
    func rules(index: Int) -> [JSONValue] {
        self.made.compactMap { making in
            guard case .fault(let call, let fault, let more) = making else { return nil }
            var rule = more
            rule["device"] = .number(Double(index))
            rule["call"] = .text(call)
            rule["fault"] = .text(fault)
            if rule["occurrence"] == .nothing { rule["occurrence"] = 0 }
            return rule
        }
    }

    var naming: Making.Naming {
        self.made.lazy.compactMap { if case .named(let naming) = $0 { naming } else { nil } }.first ?? .plainly
    }

    /// The profile that inventory names.
    var profile: String? {
        for case .profile(let name) in self.made { return name }
        return "plain"
    }

    var key: Making.Key {
        self.made.lazy.compactMap { if case .key(let key) = $0 { key } else { nil } }.first ?? .known
    }
}

/// What makes a situation.
enum Making: Sendable {
    /// What sets the device apart: an entry of `amtfleet --devices`.
    case device(JSONValue)
    /// A rule of a fault script; each such call, where the rest does not say otherwise.
    case fault(_ call: String, _ fault: String, _ more: JSONValue = [:])
    /// What inventory says of it.
    case named(Naming)
    /// The profile that inventory names for it.
    case profile(String?)
    /// What is known of its pre-shared key.
    case key(Key)
    /// What happens later.
    case course(Course)

    enum Naming: Equatable, Sendable {
        case plainly
        /// With this name in the file.
        case by(String)
        /// By nobody.
        case nobody
        /// With these names, each in a record of its own.
        case records([String])
        /// A record with this name has its UUID in the byte order of SMBIOS.
        case swapped(String)
        /// A record has its UUID, and no other names the resource.
        case withoutLocation
        /// A record with this name is years old.
        case old(String)
        /// Plainly, by a record that its source no longer has.
        case vanished
        /// By nobody, and the properties program does this.
        case program(String)
    }

    enum Key: Equatable, Sendable {
        case known
        case unknown
        /// Another PPS is known for its PID.
        case wrong
    }

    enum Course: Equatable, Sendable {
        /// Its hello window ends while it waits.
        case windowEnds
        /// Once it is provisioned somebody sets another password at the device, and it is given its profile again.
        case passwordChanges
        /// Its agent registers this one-time password.
        case registers(String)
        /// At last, when the policy has been switched off, it is taken up again.
        case policyEnds
    }
}

extension Making {
    /// For the table.
    var words: String {
        switch self {
        case .device(let traits): "device `\(traits.shortened.line)`"
        case .fault(let call, let fault, let more):
            "`\(fault)` at `\(call)`" + (more == [:] ? "" : " `\(more.shortened.line)`")
        case .named(let naming): naming.words
        case .profile(let name): name.map { "profile `\($0)`" } ?? "no profile is named"
        case .key(.known): "its key is known"
        case .key(.unknown): "its key is not known"
        case .key(.wrong): "another PPS is known"
        case .course(let course): course.words
        }
    }
}

extension Making.Naming {
    fileprivate var words: String {
        switch self {
        case .plainly: "it is in the inventory"
        case .by(let name): "inventory names it `\(name.shortened)`"
        case .nobody: "no source has it"
        case .records(let names): "records name it " + names.map { "`\($0)`" }.joined(separator: " and ")
        case .swapped(let name): "a record in SMBIOS's byte order names it `\(name)`"
        case .withoutLocation: "a capability record alone"
        case .old(let name): "an old record names it `\(name)`"
        case .vanished: "its record has vanished"
        case .program(let line): "the properties program does `\(line)`"
        }
    }
}

extension Making.Course {
    fileprivate var words: String {
        switch self {
        case .windowEnds: "its hello window ends"
        case .passwordChanges: "once provisioned its password is changed"
        case .registers: "another one-time password is registered"
        case .policyEnds: "the policy is switched off"
        }
    }
}

extension String {
    /// Long texts are not worth a table's width.
    fileprivate var shortened: String { self.count > 60 ? self.prefix(57) + "…" : self }
}

extension JSONValue {
    /// With its long texts cut.
    fileprivate var shortened: JSONValue {
        switch self {
        case .text(let text): .text(text.shortened)
        case .object(let object): .object(object.mapValues(\.shortened))
        case .flag, .list, .nothing, .number: self
        }
    }
}
