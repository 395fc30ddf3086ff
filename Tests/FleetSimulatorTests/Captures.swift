/// Answers recorded from devices, white space between elements taken out.
///
/// Source: github.com/device-management-toolkit/go-wsman-messages and rps, Apache-2.0, (c) Intel Corporation.
enum Captures {
    static let generalGet = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://intel.com/wbem/wscim/1/amt-schema/1/AMT_GeneralSettings" xmlns:xsi="http://www.w3.org/2001/XMLSchema\
        -instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesT\
        o>0</b:RelatesTo><b:Action a:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/09/transfer/GetRespons\
        e</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-000000000001</b:MessageID><c:ResourceURI>http://intel.\
        com/wbem/wscim/1/amt-schema/1/AMT_GeneralSettings</c:ResourceURI></a:Header><a:Body><g:AMT_GeneralSettings><\
        g:AMTNetworkEnabled>1</g:AMTNetworkEnabled><g:DDNSPeriodicUpdateInterval>1440</g:DDNSPeriodicUpdateInterval>\
        <g:DDNSTTL>900</g:DDNSTTL><g:DDNSUpdateByDHCPServerEnabled>true</g:DDNSUpdateByDHCPServerEnabled><g:DDNSUpda\
        teEnabled>false</g:DDNSUpdateEnabled><g:DHCPv6ConfigurationTimeout>0</g:DHCPv6ConfigurationTimeout><g:Digest\
        Realm>Digest:62FFAC181B3F3457C5B3894ED21F3E6E</g:DigestRealm><g:DomainName></g:DomainName><g:ElementName>Int\
        el(r) AMT: General Settings</g:ElementName><g:HostName></g:HostName><g:HostOSFQDN></g:HostOSFQDN><g:IdleWake\
        Timeout>1</g:IdleWakeTimeout><g:InstanceID>Intel(r) AMT: General Settings</g:InstanceID><g:NetworkInterfaceE\
        nabled>true</g:NetworkInterfaceEnabled><g:PingResponseEnabled>true</g:PingResponseEnabled><g:PowerSource>0</\
        g:PowerSource><g:PreferredAddressFamily>0</g:PreferredAddressFamily><g:PresenceNotificationInterval>0</g:Pre\
        senceNotificationInterval><g:PrivacyLevel>0</g:PrivacyLevel><g:RmcpPingResponseEnabled>true</g:RmcpPingRespo\
        nseEnabled><g:SharedFQDN>true</g:SharedFQDN><g:ThunderboltDockEnabled>0</g:ThunderboltDockEnabled><g:WsmanOn\
        lyMode>false</g:WsmanOnlyMode></g:AMT_GeneralSettings></a:Body></a:Envelope>
        """
    static let unreachable = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:g="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.x\
        sd" xmlns:f="http://schemas.xmlsoap.org/ws/2004/08/eventing" xmlns:e="http://schemas.dmtf.org/wbem/wsman/1/w\
        sman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2004/09/transfer" xmlns:c="http://schemas.xmlsoap.org/ws/20\
        04/09/enumeration" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:a="http://www.w3.org/200\
        3/05/soap-envelope" xmlns:h="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:i="http://docs.oasis-open.or\
        g/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instan\
        ce"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>0</b:\
        RelatesTo><b:Action a:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/08/addressing/fault</b:Action\
        ><b:MessageID>uuid:00000000-8086-8086-8086-000000000061</b:MessageID></a:Header><a:Body><a:Fault><a:Code><a:\
        Value>a:Sender</a:Value><a:Subcode><a:Value>b:DestinationUnreachable</a:Value></a:Subcode></a:Code><a:Reason\
        ><a:Text xml:lang="en-US">No route can be determined to reach the destination role defined by the WSAddressi\
        ng To.</a:Text></a:Reason><a:Detail></a:Detail></a:Fault></a:Body></a:Envelope>
        """
    static let alreadyExists = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:g="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.x\
        sd" xmlns:f="http://schemas.xmlsoap.org/ws/2004/08/eventing" xmlns:e="http://schemas.dmtf.org/wbem/wsman/1/w\
        sman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2004/09/transfer" xmlns:c="http://schemas.xmlsoap.org/ws/20\
        04/09/enumeration" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:a="http://www.w3.org/200\
        3/05/soap-envelope" xmlns:h="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:i="http://docs.oasis-open.or\
        g/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instan\
        ce"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>31</b\
        :RelatesTo><b:Action a:mustUnderstand="true">http://schemas.dmtf.org/wbem/wsman/1/wsman/fault</b:Action><b:M\
        essageID>uuid:00000000-8086-8086-8086-000000023EEF</b:MessageID></a:Header><a:Body><a:Fault><a:Code><a:Value\
        >a:Sender</a:Value><a:Subcode><a:Value>e:AlreadyExists</a:Value></a:Subcode></a:Code><a:Reason><a:Text xml:l\
        ang="en-US">The sender attempted to create a resource which already exists.</a:Text></a:Reason><a:Detail></a\
        :Detail></a:Fault></a:Body></a:Envelope>
        """
    static let keyPairGet = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://intel.com/wbem/wscim/1/amt-schema/1/AMT_PublicPrivateKeyPair" xmlns:h="http://schemas.dmtf.org/wbem/\
        wscim/1/common" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http://schemas.xmlsoap\
        .org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>5</b:RelatesTo><b:Action a:mustUnderstand="true\
        ">http://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-\
        8086-0000000028A5</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_PublicPrivateKe\
        yPair</c:ResourceURI></a:Header><a:Body><g:AMT_PublicPrivateKeyPair><g:DERKey>MIIBCgKCAQEA4y00wezZ1XwsSITMvq\
        eYf61tgfVhlGbBVwq9Au0BaEgofPFCLuWMnKaTnMhUlJEGaeB2y6F8qjId0xMwLtNY6XWhmMoCP0R+ymgClT0treqtYp2zL1QPK1R04KTgF0\
        KZh247oQpPGnB2nIe7PKCjPaY8BfOyBC6eNLeWUVIOA5TLL0gSTuk8y3iaadKo+LoWBaH/WDrIJ21Dzn6yU3zGueA8tphPH7yXaOJuNiijOU\
        YZjVT7J0Ia8qMxUv1CrbfL2+N0lrcCG/E4f0QF1XgoCJnwIHdYaNhWzKVhfh2TTZIxJo8bXngckNOLzdYM35hUq98CxPiMSO8+G7J8RZaobQ\
        IDAQAB</g:DERKey><g:ElementName>Intel(r) AMT Key</g:ElementName><g:InstanceID>Intel(r) AMT Key: Handle: 0</g\
        :InstanceID></g:AMT_PublicPrivateKeyPair></a:Body></a:Envelope>
        """
    static let keyPairDelete = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:xs\
        i="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressi\
        ng/role/anonymous</b:To><b:RelatesTo>5</b:RelatesTo><b:Action a:mustUnderstand="true">http://schemas.xmlsoap\
        .org/ws/2004/09/transfer/DeleteResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-0000000028AD</b:\
        MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_PublicPrivateKeyPair</c:ResourceURI>\
        </a:Header><a:Body></a:Body></a:Envelope>
        """
    static let keyPairEnumerate = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://schemas.xmlsoap.org/ws/2004/09/enumeration" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a\
        :Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>6</b:Relate\
        sTo><b:Action a:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/09/enumeration/EnumerateResponse</b\
        :Action><b:MessageID>uuid:00000000-8086-8086-8086-00000000289B</b:MessageID><c:ResourceURI>http://intel.com/\
        wbem/wscim/1/amt-schema/1/AMT_PublicPrivateKeyPair</c:ResourceURI></a:Header><a:Body><g:EnumerateResponse><g\
        :EnumerationContext>56080000-0000-0000-0000-000000000000</g:EnumerationContext></g:EnumerateResponse></a:Bod\
        y></a:Envelope>
        """
    static let generateKeyPair = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://intel.com/wbem/wscim/1/amt-schema/1/AMT_PublicKeyManagementService" xmlns:xsi="http://www.w3.org/200\
        1/XMLSchema-instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To>\
        <b:RelatesTo>9</b:RelatesTo><b:Action a:mustUnderstand="true">http://intel.com/wbem/wscim/1/amt-schema/1/AMT\
        _PublicKeyManagementService/GenerateKeyPairResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-0000\
        00002842</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_PublicKeyManagementServi\
        ce</c:ResourceURI></a:Header><a:Body><g:GenerateKeyPair_OUTPUT><g:KeyPair><b:Address>http://schemas.xmlsoap.\
        org/ws/2004/08/addressing/role/anonymous</b:Address><b:ReferenceParameters><c:ResourceURI>http://intel.com/w\
        bem/wscim/1/amt-schema/1/AMT_PublicPrivateKeyPair</c:ResourceURI><c:SelectorSet><c:Selector Name="InstanceID\
        ">Intel(r) AMT Key: Handle: 0</c:Selector></c:SelectorSet></b:ReferenceParameters></g:KeyPair><g:ReturnValue\
        >0</g:ReturnValue></g:GenerateKeyPair_OUTPUT></a:Body></a:Envelope>
        """
    static let addCertificate = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://intel.com/wbem/wscim/1/amt-schema/1/AMT_PublicKeyManagementService" xmlns:xsi="http://www.w3.org/200\
        1/XMLSchema-instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To>\
        <b:RelatesTo>13</b:RelatesTo><b:Action a:mustUnderstand="true">http://intel.com/wbem/wscim/1/amt-schema/1/AM\
        T_PublicKeyManagementService/AddCertificateResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-0000\
        00002835</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_PublicKeyManagementServi\
        ce</c:ResourceURI></a:Header><a:Body><g:AddCertificate_OUTPUT><g:CreatedCertificate><b:Address>http://schema\
        s.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:Address><b:ReferenceParameters><c:ResourceURI>http://i\
        ntel.com/wbem/wscim/1/amt-schema/1/AMT_PublicKeyCertificate</c:ResourceURI><c:SelectorSet><c:Selector Name="\
        InstanceID">Intel(r) AMT Certificate: Handle: 1</c:Selector></c:SelectorSet></b:ReferenceParameters></g:Crea\
        tedCertificate><g:ReturnValue>0</g:ReturnValue></g:AddCertificate_OUTPUT></a:Body></a:Envelope>
        """
    static let contextPull = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://schemas.xmlsoap.org/ws/2004/09/enumeration" xmlns:h="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_\
        TLSCredentialContext" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http://schemas.x\
        mlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>47</b:RelatesTo><b:Action a:mustUnderstan\
        d="true">http://schemas.xmlsoap.org/ws/2004/09/enumeration/PullResponse</b:Action><b:MessageID>uuid:00000000\
        -8086-8086-8086-000000003153</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TLSC\
        redentialContext</c:ResourceURI></a:Header><a:Body><g:PullResponse><g:Items><h:AMT_TLSCredentialContext><h:E\
        lementInContext><b:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:Address><b:Ref\
        erenceParameters><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_PublicKeyCertificate</c:Resou\
        rceURI><c:SelectorSet><c:Selector Name="InstanceID">Intel(r) AMT Certificate: Handle: 3</c:Selector></c:Sele\
        ctorSet></b:ReferenceParameters></h:ElementInContext><h:ElementProvidingContext><b:Address>http://schemas.xm\
        lsoap.org/ws/2004/08/addressing/role/anonymous</b:Address><b:ReferenceParameters><c:ResourceURI>http://intel\
        .com/wbem/wscim/1/amt-schema/1/AMT_TLSProtocolEndpointCollection</c:ResourceURI><c:SelectorSet><c:Selector N\
        ame="ElementName">TLSProtocolEndpoint Instances Collection</c:Selector></c:SelectorSet></b:ReferenceParamete\
        rs></h:ElementProvidingContext></h:AMT_TLSCredentialContext></g:Items><g:EndOfSequence></g:EndOfSequence></g\
        :PullResponse></a:Body></a:Envelope>
        """
    static let contextPut = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TLSCredentialContext" xmlns:xsi="http://www.w3.org/2001/XMLS\
        chema-instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:Rel\
        atesTo>11</b:RelatesTo><b:Action a:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/09/transfer/PutR\
        esponse</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-00000004CD7E</b:MessageID><c:ResourceURI>http://\
        intel.com/wbem/wscim/1/amt-schema/1/AMT_TLSCredentialContext</c:ResourceURI></a:Header><a:Body><g:AMT_TLSCre\
        dentialContext><g:ElementInContext><b:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymou\
        s</b:Address><b:ReferenceParameters><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_PublicKeyC\
        ertificate</c:ResourceURI><c:SelectorSet><c:Selector Name="InstanceID">Intel(r) AMT Certificate: Handle: 4</\
        c:Selector></c:SelectorSet></b:ReferenceParameters></g:ElementInContext><g:ElementProvidingContext><b:Addres\
        s>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:Address><b:ReferenceParameters><c:Resou\
        rceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TLSProtocolEndpointCollection</c:ResourceURI><c:Select\
        orSet><c:Selector Name="ElementName">TLSProtocolEndpoint Instances Collection</c:Selector></c:SelectorSet></\
        b:ReferenceParameters></g:ElementProvidingContext></g:AMT_TLSCredentialContext></a:Body></a:Envelope>
        """
    static let setClock = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TimeSynchronizationService" xmlns:xsi="http://www.w3.org/200\
        1/XMLSchema-instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To>\
        <b:RelatesTo>6</b:RelatesTo><b:Action a:mustUnderstand="true">http://intel.com/wbem/wscim/1/amt-schema/1/AMT\
        _TimeSynchronizationService/SetHighAccuracyTimeSynchResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-\
        8086-000000002818</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TimeSynchroniza\
        tionService</c:ResourceURI></a:Header><a:Body><g:SetHighAccuracyTimeSynch_OUTPUT><g:ReturnValue>0</g:ReturnV\
        alue></g:SetHighAccuracyTimeSynch_OUTPUT></a:Body></a:Envelope>
        """
    static let getClock = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TimeSynchronizationService" xmlns:xsi="http://www.w3.org/200\
        1/XMLSchema-instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To>\
        <b:RelatesTo>9</b:RelatesTo><b:Action a:mustUnderstand="true">http://intel.com/wbem/wscim/1/amt-schema/1/AMT\
        _TimeSynchronizationService/GetLowAccuracyTimeSynchResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-8\
        086-00000000280F</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TimeSynchronizat\
        ionService</c:ResourceURI></a:Header><a:Body><g:GetLowAccuracyTimeSynch_OUTPUT><g:Ta0>1704586865</g:Ta0><g:R\
        eturnValue>0</g:ReturnValue></g:GetLowAccuracyTimeSynch_OUTPUT></a:Body></a:Envelope>
        """
    static let softwarePull = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://schemas.xmlsoap.org/ws/2004/09/enumeration" xmlns:h="http://schemas.dmtf.org/wbem/wscim/1/cim-schema\
        /2/CIM_SoftwareIdentity" xmlns:i="http://schemas.dmtf.org/wbem/wscim/1/common" xmlns:xsi="http://www.w3.org/\
        2001/XMLSchema-instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:\
        To><b:RelatesTo>1</b:RelatesTo><b:Action a:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/09/enume\
        ration/PullResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-000000000E9A</b:MessageID><c:Resourc\
        eURI>http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_SoftwareIdentity</c:ResourceURI></a:Header><a:Bod\
        y><g:PullResponse><g:Items><h:CIM_SoftwareIdentity><h:InstanceID>Flash</h:InstanceID><h:IsEntity>true</h:IsE\
        ntity><h:VersionString>12.0.67</h:VersionString></h:CIM_SoftwareIdentity><h:CIM_SoftwareIdentity><h:Instance\
        ID>Netstack</h:InstanceID><h:IsEntity>true</h:IsEntity><h:VersionString>12.0.67</h:VersionString></h:CIM_Sof\
        twareIdentity><h:CIM_SoftwareIdentity><h:InstanceID>AMTApps</h:InstanceID><h:IsEntity>true</h:IsEntity><h:Ve\
        rsionString>12.0.67</h:VersionString></h:CIM_SoftwareIdentity><h:CIM_SoftwareIdentity><h:InstanceID>AMT</h:I\
        nstanceID><h:IsEntity>true</h:IsEntity><h:VersionString>12.0.67</h:VersionString></h:CIM_SoftwareIdentity><h\
        :CIM_SoftwareIdentity><h:InstanceID>Sku</h:InstanceID><h:IsEntity>true</h:IsEntity><h:VersionString>16392</h\
        :VersionString></h:CIM_SoftwareIdentity><h:CIM_SoftwareIdentity><h:InstanceID>VendorID</h:InstanceID><h:IsEn\
        tity>true</h:IsEntity><h:VersionString>8086</h:VersionString></h:CIM_SoftwareIdentity><h:CIM_SoftwareIdentit\
        y><h:InstanceID>Build Number</h:InstanceID><h:IsEntity>true</h:IsEntity><h:VersionString>1579</h:VersionStri\
        ng></h:CIM_SoftwareIdentity><h:CIM_SoftwareIdentity><h:InstanceID>Recovery Version</h:InstanceID><h:IsEntity\
        >true</h:IsEntity><h:VersionString>12.0.67</h:VersionString></h:CIM_SoftwareIdentity><h:CIM_SoftwareIdentity\
        ><h:InstanceID>Recovery Build Num</h:InstanceID><h:IsEntity>true</h:IsEntity><h:VersionString>1579</h:Versio\
        nString></h:CIM_SoftwareIdentity><h:CIM_SoftwareIdentity><h:InstanceID>Legacy Mode</h:InstanceID><h:IsEntity\
        >true</h:IsEntity><h:VersionString>False</h:VersionString></h:CIM_SoftwareIdentity><h:CIM_SoftwareIdentity><\
        h:InstanceID>AMT FW Core Version</h:InstanceID><h:IsEntity>true</h:IsEntity><h:VersionString>12.0.67</h:Vers\
        ionString></h:CIM_SoftwareIdentity></g:Items><g:EndOfSequence></g:EndOfSequence></g:PullResponse></a:Body></\
        a:Envelope>
        """
    static let setupPull = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://schemas.xmlsoap.org/ws/2004/09/enumeration" xmlns:h="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_\
        SetupAndConfigurationService" xmlns:i="http://schemas.dmtf.org/wbem/wscim/1/common" xmlns:xsi="http://www.w3\
        .org/2001/XMLSchema-instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymou\
        s</b:To><b:RelatesTo>2</b:RelatesTo><b:Action a:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/09/\
        enumeration/PullResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-000000000114</b:MessageID><c:Re\
        sourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_SetupAndConfigurationService</c:ResourceURI></a:Hea\
        der><a:Body><g:PullResponse><g:Items><h:AMT_SetupAndConfigurationService><h:CreationClassName>AMT_SetupAndCo\
        nfigurationService</h:CreationClassName><h:ElementName>Intel(r) AMT Setup and Configuration Service</h:Eleme\
        ntName><h:EnabledState>5</h:EnabledState><h:Name>Intel(r) AMT Setup and Configuration Service</h:Name><h:Pas\
        swordModel>1</h:PasswordModel><h:ProvisioningMode>1</h:ProvisioningMode><h:ProvisioningServerOTP>AAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=</h:ProvisioningServerOTP><h:ProvisioningState>2</h:ProvisioningState><h:Re\
        questedState>12</h:RequestedState><h:SystemCreationClassName>CIM_ComputerSystem</h:SystemCreationClassName><\
        h:SystemName>Intel(r) AMT</h:SystemName><h:ZeroTouchConfigurationEnabled>true</h:ZeroTouchConfigurationEnabl\
        ed></h:AMT_SetupAndConfigurationService></g:Items><g:EndOfSequence></g:EndOfSequence></g:PullResponse></a:Bo\
        dy></a:Envelope>
        """
    static let setupGet = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://intel.com/wbem/wscim/1/amt-schema/1/AMT_SetupAndConfigurationService" xmlns:h="http://schemas.dmtf.o\
        rg/wbem/wscim/1/common" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http://schemas\
        .xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>0</b:RelatesTo><b:Action a:mustUndersta\
        nd="true">http://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse</b:Action><b:MessageID>uuid:00000000-80\
        86-8086-8086-000000000332</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_SetupAn\
        dConfigurationService</c:ResourceURI></a:Header><a:Body><g:AMT_SetupAndConfigurationService><g:CreationClass\
        Name>AMT_SetupAndConfigurationService</g:CreationClassName><g:ElementName>Intel(r) AMT Setup and Configurati\
        on Service</g:ElementName><g:EnabledState>5</g:EnabledState><g:Name>Intel(r) AMT Setup and Configuration Ser\
        vice</g:Name><g:PasswordModel>1</g:PasswordModel><g:ProvisioningMode>1</g:ProvisioningMode><g:ProvisioningSe\
        rverOTP>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=</g:ProvisioningServerOTP><g:ProvisioningState>2</g:Prov\
        isioningState><g:RequestedState>12</g:RequestedState><g:SystemCreationClassName>CIM_ComputerSystem</g:System\
        CreationClassName><g:SystemName>Intel(r) AMT</g:SystemName><g:ZeroTouchConfigurationEnabled>true</g:ZeroTouc\
        hConfigurationEnabled></g:AMT_SetupAndConfigurationService></a:Body></a:Envelope>
        """
    static let partialUnprovision = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://intel.com/wbem/wscim/1/amt-schema/1/AMT_SetupAndConfigurationService" xmlns:xsi="http://www.w3.org/2\
        001/XMLSchema-instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:T\
        o><b:RelatesTo>0</b:RelatesTo><b:Action a:mustUnderstand="true">http://intel.com/wbem/wscim/1/amt-schema/1/A\
        MT_SetupAndConfigurationService/PartialUnprovisionResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-80\
        86-0000000002D0</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_SetupAndConfigura\
        tionService</c:ResourceURI></a:Header><a:Body><g:PartialUnprovision_OUTPUT><g:ReturnValue>0</g:ReturnValue><\
        /g:PartialUnprovision_OUTPUT></a:Body></a:Envelope>
        """
    static let authorizationGet = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://intel.com/wbem/wscim/1/amt-schema/1/AMT_AuthorizationService" xmlns:h="http://schemas.dmtf.org/wbem/\
        wscim/1/common" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http://schemas.xmlsoap\
        .org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>0</b:RelatesTo><b:Action a:mustUnderstand="true\
        ">http://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-\
        8086-0000000001EB</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_AuthorizationSe\
        rvice</c:ResourceURI></a:Header><a:Body><g:AMT_AuthorizationService><g:AllowHttpQopAuthOnly>1</g:AllowHttpQo\
        pAuthOnly><g:CreationClassName>AMT_AuthorizationService</g:CreationClassName><g:ElementName>Intel(r) AMT Aut\
        horization Service</g:ElementName><g:EnabledState>5</g:EnabledState><g:Name>Intel(r) AMT Authorization Servi\
        ce</g:Name><g:RequestedState>12</g:RequestedState><g:SystemCreationClassName>CIM_ComputerSystem</g:SystemCre\
        ationClassName><g:SystemName>Intel(r) AMT</g:SystemName></g:AMT_AuthorizationService></a:Body></a:Envelope>
        """
    static let adminEntry = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://intel.com/wbem/wscim/1/amt-schema/1/AMT_AuthorizationService" xmlns:xsi="http://www.w3.org/2001/XMLS\
        chema-instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:Rel\
        atesTo>19</b:RelatesTo><b:Action a:mustUnderstand="true">http://intel.com/wbem/wscim/1/amt-schema/1/AMT_Auth\
        orizationService/GetAdminAclEntryResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-000000002597</\
        b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_AuthorizationService</c:ResourceUR\
        I></a:Header><a:Body><g:GetAdminAclEntry_OUTPUT><g:Username>admin</g:Username><g:ReturnValue>0</g:ReturnValu\
        e></g:GetAdminAclEntry_OUTPUT></a:Body></a:Envelope>
        """
    static let timeGet = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TimeSynchronizationService" xmlns:h="http://schemas.dmtf.org\
        /wbem/wscim/1/common" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http://schemas.x\
        mlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>0</b:RelatesTo><b:Action a:mustUnderstand\
        ="true">http://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse</b:Action><b:MessageID>uuid:00000000-8086\
        -8086-8086-000000000289</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TimeSynch\
        ronizationService</c:ResourceURI></a:Header><a:Body><g:AMT_TimeSynchronizationService><g:CreationClassName>A\
        MT_TimeSynchronizationService</g:CreationClassName><g:ElementName>Intel(r) AMT Time Synchronization Service<\
        /g:ElementName><g:EnabledState>5</g:EnabledState><g:LocalTimeSyncEnabled>0</g:LocalTimeSyncEnabled><g:Name>I\
        ntel(r) AMT Time Synchronization Service</g:Name><g:RequestedState>12</g:RequestedState><g:SystemCreationCla\
        ssName>CIM_ComputerSystem</g:SystemCreationClassName><g:SystemName>Intel(r) AMT</g:SystemName><g:TimeSource>\
        0</g:TimeSource></g:AMT_TimeSynchronizationService></a:Body></a:Envelope>
        """
    static let managementGet = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://intel.com/wbem/wscim/1/amt-schema/1/AMT_PublicKeyManagementService" xmlns:h="http://schemas.dmtf.org\
        /wbem/wscim/1/common" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http://schemas.x\
        mlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>0</b:RelatesTo><b:Action a:mustUnderstand\
        ="true">http://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse</b:Action><b:MessageID>uuid:00000000-8086\
        -8086-8086-0000000002B7</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_PublicKey\
        ManagementService</c:ResourceURI></a:Header><a:Body><g:AMT_PublicKeyManagementService><g:CreationClassName>A\
        MT_PublicKeyManagementService</g:CreationClassName><g:ElementName>Intel(r) AMT Certificate Store Service</g:\
        ElementName><g:EnabledDefault>5</g:EnabledDefault><g:EnabledState>5</g:EnabledState><g:Name>Intel(r) AMT Pub\
        lic Key Management Service</g:Name><g:RequestedState>12</g:RequestedState><g:SystemCreationClassName>CIM_Com\
        puterSystem</g:SystemCreationClassName><g:SystemName>Intel(r) AMT</g:SystemName></g:AMT_PublicKeyManagementS\
        ervice></a:Body></a:Envelope>
        """
    static let tlsPut = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TLSSettingData" xmlns:xsi="http://www.w3.org/2001/XMLSchema-\
        instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo\
        >9</b:RelatesTo><b:Action a:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/09/transfer/PutResponse\
        </b:Action><b:MessageID>uuid:00000000-8086-8086-8086-000000002916</b:MessageID><c:ResourceURI>http://intel.c\
        om/wbem/wscim/1/amt-schema/1/AMT_TLSSettingData</c:ResourceURI></a:Header><a:Body><g:AMT_TLSSettingData><g:A\
        cceptNonSecureConnections>false</g:AcceptNonSecureConnections><g:ElementName>Intel(r) AMT 802.3 TLS Settings\
        </g:ElementName><g:Enabled>false</g:Enabled><g:InstanceID>Intel(r) AMT 802.3 TLS Settings</g:InstanceID><g:M\
        utualAuthentication>false</g:MutualAuthentication></g:AMT_TLSSettingData></a:Body></a:Envelope>
        """
    static let collectionGet = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:b=\
        "http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://docs.oasis-open.org/wss/2004/01/oasis-\
        200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g=\
        "http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TLSProtocolEndpointCollection" xmlns:xsi="http://www.w3.org/\
        2001/XMLSchema-instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:\
        To><b:RelatesTo>5</b:RelatesTo><b:Action a:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/09/trans\
        fer/GetResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-0000000029E1</b:MessageID><c:ResourceURI\
        >http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TLSProtocolEndpointCollection</c:ResourceURI></a:Header><a:B\
        ody><g:AMT_TLSProtocolEndpointCollection><g:ElementName>TLSProtocolEndpoint Instances Collection</g:ElementN\
        ame></g:AMT_TLSProtocolEndpointCollection></a:Body></a:Envelope>
        """
}
