import NIOHTTP1

/// The data classes that an Altiris server is asked for.
enum AltirisClass: String, CaseIterable, Sendable {
    case capability = "Inv_OOB_Capability"
    case location = "Inv_AeX_AC_Location"

    /// The item GUID of the report that lists it.
    var reportGuid: String {
        switch self {
        case .capability: "0b0c7e5a-6f0e-4d0e-9a41-c0ffee000001"
        case .location: "0b0c7e5a-6f0e-4d0e-9a41-c0ffee000002"
        }
    }

    var columns: [String] {
        switch self {
        case .capability: ["_ResourceGuid", "UUID", "AMT Version", "ModifiedDate"]
        case .location: ["_ResourceGuid", "Fully Qualified Domain Name", "ModifiedDate"]
        }
    }

    var part: RecordStream.Part {
        switch self {
        case .capability: .all
        case .location: .withLocation
        }
    }

    func values(_ computer: SimulatedComputer) -> [[UInt8]] {
        let modified = Array((String(Text.second(computer.reportedAt).dropLast()) + "+00:00").utf8)
        switch self {
        case .capability: return [computer.resource, computer.uuid, Array(computer.amtVersion.utf8), modified]
        case .location: return [computer.resource, computer.fqdn, modified]
        }
    }

    /// By the name of the data class or by its report's GUID.
    static func named(_ text: String) -> AltirisClass? {
        Self.allCases.first { $0.rawValue == text || $0.reportGuid == text.lowercased() }
    }
}

/// Answers as a Notification Server gives them, by what is known of it: a SOAP call that runs a report, and a report
/// that is exported.
enum AltirisAnswers {
    private static let namespace = "http://Altiris.ASDK.NS.com"
    private static let envelope = "http://schemas.xmlsoap.org/soap/envelope/"
    private static let xmlType = "text/xml; charset=utf-8"
    private static let declaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>"

    // MARK: SOAP

    /// `RunReport` and `RunReportWithParameters` of the ReportManagementService.
    static func soap(_ request: InventoryRequest, _ view: InventoryView) -> InventoryAnswer {
        let action = (request.headers.first(name: "SOAPAction") ?? "").filter { $0 != "\"" }
        guard
            let method = ["RunReport", "RunReportWithParameters"].first(where: { action == "\(Self.namespace)/\($0)" })
        else {
            return Self.fault(
                "Server did not recognize the value of HTTP Header SOAPAction: \(action).")
        }
        guard let call = Self.call(method, request.body) else {
            return Self.fault("Server was unable to read request. ---> There is an error in XML document.")
        }
        guard let known = AltirisClass.named(call.report) else {
            return Self.fault("Server was unable to process request. ---> Item \(call.report) was not found.")
        }
        let window = Self.window(call.parameters, view)
        return Self.rows(known, window, view, shape: .soap(method))
    }

    private static func call(
        _ method: String, _ body: [UInt8]
    ) -> (report: String, parameters: [(name: String, value: String)])? {
        guard
            let root = try? XMLReader.root(of: body), root.isNamed("Envelope", in: Self.envelope),
            let call = root.first("Body", in: Self.envelope)?.first(method, in: Self.namespace),
            let report = call.first("reportItemGuid", in: Self.namespace)
        else { return nil }
        let pairs = call.first("nameValuePairs", in: Self.namespace)?.trimmedText ?? ""
        let joined = pairs.split(whereSeparator: { ",;&".contains($0) }).joined(separator: "&")
        let guid = report.trimmedText.filter { $0 != "{" && $0 != "}" }
        return (guid, InventoryRequest.pairs(joined))
    }

    private static func fault(_ text: String) -> InventoryAnswer {
        var body = Array((Self.declaration + "<soap:Envelope xmlns:soap=\"\(Self.envelope)\"><soap:Body>").utf8)
        body += "<soap:Fault><faultcode>soap:Client</faultcode><faultstring>".utf8
        body.append(xml: text.utf8)
        body += "</faultstring><detail /></soap:Fault></soap:Body></soap:Envelope>".utf8
        var answer = InventoryAnswer(Self.xmlType, .bytes(body))
        answer.status = .internalServerError
        return answer
    }

    private static func window(_ parameters: [(name: String, value: String)], _ view: InventoryView) -> RecordWindow {
        func number(_ name: String) -> Int? {
            parameters.first { $0.name.lowercased() == name }.flatMap { Int($0.value) }
        }
        let since = parameters.first { $0.name.lowercased() == "since" }.flatMap { Text.seconds(ofTimestamp: $0.value) }
        let total = view.count(since: since)
        return RecordWindow(
            page: number("page") ?? 1, first: 1, size: number("pagesize") ?? RecordWindow.sizeMax, total: total)
    }

    // MARK: Report export

