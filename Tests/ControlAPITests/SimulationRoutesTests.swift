import AMT
import Hummingbird
import HummingbirdTesting
import Provisioning
import Testing

@testable import ControlAPI

@Suite("simulation routes")
struct SimulationRoutesTests {
    @Test("a profile is judged by the device's own release: what it cannot have is told with its reason")
    func release() async throws {
        var device = Devices.parked(7)
        device.amtVersion = "5.2.10"
        let api = TestAPI([device])
        let body = """
            {"schema":1,"name":"default","kvm":{"enabled":true},"webPage":{"enabled":false},\
            "environmentDetection":{"domains":["a.example","b.example","c.example","d.example","e.example"]}}
            """
        let answer = try await api.answer(.post, "/v1/devices/\(device.uuid)/simulation", body: body)
        #expect(answer.status == .ok)
        #expect(answer.text.contains(#""release":"5.2.10""#))
        #expect(
            answer.text.contains(
                #""notApplicable":[{"section":"kvm","evidence":{"kvm":"is there from 6.0, and not on AMT 5.2.10"}}]"#))
        #expect(answer.text.contains(#""section":"web-page""#) && !answer.text.contains("write-kvm"))
        #expect(
            answer.text.contains(
                #""warnings":[{"path":"environmentDetection.domains","code":"release","text":"are 5, and AMT 5.2.10 takes 4"}]"#
            ))
    }

    @Test("a device that has shown no release is not judged by one")
    func unknown() async throws {
        var device = Devices.parked(7)
        device.amtVersion = nil
        let answer = try await TestAPI([device]).answer(
            .post, "/v1/devices/\(device.uuid)/simulation", body: ProfileRoutesTests.document)
        #expect(answer.text.contains(#""release":null"#))
        #expect(answer.text.contains(#""notApplicable":[],"problems":[],"warnings":[]"#))
        #expect(answer.text.contains("write-kvm-port"))
    }
}
