import ControlAPI
import Provisioning
import Telemetry

/// A page of `docs/reference` that is written from the code; a test compares the two.
enum ReferencePage: String, CaseIterable, Sendable {
    case events
    case logKeys = "log-keys"
    case metrics
    case openapi
    case problems
    case profile
    case releases
    case settings
    case sources

    /// Its name below `docs/reference`.
    var file: String {
        switch self {
        case .openapi: "openapi.json"
        case .events, .logKeys, .metrics, .problems, .profile, .releases, .settings, .sources: self.rawValue + ".md"
        }
    }

    /// The page as Markdown, or as JSON for programs.
    var text: String {
        switch self {
        case .events: Self.eventsText
        case .logKeys: Self.logKeysText
        case .metrics: Self.metricsText
        case .openapi: OpenAPIDocument.text
        case .problems: Self.problemsText
        case .profile: ProfileReference.page()
        case .releases: Self.releasesText
        case .settings: Self.settingsText
        case .sources: SourceReference.page()
        }
    }

    static func origin(_ page: Self) -> String {
        "Written by `provisionserver reference \(page.rawValue)`; a test compares it with the program.\n"
    }

    private static var settingsText: String {
        var text = """
            # Settings

            \(Self.origin(.settings))
            One YAML file, named with `--config`, and the environment. Keys may be written nested or with dots. Each key can be overridden by the
            variable in the second column; the variable goes before the file. A key or a variable `PROVISION_…` that is not listed here is a fault,
            because it is usually a typing mistake. `provisionserver check` names everything that is wrong at once. A changed setting takes effect
            when the process starts again.

            A list is a YAML list, or one text with commas.

            | Key | Variable | Kind | Default | Meaning |
            | --- | --- | --- | --- | --- |

            """
        for setting in SettingsTable.all {
            let kind = setting.isSecret ? setting.kind + ", never shown" : setting.kind
            text +=
                "| `\(setting.key)` | `\(setting.environmentName)` | \(kind) | \(setting.standard) | \(setting.meaning) |\n"
        }
        return text
    }

    private static var problemsText: String {
        var text = """
            # Problems

            \(Self.origin(.problems))
            Why a device is not provisioned. A code is stored, shown in the API, counted in metrics and logged; it is never renamed. What moves the
            device on:

            | Remedy | The device |
            | --- | --- |

            """
        for remedy in ProblemCode.Remedy.allCases { text += "| `\(remedy.rawValue)` | \(Self.meaning(of: remedy)) |\n" }
        text += "\n| Code | Remedy | What it means | What helps |\n| --- | --- | --- | --- |\n"
        for code in ProblemCode.allCases {
            let name = code.rawValue
            text +=
                "| [`\(name)`](../operate/runbooks/\(name).md) | `\(code.remedy.rawValue)` | \(code.detail) | \(code.advice) |\n"
        }
        return text
    }

    private static func meaning(of remedy: ProblemCode.Remedy) -> String {
        switch remedy {
        case .retry: "is tried again by itself, after a wait that grows with each attempt"
        case .waitForHello: "is tried again with its next hello, or after a wait"
        case .waitForInventory: "is taken up when the inventory names it"
        case .operatorAction: "is parked until `provisionctl device retry UUID`"
        }
    }

    private static var logKeysText: String {
        var text = """
            # Log keys

            \(Self.origin(.logKeys))
            A log line is a time, a level, a constant sentence, and facts under these keys. Search for a key, not for a sentence: sentences may be
            reworded, keys are never renamed. `log.format` chooses between text and JSON; lines go to standard error.

            """
        for key in LogKey.allCases.map(\.rawValue).sorted() { text += "\n* `\(key)`" }
        return text + "\n"
    }
}
