/// One setting of the node that answers, as operators see it.
package struct SettingView: Equatable, Sendable {
    /// Where its value comes from.
    package enum Origin: String, CaseIterable, Sendable {
        case environment, file
        /// Nobody has set it.
        case standard = "default"
    }

    package let key: String
    /// As it was written; `nil` for what is not shown to anybody.
    package let value: String?
    package let isSecret: Bool
    package let origin: Origin

    /// - Parameter text: hidden when it is a secret, or an address with a password in it.
    package init(key: String, text: String, isSecret: Bool, origin: Origin) {
        let isHidden = isSecret && origin != .standard || text.contains(#/:\/\/[^\/\s]*@/#)
        self.key = key
        self.value = isHidden ? nil : text
        self.isSecret = isHidden
        self.origin = origin
    }
}
