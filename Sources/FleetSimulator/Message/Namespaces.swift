/// The URIs of SOAP, WS-Management and the schemas of the classes.
enum Namespace {
    static let soap = "http://www.w3.org/2003/05/soap-envelope"
    static let addressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
    static let wsman = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
    static let trust = "http://schemas.xmlsoap.org/ws/2005/02/trust"
    static let security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
    static let binding = "http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd"
    static let enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
    static let transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
    static let eventing = "http://schemas.xmlsoap.org/ws/2004/08/eventing"
    static let common = "http://schemas.dmtf.org/wbem/wscim/1/common"
    static let instance = "http://www.w3.org/2001/XMLSchema-instance"
    static let identity = "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"

    static let anonymous = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"
    static let wsmanFault = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault"
    static let addressingFault = "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault"

    static let amtClasses = "http://intel.com/wbem/wscim/1/amt-schema/1/"
    static let ipsClasses = "http://intel.com/wbem/wscim/1/ips-schema/1/"
    static let cimClasses = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
}
