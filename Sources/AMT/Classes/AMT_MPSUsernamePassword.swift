/// The user as which the device logs on to a management presence server. The password is never read.
package struct AMT_MPSUsernamePassword: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_MPSUsernamePassword")

    /// Every property, in the device's order, but never the password.
    package let instance: FirmwareInstance
    /// `Intel(r) AMT:MPS Username Password N`, the key.
    package let instanceID: String
    /// The user's name; `nil` when the firmware does not say.
    package let remoteID: String?

    init(_ reader: InstanceReader) throws(WSManRefusal) {
        self.instanceID = try reader.requiredText("InstanceID")
        self.remoteID = reader.text("RemoteID")
        self.instance = FirmwareInstance(Self.firmwareClass, reader.element).removing("Secret")
    }
}

extension AMT_MPSUsernamePassword {
    /// Reads one user.
    package static func get(instanceID: String) -> WSManCall<AMT_MPSUsernamePassword> {
        .get(self.firmwareClass, selectors: [.init("InstanceID", instanceID)]) { instance throws(WSManRefusal) in
            try AMT_MPSUsernamePassword(instance)
        }
    }

    /// Starts an enumeration.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_MPSUsernamePassword>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_MPSUsernamePassword(instance)
        }
    }

    /// Writes another name and password. Devices are known to answer with nothing.
    ///
    /// - Parameters:
    ///   - user: as it was read.
    ///   - remoteID: at most 16 letters and digits.
    ///   - password: 8...16 characters.
    package static func put(
        _ user: AMT_MPSUsernamePassword, remoteID: String, password: Secret
    ) -> WSManCall<AMT_MPSUsernamePassword?> {
        let instance = user.instance.replacing("RemoteID", with: [remoteID])
        return .put(
            self.firmwareClass, selectors: [.init("InstanceID", user.instanceID)],
            body: { instance.write(to: &$0, secrets: [("Secret", password)]) }
        ) { instance throws(WSManRefusal) in
            try AMT_MPSUsernamePassword(instance)
        }
    }
}
