import Provisioning

extension ReferencePage {
    static var eventsText: String {
        var text = """
            # Events

            \(Self.origin(.events))
            What happens is told by the statement that makes it so, and can be read in the order in which it became true: as a stream or by pages of
            [`/v1/events`](api.md#events). A type is kept and filtered by; it is never renamed, and there may be new ones. `subject` is a device's
            UUID where the type begins with `device.`, the number of a certificate or a node, else a name. Members of `data` are there when they are
            known.

            | Type | When | Members of `data` |
            | --- | --- | --- |

            """
        for type in EventType.allCases {
            let members = type.members.map { "`\($0)`" }.joined(separator: ", ")
            text += "| `\(type.rawValue)` | \(type.meaning) | \(members.isEmpty ? "none" : members) |\n"
        }
        return text
    }
}
