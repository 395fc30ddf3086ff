import ArgumentParser
import Foundation

extension DeviceCommand {
    /// Devices that the API takes in one order.
    private static let perOrderMax = 1_000

    /// Sends an order that has workers take devices up. One device is told why not; of several each has its line.
    static func order(_ verb: String, _ devices: [DeviceArgument], _ options: GlobalOptions) async throws {
        try await Session.run(options) { session throws(CommandFailure) in
            if devices.count == 1, let device = devices.first {
                let body = try await session.client.send("POST", "/v1/devices/\(device.text)/\(verb)")
                guard session.output.isForPeople else { return try session.show(answer: body) }
                return session.show(["\(device.text) will be taken up."])
            }
            var refusedCount = 0
            for start in stride(from: 0, to: devices.count, by: Self.perOrderMax) {
                let some = devices[start..<min(start + Self.perOrderMax, devices.count)].map(\.text)
                let body = try await session.client.send(
                    "POST", "/v1/devices/actions", json: try? JSONEncoder().encode(Order(action: verb, devices: some)))
                let answer = try Answer.read(body, as: OrderAnswer.self)
                refusedCount += answer.results.count { !$0.done }
                if session.output.isForPeople {
                    session.show(answer.results.map(\.line))
                } else {
                    try session.show(answer: body)
                }
            }
            if refusedCount > 0 {
                throw .incomplete("\(refusedCount) of \(devices.count) devices were not taken up.")
            }
        }
    }

    private struct Order: Encodable {
        let action: String
        let devices: [String]
    }

    private struct OrderAnswer: Decodable {
        struct Result: Decodable {
            let uuid: String
            let done: Bool
            let problem: String?

            var line: String {
                let end = self.done ? "will be taken up" : "stays as it is: \(self.problem ?? "nothing to do")"
                return DisplayText.safe("\(self.uuid) \(end).")
            }
        }

        let results: [Result]
    }
}
