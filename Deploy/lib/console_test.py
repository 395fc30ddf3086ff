"""Checks of the web console in a real browser; Deploy/console-test runs them."""

import argparse
import pathlib
import shutil
import signal
import sys
import time
import traceback

import console_walk
from console_browser import NARROW, WIDE, Visit, chromium
from console_cluster import Cluster, wait_for

FLEET_SECONDS_MAX = 90
LIVE_SECONDS_MAX = 25
# Layout that moves while data comes in, by the measure of the Layout Instability API: what nobody sees is below.
SHIFT_MAX = 0.005

PAGES = {
    "overview": "/", "devices": "/devices", "device": "/devices/{device}", "waiting-rooms": "/limbo", "profiles": "/profiles",
    "profile": "/profiles/kiosk", "policy": "/policy", "secrets": "/secrets", "certificates": "/certificates",
    "certificate": "/certificates/1", "certificate-import": "/certificates/import", "keys": "/keys", "sources": "/sources",
    "source": "/sources/altiris", "records": "/records", "jobs": "/jobs", "audit": "/audit", "settings": "/settings",
    "webhook": "/webhooks/ops",
}


class Checks:
    """Runs checks one after the other; one that does not hold does not hide the others."""

    def __init__(self, cluster, browser, only):
        self.cluster = cluster
        self.browser = browser
        self.only = only
        self.held = []
        self.failed = []
        self.pages_loaded = 0

    def visit(self, token=None, **options):
        return Visit(self.browser, self.cluster, **options).sign_in(token or self.cluster.token)

    def run(self, name, check):
        if not name.startswith(self.only):
            return
        began = time.monotonic()
        try:
            said = check(self)
        except Exception as failure:  # Whatever it is, it is this check's failure.
            self.failed.append(name)
            print(f"FAILED  {name}: {str(failure)[:1000]}", flush=True)
            own = [frame for frame in traceback.extract_tb(failure.__traceback__) if "console_" in frame.filename]
            print(f"        {pathlib.Path(own[-1].filename).name}:{own[-1].lineno} {own[-1].line}", flush=True)
        else:
            self.held.append(name)
            print(f"ok      {name}{f': {said}' if said else ''} ({time.monotonic() - began:.1f} s)", flush=True)


def expect(truth, what):
    if not truth:
        raise AssertionError(what)


def places(cluster):
    return {name: place.format(device=cluster.names[1][0]) for name, place in PAGES.items()}


# Checks


class Watchers:
    """Two pages that nobody touches while devices change elsewhere: the overview, and the list of what is stuck."""

    def __init__(self, checks):
        self.overview = checks.visit()
        self.list = checks.visit()
        self.list.open("/devices")
        self.before = self.overview.page.evaluate(self.provisioned)
        self.rows = self.list.page.locator("tbody tr").count()
        # What is there has to have come to rest before it can be said to move.
        self.overview.page.wait_for_timeout(500)
        for visit in (self.overview, self.list):
            visit.forget_shift()

    provisioned = "() => Number(document.querySelector('[data-count=provisioned]').textContent.replace(',', ''))"

    def check(self, checks):
        """What changed elsewhere is shown, nothing was loaded again, and nothing moved."""
        self.overview.until(f"before => ({self.provisioned})() > before", self.before, LIVE_SECONDS_MAX)
        all_there = "all => document.querySelectorAll('tbody .badge.good').length === all"
        self.list.until(all_there, checks.cluster.devices, LIVE_SECONDS_MAX)
        expect(self.list.page.locator("tbody tr").count() == self.rows, "rows came or went by themselves")
        worst = 0
        for visit in (self.overview, self.list):
            found = visit.watched()
            worst = max(worst, found["shift"])
            expect(found["shift"] < SHIFT_MAX, f"layout moved while data came in: {found}")
            expect(found["violations"] == [] and visit.errors == [], f"{found['violations']} {visit.errors}")
            loads = [request.url for request in visit.requests if request.is_navigation_request()]
            expect(len(loads) == 2, f"loaded {loads}: once by / and once as the redirect says is right")
        now = self.overview.page.evaluate(self.provisioned)
        line = self.overview.text("#line")
        self.overview.close()
        self.list.close()
        return f"{self.before} became {now} provisioned; the line is {line!r}, layout shift {worst:.4f}"


