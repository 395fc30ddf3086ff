import AMT
import Inventory
import Testing

@Suite("XML records") struct XMLRecordTests {
    static let first = Feeds.first
    static let second = Feeds.second

    static func feed(row: String = "Row", part: SourceRecord.Part = .location, paging: SourcePaging = .none)
        -> SourceFeed
    {
        Feeds.feed(.xml(row: row), part: part, paging: paging) {
            $0.resource = ["_ResourceGuid", "Guid"]
            $0.uuid = ["UUID"]
            $0.fqdn = ["Fully Qualified Domain Name", "Name"]
            $0.hostName = ["Host Name"]
            $0.domainName = ["Domain"]
        }
    }

    /// A SOAP answer with a DataSet, as .NET writes it.
    static let diffgram = """
        <?xml version="1.0" encoding="utf-8"?>
        <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
         <soap:Body><RunReportResponse xmlns="http://altiris.example/"><RunReportResult>
          <xs:schema id="NewDataSet" xmlns="" xmlns:xs="http://www.w3.org/2001/XMLSchema">
           <xs:element name="Table"><xs:complexType/></xs:element>
          </xs:schema>
          <diffgr:diffgram xmlns:diffgr="urn:schemas-microsoft-com:xml-diffgram-v1" xmlns:msdata="urn:schemas-microsoft-com:xml-msdata">
           <NewDataSet xmlns="">
            <Table diffgr:id="Table1" msdata:rowOrder="0">
             <_ResourceGuid>5a2f0c1e</_ResourceGuid>
             <Fully_x0020_Qualified_x0020_Domain_x0020_Name> pc1.example&#x20;</Fully_x0020_Qualified_x0020_Domain_x0020_Name>
             <Note>R&amp;D <b>not a column</b></Note>
            </Table>
            <Table diffgr:id="Table2"><_ResourceGuid/><Guid>R&amp;D &lt;2&gt;</Guid>
             <Host_x0020_Name>pc2</Host_x0020_Name><Domain>.example</Domain></Table>
           </NewDataSet>
           <diffgr:before><Table><_ResourceGuid>old</_ResourceGuid></Table></diffgr:before>
          </diffgr:diffgram>
         </RunReportResult></RunReportResponse></soap:Body>
        </soap:Envelope>
        """

    @Test("reads a DataSet within a SOAP answer, escaped names and what stands before changes left aside")
    func dataSet() {
        let read = Feeding.read(Self.diffgram, Self.feed(row: "Table"))
        let expected = [
            SourceRecord(part: .location, resource: "5a2f0c1e", fqdn: "pc1.example"),
            SourceRecord(part: .location, resource: "R&D <2>", fqdn: "pc2.example"),
        ]
        #expect(read.records == expected)
        #expect(read.faults.isEmpty)
        #expect(read.end?.recordCount == 2)
    }

    @Test("where the parser's slices of a document end does not matter")
    func slices() {
        let escaped = Self.diffgram.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        for count in stride(from: 0, to: 1100, by: 13) {
            let noise = "<!--\(String(repeating: "-x", count: count / 2))-->"
            let plain = Self.diffgram.replacing("<soap:Body>", with: "<soap:Body>\(noise)")
            for body in [plain, "<a>\(noise)<b>\(escaped)</b></a>"] {
                let read = Feeding.read([Array(body.utf8)], Self.feed(row: "Table"))
                #expect(read.lines == ["5a2f0c1e - pc1.example", "R&D <2> - pc2.example"], "\(count)")
            }
        }
    }

