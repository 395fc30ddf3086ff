import Foundation
import FoundationNetworking

/// The few calls of the REST API that the tests make.
struct APIClient: Sendable {
    struct Unexpected: Error {
        let path: String
        let status: Int
        let answer: String
    }

    struct Device: Decodable, Sendable {
        struct Problem: Decodable, Sendable {
            let code: String
        }

        let uuid: String
        let state: String
        let fqdn: String?
        let problem: Problem?
        let attempt: Int
    }

    /// Why a device stands where it stands.
    struct Explanation: Decodable, Sendable {
        let code: String?
        let summary: String
        let seen: [String]
        let concluded: [String]
        let next: String

        var sentences: [String] { [self.summary] + self.seen + self.concluded + [self.next] }
    }

    struct Credential: Decodable, Sendable {
        let username: String
        let password: String
        let mebxPassword: String?
        let digestRealm: String?
        let version: Int
        let status: String
    }

    struct Source: Decodable, Sendable {
        struct Sync: Decodable, Sendable {
            let startedAt: String?
            let endedAt: String?
            let outcome: String?
            let records: Int
        }

        /// That it has now.
        let records: Int
        /// The sync that runs, or the last one.
        let sync: Sync?
    }

    let port: Int
    let token: String

    func source(_ name: String) async throws -> Source { try await self.get("/v1/sources/\(name)") }

    func devices() async throws -> [Device] {
        struct Page: Decodable {
            let devices: [Device]
            let nextCursor: String?
        }
        var devices: [Device] = []
        var cursor: String?
        repeat {
            let page: Page = try await self.get("/v1/devices?limit=500" + (cursor.map { "&cursor=\($0)" } ?? ""))
            devices += page.devices
            cursor = page.nextCursor
        } while cursor != nil
        return devices
    }

    /// Newest first.
    func credentials(_ uuid: String) async throws -> [Credential] {
        struct Answer: Decodable {
            let credentials: [Credential]
        }
        let answer: Answer = try await self.get("/v1/devices/\(uuid)/credential")
        return answer.credentials
    }

    /// The newest one that is proven.
    func currentCredential(_ uuid: String) async throws -> Credential? {
        try await self.credentials(uuid).filter { $0.status == "current" }.max { $0.version < $1.version }
    }

    /// One device with the sections of its profile.
    func device(_ uuid: String) async throws -> JSONValue { try await self.get("/v1/devices/\(uuid)") }

    func explanation(of uuid: String) async throws -> Explanation {
        try await self.get("/v1/devices/\(uuid)/explanation")
    }

    /// The certificates that a device was given.
    func certificates(of uuid: String) async throws -> [JSONValue] {
        let answer: JSONValue = try await self.get("/v1/devices/\(uuid)/certificates")
        return answer["certificates"].items
    }

    /// Gives a provisioned device its profile again.
    func apply(_ uuid: String) async throws {
        _ = try await self.send("POST", "/v1/devices/\(uuid)/apply", expecting: [202])
    }

    func retry(_ uuid: String) async throws {
        _ = try await self.send("POST", "/v1/devices/\(uuid)/retry", expecting: [202])
    }

    /// - Returns: the version of the profile.
    @discardableResult
    func put(profile document: JSONValue) async throws -> Int {
        let name = document["name"].text ?? ""
        let answer = try await self.send("PUT", "/v1/profiles/\(name)", document, expecting: [200, 201])
        return try JSONDecoder().decode(JSONValue.self, from: answer)["version"].int ?? 0
    }

    func put(secret name: String, _ value: String) async throws {
        _ = try await self.send("PUT", "/v1/secrets/\(name)", ["value": .text(value)], expecting: [200, 201])
    }

    func put(policy document: JSONValue) async throws {
        _ = try await self.send("PUT", "/v1/policies/assignment", document, expecting: [200, 201])
    }

    /// Keeps a setup certificate although no device takes it.
    func put(certificate name: String, _ pem: String) async throws {
        let body: JSONValue = ["name": .text(name), "files": [["pem": .text(pem)]], "force": true]
        _ = try await self.send("POST", "/v1/certificates", body, expecting: [200, 201])
    }

    func put(oneTimePassword value: String, of uuid: String) async throws {
        _ = try await self.send(
            "PUT", "/v1/devices/\(uuid)/one-time-password", ["value": .text(value)], expecting: [200, 201])
    }

    /// An answer as it comes, without judging it.
    func page(_ path: String) async throws -> Data { try await self.send("GET", path, expecting: [200]) }

    private func get<Answer: Decodable>(_ path: String) async throws -> Answer {
        try JSONDecoder().decode(Answer.self, from: try await self.page(path))
    }

    private func send(
        _ method: String, _ path: String, _ body: JSONValue? = nil, expecting statuses: Set<Int>
    ) async throws -> Data {
        guard let url = URL(string: "http://127.0.0.1:\(self.port)\(path)") else {
            throw Unexpected(path: path, status: 0, answer: "")
        }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.setValue("Bearer \(self.token)", forHTTPHeaderField: "Authorization")
        if let body {
            request.httpBody = Data(body.line.utf8)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard statuses.contains(status) else {
            throw Unexpected(path: path, status: status, answer: String(decoding: data.prefix(2000), as: UTF8.self))
        }
        return data
    }
}
