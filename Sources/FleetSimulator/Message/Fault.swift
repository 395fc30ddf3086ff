/// A SOAP fault as firmware sends it: always with HTTP status 400.
struct Fault: Error, Equatable, Sendable {
    let code: Code
    /// `AMT-STATUS n` for internal errors, empty otherwise.
    let detail: String

    init(_ code: Code, detail: String = "") {
        self.code = code
        self.detail = detail
    }

    /// The intrinsic operation failed with a status of the firmware.
    static func status(_ status: PTStatus) -> Fault { .init(.internalError, detail: "AMT-STATUS \(status.rawValue)") }

    /// The sub-codes of DSP0226 and WS-Addressing that are served here.
    enum Code: String, CaseIterable, Sendable {
        case accessDenied = "AccessDenied"
        case actionNotSupported = "ActionNotSupported"
        case alreadyExists = "AlreadyExists"
        case concurrency = "Concurrency"
        case destinationUnreachable = "DestinationUnreachable"
        case encodingLimit = "EncodingLimit"
        case internalError = "InternalError"
        case invalidEnumerationContext = "InvalidEnumerationContext"
        case invalidMessageInformationHeader = "InvalidMessageInformationHeader"
        case invalidParameter = "InvalidParameter"
        case invalidSelectors = "InvalidSelectors"
        case mustUnderstand = "MustUnderstand"
        case quotaLimit = "QuotaLimit"
        case schemaValidationError = "SchemaValidationError"
        case timedOut = "TimedOut"
        case unsupportedFeature = "UnsupportedFeature"

        /// The prefix under which the fault's envelope declares the sub-code's namespace.
        var prefix: String {
            switch self {
            case .actionNotSupported, .destinationUnreachable, .invalidMessageInformationHeader: "b"
            case .invalidEnumerationContext: "c"
            case .mustUnderstand: "a"
            case .accessDenied, .alreadyExists, .concurrency, .encodingLimit, .internalError, .invalidParameter,
                .invalidSelectors, .quotaLimit, .schemaValidationError, .timedOut, .unsupportedFeature:
                "e"
            }
        }

        var action: String {
            switch self.prefix {
            case "b": Namespace.addressingFault
            default: Namespace.wsmanFault
            }
        }

        /// Whose mistake it is, as SOAP names it.
        var party: String {
            switch self {
            case .internalError, .timedOut: "Receiver"
            case .mustUnderstand: "MustUnderstand"
            case .accessDenied, .actionNotSupported, .alreadyExists, .concurrency, .destinationUnreachable,
                .encodingLimit, .invalidEnumerationContext, .invalidMessageInformationHeader, .invalidParameter,
                .invalidSelectors, .quotaLimit, .schemaValidationError, .unsupportedFeature:
                "Sender"
            }
        }

        /// The English sentence that the standard gives for the sub-code.
        var reason: String {
            switch self {
            case .accessDenied: "The sender was not authorized to access the resource."
            case .actionNotSupported: "The [action] cannot be processed at the receiver."
            case .alreadyExists: "The sender attempted to create a resource which already exists."
            case .concurrency: "The action could not be completed due to concurrency or locking problems."
            case .destinationUnreachable:
                "No route can be determined to reach the destination role defined by the WSAddressing To."
            case .encodingLimit: "An internal encoding limit was exceeded in a request or would be violated."
            case .internalError: "The service cannot comply with the request due to internal processing errors."
            case .invalidEnumerationContext: "The supplied enumeration context is invalid."
            case .invalidMessageInformationHeader: "A message information header is not valid."
            case .invalidParameter: "An operation parameter is not valid."
            case .invalidSelectors: "The Selectors for the resource are not valid."
            case .mustUnderstand: "A mandatory header block was not understood."
            case .quotaLimit: "The service is busy servicing other requests."
            case .schemaValidationError: "The supplied SOAP violates the corresponding XML schema definition."
            case .timedOut: "The operation has timed out."
            case .unsupportedFeature: "The specified feature is not supported."
            }
        }
    }
}
