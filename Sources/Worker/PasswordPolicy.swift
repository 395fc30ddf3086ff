import AMT
import Provisioning

/// The passwords that a profile wants for one device.
struct PasswordPolicy {
    let profile: Profile
    let context: WishContext
    let device: DeviceUUID

    func adminPassword() throws(RoundEnd) -> CredentialChoice.PasswordWish {
        switch self.profile.adminPassword {
        case .random: return .generated
        case .fixed(let reference): return .given(try self.strong(reference, at: "adminPassword.secret"))
        case .derived(let master):
            let secret = try self.secret(master, at: "adminPassword.secret")
            let password = PasswordDerivation.password(
                master: secret, device: self.device, length: Profile.passwordCharacters)
            guard let password else {
                throw .problem(Problem(.internalError, ["password": "the derivation found none"]))
            }
            return .given(password)
        }
    }

    /// `nil` when it is not to be set now.
    func mebxPassword(isConfigured: Bool) throws(RoundEnd) -> CredentialChoice.PasswordWish? {
        if isConfigured && self.profile.mebx.change == .inSetup { return nil }
        switch self.profile.mebx.password {
        case .leave: return nil
        case .random: return .generated
        case .fixed(let reference): return .given(try self.strong(reference, at: "mebxPassword.secret"))
        }
    }

    /// Which versions of the profile's secrets a device with this credential holds: a newer one takes it up again.
    func marks(_ version: CredentialVersion, realm: String) -> [AppliedSecret] {
        let mark = { (field: String, reference: SecretReference, kept: KeptSecret) in
            AppliedSecret(
                field: field, secretName: reference.name, secretVersion: kept.version, digestRealm: realm)
        }
        var marks: [AppliedSecret] = []
        switch self.profile.adminPassword {
        case .random: break
        case .fixed(let reference), .derived(let reference):
            if let kept = self.context.secrets[reference] {
                marks.append(mark("adminPassword.secret", reference, kept))
            }
        }
        switch self.profile.mebx.password {
        case .leave, .random: break
        case .fixed(let reference):
            // One that may be set in setup alone is no reason to look at a configured device.
            if self.profile.mebx.change == .anyTime, version.mebxState == .set,
                let kept = self.context.secrets[reference], kept.value == version.mebxPassword
            {
                marks.append(mark("mebxPassword.secret", reference, kept))
            }
        }
        return marks
    }

    private func secret(_ reference: SecretReference, at field: String) throws(RoundEnd) -> Secret {
        guard let kept = self.context.secrets[reference] else {
            throw .problem(
                Problem(.profileRefused, ["profile.field": field, "profile.secret_missing": reference.name]))
        }
        return kept.value
    }

    /// Firmware gets a hash and cannot check: we must.
    private func strong(_ reference: SecretReference, at field: String) throws(RoundEnd) -> Secret {
        do throws(Problem) {
            try self.context.permit(reference, at: field)
        } catch {
            throw .problem(error)
        }
        let secret = try self.secret(reference, at: field)
        let faults = PasswordRule.faults(in: secret)
        guard faults.isEmpty else {
            throw .problem(
                Problem(
                    .profileRefused,
                    [
                        "profile.field": field, "profile.secret": reference.name,
                        "profile.refusal": faults.map(\.rawValue).joined(separator: " "),
                    ]))
        }
        return secret
    }
}
