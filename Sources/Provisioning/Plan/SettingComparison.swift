/// Whether a setting is as it is wanted.
package enum SettingComparison: Equatable, Sendable {
    case same
    case differs(from: String, to: String)
    /// The firmware cannot have any of what is wanted.
    case unavailable(reason: String)

    /// Most settings are compared as texts, in any spelling of them. Of the power packages a profile names several, in order of preference, because
    /// mobile devices and desktops have different ones: what is held is the current one and then all that there are.
    package static func of(_ setting: DeviceSetting, held: String, wanted: String) -> SettingComparison {
        guard setting == .powerPackage else {
            return setting.spelling.isSame(held, wanted) ? .same : .differs(from: held, to: wanted)
        }
        let names = held.split(separator: " ").map(String.init)
        guard let current = names.first,
            let choice = wanted.split(separator: " ").map(String.init).first(where: names.dropFirst().contains)
        else { return .unavailable(reason: "the device has none of these packages") }
        return current == choice ? .same : .differs(from: current, to: choice)
    }
}
