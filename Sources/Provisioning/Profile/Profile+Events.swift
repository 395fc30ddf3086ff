extension Profile {
    /// Who is told what happens to the device.
    package struct Events: Equatable, Sendable {
        package struct Subscription: Equatable, Sendable {
            /// With what the device proves itself to the listener, by digest.
            package struct Credential: Equatable, Sendable {
                package var username: String
                package var password: SecretReference

                package init(username: String, password: SecretReference) {
                    self.username = username
                    self.password = password
                }
            }

            /// Address of the listener.
            package var destination: String
            /// `InstanceID` of the firmware's set of events.
            package var filter: String
            /// `nil` for a listener that asks nobody.
            package var credential: Credential?
            /// Comes back with each event; the device's names may stand in it.
            package var argument: String?

            package init(
                destination: String, filter: String, credential: Credential? = nil, argument: String? = nil
            ) {
                self.destination = destination
                self.filter = filter
                self.credential = credential
                self.argument = argument
            }
        }

        package var subscriptions: [Subscription]
        package var foreign: ForeignEntries
        package var isRequired: Bool

        package init(
            subscriptions: [Subscription] = [], foreign: ForeignEntries = .keep, isRequired: Bool = false
        ) {
            self.subscriptions = subscriptions
            self.foreign = foreign
            self.isRequired = isRequired
        }
    }
}

extension Profile.Events {
    var document: DocumentValue {
        var object = DocumentObject()
        object.put("subscriptions", .list(self.subscriptions.map(\.document)))
        object.put("foreign", choice: self.foreign)
        object.put("required", flag: self.isRequired)
        return object.value
    }
}

extension Profile.Events.Subscription {
    fileprivate var document: DocumentValue {
        var object = DocumentObject()
        object.put("destination", text: self.destination)
        object.put("filter", text: self.filter)
        object.put("username", text: self.credential?.username)
        object.put("password", secret: self.credential?.password)
        object.put("argument", text: self.argument)
        return object.value
    }
}

extension ProfileReader {
    static func events(_ node: ProfileNode) throws(ProfileFaults) -> Profile.Events {
        Profile.Events(
            subscriptions: try Self.list(node["subscriptions"]) { item throws(ProfileFaults) in
                Profile.Events.Subscription(
                    destination: try Self.needed(text: item["destination"]),
                    filter: try Self.needed(text: item["filter"]),
                    credential: try Self.section(item["username"]) { username throws(ProfileFaults) in
                        Profile.Events.Subscription.Credential(
                            username: try Self.needed(text: username),
                            password: try Self.needed(secret: item["password"]))
                    }, argument: item["argument"].text)
            },
            foreign: try Self.needed(choice: node["foreign"]), isRequired: try Self.needed(flag: node["required"]))
    }
}
