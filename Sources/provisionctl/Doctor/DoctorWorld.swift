import Foundation

/// What the doctor looks at. Behind a protocol, so that tests make surroundings of their own.
protocol DoctorWorld: Sendable {
    /// - Parameter name: with a dot at its end the search domains are left out.
    func addresses(of name: String) async -> Resolution
    func reach(_ address: String, port: UInt16) async -> Reach
    var now: Date { get }
    func text(ofFile path: String) -> String?
    /// Paths of the files in a folder; none when it is not there.
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
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted().map { folder + "/" + $0 }
    }

    func answer(_ path: String, _ query: [(String, String)]) async throws(CommandFailure) -> HTTPAnswer {
        try await self.client.answer("GET", path, query: query)
    }
}
