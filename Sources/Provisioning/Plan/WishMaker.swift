import AMT
import Inventory

/// What the wishes of a profile depend on besides the profile.
package struct WishContext: Sendable {
    package var fqdn: FQDN
    /// Those that the profile names, as far as there are any.
    package var secrets: [SecretReference: KeptSecret]
    /// DER of the cluster's authority, which devices in mutual TLS have to trust.
    package var authorityDER: [UInt8]
    /// Name in the cluster's own certificate for callers.
    package var clientName: String
    /// Why the device is not given secrets which other devices have as well; `nil` when it is.
    package var withholding: [String: String]?

    package init(
        fqdn: FQDN, secrets: [SecretReference: KeptSecret], authorityDER: [UInt8], clientName: String,
        withholding: [String: String]? = nil
    ) {
        self.withholding = withholding
        self.fqdn = fqdn
        self.secrets = secrets
        self.authorityDER = authorityDER
        self.clientName = clientName
    }

    /// A text of the profile with the device's names in it.
    func filled(_ text: String) -> String {
        var filled = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            filled += rest[..<open]
            rest = rest[open...]
            if rest.hasPrefix("{fqdn}") {
                filled += self.fqdn.description
                rest = rest.dropFirst("{fqdn}".count)
            } else if rest.hasPrefix("{host}") {
                filled += self.fqdn.host
                rest = rest.dropFirst("{host}".count)
            } else {
                filled.append(rest.removeFirst())
            }
        }
        return filled + rest
    }
}

extension WishContext {
    /// Keeps a secret that many devices share from one that may be anybody's.
    package func permit(_ reference: SecretReference, at field: String) throws(Problem) {
        guard let withholding else { return }
        throw Problem(
            .secretWithheld,
            withholding.merging(["profile.field": field, "profile.secret": reference.name]) { first, _ in first })
    }
}

/// What a profile comes to for one device.
package struct MadeWishes: Equatable, Sendable {
    package let wishes: ProfileWishes
    /// Sections that cannot be applied, because a secret that they name is missing or not for this device.
    package let problems: [ProfileSection: Problem]
    /// What is not wished for, because the device's release does not have it.
    package let absent: [ProfileSection: [String: String]]
}

