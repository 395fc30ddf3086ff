/// The posture that the firmware signs for network access control. Its certificate is bound through
/// `AMT_EACCredentialContext`. Source: class definition of Intel's LMS, *AMT_EndpointAccessControlService*.
package struct AMT_EndpointAccessControlService: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_EndpointAccessControlService")

    /// For whose access control the firmware speaks.
    package enum Vendors: Hashable, Sendable {
        /// 1: Cisco's.
        case nac
        /// 2: Microsoft's.
        case nap
        /// 3
        case both
        /// A number that no published list has.
        case unknown(UInt32)

        /// Any number; unknown ones are kept.
        package init(number: UInt32) {
            switch number {
            case 1: self = .nac
            case 2: self = .nap
            case 3: self = .both
            default: self = .unknown(number)
            }
        }

        /// The wire's number.
        package var number: UInt32 {
            switch self {
            case .nac: 1
            case .nap: 2
            case .both: 3
            case .unknown(let number): number
            }
        }
    }

    /// The hash under the posture's signature.
    package enum PostureHash: Hashable, Sendable {
        /// 1
        case sha1
        /// 2
        case sha256
        /// 3
        case sha384
        /// A number that no published list has.
        case unknown(UInt32)

        /// Any number; unknown ones are kept.
        package init(number: UInt32) {
            switch number {
            case 1: self = .sha1
            case 2: self = .sha256
            case 3: self = .sha384
            default: self = .unknown(number)
            }
        }

        /// The wire's number.
        package var number: UInt32 {
            switch self {
            case .sha1: 1
            case .sha256: 2
            case .sha384: 3
            case .unknown(let number): number
            }
        }
    }

    /// What the two methods carry.
    package struct Options: Hashable, Sendable {
        /// For whose access control the firmware speaks.
        package let vendors: Vendors
        /// The hash under the posture's signature.
        package let postureHash: PostureHash

        /// Both are needed to set them.
        package init(vendors: Vendors, postureHash: PostureHash) {
            self.vendors = vendors
            self.postureHash = postureHash
        }
    }

    /// Whether the firmware signs postures.
    package let state: EnabledState
    /// The service by those of its keys that it shows, for an association to name it.
    package let reference: EndpointReference

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.state = EnabledState(number: try instance.requiredNumber("EnabledState"))
        let keys = ["CreationClassName", "Name", "SystemCreationClassName", "SystemName"]
        self.reference = EndpointReference(
            resourceURI: Self.firmwareClass.uri,
            selectors: keys.compactMap { key in instance.filledText(key).map { .init(key, $0) } })
    }
}

extension AMT_EndpointAccessControlService {
    /// Reads the one instance.
    package static func get() -> WSManCall<AMT_EndpointAccessControlService> {
        .get(self.firmwareClass) { instance throws(WSManRefusal) in try AMT_EndpointAccessControlService(instance) }
    }

    /// Reads vendors and hash.
    package static func getEacOptions() -> WSManCall<Options> {
        .invoke(self.firmwareClass, "GetEacOptions", kind: .read) { output throws(WSManRefusal) in
            Options(
                vendors: Vendors(number: try output.requiredNumber("EacVendors")),
                postureHash: PostureHash(number: try output.requiredNumber("PostureHashAlgorithm")))
        }
    }

    /// Writes vendors and hash. Return values: 16, 36.
    package static func setEacOptions(_ options: Options) -> WSManCall<Done> {
        .invoke(
            self.firmwareClass, "SetEacOptions", kind: .repeatable,
            parameters: { writer in
                writer.element("p:EacVendors", String(options.vendors.number))
                writer.element("p:PostureHashAlgorithm", String(options.postureHash.number))
            })
    }

    /// Switches the signing of postures on or off. Return values are CIM's.
    package static func requestStateChange(enabled: Bool) -> WSManCall<Done> {
        .requestStateChange(self.firmwareClass, to: EnabledState.number(enabled: enabled))
    }
}
