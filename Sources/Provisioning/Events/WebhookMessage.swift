import AMT

/// One event as a webhook gets it: a CloudEvent in JSON (CloudEvents 1.0, structured mode), signed as Standard Webhooks says.
package struct WebhookMessage: Equatable, Sendable {
    /// Says who sends, and of what kind its subjects are.
    static let source = "urn:provisionserver:events"

    /// The event's own: the same when it is sent again.
    package let id: String
    package let body: String

    /// - Parameter time: RFC 3339 text of the moment at which it happened.
    package init(_ event: ClusterEvent, time: String) {
        self.id = event.position.description
        let quoted = { (text: String) in DocumentValue.text(text).canonicalText }
        self.body =
            #"{"specversion":"1.0","id":\#(quoted(self.id)),"source":"\#(Self.source)","type":\#(quoted(event.type)),"#
            + #""subject":\#(quoted(event.subject)),"time":"\#(time)","datacontenttype":"application/json","#
            + #""data":{"site":\#(event.site.map(quoted) ?? "null"),"facts":\#(event.data)}}"#
    }

    /// What is signed: id, seconds since 1970, and body.
    package func signed(at now: UnixTime) -> String { "\(self.id).\(now.seconds).\(self.body)" }
}

/// When a webhook that did not take an event is sent it again.
package enum WebhookBackOff {
    static let secondsMax: Double = 3600

    /// - Parameters:
    ///   - failures: in a row, 1 for the first.
    ///   - asked: the receiver's own word, in seconds.
    ///   - spread: 0...1, by chance, so that what failed together is not tried again together.
    package static func seconds(failures: Int, asked: Int?, spread: Double) -> Double {
        let exponent = Double(max(0, min(failures - 1, 12)))
        let grown = min(Self.secondsMax, 2 * Self.power(of: exponent))
        let own = grown * (0.75 + 0.25 * max(0, min(spread, 1)))
        return min(Self.secondsMax, max(own, Double(asked ?? 0)))
    }

    private static func power(of exponent: Double) -> Double {
        var power: Double = 1
        for _ in 0..<Int(exponent) { power *= 2 }
        return power
    }
}
