import Provisioning
import Testing

@testable import provisionserver

@Suite("The source of what computers say of themselves") struct PushSourceTests {
    @Test("it can be read, and is believed after every source of the usual rank")
    func document() {
        #expect(
            Cluster.pushDocument.canonicalText == #"{"kind":"push","name":"agent","#
                + #""trust":{"amtVersion":900,"fqdn":900,"profile":900,"site":900}}"#)
        guard case .success = SourceReader.read(Cluster.pushDocument) else {
            Issue.record("the document has faults")
            return
        }
    }
}
