import AMT
import Crypto
import Foundation
import Hummingbird
import HummingbirdTesting
import Inventory
import JWTKit
import Provisioning
import Synchronization
import Testing

@testable import ControlAPI

/// A provider of identities: a key set at an address, and tokens signed with its keys.
private final class Provider: SourceFetching {
    static let issuer = "https://id.example/realms/amt"
    static let keysURL = "https://id.example/keys"

    private struct State {
        var keys: [String: ES256PrivateKey] = [:]
        var isAway = false
        var isHanging = false
        var sleepers: [CheckedContinuation<Void, Never>] = []
        var requests: [String] = []
    }

    private let state = Mutex(State(keys: ["one": ES256PrivateKey()]))

    var requests: [String] { self.state.withLock { $0.requests } }

    func hang() { self.state.withLock { $0.isHanging = true } }

    func wake() {
        let sleepers = self.state.withLock { state in
            state.isHanging = false
            defer { state.sleepers = [] }
            return state.sleepers
        }
        for sleeper in sleepers { sleeper.resume() }
    }

    func goAway() { self.state.withLock { $0.isAway = true } }

    /// Another key from now on, and no other.
    func rotate(to name: String) { self.state.withLock { $0.keys = [name: ES256PrivateKey()] } }

    func fetch(_ request: SourceRequest) async throws(SourceFailure) -> SourceAnswer {
        await withCheckedContinuation { continuation in
            let isHanging = self.state.withLock { state in
                if state.isHanging { state.sleepers.append(continuation) }
                return state.isHanging
            }
            if !isHanging { continuation.resume() }
        }
        let text: String? = self.state.withLock { state in
            state.requests.append(request.url)
            if state.isAway { return nil }
            if request.url == Self.keysURL { return Self.set(of: state.keys) }
            guard request.url == Self.issuer + "/.well-known/openid-configuration" else { return nil }
            return #"{"issuer":"\#(Self.issuer)","jwks_uri":"\#(Self.keysURL)"}"#
        }
        guard let text else { throw SourceFailure(.notFound) }
        return SourceAnswer(
            isUnchanged: false, entityTag: nil, lastModified: nil, contentType: "application/json", nextLink: nil,
            body: Body(text))
    }

    /// Beside the keys there are some that nobody may sign with.
    private static func set(of keys: [String: ES256PrivateKey]) -> String {
        let own = keys.map { name, key in
            let parameters = key.publicKey.parameters
            let x = Self.urlSafe(parameters?.x ?? ""), y = Self.urlSafe(parameters?.y ?? "")
            return #"{"kty":"EC","crv":"P-256","use":"sig","kid":"\#(name)","x":"\#(x)","y":"\#(y)"}"#
        }
        let others = [
            #"{"kty":"RSA","alg":"RS256","kid":"short","e":"AQAB","n":"\#(String(repeating: "q", count: 171))"}"#,
            #"{"kty":"oct","alg":"HS256","kid":"shared","k":"c2VjcmV0"}"#, #"{"kty":"new"}"#,
        ]
        return #"{"keys":[\#((own + others).joined(separator: ","))]}"#
    }

    private static func urlSafe(_ base64: String) -> String {
        base64.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    func token(
        _ claims: [String: OpenIDClaims.Value] = [:], key: String = "one", signer: ES256PrivateKey? = nil
    ) async throws -> String {
        var values: [String: OpenIDClaims.Value] = [
            "iss": .text(Self.issuer), "aud": .list([.text("other"), .text("amt")]), "sub": .text("u-1"),
            "preferred_username": .text("alice"), "exp": .number(1_000_000_300), "roles": .list([.text("viewer")]),
        ]
        values.merge(claims) { $1 }
        let keys = JWTKeyCollection()
        let own = self.state.withLock { $0.keys[key] }
        await keys.add(ecdsa: signer ?? own ?? ES256PrivateKey(), kid: JWKIdentifier(string: key))
        return try await keys.sign(OpenIDClaims(values: values), kid: JWKIdentifier(string: key))
    }

    private final class Body: SourceBody {
        private let rest: Mutex<[UInt8]?>

        init(_ text: String) { self.rest = Mutex(Array(text.utf8)) }

        func next() async throws(SourceFailure) -> [UInt8]? {
            self.rest.withLock { rest in
                defer { rest = nil }
                return rest
            }
        }
    }
}

@Suite("OpenID Connect", .timeLimit(.minutes(10)))
struct OpenIDTests {
    private static let settings = OpenIDSettings(issuer: Provider.issuer, audience: "amt")

