/// Documents of sources for the reference page, each of another kind.
package enum SourceExample {
    /// What each is, and the document.
    package static let documents: [(title: String, document: DocumentValue)] = [
        ("A Notification Server, with its usual feeds", Self.altiris), ("A JSON service with cursors", Self.json),
        ("A CSV file of a nightly export", Self.csv), ("Records that a program brings", Self.push),
    ]

    private static let altiris: DocumentValue = [
        "name": "altiris", "kind": "altiris", "server": "https://ns.corp.example",
        "reports": [
            "capability": "4f1d2c3b-5a69-4788-9796-a5b4c3d2e1f0", "location": "4f1d2c3b-5a69-4788-9796-a5b4c3d2e1f1",
        ],
        "trust": ["fqdn": 10, "profile": 50],
        "freshDays": 30,
        "connection": [
            "authentication": ["scheme": "ntlm", "username": "CORP\\svc-provision", "secret": "altiris-password"]
        ],
    ]

    private static let json: DocumentValue = [
        "name": "cmdb", "kind": "json",
        "schedule": ["everySeconds": 900, "wholeEverySeconds": 86_400],
        "connection": [
            "authentication": ["scheme": "header", "header": "X-Api-Key", "secret": "cmdb-key"],
            "requestsPerMinuteMax": 120,
        ],
        "feeds": [
            [
                "part": "whole",
                "url": "https://cmdb.corp.example/api/computers?limit={pageSize}&cursor={cursor}&changedSince={since}",
                "format": ["json": ["records": "/data"]],
                "columns": [
                    "uuid": "/smbios/uuid", "hostName": "/name", "domainName": ["/dns/domain", "/ad/domain"],
                    "amtVersion": "/amt/version", "site": "/location/site", "reportedAt": "/updatedAt",
                    "fields": ["department": "/owner/department"],
                ],
                "paging": ["cursor": "/meta/next"], "pageSize": 500,
            ]
        ],
    ]

    private static let csv: DocumentValue = [
        "name": "export", "kind": "csv", "shrinkPercentMax": 5,
        "feeds": [
            [
                "part": "whole", "url": "file:///srv/inventory/computers.csv", "format": ["csv": ["separator": ";"]],
                "columns": ["uuid": "UUID", "fqdn": "FQDN", "profile": "AMT profile"],
            ]
        ],
    ]

    private static let push: DocumentValue = ["name": "imaging", "kind": "push", "trust": ["fqdn": 200]]
}
