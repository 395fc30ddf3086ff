import AMT
import Hummingbird

/// Reads the parts of a path that stand for something; each refusal names its field.
enum PathReader {
    static func uuid(_ context: APIContext) throws(APIProblem) -> DeviceUUID {
        guard let uuid = DeviceUUID(context.parameters.get("uuid") ?? "") else {
            throw APIProblem(
                code: .parameterMalformed, detail: "A UUID as 8-4-4-4-12 hexadecimal digits.", field: "uuid")
        }
        return uuid
    }

    /// Name of a profile, a secret, a source or a token.
    static func name(_ context: APIContext) throws(APIProblem) -> String {
        let name = context.parameters.get("name") ?? ""
        guard Self.isName(name) else {
            throw APIProblem(code: .parameterMalformed, detail: Self.nameRule, field: "name")
        }
        return name
    }

    static func isName(_ name: String) -> Bool {
        (1...APILimits.nameCharactersMax).contains(name.utf8.count) && name.utf8.allSatisfy(Self.isPlain)
    }

    /// Certificates are counted from 1.
    static func certificate(_ context: APIContext) throws(APIProblem) -> Int64 {
        guard let id = Int64(context.parameters.get("id") ?? ""), id > 0 else {
            throw APIProblem(code: .parameterMalformed, detail: "A whole number from 1.", field: "id")
        }
        return id
    }

    static let nameRule =
        "1 to \(APILimits.nameCharactersMax) characters: a to z, 0 to 9, dot, dash, underscore."

    /// Versions are counted from 1.
    static func version(_ context: APIContext) throws(APIProblem) -> Int {
        guard let version = Int32(context.parameters.get("version") ?? ""), version > 0 else {
            throw APIProblem(code: .parameterMalformed, detail: "A whole number from 1.", field: "version")
        }
        return Int(version)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
            UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
