import AMT

/// The page of the documentation that describes profiles. It is made of the schema.
package enum ProfileReference {
    /// Markdown of `docs/reference/profile.md`.
    package static func page() -> String {
        ([Self.introduction] + Self.sections() + [Self.secrets, Self.audit, Self.limits, Self.faults, Self.example])
            .joined(separator: "\n\n") + "\n"
    }

    private static let introduction = """
        # Profile

        A profile is what an operator wants of a device. It is written as JSON or YAML; keys are below.

        - A section that is absent is left alone on the device; so is a field without a default.
        - Secrets are stored apart and named here: `{secret: NAME}`. A secret written out is refused.
        - Unknown keys are refused. Every fault of a document is named at once.
        - `{host}` and `{fqdn}` stand for the device's names where the table says so.
        - With `required: true`, a device that cannot have the section is not provisioned. Otherwise it is, with a problem.

        The smallest profile:

        ```json
        {"schema": 1, "name": "default"}
        ```
        """

    /// One table for each section that has fields, in the order in which sections are applied.
    private static func sections() -> [String] {
        ProfileSection.allCases.compactMap { section in
            let fields = ProfileSchema.fields.filter { $0.section == section }
            guard !fields.isEmpty else { return nil }
            let rows = fields.map { field in
                "| `\(field.path)` | \(Self.words(field.kind)) | \(Self.standard(field)) | \(field.releases) | "
                    + "\(field.meaning) | \(field.firmware.map { "`\($0)`" } ?? "") |"
            }
            return
                (["## \(section.rawValue)", "", "| Key | Kind | Default | Releases | Meaning | Firmware |"]
                + ["| --- | --- | --- | --- | --- | --- |"] + rows).joined(separator: "\n")
        }
    }

    private static func standard(_ field: ProfileField) -> String {
        if field.isRequired { return "must be there" }
        guard let standard = field.standard else { return "" }
        return standard == [:] ? "as below" : "`\(standard.canonicalText)`"
    }

    private static func words(_ kind: ProfileFieldKind) -> String {
        switch kind {
        case .flag: return "true, false"
        case .integer(let range, let unit): return "\(Self.words(range)) \(unit)".trimmed
        case .text(let counts, let alphabet):
            return "text, \(Self.words(counts)) \(alphabet == .free ? "bytes" : "characters"): \(alphabet.words)"
        case .oneOf(let choices): return Self.words(choices)
        case .object: return "object"
        case .list(let item, let counts): return "list of \(Self.words(counts)): \(Self.words(item))"
        case .secret: return "`{secret: NAME}`"
        case .secretName: return "name of a secret"
        case .certificate: return "certificate as PEM"
        case .address: return "IPv4 address"
        case .longAddress: return "IPv6 address"
        case .host: return "DNS name or IP address"
        case .domain(let characterCountMax): return "DNS name of at most \(characterCountMax) characters"
        case .url(let schemes, let characterCountMax):
            return "address of \(Self.words(schemes)), at most \(characterCountMax) characters"
        case .sid: return "`S-1-…`"
        case .hexadecimal(let counts): return "\(Self.words(counts)) bytes, hexadecimal"
        case .timeOfDay: return "`HH:MM`"
        case .event: return "name or number, 0 to 65535"
        }
    }

    private static func words(_ choices: [ProfileChoice]) -> String {
        choices.map { "`\($0.word)`\($0.releases == .all ? "" : " (\($0.releases))")" }.joined(separator: ", ")
    }

    private static func words<Bound>(_ range: ClosedRange<Bound>) -> String {
        range.lowerBound == range.upperBound ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    }

    private static var secrets: String {
        """
        ## Secrets

        Names of secrets are 1 to 63 of \(ProfileAlphabet.resourceName.words). What a secret has to be depends on its use:

        | Use | What it has to be |
        | --- | --- |

        """ + SecretPurpose.allCases.map { "| \($0.rawValue) | \($0.rule) |" }.joined(separator: "\n")
    }

    private static var audit: String {
        let rows = ProfileNames.auditApplications.map { application in
            let events = application.events.enumerated().map { "`\($0.element)` (\($0.offset))" }.joined(
                separator: ", ")
            return "| `\(application.name)` | \(application.number) | \(events) |"
        }
        return """
            ## Events of the audit log

            Events without a name are given by their number.

            | Application | Number | Events with a name |
            | --- | --- | --- |

            """ + rows.joined(separator: "\n")
    }

    private static var limits: String {
        let rows = ProfileLimit.allCases.flatMap { limit in
            limit.rows.map { "| \(limit.rawValue) | \($0.releases) | \($0.value) |" }
        }
        return """
            ## Counts and sizes

            With `tls.network: mutual` the cluster's own root and name take one place each; a name that is among `trustedNames` anyway takes one.
            The bytes of revocation lists are those of their addresses and serial numbers together.

            | What | Releases | At most |
            | --- | --- | --- |

            """ + rows.joined(separator: "\n")
    }

    private static var faults: String {
        """
        ## Faults

        A fault names the field, a code, and says what is wrong. It never repeats a value. Codes: 
        """ + ProfileFault.Code.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ") + "."
    }

    private static var example: String {
        """
        ## A whole profile

        It has every field at once and is no advice. JSON is YAML as well.

        ```json
        \(ProfileExample.text)
        ```
        """
    }
}

extension String {
    /// Without a blank at the end.
    fileprivate var trimmed: String { self.hasSuffix(" ") ? String(self.dropLast()) : self }
}
