/// Makes names and values fit for Prometheus' text format.
enum MetricName {
    /// A label's value is cut here, in Unicode scalars; values come from closed sets, so that nothing of ours is longer.
    static let labelValueScalarsMax = 200

    /// `provision.hello.received` becomes `provision_hello_received`.
    ///
    /// Colons are legal but belong to recording rules, so that they are replaced too.
    static func metric(_ label: String) -> String { Self.sanitised(label, ifEmpty: "unnamed") }

    /// Like ``metric(_:)``; two leading underscores are Prometheus' own and become one.
    static func label(_ name: String) -> String {
        let plain = Self.sanitised(name, ifEmpty: "label")
        return plain.hasPrefix("__") ? "_" + plain.drop { $0 == "_" } : plain
    }

    /// Backslash, quote and newline escaped, as the format wants them between quotes.
    static func labelValue(_ value: String) -> String {
        var escaped = ""
        for scalar in value.unicodeScalars.prefix(Self.labelValueScalarsMax) {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Backslash and newline escaped, as the format wants them in a HELP line.
    static func help(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// A number as the format writes it: whole numbers without a fraction, `+Inf`, `-Inf`, `NaN`.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        // Beyond 2^53 a double no longer counts by ones, so that its own notation is the more honest one.
        if value == value.rounded(), abs(value) < 9_007_199_254_740_992 { return String(Int64(value)) }
        return value.description
    }

    private static func sanitised(_ name: String, ifEmpty fallback: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "_": result.unicodeScalars.append(scalar)
            case "0"..."9":
                if result.isEmpty { result += "_" }
                result.unicodeScalars.append(scalar)
            default: result += "_"
            }
        }
        return result.isEmpty ? fallback : result
    }
}