def every_page(checks):
    """Each page loads, at both widths, without an error, a violation, or a scroll bar below."""
    loaded = 0
    for size in (WIDE, NARROW):
        visit = checks.visit(size=size)
        for name, place in places(checks.cluster).items():
            visit.open(place)
            over = visit.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            expect(over <= 0, f"{name} is {over} pixels wider than the window of {size['width']}")
            expect(visit.page.title().endswith("ProvisionServer"), f"{name} has no title")
            expect(visit.page.locator("main h1").count() == 1, f"{name} has not one heading")
            loaded += 1
        expect(visit.errors == [], f"at {size['width']}: {visit.errors}")
        expect(visit.watched()["violations"] == [], f"violations: {visit.watched()['violations']}")
        expect(visit.refused() == [], f"refused: {visit.refused()}")
        foreign = [request.url for request in visit.requests if not request.url.startswith(checks.cluster.address)]
        expect(foreign == [], f"asked elsewhere: {foreign}")
        leaked = [request.url for request in visit.requests if checks.cluster.token in request.url]
        expect(leaked == [], "the token is in an address")
        visit.close()
    checks.pages_loaded += loaded
    return f"{loaded} pages"


def filters(checks):
    """Filters narrow the list, are kept in the address, and tell when nothing is like that."""
    visit = checks.visit()
    visit.open("/devices")
    rows = visit.page.locator("tbody tr")
    expect(rows.count() == checks.cluster.devices, f"{rows.count()} rows")
    visit.page.select_option("select[name=state]", "parked")
    visit.until("all => document.querySelectorAll('tbody tr').length < all", checks.cluster.devices)
    states = visit.page.locator("tbody td.state").all_inner_texts()
    expect(states and set(states) == {"parked"}, f"states are {states}")
    expect("state=parked" in visit.page.url, "the filter is not in the address")
    visit.page.reload()
    visit.settle()
    expect(set(visit.page.locator("tbody td.state").all_inner_texts()) == {"parked"}, "a reload forgets the filter")
    visit.page.select_option("select[name=state]", "silent")
    visit.sees("main .empty", "No device is like that")
    if checks.cluster.offers("/v1/devices?text=x"):
        visit.open("/devices")
        _, name = checks.cluster.names[2]
        visit.page.fill("input[name=text]", name[:9])
        visit.until("() => document.querySelectorAll('tbody tr').length === 1")
        visit.sees("tbody", name)
    visit.close()
    return "states" if not checks.cluster.offers("/v1/devices?text=x") else "states and text"


def viewer(checks):
    """Who only looks sees no secret, no button that reveals one, and why not."""
    visit = checks.visit(checks.cluster.make_token("looks", "viewer"))
    uuid = checks.cluster.names[1][0]
    visit.open(f"/devices/{uuid}")
    expect(visit.page.get_by_role("button", name="Show passwords").count() == 0, "there is a button to reveal")
    visit.sees("section[aria-label=Credentials]", "credential-reader")
    expect(visit.page.get_by_role("button", name="Apply profile now").is_disabled(), "it may order")
    for place in places(checks.cluster).values():
        visit.open(place)
        for secret in (credential["password"] for credential in checks.cluster.call("GET", f"/v1/devices/{uuid}/credential")["credentials"]):
            expect(secret not in visit.page.content(), f"{place} has a password")
    expect(not any("credential" in request.url and "/v1/" in request.url for request in visit.requests), "it asked for a password")
    visit.open("/audit")
    visit.sees("main", "Not allowed")
    expect(visit.errors == [], str(visit.errors))
    visit.close()
    return None


def reveal(checks):
    """Who may read credentials sees them on demand, and can hide them again."""
    visit = checks.visit(checks.cluster.make_token("reads", "credential-reader"))
    uuid = checks.cluster.names[1][0]
    visit.open(f"/devices/{uuid}")
    password = checks.cluster.call("GET", f"/v1/devices/{uuid}/credential")["credentials"][0]["password"]
    expect(password not in visit.page.content(), "the password is there unasked")
    visit.page.get_by_role("button", name="Show passwords").click()
    visit.sees("section[aria-label=Credentials]", password)
    visit.page.get_by_role("button", name="Hide").click()
    visit.until("password => !document.body.textContent.includes(password)", password)
    visit.close()
    return None


