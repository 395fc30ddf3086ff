import Provisioning

extension APIOperation {
    static let listDevices = Self(
        "listDevices", .devices, "Devices, in order of UUIDs",
        [
            .cursor(.anyUUID), .limit(standard: APILimits.devicesPerPageDefault, max: APILimits.devicesPerPageMax),
        ] + Self.deviceFilters, answers: [.json(.devicePage)])

    static let orderOfDevices = Self(
        "orderOfDevices", .devices, "Takes many devices up at once, to try again or for their profiles",
        body: .needed(.deviceActions), answers: [.json(.deviceActionResults)])

    static let showDevice = Self(
        "showDevice", .devices, "One device, with the sections of its profile",
        answers: [.json(.deviceWithSections)], problems: [.deviceUnknown])

    static let showTimeline = Self(
        "showTimeline", .devices, "What was done to a device, oldest first",
        [.limit(standard: APILimits.timelineEntriesDefault, max: APILimits.timelineEntriesMax)],
        answers: [.json(.object(["uuid": .uuid, "entries": .list(of: .reference(.timelineEntry))]))],
        problems: [.deviceUnknown])

    static let explainDevice = Self(
        "explainDevice", .devices, "Why a device stands where it stands", answers: [.json(.explanation)],
        problems: [.deviceUnknown])

    static let showCredential = Self(
        "showCredential", .devices, "Passwords that a device holds or has held, newest first",
        answers: [.json(.object(["uuid": .uuid, "credentials": .list(of: .reference(.credential))]))],
        problems: [.deviceUnknown], showsSecret: true)

    static let retryDevice = Self(
        "retryDevice", .devices, "Takes a waiting or parked device up at once",
        answers: [.json(202, "Taken up", .deviceName)], problems: [.deviceUnknown, .nothingToRetry])

    static let applyProfile = Self(
        "applyProfile", .devices, "Gives a provisioned device its profile again",
        answers: [.json(202, "Taken up", .deviceName)], problems: [.deviceUnknown, .nothingToApply])

    static let simulateProfile = Self(
        "simulateProfile", .devices, "What a profile would do to a device; without a body its own profile",
        body: .optional(.reference(.profileDocument)), answers: [.json(.simulation)],
        problems: [.deviceUnknown, .profileUnknown, .profileInvalid])

    static let resolveDevice = Self(
        "resolveDevice", .devices, "Why a device has its name and profile, or has none",
        answers: [.json(.resolution)])

    static let registerOneTimePassword = Self(
        "registerOneTimePassword", .devices, "Registers what a device has to show in setup",
        body: .needed(.secretValue(bytesMax: APILimits.oneTimePasswordBytesMax)), answers: [.json(.deviceName)])

    static let listDeviceCertificates = Self(
        "listDeviceCertificates", .devices, "Certificates that a device was given, the newest first",
        answers: [
            .json(
                .object([
                    "certificates": .list(
                        of: .reference(.deviceCertificate), 0...DeviceCertificateRoutes.listMax)
                ]))
        ])

    static let revokeDeviceCertificate = Self(
        "revokeDeviceCertificate", .devices, "Takes a device's certificate back, once",
        body: .needed(.object(["reason": .words(RevocationReason.self)])),
        answers: [.json(.reference(.deviceCertificate))], problems: [.certificateUnknown])

    static let showQueue = Self(
        "showQueue", .devices, "How many devices are in which state",
        answers: [.json(.object(["counts": .counts(by: DeviceState.self)]))])
}
