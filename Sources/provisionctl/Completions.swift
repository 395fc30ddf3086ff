import ArgumentParser
import Foundation

/// What a shell offers behind a word that stands for something the server knows. Where it cannot be asked, nothing is offered.
enum Completions {
    /// A shell waits for it.
    private static let secondsMax: TimeInterval = 2
    /// More than these nobody reads.
    private static let countMax = 50

    static let devices = CompletionKind.custom { arguments, _, prefix async in
        let query = [("limit", String(Self.countMax))] + (prefix.isEmpty ? [] : [("text", prefix)])
        let page = await Self.ask(arguments, "/v1/devices", query, as: DevicePage.self)
        return page?.devices.map(\.uuid).filter { $0.hasPrefix(prefix.lowercased()) } ?? []
    }

    static let profiles = CompletionKind.custom { arguments, _, prefix async in
        let list = await Self.ask(arguments, "/v1/profiles", as: ProfileList.self)
        return list?.profiles.map(\.name).filter { $0.hasPrefix(prefix) } ?? []
    }

    static let sources = CompletionKind.custom { arguments, _, prefix async in
        let list = await Self.ask(arguments, "/v1/sources", as: SourceList.self)
        return list?.sources.map(\.name).filter { $0.hasPrefix(prefix) } ?? []
    }

    static let contexts = CompletionKind.custom { _, _, prefix async in
        let file = try? Surroundings.current.contextPath.map { path throws(CommandFailure) in try ContextFile.read(path)
        }
        return file?.contexts.map(\.name).filter { $0.hasPrefix(prefix) } ?? []
    }

    static let states = CompletionKind.list(Device.states)

    private static func ask<Value: Decodable>(
        _ arguments: [String], _ path: String, _ query: [(String, String)] = [], as type: Value.Type
    ) async -> Value? {
        let wishes = Self.wishes(in: arguments)
        guard let connection = try? Surroundings.current.connection(wishes, needsToken: true) else { return nil }
        let body = try? await APIClient(connection).send("GET", path, query: query, secondsMax: Self.secondsMax)
        return body.flatMap { try? Answer.read($0, as: type) }
    }

    /// What the words typed so far say of the server: the line is not finished, and so it is not parsed.
    static func wishes(in arguments: [String]) -> Connection.Wishes {
        func value(of option: String) -> String? {
            for (index, word) in arguments.enumerated() {
                if word.hasPrefix(option + "=") { return String(word.dropFirst(option.count + 1)) }
                if word == option, index + 1 < arguments.count { return arguments[index + 1] }
            }
            return nil
        }
        return Connection.Wishes(
            server: value(of: "--server"), context: value(of: "--context"), tokenFile: value(of: "--token-file"),
            caFile: value(of: "--ca-file"))
    }
}
