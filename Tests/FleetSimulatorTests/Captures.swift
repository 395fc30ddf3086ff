/// Answers recorded from devices, white space between elements taken out.
///
/// Source: github.com/device-management-toolkit/go-wsman-messages and rps, Apache-2.0, (c) Intel Corporation.
enum Captures {
    static let generalGet = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_\
        GeneralSettings" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http://sc\
        hemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>0</b:RelatesTo><b:Acti\
        on a:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse</b:Action>\
        <b:MessageID>uuid:00000000-8086-8086-8086-000000000001</b:MessageID><c:ResourceURI>http://intel.\
        com/wbem/wscim/1/amt-schema/1/AMT_GeneralSettings</c:ResourceURI></a:Header><a:Body><g:AMT_Gener\
        alSettings><g:AMTNetworkEnabled>1</g:AMTNetworkEnabled><g:DDNSPeriodicUpdateInterval>1440</g:DDN\
        SPeriodicUpdateInterval><g:DDNSTTL>900</g:DDNSTTL><g:DDNSUpdateByDHCPServerEnabled>true</g:DDNSU\
        pdateByDHCPServerEnabled><g:DDNSUpdateEnabled>false</g:DDNSUpdateEnabled><g:DHCPv6ConfigurationT\
        imeout>0</g:DHCPv6ConfigurationTimeout><g:DigestRealm>Digest:62FFAC181B3F3457C5B3894ED21F3E6E</g\
        :DigestRealm><g:DomainName></g:DomainName><g:ElementName>Intel(r) AMT: General Settings</g:Eleme\
        ntName><g:HostName></g:HostName><g:HostOSFQDN></g:HostOSFQDN><g:IdleWakeTimeout>1</g:IdleWakeTim\
        eout><g:InstanceID>Intel(r) AMT: General Settings</g:InstanceID><g:NetworkInterfaceEnabled>true<\
        /g:NetworkInterfaceEnabled><g:PingResponseEnabled>true</g:PingResponseEnabled><g:PowerSource>0</\
        g:PowerSource><g:PreferredAddressFamily>0</g:PreferredAddressFamily><g:PresenceNotificationInter\
        val>0</g:PresenceNotificationInterval><g:PrivacyLevel>0</g:PrivacyLevel><g:RmcpPingResponseEnabl\
        ed>true</g:RmcpPingResponseEnabled><g:SharedFQDN>true</g:SharedFQDN><g:ThunderboltDockEnabled>0<\
        /g:ThunderboltDockEnabled><g:WsmanOnlyMode>false</g:WsmanOnlyMode></g:AMT_GeneralSettings></a:Bo\
        dy></a:Envelope>
        """
    static let unreachable = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:g="http://schemas.dmtf.org/wbem/wsman/1/\
        cimbinding.xsd" xmlns:f="http://schemas.xmlsoap.org/ws/2004/08/eventing" xmlns:e="http://schemas\
        .dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2004/09/transfer" xmlns\
        :c="http://schemas.xmlsoap.org/ws/2004/09/enumeration" xmlns:b="http://schemas.xmlsoap.org/ws/20\
        04/08/addressing" xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:h="http://schemas.xmls\
        oap.org/ws/2005/02/trust" xmlns:i="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssec\
        urity-secext-1.0.xsd" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http\
        ://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>0</b:RelatesTo><b\
        :Action a:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/08/addressing/fault</b:Action\
        ><b:MessageID>uuid:00000000-8086-8086-8086-000000000061</b:MessageID></a:Header><a:Body><a:Fault\
        ><a:Code><a:Value>a:Sender</a:Value><a:Subcode><a:Value>b:DestinationUnreachable</a:Value></a:Su\
        bcode></a:Code><a:Reason><a:Text xml:lang="en-US">No route can be determined to reach the destin\
        ation role defined by the WSAddressing To.</a:Text></a:Reason><a:Detail></a:Detail></a:Fault></a\
        :Body></a:Envelope>
        """
    static let alreadyExists = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:g="http://schemas.dmtf.org/wbem/wsman/1/\
        cimbinding.xsd" xmlns:f="http://schemas.xmlsoap.org/ws/2004/08/eventing" xmlns:e="http://schemas\
        .dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2004/09/transfer" xmlns\
        :c="http://schemas.xmlsoap.org/ws/2004/09/enumeration" xmlns:b="http://schemas.xmlsoap.org/ws/20\
        04/08/addressing" xmlns:a="http://www.w3.org/2003/05/soap-envelope" xmlns:h="http://schemas.xmls\
        oap.org/ws/2005/02/trust" xmlns:i="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssec\
        urity-secext-1.0.xsd" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http\
        ://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>31</b:RelatesTo><\
        b:Action a:mustUnderstand="true">http://schemas.dmtf.org/wbem/wsman/1/wsman/fault</b:Action><b:M\
        essageID>uuid:00000000-8086-8086-8086-000000023EEF</b:MessageID></a:Header><a:Body><a:Fault><a:C\
        ode><a:Value>a:Sender</a:Value><a:Subcode><a:Value>e:AlreadyExists</a:Value></a:Subcode></a:Code\
        ><a:Reason><a:Text xml:lang="en-US">The sender attempted to create a resource which already exis\
        ts.</a:Text></a:Reason><a:Detail></a:Detail></a:Fault></a:Body></a:Envelope>
        """
    static let keyPairGet = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_\
        PublicPrivateKeyPair" xmlns:h="http://schemas.dmtf.org/wbem/wscim/1/common" xmlns:xsi="http://ww\
        w.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressi\
        ng/role/anonymous</b:To><b:RelatesTo>5</b:RelatesTo><b:Action a:mustUnderstand="true">http://sch\
        emas.xmlsoap.org/ws/2004/09/transfer/GetResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-\
        8086-0000000028A5</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_Pub\
        licPrivateKeyPair</c:ResourceURI></a:Header><a:Body><g:AMT_PublicPrivateKeyPair><g:DERKey>MIIBCg\
        KCAQEA4y00wezZ1XwsSITMvqeYf61tgfVhlGbBVwq9Au0BaEgofPFCLuWMnKaTnMhUlJEGaeB2y6F8qjId0xMwLtNY6XWhmM\
        oCP0R+ymgClT0treqtYp2zL1QPK1R04KTgF0KZh247oQpPGnB2nIe7PKCjPaY8BfOyBC6eNLeWUVIOA5TLL0gSTuk8y3iaad\
        Ko+LoWBaH/WDrIJ21Dzn6yU3zGueA8tphPH7yXaOJuNiijOUYZjVT7J0Ia8qMxUv1CrbfL2+N0lrcCG/E4f0QF1XgoCJnwIH\
        dYaNhWzKVhfh2TTZIxJo8bXngckNOLzdYM35hUq98CxPiMSO8+G7J8RZaobQIDAQAB</g:DERKey><g:ElementName>Inte\
        l(r) AMT Key</g:ElementName><g:InstanceID>Intel(r) AMT Key: Handle: 0</g:InstanceID></g:AMT_Publ\
        icPrivateKeyPair></a:Body></a:Envelope>
        """
    static let keyPairDelete = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a\
        :Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo\
        >5</b:RelatesTo><b:Action a:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/09/transfer\
        /DeleteResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-0000000028AD</b:MessageID><c\
        :ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_PublicPrivateKeyPair</c:ResourceURI>\
        </a:Header><a:Body></a:Body></a:Envelope>
        """
    static let keyPairEnumerate = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://schemas.xmlsoap.org/ws/2004/09/enumerati\
        on" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http://schemas.xmlsoap\
        .org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>6</b:RelatesTo><b:Action a:mustUnde\
        rstand="true">http://schemas.xmlsoap.org/ws/2004/09/enumeration/EnumerateResponse</b:Action><b:M\
        essageID>uuid:00000000-8086-8086-8086-00000000289B</b:MessageID><c:ResourceURI>http://intel.com/\
        wbem/wscim/1/amt-schema/1/AMT_PublicPrivateKeyPair</c:ResourceURI></a:Header><a:Body><g:Enumerat\
        eResponse><g:EnumerationContext>56080000-0000-0000-0000-000000000000</g:EnumerationContext></g:E\
        numerateResponse></a:Body></a:Envelope>
        """
    static let generateKeyPair = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_\
        PublicKeyManagementService" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b:T\
        o>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>9</b:Relate\
        sTo><b:Action a:mustUnderstand="true">http://intel.com/wbem/wscim/1/amt-schema/1/AMT_PublicKeyMa\
        nagementService/GenerateKeyPairResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-0000\
        00002842</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_PublicKeyMan\
        agementService</c:ResourceURI></a:Header><a:Body><g:GenerateKeyPair_OUTPUT><g:KeyPair><b:Address\
        >http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:Address><b:ReferenceParamete\
        rs><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_PublicPrivateKeyPair</c:Resourc\
        eURI><c:SelectorSet><c:Selector Name="InstanceID">Intel(r) AMT Key: Handle: 0</c:Selector></c:Se\
        lectorSet></b:ReferenceParameters></g:KeyPair><g:ReturnValue>0</g:ReturnValue></g:GenerateKeyPai\
        r_OUTPUT></a:Body></a:Envelope>
        """
    static let addCertificate = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_\
        PublicKeyManagementService" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b:T\
        o>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>13</b:Relat\
        esTo><b:Action a:mustUnderstand="true">http://intel.com/wbem/wscim/1/amt-schema/1/AMT_PublicKeyM\
        anagementService/AddCertificateResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-0000\
        00002835</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_PublicKeyMan\
        agementService</c:ResourceURI></a:Header><a:Body><g:AddCertificate_OUTPUT><g:CreatedCertificate>\
        <b:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:Address><b:Referen\
        ceParameters><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_PublicKeyCertificate<\
        /c:ResourceURI><c:SelectorSet><c:Selector Name="InstanceID">Intel(r) AMT Certificate: Handle: 1<\
        /c:Selector></c:SelectorSet></b:ReferenceParameters></g:CreatedCertificate><g:ReturnValue>0</g:R\
        eturnValue></g:AddCertificate_OUTPUT></a:Body></a:Envelope>
        """
    static let contextPull = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://schemas.xmlsoap.org/ws/2004/09/enumerati\
        on" xmlns:h="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TLSCredentialContext" xmlns:xsi="htt\
        p://www.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/ad\
        dressing/role/anonymous</b:To><b:RelatesTo>47</b:RelatesTo><b:Action a:mustUnderstand="true">htt\
        p://schemas.xmlsoap.org/ws/2004/09/enumeration/PullResponse</b:Action><b:MessageID>uuid:00000000\
        -8086-8086-8086-000000003153</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schem\
        a/1/AMT_TLSCredentialContext</c:ResourceURI></a:Header><a:Body><g:PullResponse><g:Items><h:AMT_T\
        LSCredentialContext><h:ElementInContext><b:Address>http://schemas.xmlsoap.org/ws/2004/08/address\
        ing/role/anonymous</b:Address><b:ReferenceParameters><c:ResourceURI>http://intel.com/wbem/wscim/\
        1/amt-schema/1/AMT_PublicKeyCertificate</c:ResourceURI><c:SelectorSet><c:Selector Name="Instance\
        ID">Intel(r) AMT Certificate: Handle: 3</c:Selector></c:SelectorSet></b:ReferenceParameters></h:\
        ElementInContext><h:ElementProvidingContext><b:Address>http://schemas.xmlsoap.org/ws/2004/08/add\
        ressing/role/anonymous</b:Address><b:ReferenceParameters><c:ResourceURI>http://intel.com/wbem/ws\
        cim/1/amt-schema/1/AMT_TLSProtocolEndpointCollection</c:ResourceURI><c:SelectorSet><c:Selector N\
        ame="ElementName">TLSProtocolEndpoint Instances Collection</c:Selector></c:SelectorSet></b:Refer\
        enceParameters></h:ElementProvidingContext></h:AMT_TLSCredentialContext></g:Items><g:EndOfSequen\
        ce></g:EndOfSequence></g:PullResponse></a:Body></a:Envelope>
        """
    static let contextPut = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_\
        TLSCredentialContext" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http\
        ://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>11</b:RelatesTo><\
        b:Action a:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/09/transfer/PutResponse</b:A\
        ction><b:MessageID>uuid:00000000-8086-8086-8086-00000004CD7E</b:MessageID><c:ResourceURI>http://\
        intel.com/wbem/wscim/1/amt-schema/1/AMT_TLSCredentialContext</c:ResourceURI></a:Header><a:Body><\
        g:AMT_TLSCredentialContext><g:ElementInContext><b:Address>http://schemas.xmlsoap.org/ws/2004/08/\
        addressing/role/anonymous</b:Address><b:ReferenceParameters><c:ResourceURI>http://intel.com/wbem\
        /wscim/1/amt-schema/1/AMT_PublicKeyCertificate</c:ResourceURI><c:SelectorSet><c:Selector Name="I\
        nstanceID">Intel(r) AMT Certificate: Handle: 4</c:Selector></c:SelectorSet></b:ReferenceParamete\
        rs></g:ElementInContext><g:ElementProvidingContext><b:Address>http://schemas.xmlsoap.org/ws/2004\
        /08/addressing/role/anonymous</b:Address><b:ReferenceParameters><c:ResourceURI>http://intel.com/\
        wbem/wscim/1/amt-schema/1/AMT_TLSProtocolEndpointCollection</c:ResourceURI><c:SelectorSet><c:Sel\
        ector Name="ElementName">TLSProtocolEndpoint Instances Collection</c:Selector></c:SelectorSet></\
        b:ReferenceParameters></g:ElementProvidingContext></g:AMT_TLSCredentialContext></a:Body></a:Enve\
        lope>
        """
    static let setClock = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_\
        TimeSynchronizationService" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b:T\
        o>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>6</b:Relate\
        sTo><b:Action a:mustUnderstand="true">http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TimeSynchro\
        nizationService/SetHighAccuracyTimeSynchResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-\
        8086-000000002818</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_Tim\
        eSynchronizationService</c:ResourceURI></a:Header><a:Body><g:SetHighAccuracyTimeSynch_OUTPUT><g:\
        ReturnValue>0</g:ReturnValue></g:SetHighAccuracyTimeSynch_OUTPUT></a:Body></a:Envelope>
        """
    static let getClock = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_\
        TimeSynchronizationService" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b:T\
        o>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>9</b:Relate\
        sTo><b:Action a:mustUnderstand="true">http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TimeSynchro\
        nizationService/GetLowAccuracyTimeSynchResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-8\
        086-00000000280F</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_Time\
        SynchronizationService</c:ResourceURI></a:Header><a:Body><g:GetLowAccuracyTimeSynch_OUTPUT><g:Ta\
        0>1704586865</g:Ta0><g:ReturnValue>0</g:ReturnValue></g:GetLowAccuracyTimeSynch_OUTPUT></a:Body>\
        </a:Envelope>
        """
    static let softwarePull = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://schemas.xmlsoap.org/ws/2004/09/enumerati\
        on" xmlns:h="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_SoftwareIdentity" xmlns:i="ht\
        tp://schemas.dmtf.org/wbem/wscim/1/common" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"\
        ><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:Relate\
        sTo>1</b:RelatesTo><b:Action a:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/09/enume\
        ration/PullResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-000000000E9A</b:MessageI\
        D><c:ResourceURI>http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_SoftwareIdentity</c:Resou\
        rceURI></a:Header><a:Body><g:PullResponse><g:Items><h:CIM_SoftwareIdentity><h:InstanceID>Flash</\
        h:InstanceID><h:IsEntity>true</h:IsEntity><h:VersionString>12.0.67</h:VersionString></h:CIM_Soft\
        wareIdentity><h:CIM_SoftwareIdentity><h:InstanceID>Netstack</h:InstanceID><h:IsEntity>true</h:Is\
        Entity><h:VersionString>12.0.67</h:VersionString></h:CIM_SoftwareIdentity><h:CIM_SoftwareIdentit\
        y><h:InstanceID>AMTApps</h:InstanceID><h:IsEntity>true</h:IsEntity><h:VersionString>12.0.67</h:V\
        ersionString></h:CIM_SoftwareIdentity><h:CIM_SoftwareIdentity><h:InstanceID>AMT</h:InstanceID><h\
        :IsEntity>true</h:IsEntity><h:VersionString>12.0.67</h:VersionString></h:CIM_SoftwareIdentity><h\
        :CIM_SoftwareIdentity><h:InstanceID>Sku</h:InstanceID><h:IsEntity>true</h:IsEntity><h:VersionStr\
        ing>16392</h:VersionString></h:CIM_SoftwareIdentity><h:CIM_SoftwareIdentity><h:InstanceID>Vendor\
        ID</h:InstanceID><h:IsEntity>true</h:IsEntity><h:VersionString>8086</h:VersionString></h:CIM_Sof\
        twareIdentity><h:CIM_SoftwareIdentity><h:InstanceID>Build Number</h:InstanceID><h:IsEntity>true<\
        /h:IsEntity><h:VersionString>1579</h:VersionString></h:CIM_SoftwareIdentity><h:CIM_SoftwareIdent\
        ity><h:InstanceID>Recovery Version</h:InstanceID><h:IsEntity>true</h:IsEntity><h:VersionString>1\
        2.0.67</h:VersionString></h:CIM_SoftwareIdentity><h:CIM_SoftwareIdentity><h:InstanceID>Recovery \
        Build Num</h:InstanceID><h:IsEntity>true</h:IsEntity><h:VersionString>1579</h:VersionString></h:\
        CIM_SoftwareIdentity><h:CIM_SoftwareIdentity><h:InstanceID>Legacy Mode</h:InstanceID><h:IsEntity\
        >true</h:IsEntity><h:VersionString>False</h:VersionString></h:CIM_SoftwareIdentity><h:CIM_Softwa\
        reIdentity><h:InstanceID>AMT FW Core Version</h:InstanceID><h:IsEntity>true</h:IsEntity><h:Versi\
        onString>12.0.67</h:VersionString></h:CIM_SoftwareIdentity></g:Items><g:EndOfSequence></g:EndOfS\
        equence></g:PullResponse></a:Body></a:Envelope>
        """
    static let setupPull = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://schemas.xmlsoap.org/ws/2004/09/enumerati\
        on" xmlns:h="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_SetupAndConfigurationService" xmlns:\
        i="http://schemas.dmtf.org/wbem/wscim/1/common" xmlns:xsi="http://www.w3.org/2001/XMLSchema-inst\
        ance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:R\
        elatesTo>2</b:RelatesTo><b:Action a:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/09/\
        enumeration/PullResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-000000000114</b:Mes\
        sageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_SetupAndConfigurationServic\
        e</c:ResourceURI></a:Header><a:Body><g:PullResponse><g:Items><h:AMT_SetupAndConfigurationService\
        ><h:CreationClassName>AMT_SetupAndConfigurationService</h:CreationClassName><h:ElementName>Intel\
        (r) AMT Setup and Configuration Service</h:ElementName><h:EnabledState>5</h:EnabledState><h:Name\
        >Intel(r) AMT Setup and Configuration Service</h:Name><h:PasswordModel>1</h:PasswordModel><h:Pro\
        visioningMode>1</h:ProvisioningMode><h:ProvisioningServerOTP>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAA=</h:ProvisioningServerOTP><h:ProvisioningState>2</h:ProvisioningState><h:RequestedState\
        >12</h:RequestedState><h:SystemCreationClassName>CIM_ComputerSystem</h:SystemCreationClassName><\
        h:SystemName>Intel(r) AMT</h:SystemName><h:ZeroTouchConfigurationEnabled>true</h:ZeroTouchConfig\
        urationEnabled></h:AMT_SetupAndConfigurationService></g:Items><g:EndOfSequence></g:EndOfSequence\
        ></g:PullResponse></a:Body></a:Envelope>
        """
    static let setupGet = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_\
        SetupAndConfigurationService" xmlns:h="http://schemas.dmtf.org/wbem/wscim/1/common" xmlns:xsi="h\
        ttp://www.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/\
        addressing/role/anonymous</b:To><b:RelatesTo>0</b:RelatesTo><b:Action a:mustUnderstand="true">ht\
        tp://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse</b:Action><b:MessageID>uuid:00000000-80\
        86-8086-8086-000000000332</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1\
        /AMT_SetupAndConfigurationService</c:ResourceURI></a:Header><a:Body><g:AMT_SetupAndConfiguration\
        Service><g:CreationClassName>AMT_SetupAndConfigurationService</g:CreationClassName><g:ElementNam\
        e>Intel(r) AMT Setup and Configuration Service</g:ElementName><g:EnabledState>5</g:EnabledState>\
        <g:Name>Intel(r) AMT Setup and Configuration Service</g:Name><g:PasswordModel>1</g:PasswordModel\
        ><g:ProvisioningMode>1</g:ProvisioningMode><g:ProvisioningServerOTP>AAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAA=</g:ProvisioningServerOTP><g:ProvisioningState>2</g:ProvisioningState><g:Request\
        edState>12</g:RequestedState><g:SystemCreationClassName>CIM_ComputerSystem</g:SystemCreationClas\
        sName><g:SystemName>Intel(r) AMT</g:SystemName><g:ZeroTouchConfigurationEnabled>true</g:ZeroTouc\
        hConfigurationEnabled></g:AMT_SetupAndConfigurationService></a:Body></a:Envelope>
        """
    static let partialUnprovision = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_\
        SetupAndConfigurationService" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b\
        :To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>0</b:Rela\
        tesTo><b:Action a:mustUnderstand="true">http://intel.com/wbem/wscim/1/amt-schema/1/AMT_SetupAndC\
        onfigurationService/PartialUnprovisionResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-80\
        86-0000000002D0</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_Setup\
        AndConfigurationService</c:ResourceURI></a:Header><a:Body><g:PartialUnprovision_OUTPUT><g:Return\
        Value>0</g:ReturnValue></g:PartialUnprovision_OUTPUT></a:Body></a:Envelope>
        """
    static let authorizationGet = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_\
        AuthorizationService" xmlns:h="http://schemas.dmtf.org/wbem/wscim/1/common" xmlns:xsi="http://ww\
        w.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/addressi\
        ng/role/anonymous</b:To><b:RelatesTo>0</b:RelatesTo><b:Action a:mustUnderstand="true">http://sch\
        emas.xmlsoap.org/ws/2004/09/transfer/GetResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-\
        8086-0000000001EB</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_Aut\
        horizationService</c:ResourceURI></a:Header><a:Body><g:AMT_AuthorizationService><g:AllowHttpQopA\
        uthOnly>1</g:AllowHttpQopAuthOnly><g:CreationClassName>AMT_AuthorizationService</g:CreationClass\
        Name><g:ElementName>Intel(r) AMT Authorization Service</g:ElementName><g:EnabledState>5</g:Enabl\
        edState><g:Name>Intel(r) AMT Authorization Service</g:Name><g:RequestedState>12</g:RequestedStat\
        e><g:SystemCreationClassName>CIM_ComputerSystem</g:SystemCreationClassName><g:SystemName>Intel(r\
        ) AMT</g:SystemName></g:AMT_AuthorizationService></a:Body></a:Envelope>
        """
    static let adminEntry = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_\
        AuthorizationService" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http\
        ://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>19</b:RelatesTo><\
        b:Action a:mustUnderstand="true">http://intel.com/wbem/wscim/1/amt-schema/1/AMT_AuthorizationSer\
        vice/GetAdminAclEntryResponse</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-000000002597</\
        b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_AuthorizationService</\
        c:ResourceURI></a:Header><a:Body><g:GetAdminAclEntry_OUTPUT><g:Username>admin</g:Username><g:Ret\
        urnValue>0</g:ReturnValue></g:GetAdminAclEntry_OUTPUT></a:Body></a:Envelope>
        """
    static let timeGet = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_\
        TimeSynchronizationService" xmlns:h="http://schemas.dmtf.org/wbem/wscim/1/common" xmlns:xsi="htt\
        p://www.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/ad\
        dressing/role/anonymous</b:To><b:RelatesTo>0</b:RelatesTo><b:Action a:mustUnderstand="true">http\
        ://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse</b:Action><b:MessageID>uuid:00000000-8086\
        -8086-8086-000000000289</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/A\
        MT_TimeSynchronizationService</c:ResourceURI></a:Header><a:Body><g:AMT_TimeSynchronizationServic\
        e><g:CreationClassName>AMT_TimeSynchronizationService</g:CreationClassName><g:ElementName>Intel(\
        r) AMT Time Synchronization Service</g:ElementName><g:EnabledState>5</g:EnabledState><g:LocalTim\
        eSyncEnabled>0</g:LocalTimeSyncEnabled><g:Name>Intel(r) AMT Time Synchronization Service</g:Name\
        ><g:RequestedState>12</g:RequestedState><g:SystemCreationClassName>CIM_ComputerSystem</g:SystemC\
        reationClassName><g:SystemName>Intel(r) AMT</g:SystemName><g:TimeSource>0</g:TimeSource></g:AMT_\
        TimeSynchronizationService></a:Body></a:Envelope>
        """
    static let managementGet = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_\
        PublicKeyManagementService" xmlns:h="http://schemas.dmtf.org/wbem/wscim/1/common" xmlns:xsi="htt\
        p://www.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http://schemas.xmlsoap.org/ws/2004/08/ad\
        dressing/role/anonymous</b:To><b:RelatesTo>0</b:RelatesTo><b:Action a:mustUnderstand="true">http\
        ://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse</b:Action><b:MessageID>uuid:00000000-8086\
        -8086-8086-0000000002B7</b:MessageID><c:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/A\
        MT_PublicKeyManagementService</c:ResourceURI></a:Header><a:Body><g:AMT_PublicKeyManagementServic\
        e><g:CreationClassName>AMT_PublicKeyManagementService</g:CreationClassName><g:ElementName>Intel(\
        r) AMT Certificate Store Service</g:ElementName><g:EnabledDefault>5</g:EnabledDefault><g:Enabled\
        State>5</g:EnabledState><g:Name>Intel(r) AMT Public Key Management Service</g:Name><g:RequestedS\
        tate>12</g:RequestedState><g:SystemCreationClassName>CIM_ComputerSystem</g:SystemCreationClassNa\
        me><g:SystemName>Intel(r) AMT</g:SystemName></g:AMT_PublicKeyManagementService></a:Body></a:Enve\
        lope>
        """
    static let tlsPut = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_\
        TLSSettingData" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><b:To>http://sch\
        emas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>9</b:RelatesTo><b:Actio\
        n a:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/09/transfer/PutResponse</b:Action><\
        b:MessageID>uuid:00000000-8086-8086-8086-000000002916</b:MessageID><c:ResourceURI>http://intel.c\
        om/wbem/wscim/1/amt-schema/1/AMT_TLSSettingData</c:ResourceURI></a:Header><a:Body><g:AMT_TLSSett\
        ingData><g:AcceptNonSecureConnections>false</g:AcceptNonSecureConnections><g:ElementName>Intel(r\
        ) AMT 802.3 TLS Settings</g:ElementName><g:Enabled>false</g:Enabled><g:InstanceID>Intel(r) AMT 8\
        02.3 TLS Settings</g:InstanceID><g:MutualAuthentication>false</g:MutualAuthentication></g:AMT_TL\
        SSettingData></a:Body></a:Envelope>
        """
    static let collectionGet = """
        <?xml version="1.0" encoding="UTF-8"?><a:Envelope xmlns:a="http://www.w3.org/2003/05/soap-envelo\
        pe" xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:c="http://schemas.dmtf.org/\
        wbem/wsman/1/wsman.xsd" xmlns:d="http://schemas.xmlsoap.org/ws/2005/02/trust" xmlns:e="http://do\
        cs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:f="http://schema\
        s.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:g="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_\
        TLSProtocolEndpointCollection" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a:Header><\
        b:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</b:To><b:RelatesTo>5</b:Rel\
        atesTo><b:Action a:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/09/transfer/GetRespo\
        nse</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-0000000029E1</b:MessageID><c:ResourceURI\
        >http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TLSProtocolEndpointCollection</c:ResourceURI></a\
        :Header><a:Body><g:AMT_TLSProtocolEndpointCollection><g:ElementName>TLSProtocolEndpoint Instance\
        s Collection</g:ElementName></g:AMT_TLSProtocolEndpointCollection></a:Body></a:Envelope>
        """
}
