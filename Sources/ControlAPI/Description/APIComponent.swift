import Provisioning

/// Shapes that the description names, because several answers have them or programs want a type for them.
enum APIComponent: String, CaseIterable, Sendable {
    case device = "Device"
    case deviceProblem = "DeviceProblem"
    case deviceSection = "DeviceSection"
    case timelineEntry = "TimelineEntry"
    case credential = "Credential"
    case deviceCertificate = "DeviceCertificate"
    case problem = "Problem"
    case fault = "Fault"
    case change = "Change"
    case keptDocument = "KeptDocument"
    case judgement = "Judgement"
    case documentVersion = "DocumentVersion"
    case profileDocument = "ProfileDocument"
    case sourceDocument = "SourceDocument"
    case policyDocument = "PolicyDocument"
    case source = "Source"
    case sourceSync = "SourceSync"
    case sourceRecord = "SourceRecord"
    case resolvedValue = "ResolvedValue"
    case recordMatch = "RecordMatch"
    case keptRecord = "KeptRecord"
    case presharedKey = "PresharedKey"
    case importResult = "ImportResult"
    case setupCertificate = "SetupCertificate"
    case chainCertificate = "ChainCertificate"
    case certificateOrder = "CertificateOrder"
    case certificateVerdict = "CertificateVerdict"
    case sealingKey = "SealingKey"
    case sealingFailure = "SealingFailure"
    case rotationPlace = "RotationPlace"
    case token = "Token"
    case auditEntry = "AuditEntry"
    case event = "Event"

    /// What `$ref` says.
    var place: String { "#/components/schemas/" + self.rawValue }

    var schema: APISchema {
        switch self {
        case .device: .device
        case .deviceProblem: .deviceProblem
        case .deviceSection: .deviceSection
        case .timelineEntry: .timelineEntry
        case .credential: .credential
        case .deviceCertificate: .deviceCertificate
        case .problem: .problem
        case .fault: .fault
        case .change: .change
        case .keptDocument: .keptDocument
        case .judgement: .judgement
        case .documentVersion: .documentVersion
        case .profileDocument: .profileDocument
        case .sourceDocument: .sourceDocument
        case .policyDocument: .policyDocument
        case .source: .source
        case .sourceSync: .sourceSync
        case .sourceRecord: .sourceRecord
        case .resolvedValue: .resolvedValue
        case .recordMatch: .recordMatch
        case .keptRecord: .keptRecord
        case .presharedKey: .presharedKey
        case .importResult: .importResult
        case .setupCertificate: .setupCertificate
        case .chainCertificate: .chainCertificate
        case .certificateOrder: .certificateOrder
        case .certificateVerdict: .certificateVerdict
        case .sealingKey: .sealingKey
        case .sealingFailure: .sealingFailure
        case .rotationPlace: .rotationPlace
        case .token: .token
        case .auditEntry: .auditEntry
        case .event: .event
        }
    }
}
