"""A browser for the console's tests: it notes what a console must not do, and walks as a person does."""

import contextlib
import time

from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import sync_playwright

WAIT_MILLISECONDS = 15_000
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}

# Runs in every page before its own scripts: violations of the content policy, and layout that moves by itself.
WATCH = """
window.watched = { violations: [], shift: 0, shifts: [] };
document.addEventListener("securitypolicyviolation", (event) =>
  window.watched.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    window.watched.shift += entry.value;
    window.watched.shifts.push(entry.sources.map((source) => source.node?.outerHTML?.slice(0, 80) ?? "?").join(" | "));
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@contextlib.contextmanager
def chromium(path):
    """Debian's Chromium without a window."""
    with sync_playwright() as playwright:
        # As root, as in continuous integration, Chromium has no sandbox of its own to give.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """One visitor with one token, in a context of its own."""

    def __init__(self, browser, cluster, size=None, scheme="light"):
        self.cluster = cluster
        self.context = browser.new_context(viewport=size or WIDE, color_scheme=scheme)
        self.context.set_default_timeout(WAIT_MILLISECONDS)
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.errors = []
        self.requests = []
        self.page.on("console", self.note)
        self.page.on("pageerror", lambda error: self.errors.append(f"exception: {error}"))
        self.page.on("request", lambda request: self.requests.append(request))

    def note(self, message):
        """Chromium itself writes a line for each answer that says no; whether a page may cause one, its check says."""
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.errors.append(f"{message.type}: {message.text}")

    def refused(self):
        """Requests that were answered with a status from 400 on, but for resources that this server does not have."""
        found = []
        for request in self.requests:
            response = request.response() if not request.url.endswith("/v1/events") else None
            if response and response.status >= 400 and "route-unknown" not in self.text_of(response):
                found.append(f"{response.status} {request.url}")
        return found

    @staticmethod
    def text_of(response):
        try:
            return response.text()
        except Exception:  # A body that the page has left is gone; its status is enough then.
            return ""

    def close(self):
        self.context.close()

    def sign_in(self, token):
        self.page.goto(self.cluster.address + "/")
        self.page.fill("#token", token)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_selector("main h1")
        return self

    def open(self, place):
        """Opens a page by its address, and returns when its data is there."""
        # The page of before is still there for a moment. Whoever waits for one that stays, for it only has another filter, loses half a
        # second; one that changes has as long as it needs.
        stays = self.page.url.partition("#")[2].partition("?")[0] == place.partition("?")[0]
        self.page.evaluate(
            "place => { if (location.hash !== place) { const head = document.querySelector('main h1');"
            " if (head) { head.dataset.before = 'yes' } location.hash = place } }", f"#{place}")
        end = time.monotonic() + (0.5 if stays else WAIT_MILLISECONDS / 1000)
        while self.page.evaluate("() => !!document.querySelector('main h1[data-before]')") and time.monotonic() < end:
            self.page.wait_for_timeout(10)
        self.settle()

    def settle(self):
        """What loads says so; when nothing says so any more, the page is there."""
        self.until(
            "() => document.querySelector('main h1') && ![...document.querySelectorAll('main .loading')].some((one) => one.checkVisibility())")

    def until(self, truth, argument=None, seconds=WAIT_MILLISECONDS / 1000):
        """Waits until a function of the page returns something true. Playwright's own way to wait needs eval, which the policy forbids."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(truth, argument):
            if time.monotonic() > end:
                raise AssertionError(f"not within {seconds:.0f} s: {truth}; the page says: {self.text()[:400]!r}")
            self.page.wait_for_timeout(50)

    def text(self, selector="main"):
        return self.page.inner_text(selector)

    def sees(self, selector, text, seconds=15):
        """Waits until the text is there, without a reload."""
        try:
            self.page.locator(selector).filter(has_text=text).first.wait_for(timeout=seconds * 1000)
        except PlaywrightTimeout as timeout:
            raise AssertionError(f"{selector} does not say {text!r}; it says: {self.text()[:600]!r}") from timeout

    def watched(self):
        return self.page.evaluate("window.watched")

    def forget_shift(self):
        self.page.evaluate("() => { window.watched.shift = 0; window.watched.shifts = [] }")