    @Test("reads rows of attributes, as ADO and exports write them, with their namespaces and without")
    func attributes() {
        let body = """
            <xml xmlns:rs="urn:schemas-microsoft-com:rowset" xmlns:z="#RowsetSchema">
            <rs:data><z:row _ResourceGuid="g1" Host_x0020_Name="a&amp;b" Domain="&lt;x&gt;" Other="1"/>
            <row z:Guid='g2'><Name><![CDATA[pc<2>]]></Name></row><undeclared:row Guid="g3"/></rs:data></xml>
            """
        #expect(
            Feeding.read(body, Self.feed(row: "row")).lines == ["g1 - a&b.<x>", "g2 - pc<2>", "g3 - -"])
    }

    @Test("a document that is the text of an element is read as a document", arguments: ["string", "cdata", "plain"])
    func inner(_ way: String) {
        let document =
            "<?xml version=\"1.0\" encoding=\"utf-16\"?>\n<R>"
            + (0..<400).map {
                "<Row><Guid>g\($0)</Guid><Name>a&amp;b \($0)</Name></Row>"
            }.joined() + "</R>"
        let escaped = document.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        let text =
            switch way {
            case "string": "\n " + escaped
            case "cdata": "<![CDATA[\(document)]]>"
            default: document.replacing("<?xml version=\"1.0\" encoding=\"utf-16\"?>", with: "")
            }
        let read = Feeding.read(
            "<Envelope><Empty/><Words>a &lt; b</Words><Result>\(text)</Result></Envelope>", Self.feed())
        #expect(read.records.count == 400)
        #expect(read.lines.last == "g399 - a&b 399")
    }

    @Test("a text that only begins like a document is none, unless records were lost with it")
    func notInner() {
        let row = "<Row><Guid>g</Guid></Row>"
        let escaped = "&lt;R>&lt;Row>&lt;Guid>i&lt;/Guid>&lt;/Row>"
        #expect(Feeding.read("<a><b>&lt;none></b>\(row)</a>", Self.feed()).lines == ["g - -"])
        #expect(Feeding.read("<a><b>&lt;none></b></a>", Self.feed()).failure == .malformed)
        #expect(Feeding.read("<a><b>\(escaped)</b>\(row)</a>", Self.feed()).failure == .truncated)
        #expect(Feeding.read("<a><b>\(escaped)&lt;/x></b>\(row)</a>", Self.feed()).failure == .malformed)
        #expect(
            Feeding.read("<a><b>\(escaped)&lt;/R></b>\(row)</a>", Self.feed()).lines == ["i - -", "g - -"])
    }

    @Test(
        "a SOAP fault is told in its words",
        arguments: [
            """
            <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Client</faultcode>
            <faultstring>Access is denied.
            </faultstring><detail>x</detail></s:Fault></s:Body></s:Envelope>
            """,
            """
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Code/><s:Reason>
            <s:Text xml:lang="en">Access is denied.</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>
            """,
        ])
    func fault(_ body: String) {
        let read = Feeding.read(body, Self.feed())
        #expect(read.failure == .malformed)
        #expect(read.detail == "SOAP fault: Access is denied.")
    }

    @Test("the words of a fault are bounded")
    func longFault() {
        let words = String(repeating: "ü", count: 100_000)
        let read = Feeding.read(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Fault><faultstring>\(words)</faultstring>"
                + "</s:Fault></s:Envelope>", Self.feed())
        #expect(read.failure == .malformed)
        #expect((150...250).contains(read.detail.utf8.count))
    }

    @Test("an element outside of rows leads to the next page")
    func next() {
        let body = "<a><cursor> c&amp;2 </cursor><Row><Guid>g</Guid><cursor>no</cursor></Row></a>"
        #expect(Feeding.read(body, Self.feed(paging: .cursor("cursor"))).end?.next == "c&2")
        #expect(Feeding.read("<a><cursor/></a>", Self.feed(paging: .cursor("cursor"))).end?.next == nil)
        let long = "<a><cursor>\(String(repeating: "x", count: 10_000))</cursor></a>"
        #expect(Feeding.read(long, Self.feed(paging: .cursor("cursor"))).failure == .malformed)
    }

    @Test("records are known by the first of their columns that has a value, and faults name the column")
    func faults() {
        let body =
            "<a><Row><Name>x</Name></Row><Row><Guid> </Guid></Row><Row><Guid>g</Guid><UUID>\(Self.first)</UUID></Row></a>"
        let read = Feeding.read(body, Self.feed(part: .capability))
        #expect(read.lines == ["g \(Self.first) -"])
        #expect(
            read.faults == [
                RecordFault(record: 1, reason: .uuidMissing, field: "UUID"),
                RecordFault(record: 2, reason: .uuidMissing, field: "UUID"),
            ])
        #expect(
            Feeding.read(body, Self.feed()).faults.map(\.reason) == [.resourceMissing, .resourceMissing])
    }

    static let laughs =
        "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\">"
        + (1...9).map { "<!ENTITY lol\($0) \"\(String(repeating: "&lol\($0 == 1 ? "" : "\($0 - 1)");", count: 10))\">" }
        .joined() + "]>"

    @Test(
        "document types and entities are hostile, outside and within",
        arguments: [
            laughs + "<a><Row><Guid>&lol9;</Guid></Row></a>",
            "<!DOCTYPE a SYSTEM \"http://other.example/a.dtd\"><a/>",
            "<!DOCTYPE a PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"file:///etc/passwd\"><a/>",
            "<a><b>" + laughs.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
                + "&lt;a>&amp;lol9;&lt;/a></b></a>",
        ])
    func hostile(_ body: String) {
        #expect(Feeding.read(body, Self.feed()).failure == .hostile)
    }

    @Test("nesting is allowed to the limit and hostile beyond it, the document within the document included")
    func depth() {
        func nested(_ count: Int) -> String {
            String(repeating: "<a>", count: count) + String(repeating: "</a>", count: count)
        }
        #expect(Feeding.read(nested(RecordLimits.depthMax), Self.feed()).failure == nil)
        #expect(Feeding.read(nested(RecordLimits.depthMax + 1), Self.feed()).failure == .hostile)
        func inner(_ count: Int) -> String { "<o>" + nested(count).replacing("<", with: "&lt;") + "</o>" }
        #expect(Feeding.read(inner(RecordLimits.depthMax - 1), Self.feed()).failure == nil)
        #expect(Feeding.read(inner(RecordLimits.depthMax), Self.feed()).failure == .hostile)
    }

    @Test(
        "what is not well-formed is a failure",
        arguments: [
            "<a></b>", "<a>&unknown;</a>", "<a b='1' b='2'/>", "<a/>x", "<a/><b/>", "no markup",
            "<a><Row>\u{1}</Row></a>",
        ])
    func malformed(_ body: String) {
        #expect(Feeding.read(body, Self.feed()).failure == .malformed)
    }

    @Test("bytes that are not UTF-8 are a failure")
    func notUTF8() {
        let body = Array("<a><Row><Guid>".utf8) + [0xff] + Array("</Guid></Row></a>".utf8)
        #expect(Feeding.read(body, Self.feed()).failure == .malformed)
    }

    @Test("every beginning of a document is a body that was cut off")
    func truncated() {
        let body = Array(Self.diffgram.utf8)
        for count in 0..<body.count {
            let read = Feeding.read([Array(body.prefix(count))], Self.feed(row: "Table"))
            #expect(read.failure == .truncated, "\(count) bytes")
        }
    }

    @Test(
        "a record is as long as allowed at most, whatever it consists of",
        arguments: [
            "<Guid>" + String(repeating: "n", count: 65_536) + "</Guid>", String(repeating: "<x/>", count: 20_000),
            "<x y=\"" + String(repeating: "n", count: 65_536) + "\"/>", String(repeating: " ", count: 70_000),
        ])
    func longest(_ content: String) {
        #expect(Feeding.read("<a><Row>\(content)</Row></a>", Self.feed()).failure == .tooLarge)
        #expect(
            Feeding.read("<a><Row>\(content.prefix(7) == "<Guid>n" ? "<Guid>n</Guid>" : "")</Row></a>", Self.feed())
                .failure == nil)
    }

    @Test("UTF-16 is read where a document is written in it, and UTF-8 where it only says UTF-16")
    func utf16() {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a><Row><Guid>ü</Guid></Row></a>"
        let units = text.utf16.flatMap { unit -> [UInt8] in [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)] }
        let bytes: [UInt8] = [0xff, 0xfe] + units
        #expect(Feeding.read(bytes, Self.feed()).lines == ["ü - -"])
        #expect(Feeding.read(text, Self.feed()).lines == ["ü - -"], "as .NET sends it")
        #expect(Feeding.read("\u{FEFF}" + text, Self.feed()).lines == ["ü - -"], "with a mark of byte order")
        let latin = text.replacing("UTF-16", with: "ISO-8859-1").unicodeScalars.map { UInt8($0.value) }
        #expect(Feeding.read(latin, Self.feed()).lines == ["ü - -"])
    }
}
