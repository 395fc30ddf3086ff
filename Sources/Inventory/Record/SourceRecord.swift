import AMT

/// One record as a source gave it, before anything in it is judged.
///
/// - Shape: a capability record leads from a UUID to a resource, a location record from a resource to a name, as in the two data
///   classes of the Altiris inventory; a whole record is both in one.
package struct SourceRecord: Equatable, Sendable {
    /// Which half of the chain it is.
    package enum Part: String, CaseIterable, Sendable {
        /// UUID → resource (`Inv_OOB_Capability`).
        case capability
        /// Resource → name (`Inv_AeX_AC_Location`).
        case location
        /// UUID → name, in one record.
        case whole
    }

    package var part: Part
    /// The source's own key of the computer, such as `_ResourceGuid`; at most ``RecordLimits/resourceBytesMax`` bytes.
    package var resource: String
    /// As written, in canonical order; absent in a location record.
    package var deviceUUID: DeviceUUID?
    /// As written, not judged; absent in a capability record.
    package var fqdn: String?
    package var amtVersion: String?
    /// A profile that the source names.
    package var profile: String?
    package var site: String?
    /// Further fields that a policy may look at, in the order of their names.
    package var fields: [RecordFieldValue]
    /// The time of the source's own data, where it tells one.
    package var reportedAt: UnixTime?

    package init(
        part: Part, resource: String, deviceUUID: DeviceUUID? = nil, fqdn: String? = nil, amtVersion: String? = nil,
        profile: String? = nil, site: String? = nil, fields: [RecordFieldValue] = [], reportedAt: UnixTime? = nil
    ) {
        self.part = part
        self.resource = resource
        self.deviceUUID = deviceUUID
        self.fqdn = fqdn
        self.amtVersion = amtVersion
        self.profile = profile
        self.site = site
        self.fields = fields
        self.reportedAt = reportedAt
    }
}

/// A further field of a record.
package struct RecordFieldValue: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What one record, one page and one sync may hold. What is beyond is a fault that is told, never memory.
package enum RecordLimits {
    package static let resourceBytesMax = 256
    package static let valueBytesMax = 512
    package static let fieldCountMax = 16
    /// One record with everything around it, as it is read.
    package static let recordBytesMax = 64 * 1024
    /// Faults beyond this number are counted, not listed.
    package static let faultsListedMax = 20
    /// Records of one source.
    package static let recordCountMax = 5_000_000
    package static let pageCountMax = 200_000
    package static let depthMax = 32
}

/// A record that could not be used, and why. It does not spoil the others.
package struct RecordFault: Equatable, Sendable {
    package enum Reason: String, CaseIterable, Sendable {
        /// A value that the record needs is not there.
        case resourceMissing = "resource-missing"
        case uuidMissing = "uuid-missing"
        case uuid
        /// All zeros, all ones, or one that a manufacturer gave to many machines.
        case uuidPlaceholder = "uuid-placeholder"
        case valueTooLong = "value-too-long"
        case tooManyFields = "too-many-fields"
        /// A line with more cells than the heading, or without some that the record needs.
        case ragged
        case notUTF8 = "not-utf8"
        case time
        /// A record of the same source with the same key came before it.
        case repeated
    }

    /// Counted from 1 in its page.
    package let record: Int
    package let reason: Reason
    /// The field that is meant, in the source's own name for it.
    package let field: String?

    package init(record: Int, reason: Reason, field: String? = nil) {
        self.record = record
        self.reason = reason
        self.field = field
    }
}
