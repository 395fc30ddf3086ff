import AMT

/// Where listeners put admitted hellos.
///
/// Every implementation guarantees: when ``admit(_:)`` returns, each hello of the batch, or a newer one of the same device,
/// is durable, but for those of devices that it names. When it throws, nothing may be assumed; repeating the batch is harmless.
package protocol HelloInbox: Sendable {
    /// - Parameter batch: 1...500 hellos; several of one device are allowed, the newest counts.
    /// - Returns: devices that nobody expects and for whom there was no room, with the limit that they met.
    func admit(_ batch: [AdmittedHello]) async throws(StoreFailure) -> [DeviceUUID: UnexpectedLimit]
}

/// How many requests there may be of devices that neither inventory nor an earlier provisioning knows. Known ones are never
/// turned away.
package struct UnexpectedLimits: Equatable, Sendable {
    /// At one address. More than one machine is not behind an address that is called back.
    package var perAddressMax: Int
    /// At one site. Listeners count about once a second, so together they may go beyond it by what comes in a second.
    package var perSiteMax: Int

    package init(perAddressMax: Int = 200, perSiteMax: Int = 50_000) {
        self.perAddressMax = perAddressMax
        self.perSiteMax = perSiteMax
    }
}

/// Which limit a device met that nobody expects.
package enum UnexpectedLimit: String, CaseIterable, Sendable {
    /// Others of its address have all the room there is.
    case address
    /// Others of its site have.
    case site
}

/// Why the database did not do what was asked. Safe to log and to store.
package struct StoreFailure: Error, Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// The database could not be had in time: no connection, or a refusal that passes by itself and has lasted. Nothing changed.
        case unavailable
        /// The statement was sent and its outcome is not known.
        case outcomeUnknown = "outcome-unknown"
        /// The server refused the statement, as it would again; nothing changed.
        case refused
        /// A stored value could not be read: our own mistake or a foreign hand.
        case unreadable
    }

    package let kind: Kind
    /// SQLSTATE of a refusal.
    package let sqlstate: String?
    /// Name of the statement.
    package let statement: String

    package init(kind: Kind, sqlstate: String? = nil, statement: String) {
        self.kind = kind
        self.sqlstate = sqlstate
        self.statement = statement
    }
}
