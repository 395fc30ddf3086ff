import AMT
import FoundationEssentials
import Inventory
import Provisioning

/// What goes to a props command and comes from it, as JSON.
enum PropsMessage {
    private struct Question: Encodable {
        let uuid: String
        let address: String
        let amtVersion: String?
    }

    private struct Answer: Decodable {
        let fqdn: String?
        let profile: String?
    }

    /// Names of profiles are not longer, and one that is goes no further.
    static let profileBytesMax = 63

    static func bytes(_ question: PropsQuestion) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let message = Question(
            uuid: question.uuid.description, address: question.address.text, amtVersion: question.amtVersion)
        // Three texts can always be written; should they not, the program finds its input empty.
        guard let data = try? encoder.encode(message) else { return [] }
        return Array(data) + [UInt8(ascii: "\n")]
    }

    /// Reads what a program wrote that exited with 0.
    static func answer(_ output: [UInt8]) -> PropsAnswer {
        guard output.contains(where: { !" \t\r\n".utf8.contains($0) }) else { return .malformed("no output") }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(output)) else {
            return .malformed("no JSON object with texts in it")
        }
        let profile = Self.given(answer.profile)
        if let profile, profile.utf8.count > Self.profileBytesMax || profile.utf8.contains(where: { $0 < 0x20 }) {
            return .malformed("profile is no name of a profile")
        }
        guard let text = Self.given(answer.fqdn) else {
            return profile == nil ? .nothing : .answered(fqdn: nil, profile: profile)
        }
        do throws(FQDNRefusal) {
            return .answered(fqdn: try FQDN(text), profile: profile)
        } catch {
            return .malformed("fqdn is no name: \(error.rawValue)")
        }
    }

    private static func given(_ text: String?) -> String? { text?.isEmpty == false ? text : nil }
}
