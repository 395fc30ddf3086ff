/// A set of events that somebody may subscribe for. The firmware has six or seven of them, and their names are its own; two are
/// known from Intel's LMS, ``all`` and `Intel(r) AMT:Features`.
///
/// Source: Intel's guide, *Subscribe for Events*, *Additional Subscription Options* and *CIM elements* of WS-Eventing. The
/// element `w:Auth` is not in the guide's section on digest authorization; MeshCommander sends it.
package struct CIM_FilterCollection: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.cim("CIM_FilterCollection")

    /// Every event.
    package static let all = "Intel(r) AMT:All"

    /// The key.
    package let instanceID: String

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.instanceID = try instance.requiredText("InstanceID")
    }

    /// Where events go, and what goes along.
    package struct Delivery: Equatable, Sendable {
        /// With what the device answers a listener that asks who it is, by digest.
        package struct Credential: Equatable, Sendable {
            /// The user's name.
            package let username: String
            /// The user's password.
            package let password: Secret

            /// A credential of the listener's.
            package init(username: String, password: Secret) {
                self.username = username
                self.password = password
            }
        }

        /// Characters of everything between the tags of `ReferenceParameters`, and of these tags: firmware keeps no more. The
        /// guide does not say whether it counts the outer ones.
        package static let argumentCharacterCountMax = 256

        /// `http` or, from release 11 on, `https`; at most 253 characters.
        package let destination: String
        /// Comes back with each event; for the listener to tell devices apart.
        package let argument: String?
        /// `nil` for a listener that asks nobody.
        package let credential: Credential?

        /// A delivery. Each event is sent alone, and the listener acknowledges it (`PushWithAck`).
        package init(destination: String, argument: String? = nil, credential: Credential? = nil) {
            self.destination = destination
            self.argument = argument
            self.credential = credential
        }

        /// Characters of an argument as firmware counts them.
        package static func characterCount(of argument: String) -> Int {
            var writer = XMLWriter()
            Self.write(argument, to: &writer)
            return writer.bytes.count
        }

        /// The namespace is ours: the guide leaves it free.
        private static func write(_ argument: String, to writer: inout XMLWriter) {
            writer.open("a:ReferenceParameters")
            writer.element("p:argument", argument, attributes: [("xmlns:p", "urn:provisionserver")])
            writer.close("a:ReferenceParameters")
        }
    }
}

extension CIM_FilterCollection.Delivery {
    fileprivate func write(to writer: inout XMLWriter) {
        writer.markup(
            """
            <e:Subscribe xmlns:e="http://schemas.xmlsoap.org/ws/2004/08/eventing">\
            <e:Delivery Mode="http://schemas.dmtf.org/wbem/wsman/1/wsman/PushWithAck"><e:NotifyTo>
            """)
        writer.element("a:Address", self.destination)
        if let argument = self.argument { Self.write(argument, to: &writer) }
        writer.close("e:NotifyTo")
        if self.credential != nil {
            writer.markup(
                "<w:Auth Profile=\"http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/http/digest\"></w:Auth>")
        }
        writer.markup("</e:Delivery></e:Subscribe>")
    }
}

extension CIM_FilterCollection.Delivery.Credential {
    private static let security =
        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"

    fileprivate func write(to writer: inout XMLWriter) {
        writer.open(
            "t:IssuedTokens",
            attributes: [("xmlns:t", "http://schemas.xmlsoap.org/ws/2005/02/trust"), ("xmlns:s", Self.security)])
        writer.open("t:RequestSecurityTokenResponse")
        writer.element(
            "t:TokenType",
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#UsernameToken")
        writer.open("t:RequestedSecurityToken")
        writer.open("s:UsernameToken")
        writer.element("s:Username", self.username)
        writer.element("s:Password", self.password, attributes: [("Type", Self.security + "#PasswordText")])
        writer.close("s:UsernameToken")
        writer.close("t:RequestedSecurityToken")
        writer.close("t:RequestSecurityTokenResponse")
        writer.close("t:IssuedTokens")
    }
}

extension CIM_FilterCollection {
    /// Starts an enumeration.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<CIM_FilterCollection>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try CIM_FilterCollection(instance)
        }
    }

    /// Has events sent somewhere. There may be one of the kind already: the firmware makes another.
    package static func subscribe(instanceID: String, _ delivery: Delivery) -> WSManCall<Done> {
        .subscribe(
            self.firmwareClass, selectors: [.init("InstanceID", instanceID)],
            header: { delivery.credential?.write(to: &$0) }, body: { delivery.write(to: &$0) })
    }
}
