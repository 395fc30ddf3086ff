import AMT
import Testing

@Suite("Faults and return values")
struct FaultTests {
    private typealias Setup = AMT_SetupAndConfigurationService

    struct FaultCase: Sendable, CustomTestStringConvertible {
        var subcode: String
        var known: WSManFault.Subcode?
        var code: String
        var policy: AnswerPolicy
        var testDescription: String { self.code }
    }

    static let faults = [
        FaultCase(
            subcode: "b:DestinationUnreachable", known: .destinationUnreachable, code: "wsa:DestinationUnreachable",
            policy: .capabilityAbsent),
        FaultCase(subcode: "e:AccessDenied", known: .accessDenied, code: "wsman:AccessDenied", policy: .notAllowedNow),
        FaultCase(subcode: "e:AlreadyExists", known: .alreadyExists, code: "wsman:AlreadyExists", policy: .doneAlready),
        FaultCase(subcode: "e:TimedOut", known: .timedOut, code: "wsman:TimedOut", policy: .busy),
        FaultCase(subcode: "e:QuotaLimit", known: .quotaLimit, code: "wsman:QuotaLimit", policy: .busy),
        FaultCase(subcode: "e:Concurrency", known: .concurrency, code: "wsman:Concurrency", policy: .busy),
        FaultCase(
            subcode: "e:SchemaValidationError", known: .schemaValidationError, code: "wsman:SchemaValidationError",
            policy: .permanent),
        FaultCase(
            subcode: "c:InvalidEnumerationContext", known: .invalidEnumerationContext,
            code: "wsen:InvalidEnumerationContext", policy: .notAllowedNow),
        FaultCase(subcode: "e:NewInvention", known: nil, code: "wsman:NewInvention", policy: .permanent),
        // The right word in the wrong namespace is another word.
        FaultCase(subcode: "b:AlreadyExists", known: nil, code: "wsa:AlreadyExists", policy: .permanent),
    ]

    @Test("fault codes are known by namespace and have a policy", arguments: Self.faults)
    func faultCodes(_ example: FaultCase) {
        let body = Devices.fault(
            subcode: "<a:Subcode><a:Value> \(example.subcode)\n</a:Value></a:Subcode>")
        let reading = Setup.get().read(status: 400, body: body, answering: 1)
        guard case .fault(let fault) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(fault.subcode == example.known)
        #expect(fault.code == example.code)
        #expect(fault.policy == example.policy)
    }

    @Test("an internal error is judged by the status in its detail")
    func faultStatus() {
        for (detail, number, policy) in [
            ("AMT-STATUS 16", 16, AnswerPolicy.notAllowedNow),
            ("<e:FaultDetail>error: AMT-STATUS 38.</e:FaultDetail>", 38, .protectsItself),
            ("<e:X><e:Y>AMT-STATUS: 2075</e:Y></e:X>", 2075, .needsAuditor),
        ] as [(String, UInt32, AnswerPolicy)] {
            let body = Devices.fault(
                subcode: "<a:Subcode><a:Value>e:InternalError</a:Value></a:Subcode>", detail: detail)
            guard case .fault(let fault) = Setup.get().read(status: 500, body: body, answering: 1) else {
                Issue.record("no fault")
                return
            }
            #expect(fault.status == PTStatus(number: number))
            #expect(fault.policy == policy)
        }
        let silent = Devices.fault(subcode: "<a:Subcode><a:Value>e:InternalError</a:Value></a:Subcode>")
        #expect(Setup.get().read(status: 500, body: silent, answering: 1).policy == .permanent)
    }

    @Test("a fault without a subcode is known by its code; one with a prefix nobody declared is refused")
    func faultEdges() {
        guard case .fault(let fault) = Setup.get().read(status: 400, body: Devices.fault(subcode: ""), answering: 1)
        else {
            Issue.record("no fault")
            return
        }
        #expect(fault.code == "s:Sender")
        #expect(fault.subcode == nil)
        let undeclared = Devices.fault(subcode: "<a:Subcode><a:Value>zz:Nothing</a:Value></a:Subcode>")
        #expect(
            Setup.get().read(status: 200, body: undeclared, answering: 1)
                == .unreadable(WSManRefusal(.elementMalformed, "Fault/Code/Value")))
    }

    @Test("a device's sentence is cut and cleaned")
    func faultReason() {
        let body = Devices.fault(subcode: "", reason: String(repeating: "ä\n", count: 500))
        guard case .fault(let fault) = Setup.get().read(status: 400, body: body, answering: 1) else {
            Issue.record("no fault")
            return
        }
        #expect(fault.reason.utf8.count == 200)
        #expect(fault.reason.allSatisfy { $0 == "?" })
    }

    // MARK: Return values

    @Test("policies of return values of Intel's methods")
    func policies() {
        let expected: [AnswerPolicy: [UInt32]] = [
            .doneAlready: [2058],
            .busy: [2, 47, 48, 49, 2061, 2082],
            .protectsItself: [38],
            .credential: [25, 2069],
            .profileWrong: [
                12, 23, 26, 27, 28, 36, 37, 1024, 2054, 2055, 2062, 2063, 2064, 2065, 2066, 2067, 2070,
            ],
            .notAllowedNow: [3, 16, 32, 2057, 2060, 2072, 2076, 2081],
            .needsAuditor: [2075],
        ]
        for (policy, numbers) in expected {
            for number in numbers {
                #expect(ReturnValue(number: number, table: .amt).policy == policy, "\(number)")
            }
        }
        let listed = Set(expected.values.joined())
        for number in (0..<5_000 as Range<UInt32>) where !listed.contains(number) {
            #expect(ReturnValue(number: number, table: .amt).policy == .permanent, "\(number)")
        }
    }

    @Test("names of statuses")
    func names() {
        #expect(ReturnValue(number: 38, table: .amt).name == "FLASH_WRITE_LIMIT_EXCEEDED")
        #expect(ReturnValue(number: 2054, table: .amt).name == "INVALID_PASSWORD")
        #expect(ReturnValue(number: 49, table: .amt).name == "CERTIFICATE_NOT_READY")
        #expect(ReturnValue(number: 2501, table: .amt).name == "INTERFACE_DOES_NOT_EXIST")
        #expect(ReturnValue(number: 4106, table: .amt).name == "URL_REQUIRED")
        #expect(ReturnValue(number: 50, table: .amt).name == nil)
        #expect(ReturnValue(number: 50, table: .amt).description == "50")
    }

    @Test("codes of inherited methods carry AMT's status behind 32768")
    func cimCodes() {
        #expect(ReturnValue(number: 32768 + 2067, table: .cim).name == "INVALID_PRIORITY")
        #expect(ReturnValue(number: 32768 + 2067, table: .cim).policy == .profileWrong)
        #expect(ReturnValue(number: 4097, table: .cim).name == "INVALID_STATE_TRANSITION")
        #expect(ReturnValue(number: 4097, table: .amt).name == "NOT_INITIALIZED")
        #expect(ReturnValue(number: 1, table: .cim).policy == .capabilityAbsent)
        #expect(ReturnValue(number: 4099, table: .cim).policy == .busy)
        #expect(ReturnValue(number: 77, table: .cim).policy == .permanent)
    }
}
