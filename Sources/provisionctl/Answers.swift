import Foundation

// The API's JSON as this program reads it. Written from the API's description, not from its code: a member that is
// missing here fails the reading, so that the two cannot drift apart unseen. Codes and states stay text, because a
// newer server may know more of them.

struct DevicePage: Decodable, Equatable {
    var devices: [Device]
    var nextCursor: String?
}

struct Device: Decodable, Equatable {
    struct Problem: Decodable, Equatable {
        var code: String
        var detail: String
        var remedy: String
        var evidence: [String: String]
    }

    struct Section: Decodable, Equatable {
        var section: String
        var state: String
        var problem: Problem?
        var retryAt: String?
        var notedAt: String
    }

    /// Those that this program knows.
    static let states = ["discovered", "waiting", "provisioning", "provisioned", "parked", "silent"]

    var uuid: String
    var state: String
    var site: String
    var fqdn: String?
    var address: String?
    var amtVersion: String?
    var profile: String?
    var problem: Problem?
    var attempt: Int
    var nextAttemptAt: String?
    var firstHelloAt: String?
    var lastHelloAt: String?
    var provisionedAt: String?
    var profileVersion: Int?
    /// By what it has proved itself when it was set up.
    var proof: String?
    /// Of one device; lists leave them out.
    var sections: [Section]?
}

struct Timeline: Decodable, Equatable {
    struct Entry: Decodable, Equatable {
        var at: String
        var kind: String
        var step: String?
        var outcome: String?
        var attempt: Int?
        var leaseGeneration: Int64?
        var detail: String?
    }

    var uuid: String
    var entries: [Entry]
}

struct CredentialList: Decodable, Equatable {
    struct Credential: Decodable, Equatable {
        var username: String
        var password: String
        var mebxPassword: String?
        var digestRealm: String?
        var version: Int
        var status: String
        var createdAt: String
        var provenAt: String?
    }

    var uuid: String
    var credentials: [Credential]
}

struct QueueCounts: Decodable, Equatable {
    var counts: [String: Int]
}

struct ProfileSummary: Decodable, Equatable {
    var name: String
    var version: Int
    var author: String
    var createdAt: String
}

struct ProfileList: Decodable, Equatable {
    var profiles: [ProfileSummary]
}

struct ProfileHistory: Decodable, Equatable {
    var name: String
    var versions: [ProfileSummary]
    var nextCursor: String?
}

struct Fault: Decodable, Equatable {
    var path: String
    var code: String
    var text: String
}

struct ProfileValidation: Decodable, Equatable {
    struct Change: Decodable, Equatable {
        var path: String
        var from: JSONFragment?
        var to: JSONFragment?
    }

    var name: String
    var newestVersion: Int?
    var changes: [Change]
    var warnings: [Fault]
}

struct ProfileKept: Decodable, Equatable {
    var name: String
    var version: Int
    var changed: Bool
    var warnings: [Fault]
}

struct SecretList: Decodable, Equatable {
    struct Entry: Decodable, Equatable {
        var name: String
        var version: Int
        var changedAt: String
    }

    var secrets: [Entry]
}

struct SecretKept: Decodable, Equatable {
    var name: String
    var version: Int
}

enum Answer {
    /// - Throws: ``CommandFailure/answerUnreadable(_:)`` naming the member that is missing or of another kind.
    static func read<Value: Decodable>(_ body: Data, as type: Value.Type) throws(CommandFailure) -> Value {
        do {
            return try JSONDecoder().decode(type, from: body)
        } catch let error as DecodingError {
            throw .answerUnreadable(Self.place(error))
        } catch {
            throw .answerUnreadable("it is not JSON")
        }
    }

    /// The document of a profile, over several lines.
    static func document(of body: Data) throws(CommandFailure) -> String {
        let answer = try? JSONSerialization.jsonObject(with: body) as? [String: Any]
        guard let document = answer?["document"] as? [String: Any],
            let data = try? JSONSerialization.data(withJSONObject: document), let text = JSONFragment.indented(data)
        else { throw .answerUnreadable("the member document is missing or of another kind") }
        return text
    }

    private static func place(_ error: DecodingError) -> String {
        let context: DecodingError.Context
        var path: [any CodingKey] = []
        switch error {
        case .keyNotFound(let key, let found):
            context = found
            path = [key]
        case .typeMismatch(_, let found), .valueNotFound(_, let found): context = found
        case .dataCorrupted: return "it is not JSON"
        @unknown default: return "it is not JSON"
        }
        let names = (context.codingPath + path).map { $0.intValue.map(String.init) ?? $0.stringValue }
        return "the member \(names.joined(separator: ".")) is missing or of another kind"
    }
}

/// What a profile would do to a device.
struct PlanForecast: Decodable {
    struct Step: Decodable {
        struct Change: Decodable {
            let field: String
            let from: String?
            let to: String
        }

        let section: String
        let step: String
        let subject: String?
        let changes: [Change]
    }

    struct Section: Decodable {
        let section: String
        let evidence: [String: String]
    }

    let uuid: String
    let profile: String
    let profileVersion: Int?
    let release: String?
    let readAt: String?
    let setup: [String]
    let steps: [Step]
    let notApplicable: [Section]
    let problems: [Section]
    let warnings: [Fault]
}
