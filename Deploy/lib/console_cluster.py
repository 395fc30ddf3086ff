"""A private cluster with a small simulated fleet, of which three devices are broken on purpose.

The console's tests and screenshots run against it. Everything listens on loopback, lies in a folder of its own, and ends
with `Cluster.stop`.
"""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

START_SECONDS_MAX = 60
END_SECONDS_MAX = 20
CALL_SECONDS_MAX = 20
# This device is given a profile with a section that its firmware refuses; the last one has no inventory record.
KIOSK_INDEX = 3
KIOSK_PROFILE = {
    "schema": 1, "name": "kiosk", "description": "Machines in entrance halls",
    "redirection": {"sol": True, "ider": False, "listener": True, "required": True},
    "webPage": {"enabled": False},
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("0.0.0.0", 0))
        return probe.getsockname()[1]


class Cluster:
    """One server with every role, one inventory, one fleet."""

    def __init__(self, programs, devices):
        self.programs = pathlib.Path(programs)
        self.devices = devices
        # Started by root, the database runs as another account, which has to pass through this folder.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="console-test."))
        self.folder.chmod(0o711)
        self.api_port, self.listener_port, self.device_port = (free_port() for _ in range(3))
        self.address = f"http://127.0.0.1:{self.api_port}"
        self.running = []
        self.names = []

    def start(self):
        """Returns when the API is ready; devices say hello by themselves from then on."""
        fleet = ["--count", str(self.devices), "--psk-share", str((self.devices - 1) / self.devices),
                 "--trusted-root", str(self.folder / "right-root.pem")]
        self.make_certificates()
        self.describe(fleet)
        self.write_documents(self.start_inventory(fleet))
        self.begin("server", ["provisionserver", "run"], self.settings())
        self.wait_until_ready()
        self.begin("fleet", [
            "amtfleet", "run", *fleet, "--server", f"127.0.0.1:{self.listener_port}", "--device-port", self.device_port,
            "--hello-start-spread", 1, "--faults", self.folder / "faults.json"])

    def stop(self):
        for name, process, log in reversed(self.running):
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(END_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                print(f"console-test: {name} does not end, killing it")
                process.kill()
                process.wait()
            log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # What the server is given

    def settings(self):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PROVISION", "PG"))}
        own = {
            "state_directory": self.folder / "state", "listener.bind": "127.0.0.1", "listener.port": self.listener_port,
            "api.port": self.api_port, "worker.device_port": self.device_port,
            "bootstrap.api_token_file": self.folder / "token", "bootstrap.psk_file": self.folder / "psk.csv",
            "bootstrap.sources": self.folder / "altiris.json", "bootstrap.profiles": self.folder / "kiosk.json",
            "bootstrap.policy": self.folder / "policy.json",
            "bootstrap.setup_certificate_chain": self.folder / "wrong-chain.pem",
            "bootstrap.setup_certificate_key": self.folder / "wrong.key",
        }
        return kept | {"PROVISION_" + name.upper().replace(".", "_"): str(value) for name, value in own.items()}

    def make_certificates(self):
        """Two roots with a certificate each: the fleet trusts the right one, the cluster has the other one's."""
        for name, title in (("right", "Example AMT Root"), ("wrong", "Former AMT Root")):
            root = ["--bits", "2048", "--certificate", self.folder / f"{name}-root.pem", "--key", self.folder / f"{name}-root.key"]
            self.run("provisionctl", "certificate", "make-root", title, *root)
            self.run("provisionctl", "certificate", "issue", "provision.corp.example",
                     "--root", self.folder / f"{name}-root.pem", "--root-key", self.folder / f"{name}-root.key",
                     "--certificate", self.folder / f"{name}-chain.pem", "--key", self.folder / f"{name}.key")

    def describe(self, fleet):
        self.run("amtfleet", "describe", *fleet, "--write-psk", self.folder / "psk.csv", "--write-inventory", self.folder / "all.csv")
        self.names = [line.split(",")[:2] for line in (self.folder / "all.csv").read_text().split()[1:]]

    @property
    def kiosk(self):
        """UUID and name of the device whose firmware refuses its profile."""
        return self.names[KIOSK_INDEX]

    @property
    def unrecorded(self):
        """UUID and name of the device that no inventory record names."""
        return self.names[-1]

    def write_documents(self, inventory):
        def write(name, document):
            (self.folder / name).write_text(json.dumps(document))

        write("altiris.json", {"name": "altiris", "kind": "altiris", "server": inventory})
        write("kiosk.json", KIOSK_PROFILE)
        write("policy.json", {
            "schema": 1, "defaultProfile": "default",
            "rules": [{"name": "kiosks", "when": {"fqdn": [self.kiosk[1]]}, "profile": "kiosk"}],
        })
        # 36 is INVALID_PARAMETER: this firmware takes no change of its redirection.
        write("faults.json", [{
            "device": self.kiosk[0], "call": "AMT_RedirectionService.RequestStateChange", "occurrence": 0, "fault": "return-value:36",
        }])

    # Programs

    def run(self, program, *arguments):
        done = subprocess.run(
            [self.programs / program, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{program} {arguments[0]}: {done.stderr.decode(errors='replace').strip()}")

    def begin(self, name, command, environment=None):
        log = open(self.folder / f"{name}.log", "wb")
        process = subprocess.Popen(
            [self.programs / command[0], *map(str, command[1:])], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            env=environment, start_new_session=True)
        self.running.append((name, process, log))
        return process

    def start_inventory(self, fleet):
        """Every computer but the last one: that one is vanished from inventory."""
        process = self.begin("inventory", ["amtfleet", "inventory", *fleet, "--listen", "127.0.0.1:0", "--behave", "vanished=1"])

        def address():
            found = [line.split()[-1] for line in self.log("inventory").splitlines() if line.startswith("listening on ")]
            return found[0] if found else None

        return wait_for(address, "the inventory listens", START_SECONDS_MAX, process)

    def wait_until_ready(self):
        def is_ready():
            with contextlib.suppress(OSError):
                with urllib.request.urlopen(self.address + "/readyz", timeout=2) as answer:
                    return answer.status == 200
            return False

        wait_for(is_ready, "the server is ready", START_SECONDS_MAX, self.running[-1][1])

    def log(self, name):
        return (self.folder / f"{name}.log").read_text(errors="replace")

    # What tests ask and order

    @property
    def token(self):
        return (self.folder / "token").read_text().strip()

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.address + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=CALL_SECONDS_MAX) as answer:
            return json.load(answer)

    def make_token(self, name, *roles):
        return self.call("POST", "/v1/tokens", {"name": name, "roles": roles})["token"]

    def offers(self, path):
        """Whether this server has the resource, and knows its parameters."""
        try:
            self.call("GET", path)
        except urllib.error.HTTPError as error:
            return error.code not in (400, 404)
        return True

    def device(self, uuid):
        return self.call("GET", f"/v1/devices/{uuid}")

    def parked(self):
        """Problem codes of parked and waiting devices by UUID."""
        found = self.call("GET", "/v1/devices?limit=1000")["devices"]
        return {device["uuid"]: device["problem"]["code"] for device in found if device["problem"]}


def wait_for(check, what, seconds, process=None):
    """Asks until the answer is true, and returns it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"waiting until {what}: the program ended with {process.returncode}")
        time.sleep(0.1)
    raise RuntimeError(f"not within {seconds} s: {what}")
