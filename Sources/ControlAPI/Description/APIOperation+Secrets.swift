import Provisioning

extension APIOperation {
    static let listSecrets = Self(
        "listSecrets", .secrets, "Names and versions of secrets, never a value", answers: [.json(.secrets)])

    static let keepSecret = Self.keepSecret("keepSecret", "Keeps a secret; the same value again keeps its version")

    /// Words of resources are names of secrets as well.
    static let keepSecretKeys = Self.keepSecret("keepSecretKeys", "Keeps the secret of the name `keys`")
    static let keepSecretRotation = Self.keepSecret("keepSecretRotation", "Keeps the secret of the name `rotation`")
    static let keepSecretVerification = Self.keepSecret(
        "keepSecretVerification", "Keeps the secret of the name `verification`")

    private static func keepSecret(_ id: String, _ summary: String) -> Self {
        Self(
            id, .secrets, summary, [.ifMatch, .ifNone],
            body: .needed(.secretValue(bytesMax: APILimits.secretBytesMax)),
            answers: [.json(200, "The version that counts from now on", .keptSecret, headers: [.entityTag])],
            problems: [.versionConflict])
    }

    static let countSealed = Self(
        "countSealed", .secrets, "How many records are sealed under which key", answers: [.json(.sealingCensus)])

    static let rotateKeys = Self(
        "rotateKeys", .secrets, "One step of a rotation", body: .needed(.rotationOrder),
        answers: [.json(.rotationStep)])

    static let verifySecrets = Self(
        "verifySecrets", .secrets, "Opens records of each kind, chosen at random", body: .needed(.verificationOrder),
        answers: [.json(.verification)])

    // MARK: - Pre-shared keys and imports

    static let listKeys = Self(
        "listPresharedKeys", .keys, "Pre-shared keys in order of PIDs, never a PPS",
        [
            .cursor(.pid), .limit(standard: APILimits.keysPerPageDefault, max: APILimits.keysPerPageMax),
            .query("state", .words(PresharedKeyState.self), "Only keys in this state"),
        ], answers: [.json(.presharedKeyPage)])

    static let importKeys = Self(
        "importPresharedKeys", .keys, "Imports pre-shared keys of another server", body: .needed(.keyImport),
        answers: [.json(.keysImported)], isOnce: true)

    static let generateKeys = Self(
        "generatePresharedKeys", .keys, "Makes fresh keys and keeps them", body: .needed(.generationOrder),
        answers: [.json(201, "Made", .generatedKeys)], isOnce: true)

    static let exportKeys = Self(
        "exportPresharedKeys", .keys, "Gives keys out with their PPS in clear", body: .needed(.exportOrder),
        answers: [.json(.exportedKeys)], showsSecret: true)

    static let importCredentials = Self(
        "importCredentials", .keys, "Imports passwords that devices may hold", body: .needed(.credentialImport),
        answers: [.json(.credentialsImported)], isOnce: true)

    // MARK: - Tokens

    static let listTokens = Self(
        "listTokens", .tokens, "Tokens in order of names, never a token",
        answers: [.json(.object(["tokens": .list(of: .reference(.token))]))])

    static let makeToken = Self(
        "makeToken", .tokens, "Makes a token; the answer shows it, this once", body: .needed(.tokenOrder),
        answers: [.json(201, "Made", .madeToken)], problems: [.tokenNameTaken], showsSecret: true, isOnce: true)

    static let removeToken = Self(
        "removeToken", .tokens, "Withdraws a token", answers: [.json(.object(["name": .name]))],
        problems: [.tokenUnknown, .lastToken])
}