/// Turns a profile into wishes, in the order in which they are applied.
package struct WishMaker {
    let profile: Profile
    let context: WishContext
    var items: [ProfileWishes.Item] = []
    var problems: [ProfileSection: Problem] = [:]

    package init(_ profile: Profile, context: WishContext) {
        self.profile = profile
        self.context = context
    }

    /// All sections. One whose secret is missing is left out as a whole, and its problem told; what the release does not have
    /// is left out too, and told.
    ///
    /// - Parameter release: of the device; `nil` when it is not known.
    package static func make(
        _ profile: Profile, context: WishContext, release: AMTRelease? = nil
    ) -> MadeWishes {
        let fitted = FittedProfile(profile, release: release)
        var maker = WishMaker(fitted.profile, context: context)
        for part in Part.allCases { maker.take(part) }
        return MadeWishes(
            wishes: ProfileWishes(items: maker.items, required: Self.required(profile)), problems: maker.problems,
            absent: fitted.absent)
    }

    /// The parts in the order of wsman section 3.1. Kerberos is switched on before there are accounts of the directory and off
    /// after they are gone; foreign roots go when what used them has been replaced.
    private enum Part: CaseIterable {
        case tls, network, kerberosOn, users, kerberosOff, power, redirection, kvm, userConsent, webPage, clock, wifi
        case wired8021x, endpointAccess, remoteAccess, httpProxies, auditLog, events, foreignRoots, addressing
        case environmentDetection

        var section: ProfileSection {
            switch self {
            case .tls, .foreignRoots: .tls
            case .network: .network
            case .kerberosOn, .kerberosOff: .kerberos
            case .users: .users
            case .power: .power
            case .redirection: .redirection
            case .kvm: .kvm
            case .userConsent: .userConsent
            case .webPage: .webPage
            case .clock: .clock
            case .wifi: .wifi
            case .wired8021x: .wired8021x
            case .endpointAccess: .endpointAccess
            case .remoteAccess: .remoteAccess
            case .httpProxies: .httpProxies
            case .auditLog: .auditLog
            case .events: .events
            case .addressing: .addressing
            case .environmentDetection: .environmentDetection
            }
        }
    }

    private mutating func take(_ part: Part) {
        guard self.problems[part.section] == nil else { return }
        let before = self.items
        do throws(Problem) {
            switch part {
            case .tls: self.tls()
            case .network: self.network()
            case .kerberosOn: try self.kerberos(isEnabling: true)
            case .users: try self.users()
            case .kerberosOff: try self.kerberos(isEnabling: false)
            case .power: self.power()
            case .redirection: self.redirection()
            case .kvm: try self.kvm()
            case .userConsent: self.userConsent()
            case .webPage: self.webPage()
            case .clock: self.clock()
            case .wifi: try self.wifi()
            case .wired8021x: try self.wired8021x()
            case .endpointAccess: self.endpointAccess()
            case .remoteAccess: try self.remoteAccess()
            case .httpProxies: self.httpProxies()
            case .auditLog: try self.auditLog()
            case .events: try self.events()
            case .foreignRoots: self.foreignRoots()
            case .addressing: self.addressing()
            case .environmentDetection: self.environmentDetection()
            }
        } catch {
            self.items = before
            self.problems[part.section] = error
        }
    }

    private static func required(_ profile: Profile) -> Set<ProfileSection> {
        let sections: [(ProfileSection, Bool?)] = [
            (.tls, profile.tls.isRequired), (.network, profile.network?.isRequired),
            (.addressing, profile.network?.isRequired), (.kerberos, profile.kerberos?.isRequired),
            (.users, profile.users?.isRequired), (.power, profile.power?.isRequired),
            (.redirection, profile.redirection?.isRequired), (.kvm, profile.kvm?.isRequired),
            (.userConsent, profile.userConsent?.isRequired), (.webPage, profile.webPage?.isRequired),
            (.clock, profile.clock.isRequired), (.wifi, profile.wifi?.isRequired),
            (.wired8021x, profile.wired8021x?.isRequired), (.endpointAccess, profile.endpointAccess?.isRequired),
            (.remoteAccess, profile.remoteAccess?.isRequired), (.httpProxies, profile.httpProxies?.isRequired),
            (.auditLog, profile.auditLog?.isRequired), (.events, profile.events?.isRequired),
            (.environmentDetection, profile.environmentDetection?.isRequired),
        ]
        return Set(sections.filter { $0.1 == true }.map(\.0))
    }

    // MARK: - Parts

    mutating func add(
        _ group: SettingGroup, _ section: ProfileSection, _ values: [(DeviceSetting, String?)],
        secrets: [SecretField: Secret] = [:], attachments: [EntryField: String] = [:], marks: [UnreadableMark] = [],
        certificateField: String? = nil
    ) {
        let wanted = values.compactMap { setting, value in value.map { (setting, $0) } }
        guard !wanted.isEmpty || !marks.isEmpty else { return }
        self.items.append(
            .group(
                GroupWish(
                    group, section, Dictionary(wanted) { _, last in last }, secrets: secrets,
                    attachments: attachments, marks: marks, certificateField: certificateField)))
    }

    /// The secret that a field names, and the mark by which it is known to be on a device.
    func secret(_ reference: SecretReference, at field: String) throws(Problem) -> (KeptSecret, UnreadableMark) {
        try self.context.permit(reference, at: field)
        guard let kept = self.context.secrets[reference] else {
            throw Problem(.profileRefused, ["profile.field": field, "profile.secret_missing": reference.name])
        }
        return (kept, UnreadableMark(field: field, name: kept.name, version: kept.version))
    }

    static func text(_ flag: Bool?) -> String? { flag.map { $0 ? "true" : "false" } }

    static func text(_ number: UInt32?) -> String? { number.map { String($0) } }

    /// As lists are compared: ascending, with blanks between.
    static func list(_ items: [String]) -> String { items.sorted().joined(separator: " ") }
}