    private static func issuer(
        _ provider: Provider, _ settings: OpenIDSettings = Self.settings,
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }
    ) -> OpenIDIssuer {
        OpenIDIssuer(
            settings, keys: OpenIDKeys(settings, fetcher: provider, now: clock),
            now: { UnixTime(seconds: 1_000_000_000) })
    }

    private static func refusal(_ issuer: OpenIDIssuer, _ token: String) async -> OpenIDIssuer.Refusal? {
        do throws(OpenIDIssuer.Refusal) {
            _ = try await issuer.caller(token)
            return nil
        } catch {
            return error
        }
    }

    @Test("a token of the provider is somebody with the roles that it names, and no others")
    func caller() async throws {
        let provider = Provider()
        let issuer = Self.issuer(provider)
        let roles = OpenIDClaims.Value.list([.text("operator"), .text("boss"), .number(1)])
        let caller = try await issuer.caller(try await provider.token(["roles": roles]))
        #expect(caller == KnownToken(name: "oidc:alice (u-1)", roles: [.operator]))
        let nobody = try await issuer.caller(
            try await provider.token(["roles": .text("none"), "preferred_username": .other]))
        #expect(nobody == KnownToken(name: "oidc:u-1", roles: []))
        // Discovered once, and kept.
        #expect(provider.requests == [Provider.issuer + "/.well-known/openid-configuration", Provider.keysURL])
    }

    @Test("values of a claim that lies deeper stand for roles of ours")
    func mapped() async throws {
        let provider = Provider()
        var settings = Self.settings
        settings.rolesClaim = "realm_access.roles"
        settings.nameClaim = "email"
        settings.roles = ["amt-desk": [.operator, .viewer], "amt-audit": [.auditor]]
        let token = try await provider.token([
            "realm_access": .object(["roles": .list([.text("amt-desk"), .text("viewer")])]),
            "roles": .text("trust-admin"),
            "email": .text("alice@corp.example"),
        ])
        let caller = try await Self.issuer(provider, settings).caller(token)
        #expect(caller == KnownToken(name: "oidc:alice@corp.example (u-1)", roles: [.operator, .viewer]))
    }

    @Test("tokens of another time, issuer or audience are refused, and those that name nobody")
    func refused() async throws {
        let provider = Provider()
        let issuer = Self.issuer(provider)
        let cases: [([String: OpenIDClaims.Value], OpenIDIssuer.Refusal)] = [
            (["exp": .number(999_999_939)], .outOfTime), (["exp": .other], .outOfTime),
            (["nbf": .number(1_000_000_061)], .outOfTime), (["iss": .text("https://other.example")], .foreign),
            (["aud": .text("other")], .foreign), (["aud": .other], .foreign),
            (["preferred_username": .other, "sub": .other], .nameless),
            (["preferred_username": .text("al\u{1}ice")], .nameless), (["preferred_username": .text("")], .nameless),
            (["preferred_username": .text("ecila\u{202e}")], .nameless), (["sub": .text("a\nb")], .nameless),
        ]
        for (claims, refusal) in cases {
            #expect(await Self.refusal(issuer, try await provider.token(claims)) == refusal, "\(claims)")
        }
        // Clocks differ a little.
        #expect(await Self.refusal(issuer, try await provider.token(["exp": .number(999_999_950)])) == nil)
    }

