import AMT
import Inventory
import Provisioning

/// What the routes of inventory need of the world.
package struct InventoryDesk: Sendable {
    let sources: any SourceCatalog
    let probe: any SourceProbe
    let resolutions: any ResolutionBook
    let policies: (any PolicyCatalog)?
    let now: @Sendable () -> UnixTime

    /// - Parameters:
    ///   - policies: without it there are no routes of policies, and the standard one counts.
    ///   - now: the time of day, for rates and for the age of data.
    package init(
        sources: any SourceCatalog, probe: any SourceProbe, resolutions: any ResolutionBook,
        policies: (any PolicyCatalog)? = nil,
        now: @escaping @Sendable () -> UnixTime
    ) {
        self.sources = sources
        self.probe = probe
        self.resolutions = resolutions
        self.policies = policies
        self.now = now
    }
}

extension SourceCatalog {
    /// The one source of a name. There are few of them.
    func source(named name: String) async throws -> KeptSource {
        guard let source = try await self.sources().first(where: { $0.name == name }) else {
            throw APIProblem(code: .sourceUnknown, detail: "No source of this name is kept.")
        }
        return source
    }
}
