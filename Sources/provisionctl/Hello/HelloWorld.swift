import Foundation

/// What became of a hello at one address.
enum HelloDelivery: Equatable, Sendable {
    case unreached(Reach)
    /// The other side ended the connection before it had all of it.
    case notTaken
    /// How it ended the connection, and from which address of this machine it was made.
    case ended(TCPLine.Ending, from: String?)
}

/// What a hello passes on its way. Behind a protocol, so that tests lose it wherever they like.
protocol HelloWorld: Sendable {
    func addresses(of name: String) async -> Resolution
    func deliver(_ bytes: [UInt8], to address: String, port: UInt16) async -> HelloDelivery
    /// - Returns: `nil` when the server knows no such device.
    func device(_ uuid: String) async throws(CommandFailure) -> Device?
    /// Between two questions.
    func pause() async
    var now: Date { get }
}

/// The network and the server that is meant.
struct SystemHelloWorld: HelloWorld {
    private static let connectMax: Duration = .seconds(5)
    /// A listener that waits for its database says so by then.
    private static let endingMax: Duration = .seconds(30)

    let client: APIClient

    func addresses(of name: String) async -> Resolution { await NameLookup.addresses(of: name) }

    func deliver(_ bytes: [UInt8], to address: String, port: UInt16) async -> HelloDelivery {
        await TCPLine.offThread {
            do throws(Unreached) {
                let line = try TCPLine(to: address, port: port, within: Self.connectMax)
                let from = line.localAddress
                guard line.sendAndFinish(bytes, within: Self.connectMax) else { return .notTaken }
                return .ended(line.ending(within: Self.endingMax), from: from)
            } catch {
                return .unreached(error.reach)
            }
        }
    }

    func device(_ uuid: String) async throws(CommandFailure) -> Device? {
        do throws(CommandFailure) {
            return try Answer.read(try await self.client.send("GET", "/v1/devices/\(uuid)"), as: Device.self)
        } catch {
            guard case .server(status: 404, _, _, _) = error else { throw error }
            return nil
        }
    }

    func pause() async { try? await Task.sleep(for: .seconds(1)) }

    var now: Date { Date() }
}
