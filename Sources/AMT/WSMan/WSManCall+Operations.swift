extension WSManCall {
    /// Transfer Get: reads one instance.
    ///
    /// - Parameter selectors: the keys; a singleton needs none, though old firmware wants them where there are some.
    static func get(
        _ firmwareClass: FirmwareClass,
        selectors: [EndpointReference.Selector] = [],
        read: @escaping @Sendable (InstanceReader) throws(WSManRefusal) -> Output
    ) -> WSManCall {
        WSManCall(
            firmwareClass, "Get", kind: .read, action: WSManNamespace.transfer + "/Get", selectors: selectors
        ) { answer throws(WSManRefusal) in
            .answered(try read(try answer.content(firmwareClass.name, in: firmwareClass.uri)))
        }
    }

    /// Transfer Delete.
    static func delete(
        _ firmwareClass: FirmwareClass, selectors: [EndpointReference.Selector]
    ) -> WSManCall where Output == Done {
        WSManCall(
            firmwareClass, "Delete", kind: .probeFirst, action: WSManNamespace.transfer + "/Delete",
            selectors: selectors, answerSecondsMax: slowAnswerSecondsMax
        ) { _ throws(WSManRefusal) in .answered(Done()) }
    }

    /// Transfer Put: replaces an instance. Some firmware answers with what is now stored, some with nothing.
    static func put<Instance>(
        _ firmwareClass: FirmwareClass,
        selectors: [EndpointReference.Selector],
        body: @escaping @Sendable (inout XMLWriter) -> Void,
        read: @escaping @Sendable (InstanceReader) throws(WSManRefusal) -> Instance
    ) -> WSManCall where Output == Instance? {
        WSManCall(
            firmwareClass, "Put", kind: .repeatable, action: WSManNamespace.transfer + "/Put", selectors: selectors,
            answerSecondsMax: slowAnswerSecondsMax, body: body
        ) { answer throws(WSManRefusal) in
            guard answer.content != nil else { return .answered(nil) }
            return .answered(try read(try answer.content(firmwareClass.name, in: firmwareClass.uri)))
        }
    }

    /// Transfer Create: the answer names the new instance.
    static func create(
        _ firmwareClass: FirmwareClass,
        body: @escaping @Sendable (inout XMLWriter) -> Void
    ) -> WSManCall where Output == EndpointReference {
        WSManCall(
            firmwareClass, "Create", kind: .probeFirst, action: WSManNamespace.transfer + "/Create",
            answerSecondsMax: slowAnswerSecondsMax, body: body
        ) { answer throws(WSManRefusal) in
            let created = try answer.content("ResourceCreated", in: WSManNamespace.transfer)
            return .answered(try EndpointReference(created.element, path: created.path))
        }
    }

    /// Starts an enumeration; the output is the context of the first pull.
    static func enumerate(_ firmwareClass: FirmwareClass) -> WSManCall where Output == String {
        WSManCall(
            firmwareClass, "Enumerate", kind: .read, action: WSManNamespace.enumeration + "/Enumerate",
            body: { $0.markup("<Enumerate xmlns=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\"></Enumerate>") }
        ) { answer throws(WSManRefusal) in
            let response = try answer.content("EnumerateResponse", in: WSManNamespace.enumeration)
            let context = try response.requiredText("EnumerationContext")
            guard !context.isEmpty else { throw response.missing("EnumerationContext") }
            return .answered(context)
        }
    }

    /// Reads one page of an enumeration. Pulling a context twice is no error for the device but a fault when it expired.
    static func pull<Item>(
        _ firmwareClass: FirmwareClass,
        context: String,
        read: @escaping @Sendable (InstanceReader) throws(WSManRefusal) -> Item
    ) -> WSManCall where Output == PullPage<Item> {
        WSManCall(
            firmwareClass, "Pull", kind: .read, action: WSManNamespace.enumeration + "/Pull",
            answerSecondsMax: slowAnswerSecondsMax,
            body: { writer in
                writer.markup("<Pull xmlns=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\">")
                writer.element("EnumerationContext", context)
                writer.element("MaxElements", String(PullLimits.elementCountMax))
                writer.element("MaxCharacters", String(PullLimits.characterCountMax))
                writer.close("Pull")
            }
        ) { answer throws(WSManRefusal) in
            let response = try answer.content("PullResponse", in: WSManNamespace.enumeration)
            guard let list = response.child("Items") else { throw response.missing("Items") }
            var items: [Item] = []
            for element in list.children {
                guard element.isNamed(firmwareClass.name, in: firmwareClass.uri) else {
                    throw WSManRefusal(.elementMissing, "PullResponse/Items/" + firmwareClass.name)
                }
                items.append(try read(InstanceReader(element: element, path: firmwareClass.name)))
            }
            let next = response.text("EnumerationContext").flatMap { $0.isEmpty ? nil : $0 }
            if response.child("EndOfSequence") != nil { return .answered(PullPage(items: items, next: nil)) }
            // Neither an end nor a way on: a page that was cut, or firmware that we do not know.
            guard let next else { throw response.missing("EndOfSequence") }
            return .answered(PullPage(items: items, next: next))
        }
    }

    /// WS-Eventing Subscribe. Whoever asks twice is sent every event twice.
    ///
    /// - Parameters:
    ///   - header: writes what goes behind the selectors.
    ///   - body: writes the whole body.
    static func subscribe(
        _ firmwareClass: FirmwareClass,
        selectors: [EndpointReference.Selector],
        header: @escaping @Sendable (inout XMLWriter) -> Void,
        body: @escaping @Sendable (inout XMLWriter) -> Void
    ) -> WSManCall where Output == Done {
        WSManCall(
            firmwareClass, "Subscribe", kind: .probeFirst, action: WSManNamespace.eventing + "/Subscribe",
            selectors: selectors, answerSecondsMax: slowAnswerSecondsMax, header: header, body: body
        ) { answer throws(WSManRefusal) in
            _ = try answer.content("SubscribeResponse", in: WSManNamespace.eventing)
            return .answered(Done())
        }
    }

    /// WS-Eventing Unsubscribe. The answer's body is empty.
    static func unsubscribe(
        _ firmwareClass: FirmwareClass, selectors: [EndpointReference.Selector]
    ) -> WSManCall where Output == Done {
        WSManCall(
            firmwareClass, "Unsubscribe", kind: .probeFirst, action: WSManNamespace.eventing + "/Unsubscribe",
            selectors: selectors, answerSecondsMax: slowAnswerSecondsMax,
            body: {
                $0.markup("<e:Unsubscribe xmlns:e=\"http://schemas.xmlsoap.org/ws/2004/08/eventing\"></e:Unsubscribe>")
            }
        ) { _ throws(WSManRefusal) in .answered(Done()) }
    }

    /// Calls a method.
    ///
    /// - Parameters:
    ///   - table: the list that the method's return values are from.
    ///   - selectors: the keys, for a method of a class with several instances.
    ///   - parameters: writes the children of `_INPUT` with prefix `p`, in the order of the class definition.
    ///   - read: reads the outputs; runs only when `ReturnValue` is 0. A method that reads is taken at its word when
    ///     it has its outputs but no `ReturnValue`, as one recorded answer does.
    static func invoke(
        _ firmwareClass: FirmwareClass,
        _ method: String,
        kind: CallKind,
        table: ReturnValue.Table = .amt,
        selectors: [EndpointReference.Selector] = [],
        answerSecondsMax: Int = usualAnswerSecondsMax,
        parameters: @escaping @Sendable (inout XMLWriter) -> Void = { _ in },
        read: @escaping @Sendable (InstanceReader) throws(WSManRefusal) -> Output
    ) -> WSManCall {
        WSManCall(
            firmwareClass, method, kind: kind, action: firmwareClass.uri + "/" + method, selectors: selectors,
            answerSecondsMax: answerSecondsMax,
            body: { writer in
                writer.open("p:\(method)_INPUT", attributes: [("xmlns:p", firmwareClass.uri)])
                parameters(&writer)
                writer.close("p:\(method)_INPUT")
            }
        ) { answer throws(WSManRefusal) in
            let output = try answer.content(method + "_OUTPUT", in: firmwareClass.uri)
            let number = kind == .read ? try output.number("ReturnValue") : try output.requiredNumber("ReturnValue")
            if let number, number != 0 { return .returned(ReturnValue(number: number, table: table)) }
            return .answered(try read(output))
        }
    }

    /// Calls a method that has no output.
    static func invoke(
        _ firmwareClass: FirmwareClass,
        _ method: String,
        kind: CallKind,
        table: ReturnValue.Table = .amt,
        selectors: [EndpointReference.Selector] = [],
        answerSecondsMax: Int = usualAnswerSecondsMax,
        parameters: @escaping @Sendable (inout XMLWriter) -> Void = { _ in }
    ) -> WSManCall where Output == Done {
        self.invoke(
            firmwareClass, method, kind: kind, table: table, selectors: selectors, answerSecondsMax: answerSecondsMax,
            parameters: parameters
        ) { _ throws(WSManRefusal) in Done() }
    }

    /// Calls `RequestStateChange`, which many classes inherit from CIM: its return values are CIM's.
    ///
    /// - Parameter state: the wire's number of the state that is asked for. Asking for the present one is no error.
    static func requestStateChange(_ firmwareClass: FirmwareClass, to state: UInt32) -> WSManCall where Output == Done {
        self.invoke(
            firmwareClass, "RequestStateChange", kind: .repeatable, table: .cim,
            answerSecondsMax: slowAnswerSecondsMax,
            parameters: { $0.element("p:RequestedState", String(state)) })
    }
}
