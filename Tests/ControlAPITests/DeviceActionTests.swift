import AMT
import Foundation
import Hummingbird
import HummingbirdTesting
import Provisioning
import Testing

@testable import ControlAPI

/// Orders for many devices at once.
@Suite("orders for devices")
struct DeviceActionTests {
    static let path = "/v1/devices/actions"

    private func body(_ action: String, _ devices: [String]) -> String {
        #"{"action":"\#(action)","devices":[\#(devices.map { #""\#($0)""# }.joined(separator: ","))]}"#
    }

    @Test("each device has its result, in the order in which they were named")
    func results() async throws {
        let api = TestAPI([Devices.parked(1), Devices.discovered(2, state: .provisioned), Devices.parked(3)])
        let devices = [3, 9, 2, 1].map { Devices.uuid($0).description.uppercased() }
        let retried = try await api.answer(.post, Self.path, body: self.body("retry", devices))
        #expect(retried.status == .ok)
        #expect(
            retried.text == #"{"results":["#
                + #"{"uuid":"\#(Devices.uuid(3))","done":true,"problem":null},"#
                + #"{"uuid":"\#(Devices.uuid(9))","done":false,"problem":"device-unknown"},"#
                + #"{"uuid":"\#(Devices.uuid(2))","done":false,"problem":"nothing-to-retry"},"#
                + #"{"uuid":"\#(Devices.uuid(1))","done":true,"problem":null}]}"# + "\n")
        #expect(Set(api.operators.retried) == [Devices.uuid(1), Devices.uuid(3)])
        let applied = try await api.answer(.post, Self.path, body: self.body("apply", devices))
        #expect(applied.text.contains(#"{"uuid":"\#(Devices.uuid(2))","done":true,"problem":null}"#))
        #expect(applied.text.contains(#"{"uuid":"\#(Devices.uuid(3))","done":false,"problem":"nothing-to-apply"}"#))
        #expect(api.operators.applied == [Devices.uuid(2)])
    }

    @Test(
        "few devices are named in the audit log, of many there are their number and a digest, before anything is done")
    func audited() async throws {
        let api = TestAPI([Devices.parked(1)])
        _ = try await api.answer(.post, Self.path, body: self.body("retry", [2, 1].map { "\(Devices.uuid($0))" }))
        #expect(api.audit.acts.map(\.subject) == ["", "retry: \(Devices.uuid(1)) \(Devices.uuid(2))"])
        let many = (1...4).map { "\(Devices.uuid($0))" }
        _ = try await api.answer(.post, Self.path, body: self.body("apply", many.reversed()))
        // printf '%s\n' UUID… | sort | sha256sum
        #expect(
            api.audit.acts.last?.subject
                == "apply: 4 devices, SHA-256 2ca82e5daa3515ca1682a7a6341e3c9555fa7d998a704d0e32ca20021fdd317c")
        api.audit.fail()
        let refused = try await api.answer(.post, Self.path, body: self.body("retry", many))
        #expect(refused.status == .serviceUnavailable)
        #expect(api.operators.retried == [Devices.uuid(1)])
    }

    @Test(
        "what is no order is refused, with the member that is wrong",
        arguments: [
            (#"{"action":"remove","devices":["a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a001"]}"#, "action"),
            (#"{"devices":["a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a001"]}"#, "action"),
            (#"{"action":"retry","devices":[]}"#, "devices"), (#"{"action":"retry"}"#, "devices"),
            (#"{"action":"retry","devices":["a0a0"]}"#, "devices"), (#"{"action":"retry","devices":[1]}"#, "devices"),
        ])
    func malformed(_ body: String, _ field: String) async throws {
        let api = TestAPI([Devices.parked(1)])
        let answer = try await api.answer(.post, Self.path, body: body)
        #expect(answer.status == .badRequest)
        #expect(answer.text.contains(#""field":"\#(field)""#))
        #expect(api.operators.retried.isEmpty)
    }

    @Test("a thousand devices are one order, and one more is refused")
    func limit() async throws {
        let api = TestAPI()
        let uuids = (0...APILimits.devicesPerOrderMax).map { _ in UUID().uuidString }
        let most = try await api.answer(.post, Self.path, body: self.body("retry", Array(uuids.dropLast())))
        #expect(most.status == .ok)
        #expect(try await api.answer(.post, Self.path, body: self.body("retry", uuids)).status == .badRequest)
    }
}