def keyboard(checks):
    """From the sign-in to a device without a mouse, with the focus in sight all the way."""
    visit = Visit(checks.browser, checks.cluster)
    page = visit.page
    page.goto(checks.cluster.address + "/console/")
    page.wait_for_selector("#token:focus")
    page.keyboard.insert_text(checks.cluster.token)
    page.keyboard.press("Enter")
    page.wait_for_selector("main h1")

    def focused():
        """Text and outline of what has the focus; the body, which has it when nothing else has, begins with the first link's text."""
        return page.evaluate("""() => {
            const one = document.activeElement;
            return one === document.body ? ["", "none"] : [one.textContent.trim(), getComputedStyle(one).outlineStyle];
        }""")

    def tab_to(text, limit=60):
        for _ in range(limit):
            page.keyboard.press("Tab")
            said, outline = focused()
            if said.startswith(text):
                expect(outline != "none", f"the focus on {text} is not seen")
                return
        raise AssertionError(f"{text} is not reached by Tab")

    # The first page takes the focus when it is there.
    visit.settle()
    page.evaluate("document.activeElement.blur()")
    tab_to("Skip to content", 2)
    page.keyboard.press("Enter")
    expect(page.evaluate("document.activeElement.id") == "main", "the skip link leads elsewhere")
    page.evaluate("document.querySelector('.skip').focus()")
    tab_to("Devices")
    page.keyboard.press("Enter")
    visit.sees("h1", "Devices")
    visit.settle()
    expect(page.evaluate("document.activeElement.id") == "main", "a new page does not take the focus")
    tab_to(checks.cluster.names[0][1])
    page.keyboard.press("Enter")
    visit.sees("h1", checks.cluster.names[0][1])
    visit.settle()
    tab_to("Retry now")
    unnamed = page.evaluate("""() => [...document.querySelectorAll("button, a, input, select, textarea")]
        .filter((one) => one.checkVisibility() && !(one.textContent.trim() || one.ariaLabel || one.labels?.length))
        .map((one) => one.outerHTML.slice(0, 100))""")
    expect(unnamed == [], f"without a name: {unnamed}")
    visit.close()
    return None


def several_at_once(checks):
    """Devices that are marked are ordered in one step, and the list says what came of it."""
    visit = checks.visit()
    visit.open("/devices?state=provisioned")
    button = visit.page.get_by_role("button", name="Apply profile to marked")
    expect(button.is_disabled(), "nothing is marked, and it can be pressed")
    for uuid, _ in checks.cluster.names[4:6]:
        visit.page.check(f"tr[data-key='{uuid}'] input")
    visit.sees(".bulk", "2 devices marked")
    button.click()
    visit.sees("#notices", "2 of 2 devices")
    expect(visit.page.locator("td.mark input:checked").count() == 0, "they are still marked")
    expect(visit.refused() == [] and visit.errors == [], f"{visit.refused()} {visit.errors}")
    visit.close()


def webhooks(checks):
    """A webhook is written, judged when it is saved, changed over its own version, and removed."""
    visit = checks.visit()
    visit.open("/settings")
    visit.page.fill("#new-webhook", "desk")
    visit.page.get_by_role("button", name="Write one").click()
    visit.sees("h1", "desk")
    visit.settle()
    visit.page.fill("#webhook-document", '{"url": "https://hooks.example.test/amt", "secret": "Desk Hook"}')
    visit.page.get_by_role("button", name="Save").click()
    visit.sees(".verdict", "secret")
    expect(not any(one["name"] == "desk" for one in checks.cluster.call("GET", "/v1/webhooks")["webhooks"]), "it was kept")
    visit.page.fill("#webhook-document", '{"url": "https://hooks.example.test/amt", "secret": "desk-hook", "enabled": false}')
    visit.page.get_by_role("button", name="Save").click()
    visit.sees(".verdict", "nothing is sent")
    visit.sees("section[aria-label='How it stands']", "disabled")
    # Meanwhile somebody else writes it.
    checks.cluster.call("PUT", "/v1/webhooks/desk", {"url": "https://hooks.example.test/other", "secret": "desk-hook", "enabled": False})
    visit.page.fill("#webhook-document", '{"url": "https://hooks.example.test/mine", "secret": "desk-hook", "enabled": false}')
    visit.page.get_by_role("button", name="Save").click()
    visit.sees(".verdict", "newest version is 2")
    visit.page.get_by_role("button", name="Undo").click()
    visit.page.fill("#replay-after", "0.0")
    visit.page.get_by_role("button", name="Send again").click()
    visit.sees("#notices", "is sent again")
    visit.page.reload()
    visit.settle()
    visit.page.get_by_role("button", name="Remove", exact=True).click()
    visit.page.get_by_role("button", name="Remove it").click()
    visit.sees("#notices", "removed")
    expect(not any(one["name"] == "desk" for one in checks.cluster.call("GET", "/v1/webhooks")["webhooks"]), "it is still there")
    refused = [line for line in visit.refused() if line.split()[0] not in ("404", "412", "422")]
    expect(refused == [], f"refused: {refused}")
    visit.close()
    return None


