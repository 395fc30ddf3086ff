/// What a method of the firmware can return: the numbers used here of the firmware's own status list.
enum PTStatus: UInt32, CaseIterable, Sendable {
    case success = 0
    case internalError = 1
    case notReady = 2
    case invalidName = 12
    case notPermitted = 16
    case maxLimitReached = 23
    case invalidProvisioningState = 32
    case invalidIndex = 35
    case invalidParameter = 36
    case flashWriteLimitExceeded = 38
    case invalidPIDFormat = 42
    case invalidPPSFormat = 43
    case invalidHandle = 2053
    case invalidPassword = 2054
    case invalidRealm = 2055
    case dataMissing = 2057
    case duplicate = 2058
    case missingKeys = 2060
    case generatingKeys = 2061
    case invalidKey = 2062
    case invalidCertificate = 2063
    case certificateKeyNotMatch = 2064
    case maxKerberosDomainReached = 2065
    case unsupported = 2066
    case invalidPriority = 2067
    case notFound = 2068
    case invalidPassphrase = 2070
    case noAssociation = 2072
    case blockingComponent = 2076
}