    /// `class=`, `format=csv` or `xml`, and `page=`, `pageSize=` if wanted.
    static func report(_ request: InventoryRequest, _ view: InventoryView) -> InventoryAnswer {
        guard let known = request.text("class").flatMap(AltirisClass.named) else {
            return InventoryAnswer(.notFound, "There is no such data class.")
        }
        let window = Self.window(request.query, view)
        switch request.text("format") ?? "xml" {
        case "xml": return Self.rows(known, window, view, shape: .report)
        case "csv": return Self.csv(known, window, view)
        default: return InventoryAnswer(.badRequest, "The format is csv or xml.")
        }
    }

    private static func csv(_ known: AltirisClass, _ window: RecordWindow, _ view: InventoryView) -> InventoryAnswer {
        let head = Array((known.columns.joined(separator: ",") + "\r\n").utf8)
        let stream = RecordStream(view: view, numbers: window.numbers, part: known.part, head: head) { computer, out in
            for (place, value) in known.values(computer).enumerated() {
                if place > 0 { out.append(UInt8(ascii: ",")) }
                out.append(csv: value)
            }
            out += "\r\n".utf8
        }
        return InventoryAnswer("text/csv; charset=utf-8", .records(stream))
    }

    // MARK: Rows as XML

    private enum Shape: Sendable {
        case soap(String)
        case report
    }

    private static func rows(
        _ known: AltirisClass, _ window: RecordWindow, _ view: InventoryView, shape: Shape
    ) -> InventoryAnswer {
        let isDiffgram = view.behaviour.text(.soapShape) == "diffgram"
        let bomb = view.behaviour.isOn(.billionLaughs)
        let names = known.columns.map(Text.elementName)
        var head = Self.declaration + (bomb ? Self.entities : "")
        var tail = ""
        switch shape {
        case .report:
            head += "<NewDataSet>"
            tail = "</NewDataSet>"
        case .soap(let method):
            head += "<soap:Envelope xmlns:soap=\"\(Self.envelope)\""
            head += " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
            head += " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"><soap:Body>"
            head += "<\(method)Response xmlns=\"\(Self.namespace)\"><\(method)Result>"
            head += isDiffgram ? Self.diffgramHead(names) : "<NewDataSet xmlns=\"\">" + Self.schema(names)
            tail = isDiffgram ? "</NewDataSet></diffgr:diffgram>" : "</NewDataSet>"
            tail += "</\(method)Result></\(method)Response></soap:Body></soap:Envelope>"
        }
        if bomb { head += "<Table><\(names[0])>&lol9;</\(names[0])></Table>" }
        let stream = RecordStream(
            view: view, numbers: window.numbers, part: known.part, head: Array(head.utf8), tail: Array(tail.utf8)
        ) { computer, out in
            out += "<Table".utf8
            if isDiffgram {
                out += " diffgr:id=\"Table\(computer.number + 1)\" msdata:rowOrder=\"\(computer.number)\"".utf8
            }
            out += ">".utf8
            for (name, value) in zip(names, known.values(computer)) { Self.cell(name, value, &out) }
            out += "</Table>".utf8
        }
        return InventoryAnswer(Self.xmlType, .records(stream))
    }

    private static func cell(_ name: String, _ value: [UInt8], _ out: inout [UInt8]) {
        out += "<\(name)".utf8
        if value.isEmpty {
            out += " />".utf8
            return
        }
        out += ">".utf8
        out.append(xml: value)
        out += "</\(name)>".utf8
    }

    private static func diffgramHead(_ names: [String]) -> String {
        Self.schema(names) + "<diffgr:diffgram xmlns:msdata=\"urn:schemas-microsoft-com:xml-msdata\""
            + " xmlns:diffgr=\"urn:schemas-microsoft-com:xml-diffgram-v1\"><NewDataSet xmlns=\"\">"
    }

    private static func schema(_ names: [String]) -> String {
        let columns = names.map { "<xs:element name=\"\($0)\" type=\"xs:string\" minOccurs=\"0\" />" }.joined()
        return "<xs:schema id=\"NewDataSet\" xmlns=\"\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\""
            + " xmlns:msdata=\"urn:schemas-microsoft-com:xml-msdata\"><xs:element name=\"NewDataSet\""
            + " msdata:IsDataSet=\"true\" msdata:UseCurrentLocale=\"true\"><xs:complexType>"
            + "<xs:choice minOccurs=\"0\" maxOccurs=\"unbounded\"><xs:element name=\"Table\">"
            + "<xs:complexType><xs:sequence>\(columns)</xs:sequence></xs:complexType></xs:element></xs:choice>"
            + "</xs:complexType></xs:element></xs:schema>"
    }

    /// Ten to the ninth laughs.
    private static let entities: String = {
        let steps = (2...9).map { step in
            let below = step == 2 ? "&lol;" : "&lol\(step - 1);"
            return "<!ENTITY lol\(step) \"\(String(repeating: below, count: 10))\">"
        }
        return "<!DOCTYPE lolz [<!ENTITY lol \"lol\">" + steps.joined() + "]>"
    }()
}
