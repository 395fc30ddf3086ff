/// Whether a call may be sent again when its answer was lost.
package enum CallKind: String, CaseIterable, Sendable {
    /// Changes nothing.
    case read
    /// Sending the same again leaves the device as one call does.
    case repeatable
    /// Read the device first; send again only when it shows that the call did not happen.
    case probeFirst = "probe-first"
    /// Never send again blindly: afterwards the device is another one.
    case oneShot = "one-shot"
}

/// One call of a firmware class: how it is written, what its answer means, and whether it may be repeated.
///
/// A call is a value: nothing is sent by making one. Secrets enter the envelope only in ``envelope(messageID:)``.
package struct WSManCall<Output: Sendable>: Sendable {
    /// Class and operation, `AMT_GeneralSettings.Get`; for the journal, logs and metrics.
    package let name: String
    /// Whether the call may be sent again when its answer was lost.
    package let kind: CallKind
    /// How long the slowest firmware known may take to answer, in seconds.
    package let answerSecondsMax: Int

    private let action: String
    private let resourceURI: String
    private let selectors: [EndpointReference.Selector]
    private let writeHeader: @Sendable (inout XMLWriter) -> Void
    private let writeBody: @Sendable (inout XMLWriter) -> Void
    private let readAnswer: @Sendable (WSManAnswer) throws(WSManRefusal) -> Outcome

    /// What the body says, before it is put into a ``WSManReading``.
    enum Outcome {
        case answered(Output)
        case returned(ReturnValue)
    }

    init(
        _ firmwareClass: FirmwareClass,
        _ operation: String,
        kind: CallKind,
        action: String,
        selectors: [EndpointReference.Selector] = [],
        answerSecondsMax: Int = usualAnswerSecondsMax,
        header writeHeader: @escaping @Sendable (inout XMLWriter) -> Void = { _ in },
        body writeBody: @escaping @Sendable (inout XMLWriter) -> Void = { _ in },
        answer readAnswer: @escaping @Sendable (WSManAnswer) throws(WSManRefusal) -> Outcome
    ) {
        self.name = firmwareClass.name + "." + operation
        self.kind = kind
        self.answerSecondsMax = answerSecondsMax
        self.action = action
        self.resourceURI = firmwareClass.uri
        self.selectors = selectors
        self.writeHeader = writeHeader
        self.writeBody = writeBody
        self.readAnswer = readAnswer
    }

    /// The request's body for `POST /wsman`, UTF-8.
    ///
    /// - Parameter messageID: any number; the answer repeats it. A new one for each request of a connection.
    package func envelope(messageID: UInt32) -> [UInt8] {
        var writer = XMLWriter()
        writer.markup(
            """
            <?xml version="1.0" encoding="utf-8"?>\
            <Envelope xmlns="http://www.w3.org/2003/05/soap-envelope" \
            xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
            xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><Header>
            """)
        writer.element("a:Action", self.action)
        writer.element("a:To", "/wsman")
        writer.element("w:ResourceURI", self.resourceURI)
        writer.element("a:MessageID", String(messageID))
        writer.open("a:ReplyTo")
        writer.element("a:Address", WSManNamespace.anonymous)
        writer.close("a:ReplyTo")
        writer.element("w:OperationTimeout", "PT60S")
        EndpointReference.write(self.selectors, to: &writer)
        self.writeHeader(&writer)
        writer.markup("</Header><Body>")
        self.writeBody(&writer)
        writer.markup("</Body></Envelope>")
        return writer.bytes
    }

    /// Reads a whole HTTP answer.
    ///
    /// - Parameters:
    ///   - status: the HTTP status.
    ///   - body: the body, chunk framing removed.
    ///   - messageID: the number that was given to ``envelope(messageID:)``; an answer to another one is refused.
    package func read(status: Int, body: [UInt8], answering messageID: UInt32) -> WSManReading<Output> {
        if status == Self.statusUnauthorized { return .unauthorized }
        do throws(WSManRefusal) {
            let answer = try WSManAnswer(body)
            try answer.judgeRequest(messageID)
            if let fault = answer.fault { return .fault(try WSManFault(fault, httpStatus: status)) }
            guard status == Self.statusOK else { return .unreadable(WSManRefusal(.httpStatus, String(status))) }
            try answer.judgeAction(self.action)
            switch try self.readAnswer(answer) {
            case .answered(let output): return .answered(output)
            case .returned(let value): return .returned(value)
            }
        } catch {
            // Error pages are HTML; that they are no XML is no news.
            return .unreadable(status == Self.statusOK ? error : WSManRefusal(.httpStatus, String(status)))
        }
    }

    private static var statusOK: Int { 200 }
    private static var statusUnauthorized: Int { 401 }
}

/// Most requests are answered within 2 s; a device that wakes up takes longer.
let usualAnswerSecondsMax = 20

/// Making a key pair, a signature or a flash write of a certificate takes the firmware's small processor long.
let slowAnswerSecondsMax = 60
