import AMT

/// What a plan can be made of without touching a device.
package protocol ForecastBook: Sendable {
    /// What is known of a device; a device that nobody has read has no findings.
    func knowledge(of device: DeviceUUID) async throws(StoreFailure) -> DeviceKnowledge

    /// The release lines of the fleet, ascending, each once: versions cut to two numbers, because nothing that is known of
    /// releases goes further. What no release can be read from is left out.
    func releases() async throws(StoreFailure) -> [AMTRelease]
}

/// What is known of a device and of the cluster that would work on it.
package struct DeviceKnowledge: Equatable, Sendable {
    /// What it showed when it was last read.
    package let findings: ProfileFindings?
    package let takenAt: UnixTime?
    /// What it was proved to hold of what cannot be read, in the realm that it has now.
    package let marks: Set<UnreadableMark>
    /// DER of the cluster's authority; empty before there is one.
    package let authorityDER: [UInt8]

    package init(
        findings: ProfileFindings?, takenAt: UnixTime?, marks: Set<UnreadableMark>, authorityDER: [UInt8]
    ) {
        self.findings = findings
        self.takenAt = takenAt
        self.marks = marks
        self.authorityDER = authorityDER
    }
}
