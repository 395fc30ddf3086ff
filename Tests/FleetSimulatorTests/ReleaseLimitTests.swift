import AMT
import Crypto
import Foundation
import SwiftASN1
import Testing
import X509

@testable import FleetSimulator

/// The server's limits and what simulated devices take are written apart; here they are held against each other.
@Suite("limits of releases")
struct ReleaseLimitTests {
    @Test("each personality takes what the table says of its release, and no more", arguments: ReleaseLimit.allCases)
    func limits(_ limit: ReleaseLimit) throws {
        let line = try #require(try ReleasePage.lines().first { $0.hasPrefix("| `\(limit.rawValue)` |") })
        let told = try #require(line.dropLast(2).components(separatedBy: " | ").last)
        var shown: Set<String> = []
        for row in Personality.all {
            let value = row.policy.limits[limit]
            let beyond = limit == .mpsPasswordCharacterCountMin ? value - 1 : value + 1
            guard let answer = try self.answer(limit, value, on: row) else { continue }
            #expect(answer == .taken, "\(row.name) and \(value)")
            guard case .refused(let reason) = try self.answer(limit, beyond, on: row) else {
                Issue.record("\(row.name) takes \(beyond)")
                continue
            }
            #expect(told.prefix { !",;:".contains($0) } == reason, "\(row.name)")
            shown.insert(row.name)
        }
        for row in ReleaseLimits.rows where row.limit == limit {
            let concerned = Personality.all.filter { row.releases.contains($0.tableRelease) }
            // No personality is older than 6.
            if concerned.isEmpty, row.releases == .before(6) { continue }
            #expect(concerned.contains { shown.contains($0.name) }, "\(row.limit) \(row.releases)")
        }
    }

    @Test("a device that tells its limits tells those that it keeps")
    func told() throws {
        for row in Personality.all {
            let limits = row.policy.limits
            var bench = try Bench(release: row.release.text)
            let keys = Requests.get("AMT_PublicKeyManagementCapabilities")
            for (name, value) in [
                ("CertChainMaxSize", limits.certificateChainByteCountMax), ("MaximumCRLSize", limits.crlByteCountMax),
                ("CommonNameMaxCount", limits.trustedCNCountMax),
                ("CommonNameMaxSize", limits.trustedCNCharacterCountMax),
                ("RootCertMaxCount", limits.trustedRootCountMax), ("RootCertMaxSize", limits.trustedRootByteCountMax),
            ] {
                #expect(try bench.property(name, keys) == String(value), "\(row.name) \(name)")
            }
            let access = Requests.get("AMT_RemoteAccessCapabilities")
            for (name, value) in [
                ("MaxMpsPerPolicy", limits.mpsPerPolicyCountMax), ("MaxTotalMpServers", limits.mpsCountMax),
                ("MaxTotalPolicies", limits.remoteAccessPolicyCountMax),
                ("MaxTotalProxyEntryPoints", limits.proxyCountMax),
            ] {
                #expect(try bench.property(name, access) == String(value), "\(row.name) \(name)")
            }
        }
    }

