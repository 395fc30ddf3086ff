/// A profile that has every field, as far as fields can stand beside each other.
package enum ProfileExample {
    /// A line of JSON.
    private static let certificate = """
        -----BEGIN CERTIFICATE-----\\n\
        MIIBhDCCASmgAwIBAgIUTU2lLGWPHZgXdXWFcS5U1LftITMwCgYIKoZIzj0EAwIw\\n\
        FzEVMBMGA1UEAwwMRXhhbXBsZSBSb290MB4XDTI2MTEyODE4MTUzMloXDTQ2MTEy\\n\
        MzE4MTUzMlowFzEVMBMGA1UEAwwMRXhhbXBsZSBSb290MFkwEwYHKoZIzj0CAQYI\\n\
        KoZIzj0DAQcDQgAETjTesfmyToUhcB1TXggqu7e0uZoDweMPWt7A/cft/ex4Eybq\\n\
        GXsoot/kadsLNSzMktLshZuQ+MyMFIK5S1cBi6NTMFEwHQYDVR0OBBYEFJ0M7Sq7\\n\
        jfNC9Nh15Ve0N9EU09LPMB8GA1UdIwQYMBaAFJ0M7Sq7jfNC9Nh15Ve0N9EU09LP\\n\
        MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAIRUKDXiMscnLO4M\\n\
        4M5jpE8AaIo2hY368J2efwEZD+wjAiEAi7r7mxc3u490kGDgKSyTBQKsUrsZ5CNG\\n\
        348exjlcsnI=\\n\
        -----END CERTIFICATE-----\\n
        """

    /// The document as JSON. The page of the documentation shows it, and tests read it.
    package static let text = """
        {
          "schema": 1,
          "name": "everything",
          "description": "Every field at once.",
          "adminPassword": {"policy": "fixed", "secret": "admin-password"},
          "mebxPassword": {"policy": "fixed", "secret": "mebx-password", "change": "any-time"},
          "clock": {"driftSecondsMax": 30, "localSync": false, "required": true},
          "presharedKey": {"renew": true},
          "provisioningPeriod": {"extendHours": 12, "whenReadyRequestsExceed": 500},
          "oneTimePassword": {"required": true},
          "tls": {
            "network": "mutual",
            "acceptNonSecureConnections": true,
            "trustedNames": ["console.corp.example"],
            "local": "server",
            "trustedRoots": [
              {
                "name": "corp-root",
                "certificate": "\(Self.certificate)"
              }
            ],
            "foreignRoots": "remove",
            "revocationLists": [{"url": "http://pki.corp.example/root.crl", "serialNumbers": ["0a1b2c", "00d4"]}],
            "certificate": {"validDays": 730, "keyUsage": ["digital-signature"], "forClient": false},
            "required": true
          },
          "network": {
            "sharedName": true,
            "ping": true,
            "rmcpPing": false,
            "dynamicDNS": {"updater": "firmware", "periodMinutes": 1440, "ttlSeconds": 900},
            "ipv4": {
              "mode": "static",
              "address": "192.0.2.10",
              "subnetMask": "255.255.255.0",
              "gateway": "192.0.2.1",
              "primaryDNS": "192.0.2.53",
              "secondaryDNS": "198.51.100.53"
            },
            "ipv6": {
              "interfaceID": "manual",
              "manualInterfaceID": "02005efffe000001",
              "address": "2001:db8::10",
              "gateway": "2001:db8::1",
              "primaryDNS": "2001:db8::53",
              "secondaryDNS": "2001:db8:1::53"
            },
            "preferIPv6": false,
            "vlan": 42,
            "reachability": "asleep-on-mains",
            "required": true
          },
          "kerberos": {
            "enabled": true,
            "realm": "CORP.EXAMPLE",
            "services": [
              {"name": "HTTP/{fqdn}:16993", "form": "https"},
              {"name": "HTTP/{fqdn}:16995", "form": "redirection-tls"}
            ],
            "keyVersion": 2,
            "key": {
              "passphrase": {"secret": "kerberos-passphrase"}, "salt": "CORP.EXAMPLEhost{fqdn}", "iterations": 8192
            },
            "clockToleranceMinutes": 3,
            "required": true
          },
          "users": {
            "digest": [
              {
                "name": "helpdesk",
                "password": {"secret": "helpdesk-password"},
                "access": "network",
                "realms": ["redirection", "remote-control", "general-info"]
              },
              {
                "name": "auditor",
                "password": {"secret": "auditor-password"},
                "access": "any",
                "realms": ["audit-log"]
              }
            ],
            "kerberos": [
              {
                "sid": "S-1-5-21-1004336348-1177238915-682003330-512",
                "access": "network",
                "realms": ["administration"]
              }
            ],
            "foreign": "remove",
            "required": true
          },
          "power": {
            "packages": ["mobile-on-in-s0-wake-in-s3-ac-s4-s5-ac", "desktop-on-in-s0-s3-s4-s5"],
            "idleTimeoutMinutes": 45,
            "required": true
          },
          "redirection": {"sol": true, "ider": false, "listener": true, "required": true},
          "kvm": {
            "enabled": true,
            "port5900": true,
            "rfbPassword": {"secret": "rfb-password"},
            "sessionTimeoutMinutes": 5,
            "defaultScreen": 1,
            "required": true
          },
          "userConsent": {
            "need": "kvm", "kvmPolicy": true, "displaySeconds": 300, "codeSeconds": 120, "required": true
          },
          "webPage": {"enabled": false, "required": true},
          "wifi": {
            "networks": [
              {
                "name": "corp",
                "ssid": "corp-wlan",
                "priority": 1,
                "security": "wpa2-8021x",
                "supplicant": {
                  "method": "peap-mschapv2",
                  "username": "{host}$",
                  "password": {"secret": "radius-password"},
                  "domain": "CORP",
                  "roamingIdentity": "anonymous",
                  "serverName": "corp.example",
                  "serverNameMatch": "suffix",
                  "serverRoot": "corp-root"
                }
              },
              {
                "name": "workshop",
                "ssid": "Werkstatt Süd",
                "priority": 2,
                "security": "wpa2-psk",
                "encryption": "tkip",
                "passphrase": {"secret": "workshop-passphrase"}
              }
            ],
            "foreign": "remove",
            "power": "asleep-on-mains",
            "hostSync": "user-profiles",
            "sharedWithUEFI": true,
            "ipv6": {"interfaceID": "manual", "manualInterfaceID": "02005efffe000002"},
            "required": true
          },
          "wired8021x": {
            "enabled": true,
            "supplicant": {
              "method": "ttls-mschapv2",
              "username": "{fqdn}",
              "password": {"secret": "radius-password"},
              "domain": "CORP",
              "roamingIdentity": "anonymous",
              "serverName": "radius.corp.example",
              "serverNameMatch": "suffix",
              "serverRoot": "corp-root"
            },
            "availableAwake": true,
            "networkBootSeconds": 120,
            "required": true
          },
          "endpointAccess": {
            "enabled": true, "vendors": "nac", "postureHash": "sha384", "signer": "keep", "required": true
          },
          "remoteAccess": {
            "servers": [
              {
                "name": "first",
                "address": "mps.corp.example",
                "port": 4433,
                "authentication": "password",
                "username": "tunnel",
                "password": {"secret": "tunnel-password"},
                "root": "corp-root"
              },
              {
                "name": "second",
                "address": "203.0.113.9",
                "port": 4433,
                "authentication": "certificate",
                "commonName": "mps2.corp.example"
              }
            ],
            "rules": [
              {"trigger": "user", "tunnelSeconds": 300, "servers": ["first", "second"]},
              {"trigger": "alert", "tunnelSeconds": 600, "servers": ["second"]},
              {"trigger": "periodic", "everySeconds": 3600, "tunnelSeconds": 60, "servers": ["first"]}
            ],
            "foreign": "remove",
            "userInitiated": "both",
            "required": true
          },
          "httpProxies": {
            "proxies": [{"address": "proxy.corp.example", "port": 8080, "networkDNSSuffix": "corp.example"}],
            "foreign": "remove",
            "required": true
          },
          "environmentDetection": {"domains": ["corp.example", "lab.corp.example"], "required": true},
          "auditLog": {
            "enabled": true,
            "signing": {
              "key": {"secret": "audit-signing-key"},
              "certificates": ["\(Self.certificate)"]
            },
            "events": [
              {"application": "security-admin", "event": "provisioning-started"},
              {"application": "redirection", "event": 2, "critical": true}
            ],
            "foreign": "remove",
            "storage": "restricted",
            "daysMin": 30,
            "auditor": "auditor",
            "required": true
          },
          "events": {
            "subscriptions": [
              {
                "destination": "https://events.corp.example:8443/amt",
                "filter": "Intel(r) AMT:Features",
                "username": "amt",
                "password": {"secret": "event-password"},
                "argument": "{fqdn}"
              }
            ],
            "foreign": "remove",
            "required": true
          }
        }
        """
}
