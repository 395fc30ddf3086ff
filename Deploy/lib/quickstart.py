"""The parts of Deploy/quickstart that count and compare: free ports, live progress, the table at the end."""

import concurrent.futures
import datetime
import hashlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request

STATES = ["discovered", "waiting", "provisioning", "provisioned", "parked", "silent"]
COLOURS = {"provisioned": "32", "provisioning": "36", "waiting": "33", "parked": "31", "silent": "35"}
BEAT_SECONDS = 0.4
PLAIN_LINE_SECONDS = 2
REPORT_WAIT_SECONDS = 30


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))
            probe.listen()
        except OSError:
            return False
        return True


def port(wanted):
    """Prints the wanted port, or a free one when it is taken or not allowed."""
    if is_free(wanted):
        print(wanted)
        return
    with socket.socket() as probe:
        probe.bind(("0.0.0.0", 0))
        print(probe.getsockname()[1])


def is_alive(pid):
    """A child that ended and was not waited for is dead as well."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def ready(server, pid, seconds):
    """Waits until the API says that it is ready."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and is_alive(pid):
        try:
            with urllib.request.urlopen(server + "/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return 0
        except (OSError, urllib.error.URLError):
            pass
        time.sleep(0.1)
    return 1


def ask(program, *arguments):
    """The API's JSON by provisionctl; server and token are in the environment."""
    done = subprocess.run(
        [program, *arguments, "-o", "json"], stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace").strip() or f"exit code {done.returncode}")
    return [json.loads(line) for line in split_documents(done.stdout.decode())]


def split_documents(text):
    """A list that spans pages comes as one JSON object after the other."""
    decoder, place, found = json.JSONDecoder(), 0, []
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        _, end = decoder.raw_decode(text, place)
        found.append(text[place:end])
        place = end
    return found


# Progress


class Painter:
    """A bar that is redrawn in place on a terminal; plain lines anywhere else."""

    def __init__(self, total):
        self.total = total
        self.started = time.monotonic()
        self.is_terminal = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self.has_colour = self.is_terminal and not os.environ.get("NO_COLOR")
        self.last_plain = (0.0, None)

    def paint(self, text, state):
        return f"\x1b[{COLOURS[state]}m{text}\x1b[0m" if self.has_colour and state in COLOURS else text

    def draw(self, counts, final=False):
        done = counts.get("provisioned", 0)
        seconds = time.monotonic() - self.started
        shown = [s for s in STATES if counts.get(s)]
        not_yet = self.total - sum(counts.values())
        words = [f"{counts[s]} {s}" for s in shown] + ([f"{not_yet} to say hello"] if not_yet > 0 else [])
        if not self.is_terminal:
            if final and self.last_plain[1] == counts:
                return
            if final or seconds - self.last_plain[0] >= PLAIN_LINE_SECONDS:
                self.last_plain = (seconds, dict(counts))
                print(f"{seconds:5.1f} s  {done}/{self.total} provisioned  ({', '.join(words)})", flush=True)
            return
        columns = shutil.get_terminal_size().columns
        width = max(10, min(40, columns - 30))
        bar, left = "", width
        for state, sign in (("provisioned", "█"), ("parked", "█"), ("provisioning", "▓"), ("waiting", "▒")):
            cells = min(left, counts.get(state, 0) * width // self.total)
            bar += self.paint(sign * cells, state)
            left -= cells
        bar += "░" * left
        line = " · ".join(words)
        room = max(0, columns - 4)
        line = line if len(line) <= room else line[: max(0, room - 1)] + "…"
        head = f"  {bar} {done:>{len(str(self.total))}}/{self.total}  {seconds:5.1f} s"
        # Two lines: drawn, and the cursor put back to the first of them until the last time.
        sys.stdout.write(f"\r\x1b[K{head}\n\x1b[K  {line}" + ("\n" if final else "\x1b[1A\r"))
        sys.stdout.flush()


def watch(program, total, seconds, pids):
    """Shows the queue until every device is provisioned or parked. Returns 0 when all are provisioned."""
    painter = Painter(total)
    counts, trouble = {}, None
    end = time.monotonic() + seconds
    while True:
        try:
            counts = ask(program, "queue", "show")[0]["counts"]
            trouble = None
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            trouble = error
        settled = counts.get("provisioned", 0) + counts.get("parked", 0)
        dead = [pid for pid in pids if not is_alive(pid)]
        if settled >= total or dead or time.monotonic() > end:
            break
        painter.draw(counts)
        time.sleep(BEAT_SECONDS)
    painter.draw(counts, final=True)
    if dead:
        print("quickstart: server or fleet ended by itself", file=sys.stderr)
    elif settled < total:
        print(f"quickstart: not finished after {seconds} s" + (f" ({trouble})" if trouble else ""), file=sys.stderr)
    return 0 if counts.get("provisioned", 0) == total and not dead else 1


# What came of it


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


def read_report(path):
    end = time.monotonic() + REPORT_WAIT_SECONDS
    while not os.path.exists(path) and time.monotonic() < end:
        time.sleep(0.05)
    with open(path, encoding="utf-8") as report:
        return {device["uuid"]: device for device in json.load(report)["devices"]}


def opens(firmware, credentials):
    """Whether the firmware's own records fit the credential that the operator is shown.

    RFC 7616's A1 for the admin password, SHA-256 for the MEBx password: computed here, from the text that is shown.
    """
    current = [c for c in credentials if c["status"] == "current"]
    if firmware["state"] != "post" or len(current) != 1:
        return False
    shown = current[0]
    text = f"{shown['username']}:{firmware['digestRealm']}:{shown['password']}"
    if hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() != firmware.get("adminDigestA1"):
        return False
    if shown.get("digestRealm") not in (None, firmware["digestRealm"]):
        return False
    mebx = shown.get("mebxPassword")
    return mebx is None or hashlib.sha256(mebx.encode()).hexdigest() == firmware.get("mebxPasswordDigest")


def checked(program, firmware):
    """UUIDs of the devices that open with what provisionctl shows."""

    def check(uuid):
        return opens(firmware[uuid], ask(program, "device", "credential", uuid)[0]["credentials"])

    with concurrent.futures.ThreadPoolExecutor(max_workers=4) as pool:
        return {uuid for uuid, good in zip(firmware, pool.map(check, firmware)) if good}


def summary(program, report):
    """Prints the table. Returns 0 when every firmware is configured and opens with the credentials shown."""
    firmware = read_report(report)
    devices = {d["uuid"]: d for page in ask(program, "device", "list", "--all") for d in page["devices"]}
    good = checked(program, firmware)
    rows = []
    for kind, name in (("pki", "root hashes (PKI)"), ("psk", "pre-shared key (PSK)"), (None, "all")):
        uuids = [u for u, f in firmware.items() if kind in (None, f["kind"])]
        if uuids:
            rows.append(row(name, uuids, devices, good))
    head = ["CALLED BACK BY", "DEVICES", "PROVISIONED", "OPEN WITH SHOWN", "FIRST", "MEDIAN", "SLOWEST"]
    print()
    print_table(head, rows)
    print("\n  Seconds are from a device's first hello until the server has proved its new credentials.")
    first = min((moment(d["firstHelloAt"]) for d in devices.values() if d["firstHelloAt"]), default=None)
    last = max((moment(d["provisionedAt"]) for d in devices.values() if d["provisionedAt"]), default=None)
    if first and last:
        count = sum(1 for d in devices.values() if d["state"] == "provisioned")
        print(f"  First hello to last device provisioned: {(last - first).total_seconds():.1f} s for {count} devices.")
    say_problems(firmware, devices, good)
    return 0 if len(good) == len(firmware) and all(is_provisioned(devices, u) for u in firmware) else 1


def is_provisioned(devices, uuid):
    return devices.get(uuid, {}).get("state") == "provisioned"


def row(name, uuids, devices, good):
    done = [devices[u] for u in uuids if is_provisioned(devices, u)]
    times = sorted((moment(d["provisionedAt"]) - moment(d["firstHelloAt"])).total_seconds() for d in done)
    spread = [f"{s:.1f} s" for s in (times[0], statistics.median(times), times[-1])] if times else ["–"] * 3
    return [name, str(len(uuids)), str(len(done)), str(sum(1 for u in uuids if u in good))] + spread


def print_table(head, rows):
    widths = [max(len(line[i]) for line in [head, *rows]) for i in range(len(head))]
    for line in [head, *rows]:
        cells = [line[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(line[1:], widths[1:])]
        print("  " + "  ".join(cells).rstrip())


def say_problems(firmware, devices, good):
    problems = {}
    for uuid in firmware:
        device = devices.get(uuid)
        if is_provisioned(devices, uuid):
            if uuid not in good:
                problems.setdefault("provisioned, but does not open with the credentials shown", []).append(uuid)
        elif device is None:
            problems.setdefault("said no hello that was kept", []).append(uuid)
        else:
            code = (device.get("problem") or {}).get("code")
            problems.setdefault(f"{device['state']}, {code}" if code else device["state"], []).append(uuid)
    for text, uuids in sorted(problems.items()):
        print(f"\n  {len(uuids)} × {text}, such as {uuids[0]}")
        print(f"      provisionctl device show {uuids[0]}")


def main(arguments):
    verb, *rest = arguments
    if verb == "port":
        return port(int(rest[0]))
    if verb == "ready":
        return ready(rest[0], int(rest[1]), float(rest[2]))
    if verb == "watch":
        return watch(rest[0], int(rest[1]), int(rest[2]), [int(pid) for pid in rest[3:]])
    if verb == "summary":
        return summary(rest[0], rest[1])
    raise SystemExit(f"quickstart.py: there is no {verb}")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except (RuntimeError, OSError, subprocess.TimeoutExpired) as failure:
        sys.exit(f"quickstart: {failure}")
