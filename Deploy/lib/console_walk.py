"""The walk of somebody new, with the console alone: three devices are stuck, each for another reason; they are mended."""

import time

from console_cluster import wait_for

MENDED_SECONDS_MAX = 40
# A worker reads profiles this often: a device that is taken up sooner may be given the version of before.
PROFILE_BELIEVED_SECONDS = 5.5
STUCK = {"certificate-none-matches", "fqdn-unresolved", "firmware-refused"}


def wait_until_stuck(cluster, seconds):
    """All devices are provisioned but three."""

    def is_so():
        problems = set(cluster.parked().values())
        provisioned = cluster.call("GET", "/v1/queue")["counts"]["provisioned"]
        return problems == STUCK and provisioned == cluster.devices - len(STUCK)

    wait_for(is_so, "three devices are stuck and the others provisioned", seconds)


def new_user(checks):
    visit = checks.visit()
    page = visit.page
    visit.sees("main", "Overview")
    stuck, saved_at = {}, None
    for state in ("parked", "waiting"):
        page.locator(f"a.tile:has([data-count={state}])").click()
        page.wait_for_selector("tbody tr")
        visit.settle()
        for row in page.locator("tbody tr").all():
            stuck[row.locator("td.problem").inner_text()] = row.get_attribute("data-key")
        page.get_by_role("link", name="Overview").first.click()
        visit.settle()
    assert set(stuck) == STUCK, f"the list of devices says: {stuck}"
    for code, (sentence, mend) in {
        "firmware-refused": ("AMT_RedirectionService.RequestStateChange", mend_profile),
        "certificate-none-matches": ("No provisioning certificate chains to a root", import_certificate),
        "fqdn-unresolved": ("No inventory record gives this UUID", add_record),
    }.items():
        visit.open(f"/devices/{stuck[code]}")
        visit.sees("section[aria-label='Why it stands where it stands']", sentence)
        mend(checks, visit, stuck[code])
        saved_at = time.monotonic() if mend is mend_profile else saved_at
    retry(visit, stuck["firmware-refused"], saved_at)
    for uuid in stuck.values():
        visit.open(f"/devices/{uuid}")
        visit.sees(".page-head .badge", "provisioned", MENDED_SECONDS_MAX)
    visit.open("/")
    visit.until("all => Number(document.querySelector('[data-count=provisioned]').textContent) === all", checks.cluster.devices)
    assert visit.errors == [], visit.errors
    visit.close()
    return "a certificate, a record and a profile mended three devices"


def import_certificate(checks, visit, uuid):
    page = visit.page
    page.get_by_role("link", name="Import a certificate").click()
    page.wait_for_selector("#certificate-files")
    files = [str(checks.cluster.folder / name) for name in ("right-chain.pem", "right.key")]
    page.set_input_files("#certificate-files", files)
    page.fill("#certificate-name", "example-root")
    page.get_by_role("button", name="Check").click()
    visit.sees("main", "Checked, and not kept")
    visit.sees("section[aria-label=Chain]", "Example AMT Root")
    page.get_by_role("button", name="Import").click()
    visit.sees("main .note.good", "Devices that waited for it are taken up")


def add_record(checks, visit, uuid):
    page = visit.page
    page.get_by_role("link", name="Add an inventory record").click()
    page.wait_for_selector("#record-uuid")
    assert page.input_value("#record-uuid") == uuid
    page.fill("#record-fqdn", "front-desk.corp.example")
    page.get_by_role("button", name="Keep the record").click()
    visit.sees("main", "1 record taken")


def mend_profile(checks, visit, uuid):
    page = visit.page
    page.get_by_role("link", name="Change the profile kiosk").click()
    page.wait_for_selector("#profile-document")
    visit.settle()
    document = page.input_value("#profile-document")
    page.fill("#profile-document", document.replace('"schema": 1', '"schema": "one"'))
    visit.sees(".verdict", "schema")
    page.fill("#profile-document", document.replace('"required": true', '"required": false'))
    visit.sees(".verdict", "redirection.required")
    page.get_by_role("button", name="Save").click()
    visit.sees(".versions", "Version 2")
    page.get_by_role("button", name="What changed since 1").click()
    visit.sees(".difference .added", '"required": false')


def retry(visit, uuid, saved_at):
    """Devices parked for their profile are taken up within a minute; somebody who waits for one has it taken up now."""
    visit.open(f"/devices/{uuid}")
    visit.page.wait_for_timeout(max(0, saved_at + PROFILE_BELIEVED_SECONDS - time.monotonic()) * 1000)
    visit.page.get_by_role("button", name="Retry now").click()
