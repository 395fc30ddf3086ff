import Foundation

/// Where a command speaks to, as whom, and whom it trusts there; each with the place that said so.
struct Connection: Equatable {
    /// What options say of it.
    struct Wishes: Equatable {
        var server: String?
        var context: String?
        var tokenFile: String?
        var caFile: String?
    }

    var server: URL
    var serverOrigin: String
    /// Empty where there is none and none is needed.
    var token: String
    var tokenOrigin: String
    var caFile: String?
    var context: String?
}

extension Surroundings {
    /// The folder of settings; see the XDG base directory specification.
    var settingsFolder: String? {
        if let folder = self.environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") { return folder + "/provisionctl" }
        return self.environment["HOME"].map { $0 + "/.config/provisionctl" }
    }

    var contextPath: String? { self.settingsFolder.map { $0 + "/config.yaml" } }

    /// Puts together what options, variables and the context say.
    ///
    /// The token of a context goes to the server of that context alone, unless both were named on the command line: a server
    /// that a variable or an option names is not sent another cluster's token by mistake.
    func connection(_ wishes: Connection.Wishes, needsToken: Bool) throws(CommandFailure) -> Connection {
        let context = try self.context(wishes)
        let isNamed = wishes.context != nil
        let server: URL
        let serverOrigin: String
        switch (wishes.server, context, self.environment["PROVISIONCTL_SERVER"]) {
        case (let option?, _, _):
            server = try self.server(option: option)
            serverOrigin = "--server"
        case (nil, let context?, _):
            server = try self.server(option: context.server)
            serverOrigin = "context \(context.name)"
        case (nil, nil, let variable):
            server = try self.server(option: nil)
            serverOrigin = variable == nil ? "default" : "PROVISIONCTL_SERVER"
        }
        var token = (text: "", origin: "none")
        do throws(CommandFailure) {
            token = try self.token(wishes.tokenFile, context, isNamed: isNamed)
        } catch {
            guard !needsToken else { throw error }
        }
        let caFile = wishes.caFile ?? context?.caFile.map(self.resolved)
        if let caFile, access(caFile, R_OK) != 0 { throw .usage("The file \(caFile) of authorities cannot be read.") }
        return Connection(
            server: server, serverOrigin: serverOrigin, token: token.text, tokenOrigin: token.origin, caFile: caFile,
            context: context?.name)
    }

    /// The context that counts; `nil` where a server is named without one.
    private func context(_ wishes: Connection.Wishes) throws(CommandFailure) -> ContextFile.Context? {
        let named: String?
        if let option = wishes.context {
            named = option
        } else if wishes.server != nil || self.environment["PROVISIONCTL_SERVER"] != nil {
            return nil
        } else {
            named = self.environment["PROVISIONCTL_CONTEXT"].flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let path = self.contextPath else {
            guard let named else { return nil }
            throw .usage("There is no context \(named): neither HOME nor XDG_CONFIG_HOME says where contexts are.")
        }
        let file = try ContextFile.read(path)
        guard let name = named ?? file.current else { return nil }
        guard let context = file.context(name) else {
            let known = file.contexts.map(\.name).joined(separator: ", ")
            throw .usage("There is no context \(name) in \(path); there are: \(known.isEmpty ? "none" : known).")
        }
        return context
    }

    private func token(
        _ option: String?, _ context: ContextFile.Context?, isNamed: Bool
    ) throws(CommandFailure) -> (text: String, origin: String) {
        if option != nil { return (try self.token(fileOption: option), "--token-file") }
        // A context that was named goes before variables: they are of another cluster.
        if isNamed, let file = context?.tokenFile {
            return (try self.contextToken(file), "context \(context?.name ?? "")")
        }
        if let told = try self.variableToken() { return told }
        guard let context else { return (try self.token(fileOption: nil), "file") }
        guard let file = context.tokenFile else {
            throw .noToken("The context \(context.name) names no tokenFile, and nothing else names a token.")
        }
        return (try self.contextToken(file), "context \(context.name)")
    }

    private func contextToken(_ file: String) throws(CommandFailure) -> String {
        try self.token(fileOption: self.resolved(file))
    }

    /// A path of the file of contexts: from its folder, or from home.
    private func resolved(_ path: String) -> String {
        if path.hasPrefix("~/"), let home = self.environment["HOME"] { return home + path.dropFirst(1) }
        return path.hasPrefix("/") ? path : (self.settingsFolder ?? ".") + "/" + path
    }
}
