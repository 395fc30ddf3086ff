/// One thing that is wrong with a profile document. Nothing in it repeats a value, for any value may be a secret.
package struct ProfileFault: Error, Hashable, Sendable {
    /// What kind of fault it is. Shown and counted: raw values are never renamed.
    package enum Code: String, CaseIterable, Sendable {
        /// A key that no profile has at this place.
        case unknownKey = "unknown-key"
        /// A key for the second time.
        case duplicateKey = "duplicate-key"
        /// A field that must be there.
        case missing
        /// A value of another kind.
        case wrongKind = "wrong-kind"
        /// A number outside its range.
        case outOfRange = "out-of-range"
        /// A text that is too short or too long.
        case length
        /// A text with characters that may not be in it.
        case characters
        /// A word that is not one of those that may stand here.
        case notOneOf = "not-one-of"
        /// A list with too few or too many items.
        case count
        /// A secret written out, where its name belongs.
        case secretInClear = "secret-in-clear"
        /// What is no name of a secret.
        case secretName = "secret-name"
        /// What is no certificate in PEM.
        case certificate
        /// What is no address, or not one that can be used here.
        case address
        /// What is no DNS name.
        case hostName = "host-name"
        /// What is no address of the web, or of another scheme.
        case url
        /// What is no security identifier, or one that firmware does not take.
        case sid
        /// What is not hexadecimal.
        case hexadecimal
        /// What is no time of day.
        case timeOfDay = "time-of-day"
        /// An event that its application does not have.
        case event
        /// Braces that stand for nothing.
        case placeholder
        /// The same thing twice.
        case duplicate
        /// A name that nothing in the profile has.
        case unknownReference = "unknown-reference"
        /// A field that another field needs.
        case needed
        /// A field that makes no sense beside another one.
        case contradiction
        /// What suits one device alone.
        case oneDevice = "one-device"
        /// What the device's release does not have, or takes less of.
        case release
        /// A secret that is not there.
        case secretMissing = "secret-missing"
        /// A secret that firmware would refuse.
        case secretRefused = "secret-refused"
    }

    /// The field: keys with dots between them, items by their place from 0: `users.digest[2].password`. Empty for the document.
    package let path: String
    /// What kind of fault it is.
    package let code: Code
    /// One sentence.
    package let text: String

    /// A fault of the field at a path.
    package init(_ path: String, _ code: Code, _ text: String) {
        self.path = path
        self.code = code
        self.text = text
    }
}

extension ProfileFault: CustomStringConvertible {
    package var description: String {
        "\(self.path.isEmpty ? "document" : self.path): \(self.text) (\(self.code.rawValue))"
    }
}

/// Everything that is wrong with a profile document, at once. Never empty.
package struct ProfileFaults: Error, Hashable, Sendable {
    /// In the order in which they were found.
    package let faults: [ProfileFault]

    /// Takes one fault or more.
    package init(_ faults: [ProfileFault]) { self.faults = faults }
}