    @Test("the page has a line for each limit, with its number")
    func page() throws {
        let lines = try ReleasePage.lines()
        for row in ReleaseLimits.rows {
            #expect(
                lines.contains { $0.hasPrefix("| `\(row.limit.rawValue)` | \(row.value) | \(row.releases) |") },
                "\(row.limit) \(row.releases)")
        }
    }

    /// What a device says to so many, or to so long a one; `nil` when it has nothing of the kind.
    private func answer(_ limit: ReleaseLimit, _ count: Int, on row: Personality) throws -> LimitAnswer? {
        var bench = try Bench(release: row.release.text)
        switch limit {
        case .digestUserCountMax: return try bench.answer(toAll: (1...count).map { UserAccountTests.add("user\($0)") })
        case .kerberosUserCountMax:
            #expect(try bench.answer(toAll: [Requests.setClock(Int(bench.now)), KerberosTests.on]) == .taken)
            return try bench.answer(
                toAll: (1...count).map { UserAccountTests.addDirectoryUser(domain: 1, user: UInt8($0)) })
        case .kerberosDomainCountMax:
            #expect(try bench.answer(toAll: [Requests.setClock(Int(bench.now)), KerberosTests.on]) == .taken)
            return try bench.answer(
                toAll: (1...count).map { UserAccountTests.addDirectoryUser(domain: UInt8($0), user: 1) })
        case .userNameCharacterCountMax: return try bench.answer(toAll: [UserAccountTests.add(Self.letters(count))])
        case .wifiProfileCountMax: return try bench.answer(toAll: (1...count).map(LimitRequests.wireless))
        case .ssidByteCountMax: return try bench.answer(toAll: [WirelessRequests.add { $0.ssid = Self.letters(count) }])
        case .ieee8021xUserNameCharacterCountMax:
            return try bench.answer(toAll: [LimitRequests.enterprise(user: Self.letters(count))])
        case .ieee8021xPasswordCharacterCountMax:
            return try bench.answer(toAll: [LimitRequests.enterprise(password: Self.letters(count))])
        case .trustedRootCountMax: return try bench.answer(toAll: try SizedCertificate.different(count, root: true))
        case .trustedRootByteCountMax:
            return try bench.answer(toAll: [Bench.addCertificate(try SizedCertificate.der(count), root: true)])
        case .certificateCountMax: return try bench.answer(toAll: try SizedCertificate.different(count, root: false))
        case .certificateChainByteCountMax:
            return try bench.answer(toAll: [Bench.addCertificate(try SizedCertificate.der(count))])
        case .trustedCNCountMax:
            return try bench.answer(toAll: [LimitRequests.names((1...count).map { "n\($0).example" })])
        case .trustedCNCharacterCountMax: return try bench.answer(toAll: [LimitRequests.names([Self.letters(count)])])
        case .crlCountMax: return try bench.answer(toAll: (1...count).map { LimitRequests.revocation(number: $0) })
        case .crlByteCountMax: return try bench.answer(toAll: [LimitRequests.revocation(byteCount: count)])
        case .mpsCountMax:
            return try bench.answer(toAll: (1...count).map { RemoteAccessRequests.server("mps\($0).example") })
        case .mpsPerPolicyCountMax:
            #expect(
                try bench.answer(toAll: (1...count).map { RemoteAccessRequests.server("mps\($0).example") }) == .taken)
            return try bench.answer(toAll: [RemoteAccessRequests.policy(1, servers: Array(0..<count))])
        case .mpsNameCharacterCountMax:
            return try bench.answer(toAll: [RemoteAccessRequests.server(Self.domain(count))])
        case .mpsUserNameCharacterCountMax:
            return try bench.answer(toAll: [RemoteAccessRequests.server(username: Self.letters(count))])
        case .mpsPasswordCharacterCountMin, .mpsPasswordCharacterCountMax:
            return try bench.answer(toAll: [RemoteAccessRequests.server(password: Self.letters(count))])
        case .remoteAccessPolicyCountMax:
            #expect(try bench.answer(toAll: [RemoteAccessRequests.server()]) == .taken)
            return try bench.answer(
                toAll: (0..<count).map {
                    RemoteAccessRequests.policy($0, data: $0 == 2 ? RemoteAccessRequests.hourly : nil)
                })
        case .proxyCountMax:
            guard bench.firmware.capabilities.hasHTTPProxy else { return nil }
            return try bench.answer(toAll: (1...count).map { LimitRequests.proxy(number: $0) })
        case .proxySuffixCharacterCountMax:
            guard bench.firmware.capabilities.hasHTTPProxy else { return nil }
            return try bench.answer(toAll: [LimitRequests.proxy(suffix: Self.domain(count))])
        case .detectionStringCountMax: return try bench.answer(toAll: [LimitRequests.detection(count: count)])
        case .hostNameCharacterCountMax:
            return try bench.answer(toAll: [LimitRequests.names(host: Self.letters(count))])
        case .domainNameCharacterCountMax:
            return try bench.answer(toAll: [LimitRequests.names(domain: Self.domain(count))])
        case .eventSubscriberCountMax:
            return try bench.answer(toAll: (1...count).map { EventRequests.subscribe("http://e\($0).example") })
        case .eventDestinationCharacterCountMax:
            let begin = "http://events.example/"
            return try bench.answer(
                toAll: [EventRequests.subscribe(begin + Self.letters(count - begin.utf8.count))])
        case .alarmCountMax: return try bench.answer(toAll: (1...count).map(LimitRequests.alarm))
        }
    }

    private static func letters(_ count: Int) -> String { String(repeating: "a", count: count) }

    /// Labels of 63 characters at most.
    private static func domain(_ count: Int) -> String {
        var text = self.letters(count)
        for place in stride(from: 50, to: count - 1, by: 50) {
            let index = text.index(text.startIndex, offsetBy: place)
            text.replaceSubrange(index...index, with: ".")
        }
        return text
    }
}

/// What a device says to calls that reach for a limit.
private enum LimitAnswer: Equatable {
    case taken
    /// The return value, or that it is a fault.
    case refused(String)
}

extension Bench {
    /// Does the calls up to the first that is refused.
    fileprivate mutating func answer(toAll requests: [String]) throws -> LimitAnswer {
        for request in requests {
            switch try self.answer(request) {
            case .fault: return .refused("a fault")
            case .output(_, let status): if status != 0 { return .refused(String(status)) }
            case .context, .created, .empty, .instance, .page, .subscribed: break
            }
        }
        return .taken
    }
}

/// Makers of requests that a limit stands in the way of.
private enum LimitRequests {
    static func wireless(_ number: Int) -> String {
        WirelessRequests.add {
            $0.name = "corp\(number)"
            $0.ssid = "corp\(number)"
            $0.priority = number
        }
    }

