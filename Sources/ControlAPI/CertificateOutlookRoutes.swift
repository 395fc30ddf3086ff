import AMT
import Hummingbird
import Inventory
import Provisioning

/// Which certificates a device is shown, and how long which devices can still be provisioned. No device is called.
struct CertificateOutlookRoutes: Sendable {
    let desk: CertificateDesk
    private let keptGroups: Kept<[HelloGroup]>

    init(desk: CertificateDesk) {
        self.desk = desk
        self.keptGroups = Kept(ageMax: APILimits.overviewAgeMax) { [book = desk.book] in try await book.helloGroups() }
    }

    @Sendable func match(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let uuid = try PathReader.uuid(context)
        guard var seeker = try await self.desk.book.seeker(uuid) else {
            throw APIProblem(code: .deviceUnknown, detail: "No hello of this UUID was ever taken.")
        }
        // What inventory says now goes before what the last provisioning was told.
        if let resolutions = self.desk.resolutions {
            let facts = try await resolutions.facts(of: uuid)
            let resolution = Resolver.resolve(facts.inventory, now: self.desk.now())
            if let fqdn = resolution.fqdn {
                seeker.suffixes.insert(.init(fqdn.value.domain, source: fqdn.source), at: 0)
            }
            seeker.release = seeker.release ?? facts.release
        }
        let known = try await self.desk.known()
        let matches = CertificateMatch.all(known.map(\.known), for: seeker, now: self.desk.now())
        return Response(
            json: .object([
                ("uuid", .string(uuid.description)), ("attempt", .integer(Int64(seeker.attempt))),
                ("release", JSONText(seeker.release?.description)),
                ("rootHashes", seeker.rootHashes.map { .integer(Int64($0.count)) } ?? .null),
                (
                    "suffixes",
                    .array(
                        seeker.suffixes.map { .object([("suffix", .string($0.text)), ("source", .string($0.source))]) })
                ),
                ("certificates", .array(matches.compactMap { CertificateJSON.match($0, among: known) })),
            ]))
    }

    @Sendable func outlook(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let known = try await self.desk.known()
        let now = self.desk.now()
        let outlook = CertificateOutlook(
            try await self.keptGroups.value(), certificates: known.map(\.known), now: now)
        return Response(json: CertificateJSON.outlook(outlook, among: known, now: now))
    }
}
