"""The parts of Deploy/api-test that speak to the server: free ports, something of everything, the test's settings."""

import csv
import json
import os
import socket
import subprocess
import sys
import urllib.request

# Whose names paths are given besides made-up ones, so that they lead to something.
NAMES = {"profiles": "office", "sources": "pushed", "secrets": "wifi", "tokens": "spare"}

SETTINGS = """
[auth.openapi.bearer]
bearer = "${{API_TEST_TOKEN}}"

[checks.positive_data_acceptance]
# A schema judges the shape alone. What does not fit together, or not this device as it stands, is refused all the same, with a
# problem of its own: 409, 412 and 422. The shapes of such refusals are checked as those of all others are.
expected-statuses = ["2xx", "304", "401", "403", "404", "409", "412", "422", "503"]

[dictionaries.uuids]
values = {uuids}

[parameters]
"path.uuid" = {{ dictionary = "uuids", probability = 0.7 }}

[[operations]]
# What a schema cannot say: the last character of a PID checks the others; the place of a rotation is handed back as it came; items
# of an import may be anything, each is judged by itself, but no number of more than 64 bits is read; a document bears the name
# of its resource; a cursor belongs to its list, and the silent devices are another one.
include-operation-id = [
    "listPresharedKeys", "exportPresharedKeys", "rotateKeys", "importPresharedKeys", "importCredentials", "bringRecords",
    "keepProfile", "keepSource", "keepWebhook", "testSource", "listLimbo",
]
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "304", "400", "401", "403", "404", "409", "412", "422", "503"]

[[operations]]
# Every place of a profile's document is tried by the one that judges it. The others read it by the same function.
include-operation-id = ["simulateProfile", "keepProfile"]
phases.coverage.enabled = false
{operations}
"""

OPERATION = """
[dictionaries.{kind}]
values = ["{name}"]

[[operations]]
include-path-regex = "^/v1/{kind}/[{{]name[}}]"
parameters = {{ "path.name" = {{ dictionary = "{kind}", probability = 0.7 }} }}
"""


def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        print(probe.getsockname()[1])


def certificate(folder):
    """A certificate for provisioning below a root of its own: nobody's firmware has it, so that it has to be forced."""

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    with open(os.path.join(folder, "leaf.ext"), "w", encoding="ascii") as file:
        file.write("extendedKeyUsage=serverAuth,2.16.840.1.113741.1.2.3\nbasicConstraints=CA:false\n")
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=Test Root",
            "-addext", "basicConstraints=critical,CA:true", "-keyout", "root.key", "-out", "root.pem")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "leaf.key", "-out", "leaf.csr",
            "-subj", "/CN=provisionserver.corp.example/OU=Intel(R) Client Setup Certificate")
    openssl("x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
            "-days", "30", "-extfile", "leaf.ext", "-out", "leaf.pem")
    files = []
    for name in ("leaf.pem", "leaf.key", "root.pem"):
        with open(os.path.join(folder, name), encoding="ascii") as file:
            files.append({"pem": file.read()})
    return files


def furnish(server, token_file, folder):
    with open(token_file, encoding="ascii") as file:
        token = file.read().strip()

    def send(method, path, body):
        request = urllib.request.Request(
            server + path, json.dumps(body).encode(), method=method,
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    with open(os.path.join(folder, "names.csv"), newline="", encoding="utf-8") as file:
        devices = list(csv.DictReader(file))
    send("PUT", "/v1/profiles/office", {"schema": 1, "name": "office", "kvm": {"enabled": True}})
    send("PUT", "/v1/sources/pushed", {"name": "pushed", "kind": "push"})
    send("PUT", "/v1/secrets/wifi", {"value": "S3cret!value"})
    send("POST", "/v1/tokens", {"name": "spare", "roles": ["viewer"]})
    send("POST", "/v1/psk-keys/generation", {"count": 3})
    send("PUT", "/v1/policies/assignment", {"schema": 1, "defaultProfile": "office"})
    send("POST", "/v1/certificates", {"name": "own", "files": certificate(folder), "force": True})
    send("POST", "/v1/inventory/records",
         {"source": "pushed", "records": [{"uuid": d["uuid"], "fqdn": d["fqdn"]} for d in devices]})
    operations = "".join(OPERATION.format(kind=kind, name=name) for kind, name in NAMES.items())
    with open(os.path.join(folder, "schemathesis.toml"), "w", encoding="utf-8") as file:
        file.write(SETTINGS.format(uuids=json.dumps([d["uuid"].lower() for d in devices]), operations=operations))


def main(arguments):
    verb, *rest = arguments
    if verb == "port":
        return port()
    if verb == "furnish":
        return furnish(*rest)
    raise SystemExit(f"api-test.py: there is no {verb}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