def sign_out(checks):
    """A token that is wrong is told so; after signing out nothing is kept."""
    visit = Visit(checks.browser, checks.cluster)
    page = visit.page
    page.goto(checks.cluster.address + "/console/")
    page.fill("#token", "not-a-token-at-all")
    page.get_by_role("button", name="Sign in").click()
    visit.sees("[role=alert]", "mistyped")
    visit.sign_in(checks.cluster.token)
    page.reload()
    page.wait_for_selector("main h1:has-text('Overview')")
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_selector("#token")
    expect(page.evaluate("sessionStorage.length + [...Array(localStorage.length).keys()].filter((i) => localStorage.getItem(localStorage.key(i)).length > 20).length") == 0, "something is kept")
    visit.close()
    return None


def hostile_text(checks):
    """Text of a device is shown as it is, and is never markup."""
    markup = "<img src=x onerror=alert(1)>"
    visit = checks.visit()
    visit.page.on("dialog", lambda dialog: visit.errors.append(f"dialog: {dialog.message}"))
    uuid = checks.cluster.names[1][0]
    answer = checks.cluster.device(uuid) | {"fqdn": markup, "profile": markup, "amtVersion": markup}
    visit.page.route(f"**/v1/devices/{uuid}", lambda route: route.fulfill(json=answer))
    visit.open(f"/devices/{uuid}")
    visit.sees("h1", markup)
    expect(visit.page.locator("main img").count() == 0, "text became an element")
    expect(visit.errors == [], str(visit.errors))
    visit.close()
    return None


def screenshots(checks, folder, shown):
    """Pictures of pages, at both widths, light and dark."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for scheme in ("light", "dark"):
        for size in (WIDE, NARROW):
            visit = Visit(checks.browser, checks.cluster, size=size, scheme=scheme)
            visit.page.goto(checks.cluster.address + "/console/")
            visit.page.wait_for_selector("#token")
            visit.page.screenshot(path=folder / f"sign-in-{size['width']}-{scheme}.png")
            visit.sign_in(checks.cluster.token)
            for name, place in shown.items():
                visit.open(place)
                visit.page.screenshot(path=folder / f"{name}-{size['width']}-{scheme}.png", full_page=True)
                count += 1
            visit.close()
    print(f"{count} pictures are in {folder}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs")
    parser.add_argument("--devices", type=int, default=12)
    parser.add_argument("--screenshots", type=pathlib.Path)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    browser_path = shutil.which("chromium")
    if not browser_path:
        sys.exit("console-test: chromium is not installed")
    # Stopped from outside, it ends what it started all the same.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    cluster = Cluster(options.programs, options.devices)
    try:
        cluster.start()
        # One that is held: what the page of a webhook shows.
        cluster.call("PUT", "/v1/webhooks/ops", {"url": "https://hooks.corp.example/amt", "secret": "ops-hook", "enabled": False})
        console_walk.wait_until_stuck(cluster, FLEET_SECONDS_MAX)
        print(f"{cluster.devices} devices, three of them stuck ({time.monotonic() - began:.1f} s)", flush=True)
        with chromium(browser_path) as browser:
            checks = Checks(cluster, browser, options.only)
            for check in (sign_out, keyboard, filters, viewer, reveal, hostile_text):
                checks.run(check.__name__.replace("_", "-"), check)
            if options.screenshots:
                stuck = {code: uuid for uuid, code in cluster.parked().items()}
                screenshots(checks, options.screenshots, {"stuck-device": f"/devices/{stuck['firmware-refused']}"})
            if "new-user".startswith(options.only):
                watchers = Watchers(checks)
                checks.run("new-user", console_walk.new_user)
                checks.run("new-user-is-seen-live", watchers.check)
            checks.run("several-at-once", several_at_once)
            checks.run("webhooks", webhooks)
            checks.run("every-page", every_page)
            if options.screenshots:
                screenshots(checks, options.screenshots, places(cluster))
    finally:
        cluster.stop()
    print(f"{len(checks.held)} checks held, {len(checks.failed)} failed; {checks.pages_loaded} pages loaded; "
          f"{time.monotonic() - began:.1f} s")
    return 1 if checks.failed or not checks.held else 0


if __name__ == "__main__":
    sys.exit(main())
