import AMT
import Hummingbird
import HummingbirdTesting
import Provisioning
import Synchronization
import Testing

@testable import ControlAPI

@Suite("Events over the API", .timeLimit(.minutes(10))) struct EventRoutesTests {
    private let api = TestAPI()

    @Test("a page has the events behind a position, in order, and says where to go on")
    func page() async throws {
        self.api.events.tell(.deviceDiscovered, Devices.uuid(1).description, data: #"{"kind":"pki"}"#)
        self.api.events.tell(.sourceHeld, "altiris")
        let first = try await self.api.answer(.get, "/v1/events?limit=1")
        #expect(
            first.text == """
                {"events":[{"id":"100.1","type":"device.discovered","at":"\(MemoryDeviceCertificates.nowText)","subject":"\(Devices.uuid(1))",\
                "site":"default","data":{"kind":"pki"}}],"nextAfter":"100.1","hasMore":true}\n
                """)
        let second = try await self.api.answer(.get, "/v1/events?after=100.1&type=source.")
        #expect(
            second.text.contains(#""subject":"altiris""#)
                && second.text.hasSuffix(#""nextAfter":"101.1","hasMore":false}"# + "\n"))
    }

    @Test("a type that there is not, and a position that is none of ours, are refused with their field")
    func refused() async throws {
        for (query, field) in [
            ("type=devices", "type"), ("after=7", "after"), ("after=1.x", "after"), ("limit=0", "limit"),
        ] {
            let answer = try await self.api.answer(.get, "/v1/events?\(query)")
            #expect(answer.status == .badRequest && answer.text.contains(#""field":"\#(field)""#))
        }
    }

    /// What a stream says until its time is over.
    private func stream(_ uri: String, headers: HTTPFields = [:]) async throws -> TestResponse {
        var fields = TestAPI.authorized
        fields[.accept] = "text/event-stream"
        for field in headers { fields.append(field) }
        return try await self.api.answer(.get, uri, headers: fields)
    }

    @Test("a stream begins now, has each event with its id and type, and ends with its time")
    func live() async throws {
        self.api.events.tell(.sourceHeld, "before")
        let events = self.api.events
        events.state.withLock {
            $0.whenTimePasses = {
                if events.state.withLock({ $0.events.count }) == 1 {
                    events.tell(.certificateEnding, "7", data: #"{"days":30}"#)
                }
            }
        }
        let stream = try await self.stream("/v1/events")
        #expect(stream.headers[.contentType] == "text/event-stream" && stream.headers[.cacheControl] == "no-store")
        #expect(!stream.text.contains("before"))
        #expect(stream.text.contains("id: 101.1\nevent: certificate.ending\ndata: {\"id\":\"101.1\","))
    }

    @Test(
        "who comes back with the last id that it has seen misses none, and what it says by itself goes before the address"
    )
    func replay() async throws {
        for name in ["a", "b", "c"] { self.api.events.tell(.profileChanged, name) }
        let stream = try await self.stream("/v1/events?after=102.1", headers: [HeaderName.lastEventID: "100.1"])
        #expect(!stream.text.contains(#""subject":"a""#))
        #expect(stream.text.contains(#""subject":"b""#) && stream.text.contains(#""subject":"c""#))
    }

    @Test("a stream on which nothing happens has comments, and one whose filter leaves all out moves its reader on")
    func beats() async throws {
        let quiet = try await self.stream("/v1/events")
        #expect(quiet.text.matches(of: #/\n: nothing /#).count == 15 * 60 / 15 - 1)
        self.api.events.tell(.profileChanged, "a")
        let filtered = try await self.stream("/v1/events?type=device.&after=1.1")
        #expect(filtered.text.contains("id: 100.1\n: nothing ") && !filtered.text.contains("event:"))
    }

    @Test("a stream whose book cannot be read ends, so that its reader comes back")
    func away() async throws {
        self.api.events.state.withLock { $0.isAway = true }
        let answer = try await self.stream("/v1/events?after=1.1")
        #expect(answer.status == .ok && answer.text.hasPrefix("retry: 2000\n"))
    }

    @Test("a node serves as many streams as it has places, and a place is free again when its stream ends")
    func places() throws {
        let gate = EventStreamGate(max: 2, perCallerMax: 1)
        let (one, two) = (Caller(name: "a", address: "10.0.0.1"), Caller(name: "a", address: "10.0.0.2"))
        let place = try gate.enter(one)
        // A caller that has its own leaves the other places to others.
        #expect(throws: APIProblem.self) { try gate.enter(one) }
        let second = try gate.enter(two)
        do throws(APIProblem) {
            _ = try gate.enter(Caller(name: "b", address: "10.0.0.1"))
            Issue.record("there was a third place")
        } catch {
            #expect(error.code == .overloaded)
        }
        place.leave()
        place.leave()
        second.leave()
        do { _ = try gate.enter(one) }
        // One whose answer was never written is given back with it.
        let again = try gate.enter(one)
        again.leave()
    }

    @Test("the newest are those at the end, in their order")
    func newest() async throws {
        for name in ["a", "b", "c"] { self.api.events.tell(.profileChanged, name) }
        let answer = try await self.api.answer(.get, "/v1/events?order=newest&limit=2")
        #expect(answer.text.contains(#""hasMore":true"#) && !answer.text.contains(#""subject":"a""#))
        let (b, c) = (answer.text.firstRange(of: #""subject":"b""#), answer.text.firstRange(of: #""subject":"c""#))
        #expect(try #require(b).lowerBound < #require(c).lowerBound)
        let behind = try await self.api.answer(.get, "/v1/events?order=newest&after=101.1").text
        #expect(!behind.contains(#""subject":"b""#) && behind.contains(#""subject":"c""#))
        #expect(try await self.api.answer(.get, "/v1/events?order=last").status == .badRequest)
    }
}
