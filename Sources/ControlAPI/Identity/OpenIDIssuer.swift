import AMT
import Foundation
import Inventory
import JWTKit
import Provisioning

/// Takes the tokens of an OpenID Connect provider: signed JWTs for us, of now, that name somebody.
package struct OpenIDIssuer: Sendable {
    /// Why a token is not taken.
    enum Refusal: Error, Equatable {
        /// No JWT, or its signature is none of the provider's.
        case unsigned
        /// It is over, or has not begun.
        case outOfTime
        /// Another issuer's, or for another audience.
        case foreign
        /// It does not say who it is.
        case nameless
        /// The provider's keys cannot be had.
        case keysMissing
    }

    /// Clocks of provider and node may differ by so much, in seconds.
    static let leeway = 60.0
    static let nameScalarsMax = 120

    private let settings: OpenIDSettings
    private let keys: OpenIDKeys
    private let now: @Sendable () -> UnixTime

    package init(_ settings: OpenIDSettings, fetcher: any SourceFetching, now: @escaping @Sendable () -> UnixTime) {
        self.init(settings, keys: OpenIDKeys(settings, fetcher: fetcher), now: now)
    }

    init(_ settings: OpenIDSettings, keys: OpenIDKeys, now: @escaping @Sendable () -> UnixTime) {
        self.settings = settings
        self.keys = keys
        self.now = now
    }

    /// Whether a bearer token is meant for this: ours have no dots.
    static func isMeant(by token: some StringProtocol) -> Bool { token.utf8.count { $0 == UInt8(ascii: ".") } == 2 }

    /// Who it is, and what they may do. A token with no role that we know is somebody who may do nothing.
    func caller(_ token: some StringProtocol) async throws(Refusal) -> KnownToken {
        let text = String(token)
        guard let keys = await self.keys.keys(with: Self.keyName(text)) else { throw .keysMissing }
        // The algorithm is the key's, whatever the token says of it.
        guard let claims = try? await keys.verify(text, as: OpenIDClaims.self) else { throw .unsigned }
        try self.judge(claims)
        return KnownToken(
            name: try self.name(claims), roles: self.settings.roles(of: claims.texts(self.settings.rolesClaim)))
    }

    /// For logs, tables and terminals, with the subject behind it: people change what they are called, and two may be called alike.
    private func name(_ claims: OpenIDClaims) throws(Refusal) -> String {
        let subject = claims.text("sub")
        guard let name = claims.text(self.settings.nameClaim) ?? subject, Self.isPlain(name),
            subject.map(Self.isPlain) ?? true
        else { throw .nameless }
        guard let subject, subject != name else { return "oidc:\(name)" }
        return "oidc:\(name) (\(subject))"
    }

    /// What does not show, or shows as something else, is no name.
    private static func isPlain(_ name: String) -> Bool {
        guard !name.isEmpty, name.unicodeScalars.count <= Self.nameScalarsMax else { return false }
        return name.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
    }

    private func judge(_ claims: OpenIDClaims) throws(Refusal) {
        let now = Double(self.now().seconds)
        guard let end = claims.number("exp"), now < end + Self.leeway,
            claims.number("nbf").map({ $0 - Self.leeway <= now }) ?? true
        else { throw .outOfTime }
        guard claims.text("iss") == self.settings.issuer, claims.texts("aud").contains(self.settings.audience) else {
            throw .foreign
        }
    }

    /// `kid` of the header.
    private static func keyName(_ token: String) -> String? {
        struct Header: Decodable { var kid: String? }
        guard let part = token.split(separator: ".").first else { return nil }
        var base = part.replacing("-", with: "+").replacing("_", with: "/")
        base += String(repeating: "=", count: (4 - base.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: String(base)) else { return nil }
        return (try? JSONDecoder().decode(Header.self, from: data))?.kid
    }
}
