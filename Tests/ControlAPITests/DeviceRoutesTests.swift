import AMT
import Hummingbird
import HummingbirdTesting
import Provisioning
import Testing

@testable import ControlAPI

@Suite("device routes")
struct DeviceRoutesTests {
    static let discovered1 =
        #"{"uuid":"a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a001","state":"discovered","site":"default","fqdn":null,"#
        + #""address":null,"amtVersion":null,"profile":null,"problem":null,"attempt":0,"nextAttemptAt":null,"#
        + #""firstHelloAt":"2001-09-09T01:46:40.000Z","lastHelloAt":null,"provisionedAt":null,"#
        + #""profileVersion":null,"proof":null}"#

    @Test("a device shows every member, problem and moments in UTC included")
    func show() async throws {
        let response = try await TestAPI([Devices.parked(7)])
            .answer(.get, "/v1/devices/A0A0A0A0-a0a0-a0a0-a0a0-a0a0a0a0a007")
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "application/json")
        #expect(
            response.text == #"{"uuid":"a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a007","state":"parked","site":"muc","#
                + #""fqdn":"pc-0042.example.com","address":"10.1.2.3","amtVersion":"16.1.25","profile":"office","#
                + #""problem":{"code":"psk-unknown","detail":"The device's PID belongs to no key that is known here.","#
                + #""remedy":"Import the key with this PID, then retry.","#
                + #""evidence":{"hello.peer":"10.1.2.3","hello.pid":"4444-\"4445\""}},"attempt":3,"#
                + #""nextAttemptAt":"2026-11-22T10:30:45.678Z","firstHelloAt":"2001-09-09T01:46:40.000Z","#
                + #""lastHelloAt":"2001-09-09T01:47:40.000Z","provisionedAt":"2001-09-09T01:48:40.000Z","profileVersion":null,"#
                + #""proof":null,"#
                + #""sections":[]}"# + "\n")
    }

    @Test("an empty list is a list")
    func emptyList() async throws {
        let response = try await TestAPI().answer(.get, "/v1/devices")
        #expect(response.status == .ok)
        #expect(response.text == #"{"devices":[],"nextCursor":null}"# + "\n")
    }

    @Test("pages follow each other by cursor until there is no next")
    func paging() async throws {
        let api = TestAPI((1...5).map { Devices.discovered($0) })
        let first = try await api.answer(.get, "/v1/devices?limit=1")
        #expect(
            first.text == #"{"devices":["# + Self.discovered1
                + #"],"nextCursor":"a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a001"}"# + "\n")
        let middle = try await api.answer(
            .get, "/v1/devices?limit=2&cursor=a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a001")
        #expect(middle.text.hasSuffix(#""nextCursor":"a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a003"}"# + "\n"))
        #expect(!middle.text.contains(#""uuid":"a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a001""#))
        let last = try await api.answer(
            .get, "/v1/devices?limit=2&cursor=a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a003")
        #expect(last.text.contains(#""uuid":"a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a005""#))
        #expect(last.text.hasSuffix(#""nextCursor":null}"# + "\n"))
    }

    @Test("the largest page is the port's, and it never asks the port for more")
    func largestPage() async throws {
        let response = try await TestAPI([Devices.discovered(1)]).answer(.get, "/v1/devices?limit=1000")
        #expect(response.text == #"{"devices":["# + Self.discovered1 + #"],"nextCursor":null}"# + "\n")
    }

    @Test("a list is filtered by state")
    func filtered() async throws {
        let api = TestAPI([Devices.parked(7), Devices.discovered(1)])
        let response = try await api.answer(.get, "/v1/devices?state=discovered")
        #expect(response.text == #"{"devices":["# + Self.discovered1 + #"],"nextCursor":null}"# + "\n")
    }

    @Test("a timeline shows its entries oldest first, the newest of them when limited")
    func timeline() async throws {
        let api = TestAPI([Devices.parked(7)])
        api.operators.change {
            $0.timelines[Devices.uuid(7)] = [
                TimelineEntry(
                    at: UnixTime(seconds: 0), kind: "hello", step: nil, outcome: nil, attempt: nil,
                    leaseGeneration: nil,
                    detail: nil),
                TimelineEntry(
                    at: UnixTime(seconds: 60), kind: "outcome", step: "commit", outcome: "uncertain", attempt: 2,
                    leaseGeneration: 11, detail: "The answer was lost."),
            ]
        }
        let hello =
            #"{"at":"1970-01-01T00:00:00.000Z","kind":"hello","step":null,"outcome":null,"attempt":null,"#
            + #""leaseGeneration":null,"detail":null}"#
        let outcome =
            #"{"at":"1970-01-01T00:01:00.000Z","kind":"outcome","step":"commit","outcome":"uncertain","#
            + #""attempt":2,"leaseGeneration":11,"detail":"The answer was lost."}"#
        let head = #"{"uuid":"a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a007","entries":["#
        let path = "/v1/devices/\(Devices.uuid(7))/timeline"
        #expect(try await api.answer(.get, path).text == head + hello + "," + outcome + "]}\n")
        #expect(try await api.answer(.get, path + "?limit=1").text == head + outcome + "]}\n")
    }

    @Test("credentials are shown whole, newest first, and are not to be stored on the way")
    func credential() async throws {
        let api = TestAPI([Devices.parked(7), Devices.discovered(1)])
        api.operators.change { $0.credentials[Devices.uuid(7)] = Devices.credentials }
        let response = try await api.answer(.get, "/v1/devices/\(Devices.uuid(7))/credential")
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(
            response.text == #"{"uuid":"a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a007","credentials":["#
                + #"{"username":"admin","password":"N3w!\"pass\\word","mebxPassword":null,"#
                + #""digestRealm":"Digest:A4070000000000000000000000000000","version":2,"status":"current","#
                + #""createdAt":"2001-09-09T01:46:40.000Z","provenAt":"2001-09-09T01:46:41.000Z"},"#
                + #"{"username":"admin","password":"0ld!pass","mebxPassword":"M3bx!pass","digestRealm":null,"#
                + #""version":1,"status":"superseded","createdAt":"1970-01-01T00:00:00.000Z","provenAt":null}]}"# + "\n"
        )
        let none = try await api.answer(.get, "/v1/devices/\(Devices.uuid(1))/credential")
        #expect(none.text == #"{"uuid":"a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a001","credentials":[]}"# + "\n")
    }

    @Test("retry takes up a parked device, and says so when there is nothing to take up")
    func retry() async throws {
        let api = TestAPI([Devices.parked(7), Devices.discovered(1, state: .provisioned)])
        let accepted = try await api.answer(.post, "/v1/devices/\(Devices.uuid(7))/retry")
        #expect(accepted.status == .accepted)
        #expect(accepted.text == #"{"uuid":"a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a007"}"# + "\n")
        #expect(api.operators.retried == [Devices.uuid(7)])
        let refused = try await api.answer(.post, "/v1/devices/\(Devices.uuid(1))/retry")
        #expect(refused.status == .conflict)
        #expect(refused.text.contains(#""type":"urn:provisionserver:problem:nothing-to-retry""#))
        let unknown = try await api.answer(.post, "/v1/devices/\(Devices.uuid(2))/retry")
        #expect(unknown.status == .notFound)
        #expect(api.operators.retried == [Devices.uuid(7)])
    }

    @Test("a device shows what became of each section of its profile")
    func sections() async throws {
        var device = Devices.discovered(1, state: .provisioned)
        device.profileVersion = 3
        device.sections = [
            SectionView(
                section: "kvm", state: .applied, problem: nil, retryAt: nil, notedAt: UnixTime(seconds: 1_000_000_000)),
            SectionView(
                section: "wifi", state: .failed,
                problem: ProblemView(code: "firmware-busy", detail: "d", remedy: "r", evidence: ["a": "b"]),
                retryAt: UnixTime(seconds: 1_000_000_060), notedAt: UnixTime(seconds: 1_000_000_000)),
        ]
        let api = TestAPI([device])
        let text = try await api.answer(.get, "/v1/devices/\(Devices.uuid(1))").text
        #expect(
            text.hasSuffix(
                #""profileVersion":3,"proof":null,"sections":[{"section":"kvm","state":"applied","problem":null,"retryAt":null,"#
                    + #""notedAt":"2001-09-09T01:46:40.000Z"},{"section":"wifi","state":"failed","#
                    + #""problem":{"code":"firmware-busy","detail":"d","remedy":"r","evidence":{"a":"b"}},"#
                    + #""retryAt":"2001-09-09T01:47:40.000Z","notedAt":"2001-09-09T01:46:40.000Z"}]}"# + "\n"))
        #expect(try await !api.answer(.get, "/v1/devices").text.contains("sections"))
    }

    @Test("a provisioned device is given its profile again, another one is not")
    func apply() async throws {
        let api = TestAPI([Devices.parked(7), Devices.discovered(1, state: .provisioned)])
        let accepted = try await api.answer(.post, "/v1/devices/\(Devices.uuid(1))/apply")
        #expect(accepted.status == .accepted)
        #expect(accepted.text == #"{"uuid":"a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a001"}"# + "\n")
        let refused = try await api.answer(.post, "/v1/devices/\(Devices.uuid(7))/apply")
        #expect(refused.status == .conflict)
        #expect(refused.text.contains(#""type":"urn:provisionserver:problem:nothing-to-apply""#))
        #expect(try await api.answer(.post, "/v1/devices/\(Devices.uuid(2))/apply").status == .notFound)
        #expect(api.operators.applied == [Devices.uuid(1)])
    }

    @Test("the queue counts every state, those with none too")
    func queue() async throws {
        let api = TestAPI([Devices.parked(7), Devices.discovered(1), Devices.discovered(2)])
        #expect(
            try await api.answer(.get, "/v1/queue").text
                == #"{"counts":{"discovered":2,"waiting":0,"provisioning":0,"provisioned":0,"parked":1,"silent":0}}"#
                + "\n")
    }

    @Test("HEAD answers as GET does, without the body")
    func head() async throws {
        let response = try await TestAPI().answer(.head, "/v1/queue")
        #expect(response.status == .ok)
        #expect(response.text.isEmpty)
    }
}
