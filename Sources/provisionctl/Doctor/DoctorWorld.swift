import Foundation

/// What the doctor looks at. Behind a protocol, so that tests make surroundings of their own.
protocol DoctorWorld: Sendable {
    /// - Parameter name: with a dot at its end the search domains are left out.
    func addresses(of name: String) async -> Resolution
    func reach(_ address: String, port: UInt16) async -> Reach
    var now: Date { get }
    func text(ofFile path: String) -> String?
    /// Paths of the files in a folder, the one that was written last at the end; none when it is not there.
    func files(in folder: String) -> [String]
    /// The API's answer, whatever its status is.
    func answer(_ path: String, _ query: [(String, String)]) async throws(CommandFailure) -> HTTPAnswer
}

/// This machine, and the server that is meant.
struct SystemWorld: DoctorWorld {
    /// Answers within a site take milliseconds.
    private static let connectMax: Duration = .seconds(3)
    /// A lease is a few lines.
    private static let fileBytesMax = 256 * 1024

    let client: APIClient

    var now: Date { Date() }

    func addresses(of name: String) async -> Resolution { await NameLookup.addresses(of: name) }

    func reach(_ address: String, port: UInt16) async -> Reach {
        await TCPLine.offThread {
            do throws(Unreached) {
                _ = try TCPLine(to: address, port: port, within: Self.connectMax)
                return .open
            } catch {
                return error.reach
            }
        }
    }

    func text(ofFile path: String) -> String? {
        guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.read(upToCount: Self.fileBytesMax)
        else { return nil }
        return String(decoding: data, as: UTF8.self)
    }

    func files(in folder: String) -> [String] {
        // A folder that is not there, or not for this user, has nothing to say.
        let paths = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).map { folder + "/" + $0 }
        return paths.map { (path: $0, writtenAt: Self.writtenAt($0)) }
            .sorted { ($0.writtenAt, $0.path) < ($1.writtenAt, $1.path) }.map(\.path)
    }

    private static func writtenAt(_ path: String) -> Date {
        // One that has gone by now is not read either.
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.modificationDate] as? Date ?? .distantPast
    }

    func answer(_ path: String, _ query: [(String, String)]) async throws(CommandFailure) -> HTTPAnswer {
        try await self.client.answer("GET", path, query: query)
    }
}
