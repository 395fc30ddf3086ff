import Foundation
import FoundationNetworking

/// The few calls of the REST API that the tests make.
struct APIClient: Sendable {
    struct Unexpected: Error {
        let path: String
        let status: Int
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

    struct Credential: Decodable, Sendable {
        let username: String
        let password: String
        let mebxPassword: String?
        let digestRealm: String?
        let version: Int
        let status: String
    }

    let port: Int
    let token: String

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

    private func get<Answer: Decodable>(_ path: String) async throws -> Answer {
        guard let url = URL(string: "http://127.0.0.1:\(self.port)\(path)") else {
            throw Unexpected(path: path, status: 0)
        }
        var request = URLRequest(url: url)
        request.setValue("Bearer \(self.token)", forHTTPHeaderField: "Authorization")
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard status == 200 else { throw Unexpected(path: path, status: status) }
        return try JSONDecoder().decode(Answer.self, from: data)
    }
}
