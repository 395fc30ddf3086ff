import Testing

@testable import Provisioning

@Suite("Profile schema") struct ProfileSchemaTests {
    /// The schema's path of a path with places.
    static func general(_ path: String) -> String { path.replacing(#/\[\d+\]/#, with: "[]") }

    @Test("every field of the schema is in the tree once, below the object it belongs to")
    func tree() {
        func paths(_ node: ProfileSchemaNode) -> [String] {
            node.children.flatMap { [$0.field.path] + paths($0) }
        }
        let all = paths(ProfileSchema.root)
        #expect(Set(all) == Set(ProfileSchema.fields.map(\.path)))
        #expect(all.count == ProfileSchema.fields.count)
    }

    @Test("the example has every field but the one that excludes another")
    func example() throws {
        let written = try Set(Documents.paths(Documents.example()).map(Self.general))
        let missing = Set(ProfileSchema.fields.map(\.path)).subtracting(written)
        #expect(missing == ["kerberos.key.masterKey", "remoteAccess.rules[].daily"])
    }

    @Test("every field is read: the profile gives back each value of the example")
    func roundTrip() throws {
        let example = try Documents.example()
        #expect(ProfileDifference.between(example, try Documents.profile(example).document) == [])
        for path in ["kerberos.key", "remoteAccess.rules[2]"] {
            let other: DocumentValue =
                path == "kerberos.key"
                ? ["masterKey": ["secret": "k"]]
                : ["trigger": "periodic", "daily": "23:05", "tunnelSeconds": 1, "servers": ["second"]]
            let document = Documents.setting(path, other, in: example)
            #expect(ProfileDifference.between(document, try Documents.profile(document).document) == [])
        }
    }

    @Test("every field of the example makes a difference to the profile, or is missed")
    func everyFieldCounts() throws {
        let example = try Documents.example()
        let profile = try Documents.profile(example)
        for path in Documents.paths(example) where path != "schema" {
            switch ProfileReader.read(Documents.setting(path, nil, in: example)) {
            case .success(let other): #expect(other != profile, "\(path) makes no difference")
            case .failure: break
            }
        }
    }

    @Test("every word that a field may be is read as itself")
    func choices() throws {
        let example = try Documents.example()
        for path in Documents.paths(example) {
            guard let field = ProfileSchema.fields.first(where: { $0.path == Self.general(path) }) else { continue }
            let words: [DocumentValue]
            switch field.kind {
            case .oneOf(let choices): words = choices.map { .text($0.word) }
            case .list(.oneOf(let choices), _): words = choices.map { [.text($0.word)] }
            case .flag: words = [true, false]
            case .integer(let range, _): words = [.integer(range.lowerBound), .integer(range.upperBound)]
            case .text, .object, .list, .secret, .secretName, .certificate, .address, .longAddress, .host, .domain,
                .url, .sid, .hexadecimal, .timeOfDay, .event:
                continue
            }
            for word in words {
                let document = Documents.setting(path, word, in: example)
                switch ProfileReader.read(document) {
                case .success(let profile):
                    let changes = ProfileDifference.between(document, profile.document)
                    // What is as by default is not written, and an event's number is written as its name if it has one.
                    let isSame = changes.allSatisfy { change in
                        change.path == "auditLog.events[1].event"
                            || (path.hasPrefix(change.path) && change.to == nil && word == field.standard)
                    }
                    #expect(isSame, "\(changes)")
                case .failure(let faults):
                    #expect(
                        faults.faults.allSatisfy {
                            [.needed, .contradiction, .duplicate, .unknownReference, .event].contains($0.code)
                        }, "\(faults)")
                }
            }
        }
    }

    @Test("what a profile says by default is not written, and an empty section is")
    func standards() throws {
        #expect(Profile(name: "default").document == Documents.minimal)
        var profile = Profile(name: "p")
        profile.users = Profile.Users()
        profile.webPage = Profile.WebPage(isEnabled: false)
        #expect(profile.document == ["schema": 1, "name": "p", "users": [:], "webPage": ["enabled": false]])
    }

    @Test("defaults are values that the field takes")
    func defaults() {
        for field in ProfileSchema.fields {
            guard let standard = field.standard, standard != [:] else { continue }
            #expect(!field.isRequired)
            switch (field.kind, standard) {
            case (.flag, .flag), (.text, .text), (.list, .list): break
            case (.integer(let range, _), .integer(let number)): #expect(range.contains(number))
            case (.oneOf(let choices), .text(let word)): #expect(choices.contains { $0.word == word })
            default: Issue.record("\(field.path) has a default of another kind")
            }
        }
    }

    @Test("the JSON Schema has every field, its bounds and its words")
    func jsonSchema() throws {
        let schema = ProfileSchema.jsonSchema
        #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["additionalProperties"] == false)
        #expect(schema["required"] == ["schema", "name"])
        let user = try #require(schema["properties"]?["users"]?["properties"]?["digest"]?["items"])
        #expect(user["required"] == ["name", "password", "access", "realms"])
        #expect(user["properties"]?["password"]?["$ref"] == "#/$defs/secret")
        #expect(user["properties"]?["access"]?["enum"] == ["local", "network", "any"])
        let clock = try #require(schema["properties"]?["clock"]?["properties"]?["driftSecondsMax"])
        #expect(clock["minimum"] == 1)
        #expect(clock["maximum"] == 3600)
        #expect(clock["default"] == 10)
        func count(_ value: DocumentValue) -> Int {
            (value["properties"]?.entries ?? []).reduce(0) {
                $0 + 1 + count($1.value) + count($1.value["items"] ?? .null)
            }
        }
        #expect(count(schema) == ProfileSchema.fields.count)
    }

    @Test("alphabets agree with their regular expressions", arguments: ProfileAlphabet.allCases)
    func alphabets(_ alphabet: ProfileAlphabet) throws {
        let expression = try Regex(alphabet.pattern.replacing(#/\\u00(..)/#) { "\\x\($0.1)" })
        let texts =
            (0...255).map { String(Unicode.Scalar(UInt8($0))) } + ["$$a", "a$$", "admin", "Administrator", "adminx"]
        for text in texts {
            #expect(alphabet.holds(text) == (text.wholeMatch(of: expression) != nil), "\(text.debugDescription)")
        }
    }
}