    static func enterprise(user: String = "pc-0042", password: String = "s3cret") -> String {
        WirelessRequests.add {
            $0.authentication = 7
            $0.passphrase = nil
            $0.ieee8021x =
                "<q:AuthenticationProtocol>2</q:AuthenticationProtocol><q:Username>\(user)</q:Username>"
                + "<q:Password>\(password)</q:Password>"
        }
    }

    static func names(_ trusted: [String]) -> String {
        Requests.put(
            "AMT_TLSSettingData", instanceID: TLSSettings.networkID,
            "<p:Enabled>false</p:Enabled>" + trusted.map { "<p:TrustedCN>\($0)</p:TrustedCN>" }.joined())
    }

    static func names(host: String = "pc-0042", domain: String = "corp.example") -> String {
        Requests.put(
            "AMT_GeneralSettings",
            "<p:HostName>\(host)</p:HostName><p:DomainName>\(domain)</p:DomainName>"
                + "<p:PingResponseEnabled>true</p:PingResponseEnabled><p:WsmanOnlyMode>false</p:WsmanOnlyMode>")
    }

    static func revocation(number: Int) -> String { self.revocation("http://a/\(number)", [[1]]) }

    /// A list that fills the store of so many bytes, its address among them.
    static func revocation(byteCount: Int) -> String {
        let url = "http://a/"
        var serialNumbers: [[UInt8]] = []
        var rest = byteCount - url.utf8.count
        while rest > 0 {
            serialNumbers.append([UInt8](repeating: 1, count: min(20, rest)))
            rest -= 20
        }
        return self.revocation(url, serialNumbers)
    }

    private static func revocation(_ url: String, _ serialNumbers: [[UInt8]]) -> String {
        let numbers = serialNumbers.map { "<p:SerialNumbers>\(Data($0).base64EncodedString())</p:SerialNumbers>" }
        return Requests.invoke(
            "AMT_PublicKeyManagementService", "AddCRL", "<p:Url>\(url)</p:Url>" + numbers.joined())
    }

    static func proxy(number: Int = 1, suffix: String = "corp.example") -> String {
        Requests.invoke(
            "IPS_HTTPProxyService", "AddProxyAccessPoint",
            "<p:AccessInfo>proxy\(number).example</p:AccessInfo><p:InfoFormat>201</p:InfoFormat><p:Port>3128</p:Port>"
                + "<p:NetworkDnsSuffix>\(suffix)</p:NetworkDnsSuffix>")
    }

    static func detection(count: Int) -> String {
        Requests.put(
            "AMT_EnvironmentDetectionSettingData",
            "<p:DetectionAlgorithm>0</p:DetectionAlgorithm>"
                + (1...count).map { "<p:DetectionStrings>d\($0).example</p:DetectionStrings>" }.joined())
    }

    static func alarm(_ number: Int) -> String {
        Requests.invoke(
            "AMT_AlarmClockService", "AddAlarm",
            "<p:AlarmTemplate xmlns:q=\"\(Requests.uri("IPS_AlarmClockOccurrence"))\" xmlns:s=\"\(Namespace.common)\">"
                + "<q:InstanceID>alarm \(number)</q:InstanceID>"
                + "<q:StartTime><s:Datetime>2030-01-01T06:00:00Z</s:Datetime></q:StartTime>"
                + "<q:Interval><s:Interval>P1DT0H0M</s:Interval></q:Interval>"
                + "<q:DeleteOnCompletion>false</q:DeleteOnCompletion></p:AlarmTemplate>")
    }
}

/// Certificates as long as one wants them.
private enum SizedCertificate {
    private static let key = Curve25519.Signing.PrivateKey()

    /// A certificate of exactly so many bytes: an extension that nobody reads fills it.
    static func der(_ byteCount: Int) throws -> [UInt8] {
        let frame = try self.der(filling: 1_000, number: 0).count - 1_000
        let der = try self.der(filling: byteCount - frame, number: 0)
        guard der.count == byteCount else { throw WrongSize(byteCount: der.count) }
        return der
    }

    static func different(_ count: Int, root: Bool) throws -> [String] {
        try (1...count).map { Bench.addCertificate(try self.der(filling: 10, number: $0), root: root) }
    }

    struct WrongSize: Error {
        let byteCount: Int
    }

    private static func der(filling: Int, number: Int) throws -> [UInt8] {
        let name = try DistinguishedName { CommonName("certificate \(number)") }
        let start = Date(timeIntervalSince1970: 1_700_000_000)
        let filler = Certificate.Extension(
            oid: [1, 3, 6, 1, 4, 1, 99_999, 1], critical: false, value: [UInt8](repeating: 0, count: filling)[...])
        return try TestAuthority.der(
            try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(bytes: [1, 2, 3]),
                publicKey: .init(self.key.publicKey), notValidBefore: start,
                notValidAfter: start.addingTimeInterval(86_400), issuer: name, subject: name,
                signatureAlgorithm: .ed25519, extensions: try Certificate.Extensions([filler]),
                issuerPrivateKey: .init(self.key)))
    }
}
