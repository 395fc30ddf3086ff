import AMT

/// Pre-shared keys: which there are, what became of them, and their values for whoever puts them into machines.
package protocol PresharedKeyBook: KeyImport {
    /// Keys in ascending order of PIDs, strictly after `after`. Their values are not in it.
    ///
    /// - Parameter limit: 1...1000.
    func keys(after: PID?, limit: Int, state: PresharedKeyState?) async throws(StoreFailure) -> [PresharedKeyView]

    /// Keys with their values, in ascending order of PIDs. Each is marked as given out before it is answered: a call whose answer
    /// was lost has given them out all the same.
    func export(_ order: PresharedKeyOrder) async throws(StoreFailure) -> [ImportedKey]
}

/// What a pre-shared key is good for.
package enum PresharedKeyState: String, CaseIterable, Sendable {
    /// No machine is known to have it.
    case available
    /// A machine has said its PID, was set up with it, or may have been given it.
    case inUse = "in-use"
    /// The machine that had it was set up with another one since.
    case replaced
}

/// Which keys are to be given out.
package enum PresharedKeyOrder: Equatable, Sendable {
    /// Those with these PIDs, in whatever state; unknown ones are left out.
    case named([PID])
    /// The first ones that are available.
    ///
    /// - includesExported: those too that were given out before and may be on their way into a machine.
    case available(limit: Int, includesExported: Bool)
}

/// One pre-shared key as lists show it: never its value.
package struct PresharedKeyView: Equatable, Sendable {
    package let pid: PID
    package let state: PresharedKeyState
    /// The machine that has it, or had it.
    package let device: DeviceUUID?
    /// Since when it has it, or has another one.
    package let since: UnixTime?
    /// When the key was made here or came here.
    package let createdAt: UnixTime
    /// When its value was last given out.
    package let exportedAt: UnixTime?

    package init(
        pid: PID, state: PresharedKeyState, device: DeviceUUID?, since: UnixTime?, createdAt: UnixTime,
        exportedAt: UnixTime?
    ) {
        self.pid = pid
        self.state = state
        self.device = device
        self.since = since
        self.createdAt = createdAt
        self.exportedAt = exportedAt
    }
}