    @Test("what the provider has not signed is refused: another key, another body, no signature, a shared secret")
    func unsigned() async throws {
        let provider = Provider()
        let issuer = Self.issuer(provider)
        let good = try await provider.token()
        let stranger = try await provider.token(signer: ES256PrivateKey())
        let parts = good.split(separator: ".").map(String.init)
        let admin = try await provider.token(["roles": .text("trust-admin")]).split(separator: ".").map(String.init)
        func encode(_ text: String) -> String {
            Data(text.utf8).base64EncodedString().replacing("=", with: "").replacing("+", with: "-")
                .replacing("/", with: "_")
        }
        let none = encode(#"{"alg":"none","typ":"JWT","kid":"one"}"#)
        let shared = encode(#"{"alg":"HS256","typ":"JWT","kid":"shared"}"#)
        let secret = SymmetricKey(data: Data("secret".utf8))
        let mac = HMAC<SHA256>.authenticationCode(for: Data("\(shared).\(parts[1])".utf8), using: secret)
        let signature = Data(mac).base64EncodedString().replacing("=", with: "").replacing("+", with: "-")
            .replacing("/", with: "_")
        for token in [
            stranger, "\(parts[0]).\(admin[1]).\(parts[2])", "\(none).\(parts[1]).", "\(none).\(parts[1]).x",
            "\(shared).\(parts[1]).\(signature)", "a.b.c", "..", "\(parts[0]).\(parts[1]).",
        ] {
            #expect(await Self.refusal(issuer, token) == .unsigned, "\(token)")
        }
        #expect(await Self.refusal(issuer, good) == nil)
    }

    @Test("a token that says another algorithm than its key is for spoils nothing for the others")
    func otherAlgorithm() async throws {
        let provider = Provider()
        let issuer = Self.issuer(provider)
        let header = Data(#"{"alg":"ES384","typ":"JWT","kid":"one"}"#.utf8).base64EncodedString()
        let good = try await provider.token()
        #expect(await Self.refusal(issuer, "\(header.replacing("=", with: "")).e30.AAAA") == .unsigned)
        #expect(await Self.refusal(issuer, good) == nil)
    }

    @Test("while the provider hangs, a few wait for it, and whoever names a known key waits for nobody")
    func hanging() async throws {
        let provider = Provider()
        let clock = Mutex(ContinuousClock().now)
        let issuer = Self.issuer(provider, clock: { clock.withLock { $0 } })
        let good = try await provider.token()
        #expect(await Self.refusal(issuer, good) == nil)
        provider.hang()
        clock.withLock { $0 += .seconds(7200) }
        let junk = try await provider.token(key: "unknown")
        await withTaskGroup(of: OpenIDIssuer.Refusal?.self) { tasks in
            for _ in 0..<40 { tasks.addTask { await Self.refusal(issuer, junk) } }
            // All but four come back at once.
            for _ in 0..<36 { #expect(await tasks.next() == .some(.unsigned)) }
            #expect(await Self.refusal(issuer, good) == nil)
            provider.wake()
            for _ in 0..<4 { #expect(await tasks.next() == .some(.unsigned)) }
        }
    }

    @Test("a key that is new is fetched, though not at every token that names an unknown one")
    func rotation() async throws {
        let provider = Provider()
        let clock = Mutex(ContinuousClock().now)
        let issuer = Self.issuer(provider, clock: { clock.withLock { $0 } })
        #expect(await Self.refusal(issuer, try await provider.token()) == nil)
        provider.rotate(to: "two")
        let new = try await provider.token(key: "two")
        for _ in 0..<20 { #expect(await Self.refusal(issuer, new) == .unsigned) }
        #expect(provider.requests.count == 2)
        clock.withLock { $0 += .seconds(31) }
        #expect(await Self.refusal(issuer, new) == nil)
        #expect(provider.requests.count == 4)
        // Known keys outlive the provider's absence.
        provider.goAway()
        clock.withLock { $0 += .seconds(7200) }
        #expect(await Self.refusal(issuer, new) == nil)
    }

    @Test("over the API such a token is a caller like any other, and the provider's absence is told apart")
    func overTheAPI() async throws {
        let provider = Provider()
        var api = TestAPI([Devices.parked(7)])
        api.openID = Self.issuer(provider)
        let viewer: HTTPFields = [.authorization: "Bearer \(try await provider.token())"]
        #expect(try await api.answer(.get, "/v1/queue", headers: viewer).status == .ok)
        let retry = "/v1/devices/\(Devices.uuid(7))/retry"
        #expect(try await api.answer(.post, retry, headers: viewer).status == .forbidden)
        let desk: HTTPFields = [.authorization: "Bearer \(try await provider.token(["roles": .text("operator")]))"]
        #expect(try await api.answer(.post, retry, headers: desk).status == .accepted)
        #expect(api.audit.acts.map(\.caller) == ["oidc:alice (u-1)"])
        #expect(try await api.answer(.get, "/v1/queue").status == .ok, "our own tokens work beside it")
        let away = Provider()
        away.goAway()
        api.openID = Self.issuer(away)
        let answer = try await api.answer(.get, "/v1/queue", headers: viewer)
        #expect(answer.status == .serviceUnavailable && answer.text.contains("identity-unavailable"))
    }

    @Test(
        "keys are not taken in clear from anywhere else",
        arguments: [
            ("https://id.example/keys", true), ("http://127.0.0.1:8080/keys", true), ("http://id.example/keys", false),
            ("http://127.0.0.1.evil.example/", false), ("file:///etc/passwd", false),
        ])
    func addresses(_ url: String, _ isTaken: Bool) { #expect(OpenIDSettings.isTaken(url) == isTaken) }
}
