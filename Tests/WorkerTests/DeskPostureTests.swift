import AMT
import Provisioning
import Testing

@testable import Worker

@Suite("Desk and the signer of postures") struct DeskPostureTests {
    private static let name = "AMT_EACCredentialContext"
    private static let own = "Intel(r) AMT Certificate: Handle: 2"

    /// A desk at a device where that certificate is bound, if any.
    private static func desk(_ bound: String?, own: String? = Self.own, record: CallRecord) throws -> WSManDesk {
        try DeskReadingTests.desk(
            ["\(Self.name).Enumerate": "amt/managementpresence/enumerate"], record: record, certificate: own,
            answered: { call in
                switch call.name {
                case "\(Self.name).Pull": Self.page(call, bound)
                case "\(Self.name).Put": call.envelope("", namespace: call.resource)
                case "\(Self.name).Create":
                    call.envelope(
                        """
                        <t:ResourceCreated xmlns:t="http://schemas.xmlsoap.org/ws/2004/09/transfer">\
                        \(SmallCall.reference(Self.name, "x"))</t:ResourceCreated>
                        """, namespace: call.resource)
                case "AMT_EndpointAccessControlService.Get":
                    call.envelope(
                        """
                        <g:AMT_EndpointAccessControlService><g:EnabledState>3</g:EnabledState><g:Name>EAC</g:Name>\
                        <g:SystemName>Intel(r) AMT</g:SystemName></g:AMT_EndpointAccessControlService>
                        """, namespace: call.resource)
                default: nil
                }
            })
    }

    private static func page(_ call: SmallCall, _ bound: String?) -> [UInt8] {
        let item = bound.map { instanceID in
            """
            <g:\(self.name)><g:ElementInContext>\(SmallCall.reference("AMT_PublicKeyCertificate", instanceID))\
            </g:ElementInContext><g:ElementProvidingContext>\
            \(SmallCall.reference("AMT_EndpointAccessControlService", "x"))</g:ElementProvidingContext></g:\(self.name)>
            """
        }
        return call.envelope(
            """
            <e:PullResponse xmlns:e="http://schemas.xmlsoap.org/ws/2004/09/enumeration"><e:Items>\(item ?? "")\
            </e:Items><e:EndOfSequence></e:EndOfSequence></e:PullResponse>
            """, namespace: call.resource)
    }

    private static let step = ProfileStep(
        section: .endpointAccess,
        action: .write(
            .endpointAccessSigner,
            GroupWish(.endpointAccessSigner, .endpointAccess, [.endpointAccessSigner: "device"])), changes: [])

    @Test(
        "of the signer is told whether it is the device's own certificate",
        arguments: [(nil, "none"), (Self.own, "device"), ("Intel(r) AMT Certificate: Handle: 1", "another")])
    func read(_ bound: String?, _ told: String) async throws {
        let desk = try Self.desk(bound, record: CallRecord())
        guard case .settings(.found(let values)) = try await desk.read(.settings(.endpointAccessSigner)) else {
            Issue.record("a binding is taken for none")
            return
        }
        #expect(values == [.endpointAccessSigner: told])
    }

    @Test("the device's own certificate is bound to the service, or put in place of another")
    func write() async throws {
        let record = CallRecord()
        let free = try Self.desk(nil, record: record)
        _ = try await free.read(.settings(.endpointAccessSigner))
        _ = try await free.perform(Self.step)
        let created = try #require(record.envelopes("\(Self.name).Create").first)
        #expect(created.contains("<w:Selector Name=\"InstanceID\">\(Self.own)</w:Selector>"))
        #expect(created.contains("<w:Selector Name=\"Name\">EAC</w:Selector>"))
        #expect(created.contains("<w:Selector Name=\"SystemName\">Intel(r) AMT</w:Selector>"))

        let bound = try Self.desk("Intel(r) AMT Certificate: Handle: 1", record: record)
        _ = try await bound.read(.settings(.endpointAccessSigner))
        _ = try await bound.perform(Self.step)
        #expect(record.envelopes("\(Self.name).Create").count == 1)
        #expect(record.envelopes("\(Self.name).Put").map { $0.contains(Self.own) } == [true])
    }

    @Test("a device without a certificate of its own has no signer, and nothing is sent")
    func none() async throws {
        let record = CallRecord()
        let desk = try Self.desk(nil, own: nil, record: record)
        _ = try await desk.read(.settings(.endpointAccessSigner))
        await #expect {
            _ = try await desk.perform(Self.step)
        } throws: { error in
            guard case RoundEnd.problem(let problem) = error else { return false }
            return problem.code == .profileRefused
        }
        #expect(!record.names.contains("\(Self.name).Create"))
    }
}
