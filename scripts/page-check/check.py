"""Drives the page in Chromium and judges what it finds; see scripts/check-page."""

import argparse
import os
import re
import shutil
import sys
import tempfile
import time

from playwright.sync_api import sync_playwright

from daemon import HOSTILE, TOKEN, Daemon, jobs_of_all_kinds, many_jobs, write_history

VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
# The ratio of WCAG 2 between each text and what is behind it.
CONTRAST = """
() => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const over = (top, below) => { const a = top[3] ?? 1; return [0, 1, 2].map((i) => top[i] * a + below[i] * (1 - a)); };
  const behind = (node) => {
    if (!node) return [255, 255, 255];
    const colour = parse(getComputedStyle(node).backgroundColor);
    if ((colour[3] ?? 1) === 1 && colour.length) return colour;
    return over(colour.length ? colour : [0, 0, 0, 0], behind(node.parentElement));
  };
  const faults = new Set();
  for (const node of document.querySelectorAll("body *")) {
    const hasText = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!hasText || !node.getClientRects().length || node.closest("[disabled], svg")) continue;
    const style = getComputedStyle(node);
    const back = behind(node);
    const [a, b] = [light(over(parse(style.color), back)), light(back)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) faults.add(`${node.tagName}.${node.className} ${style.color} on ${back.map(Math.round)}: ${ratio.toFixed(2)}`);
  }
  return [...faults];
}
"""


class Check:
    """One browser, the pages in it, and what has been found."""

    def __init__(self, browser, screenshots):
        self.browser = browser
        self.screenshots = screenshots
        self.faults = []
        self.requests = []
        self.expects_faults = False

    def open(self, daemon, width=1280, height=800, scheme="light", token=True, motion="no-preference"):
        context = self.browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme,
                                           timezone_id="Europe/Berlin", reduced_motion=motion)
        context.add_init_script(VIOLATIONS)
        if token:
            context.add_init_script(f"sessionStorage.setItem('schedd-token', '{TOKEN}')")
        page = context.new_page()
        page.set_default_timeout(15000)
        page.on("console", lambda message: self.fault(f"console: {message.text}") if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(daemon.url)
        return page

    def fault(self, text):
        if not self.expects_faults:
            self.faults.append(text)

    def forgive(self, text):
        """What had to be said in the console: a browser reports each answer that refuses."""
        self.faults = [fault for fault in self.faults if text not in fault]

    def shot(self, page, name):
        if self.screenshots:
            page.mouse.move(0, 0)
            page.evaluate("document.getElementById('toasts').replaceChildren()")
            page.screenshot(path=f"{self.screenshots}/page-{name}.png")


def wait(what, test, seconds=15):
    deadline = time.monotonic() + seconds
    while True:
        answer = test()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"in vain: {what}")
        time.sleep(0.05)


def say(text):
    print(f"ok  {text}", flush=True)


def go(page, place):
    page.evaluate("(place) => { location.hash = place; }", place)


def row(page, job):
    return page.locator(f'tr[data-job="{job}"]')


def check_access(check, daemon):
    page = check.open(daemon, token=False)
    page.get_by_text("Read-only: enter the daemon's token").wait_for()
    row(page, "deploy").wait_for()
    assert not row(page, "deploy").locator("button").first.is_visible()
    say("without a token it reads, says so and offers nothing else")
    page.locator("#access").click()
    page.locator("dialog input").fill("wrong-wrong-wrong")
    page.locator("dialog [type=submit]").click()
    page.get_by_text("That is not the token.").wait_for()
    page.locator("dialog input").fill(TOKEN)
    page.locator("dialog [type=submit]").click()
    row(page, "deploy").locator("button").first.wait_for()
    assert page.evaluate("sessionStorage.length") == 1 and page.evaluate("localStorage.length") == 0
    say("a wrong token is refused, the right one kept for the tab")
    page.context.close()


def check_jobs(check, page):
    count = len(jobs_of_all_kinds()["jobs"])
    wait("every job is counted", lambda: page.locator("#count").text_content() == f"{count} jobs")
    row(page, "backup-database").get_by_text("at 02:30 every day").wait_for()
    page.get_by_text("live", exact=True).wait_for()
    say("every job is there, its schedule in words")
    # Something that is some minutes ahead, so that the second counts.
    text = lambda: row(page, "sync-stock").locator(".c-next").text_content()
    before = text()
    wait("the countdown moves", lambda: text() != before, 4)
    say("the countdown moves")
    strip = row(page, "sync-stock").locator("svg.strip")
    wait("thirty outcomes", lambda: strip.locator("rect[data-run]").count() == 30)
    titles = strip.locator("title").all_text_contents()
    assert all(re.search(r"(succeeded|failed).* · run \d+", title) for title in titles), titles
    assert re.search(r"\d+ succeeded", strip.get_attribute("aria-label"))
    assert re.search(r"\d", row(page, "sync-stock").locator(".c-mean").text_content())
    say("thirty outcomes with their words, and a mean duration")
    wait("failures", lambda: page.locator("section[aria-label='Failed lately'] li").count() >= 3)
    say("what failed lately is there")
    newest = row(page, "import-prices").locator("rect[data-run]").last.get_attribute("data-run")
    wait("a run is shown as it ends", lambda: row(page, "import-prices").locator("rect[data-run]").last.get_attribute("data-run") != newest)
    say("the strip moves on as runs end")


def check_filter(check, page):
    shown = lambda: [one.get_attribute("data-job") for one in page.locator("tr.row").all()]
    page.locator("#search").fill("warehouse load")
    wait("the search", lambda: shown() and all(job.startswith("hourly-") for job in shown()))
    page.locator("#search").fill("")
    page.get_by_label("Tag").select_option("nightly")
    wait("the tag", lambda: shown() == ["backup-database", "report-sales"])
    page.get_by_label("Tag").select_option("")
    page.get_by_label("State").select_option("disabled")
    wait("the state", lambda: shown() == ["disabled-job"])
    page.get_by_label("State").select_option("failing")
    wait("what fails", lambda: "check-certificates" in shown() and "backup-database" not in shown())
    page.get_by_label("State").select_option("all")
    page.get_by_label("Order").select_option("id")
    wait("the order", lambda: shown()[:2] == ["backup-database", "check-certificates"])
    page.get_by_label("Order").select_option("file")
    say("search, tag, state and order narrow and sort the jobs")


def check_hostile(check, daemon, page):
    page.locator("#search").fill("hostile")
    wait("the words of a job are text", lambda: row(page, "hostile").locator(".c-job .small").text_content() == HOSTILE)
    page.locator("#search").fill("")
    daemon.ask("/v1/jobs/hostile/runs", "POST")
    run = wait("it has run", lambda: re.search(r'"id":(\d+),"job":"hostile","outcome":"succeeded"', daemon.ask("/v1/runs?job=hostile")))[1]
    go(page, f"#/runs/{run}")
    wait("the output", lambda: "tail" in page.locator("#output").text_content())
    assert page.locator("#output").text_content() == f"{HOSTILE}\nred\ntail\n", page.locator("#output").text_content()
    assert page.locator("#output *").count() == 0
    go(page, "#/jobs/hostile")
    page.get_by_text("Definition").wait_for()
    assert page.evaluate("window.hacked") is None
    refused = page.evaluate("() => { try { document.body.innerHTML = '<b>x</b>'; return false; } catch { return true; } }")
    assert refused, "text can become markup"
    check.forgive("TrustedHTML")
    page.evaluate("window.violations = window.violations.filter((one) => !one.startsWith('require-trusted-types-for'))")
    say("markup in descriptions and output stays text, and the browser would refuse anything else")


def check_job(check, page):
    go(page, "#/jobs/sync-stock")
    page.locator("h1").get_by_text("sync-stock").wait_for()
    wait("the chart", lambda: page.locator(".chart rect[data-run]").count() > 50)
    wait("the history", lambda: page.locator(".history tbody tr").count() > 50)
    assert page.get_by_text("*/15 * * * *").count() >= 1
    check.shot(page, "job")
    page.locator("#explain-at").fill("2026-01-01 02:30")
    page.get_by_role("button", name="Explain").click()
    wait("an answer", lambda: len(page.locator("#explanation").text_content()) > 40)
    say("a job shows its history, a chart of durations, and why it did not run at a time")


def check_run(check, daemon, page):
    go(page, "#/jobs/deploy")
    page.get_by_role("button", name="Run now").click()
    page.locator("dialog [name=version]").fill("latest")
    page.locator("dialog [type=submit]").click()
    page.locator("dialog .fault").get_by_text("version").wait_for()
    check.forgive("status of 422")
    page.locator("dialog [name=version]").fill("v1.2.3")
    page.locator("dialog [type=submit]").dblclick()
    page.locator(".toast", has_text="deploy").locator("a").first.click()
    page.locator("h1").get_by_text("run").wait_for()
    output = page.locator("#output")
    wait("the first line", lambda: "deploying v1.2.3 to staging" in output.text_content())
    early = output.text_content()
    assert "done" not in early, "not live"
    page.get_by_text("version = v1.2.3").wait_for()
    page.get_by_text("tcp=127.0.0.1").wait_for()
    time.sleep(1.2)
    check.shot(page, "run")
    wait("the last line", lambda: "done" in output.text_content())
    page.locator(".head .badge.succeeded").wait_for()
    assert output.text_content().count("step 3") == 1
    assert daemon.ask("/v1/runs?job=deploy").count('"job":"deploy"') == 1, "a double press ran it twice"
    say("a run by hand: form of its parameters, refusal in place, live output, its end, the actor; a double press is one run")
    go(page, "#/jobs/endless")
    page.get_by_role("button", name="Run now").click()
    page.locator("dialog [type=submit]").click()
    page.locator(".toast", has_text="endless").locator("a").click()
    wait("it writes", lambda: "line 3" in output.text_content())
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("button", name="Cancel the run").click()
    page.locator(".head .badge.cancelled").wait_for()
    say("a run is cancelled, and the page hears of it")


def check_pause(check, daemon, page):
    go(page, "#/jobs/office-hours")
    page.get_by_role("button", name="Pause").click()
    page.locator("dialog [name=reason]").fill("the office is closed")
    page.locator("dialog [name=until]").select_option("8")
    page.locator("dialog [type=submit]").click()
    page.get_by_text("the office is closed (tcp=127.0.0.1)").wait_for()
    go(page, "#/")
    page.locator("#search").fill("office")
    row(page, "office-hours").locator(".badge.paused").wait_for()
    row(page, "office-hours").get_by_role("button", name="Resume").click()
    wait("it is resumed", lambda: row(page, "office-hours").locator(".badge.paused").count() == 0)
    page.locator("#search").fill("")
    say("a job is paused with a reason, shown so, and resumed")
    daemon.ask("/v1/pause", "POST", {"reason": "maintenance of the disks"})
    page.locator(".banner").get_by_text("maintenance of the disks").wait_for()
    page.get_by_role("button", name="Resume all").click()
    wait("the banner goes", lambda: page.locator(".banner").count() == 0)
    say("a pause of every job by somebody else is a banner, at once")
    good = open(daemon.job_file, encoding="utf-8").read()
    daemon.write({"jobs": [{"id": "no trigger"}]})
    page.locator(".banner.bad").get_by_text("The job file was refused").wait_for()
    with open(daemon.job_file, "w", encoding="utf-8") as file:
        file.write(good + "\n")
    wait("it is good again", lambda: page.locator(".banner").count() == 0)
    say("a job file that was refused is a banner until it is good again")


def check_pictures(check, page):
    go(page, "#/timeline")
    wait("bars", lambda: page.locator(".lanes rect[data-run]").count() > 100)
    wait("failures", lambda: page.locator(".lanes rect.o-failed").count() > 2)
    wait("fire times", lambda: page.locator(".lanes rect.future").count() > 20 and page.locator(".lanes rect.dense").count() > 0)
    label = row(page, "sync-stock").locator("svg").get_attribute("aria-label")
    assert re.match(r"\d+ runs, \d+ of them failed; \d+ fire times ahead", label), label
    time.sleep(0.5)
    check.shot(page, "timeline")
    page.locator("#window").select_option("12")
    wait("six hours", lambda: page.locator(".lanes rect[data-run]").count() > 20)
    page.locator("#window").select_option("48")
    say("the timeline has what ran, what failed and what is to come")
    go(page, "#/load")
    wait("168 hours", lambda: page.locator(".heat td[title]").count() == 168)
    assert page.locator(".heat td[title*='fire times']").count() > 100
    check.shot(page, "load")
    say("the heat map has each hour of the week")


def check_keyboard(check, daemon):
    page = check.open(daemon)
    row(page, "deploy").wait_for()
    keys = page.keyboard
    keys.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", "the focus is not seen"
    keys.press("/")
    keys.type("deploy")
    wait("the search", lambda: page.locator("tr.row").count() == 1)
    keys.press("ArrowDown")
    wait("the row has the focus", lambda: page.evaluate("document.activeElement.textContent") == "deploy")
    keys.press("Enter")
    page.locator("h1").get_by_text("deploy").wait_for()
    keys.press("t")
    page.locator("dialog").wait_for()
    keys.type("v9")
    keys.press("Enter")
    page.locator(".toast").get_by_text("run").wait_for()
    wait("the dialog is closed", lambda: page.locator("dialog").count() == 0)
    keys.press("u")
    page.locator("#search").wait_for()
    keys.press("/")
    keys.press("Control+a")
    keys.press("Delete")
    wait("all jobs", lambda: page.locator("tr.row").count() > 5)
    keys.press("Escape")
    for _ in range(4):
        keys.press("j")
    keys.press("k")
    focused = page.evaluate("document.activeElement.textContent")
    order = [job["id"] for job in jobs_of_all_kinds()["jobs"]]
    assert focused == order[2], focused
    for _ in range(60):
        keys.press("ArrowDown")
    wait("the last row", lambda: page.evaluate("document.activeElement.textContent") == order[-1])
    keys.press("p")
    page.locator("dialog").wait_for()
    keys.press("Escape")
    wait("the dialog is closed", lambda: page.locator("dialog").count() == 0)
    keys.press("?")
    page.get_by_text("run the job now").wait_for()
    keys.press("Escape")
    keys.press("g")
    keys.press("l")
    page.locator(".heat").wait_for()
    say("all of it by the keyboard: search, move, open, run, pause, help, views")
    page.context.close()


def check_looks(check, daemon):
    backgrounds = {}
    for scheme in ("light", "dark"):
        page = check.open(daemon, scheme=scheme, motion="reduce")
        for place, ready in (("#/", "tr.row"), ("#/timeline", ".lanes rect"), ("#/load", ".heat td[title]"), ("#/jobs/report-sales", ".history"), ("#/jobs/check-certificates", ".history")):
            go(page, place)
            page.locator(ready).first.wait_for(state="attached")
            time.sleep(0.4)
            faults = page.evaluate(CONTRAST)
            assert not faults, f"{scheme} {place}: {faults}"
        backgrounds[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert page.evaluate("document.getAnimations().length") == 0, "moves though nobody wants it"
        go(page, "#/")
        wait("the strips", lambda: page.locator("rect[data-run]").count() > 100)
        check.shot(page, f"jobs-{scheme}")
        page.context.close()
    assert backgrounds["light"] != backgrounds["dark"]
    say("dark and light, every text at least 4.5:1, nothing moves where that is not wanted")
    page = check.open(daemon, width=390, height=844)
    for place, ready in (("#/", "tr.row"), ("#/timeline", ".lanes rect"), ("#/load", ".heat td"), ("#/jobs/sync-stock", ".history"), ("#/runs/1", "#output")):
        go(page, place)
        page.locator(ready).first.wait_for(state="attached")
        time.sleep(0.4)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, f"{place} is {wide} wide"
    go(page, "#/")
    wait("the strips", lambda: page.locator("rect[data-run]").count() > 30)
    assert page.locator("tr.row button").first.bounding_box()["height"] >= 32
    check.shot(page, "phone")
    # The output of a run that was written into the ledger by hand is not there.
    check.forgive("status of 404")
    say("on a phone of 390 pixels nothing is wider than it")
    page.context.close()


def check_loss(check, place):
    daemon = Daemon(place, {"jobs": jobs_of_all_kinds()["jobs"][:3]}, protect_reads=True)
    try:
        page = check.open(daemon, token=False)
        page.locator("dialog input").fill(TOKEN)
        page.locator("dialog [type=submit]").click()
        row(page, "backup-database").wait_for()
        page.get_by_text("live", exact=True).wait_for()
        say("where reading takes the token too, it is asked for at once")
        check.expects_faults = True
        daemon.stop()
        page.get_by_text("The connection to the daemon is lost").wait_for()
        say("a daemon that is gone is a banner")
        page.context.close()
    finally:
        if daemon.process.poll() is None:
            daemon.stop()
        check.expects_faults = False


def slow_turns(before, after):
    """How many turns there were, how many took longer than 2 ms, and a bound that none exceeded."""
    count = {bound: after[bound] - before.get(bound, 0) for bound in sorted(after)}
    total = count[max(count)]
    return total, total - count[0.002], min(bound for bound in count if count[bound] == total)


def check_many(check, place, count):
    daemon = Daemon(place, many_jobs(count))
    is_alone = daemon.take_precedence()
    try:
        idle = daemon.turns()
        time.sleep(5)
        before = daemon.turns()
        began = time.monotonic()
        page = check.open(daemon)
        page.locator("tr.row").first.wait_for()
        first = time.monotonic() - began
        wait("every job", lambda: page.locator("#count").text_content() == f"{count} jobs", 120)
        whole = time.monotonic() - began
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        last = f"job-{count - 1:05}"
        wait("the last job", lambda: row(page, last).count() == 1)
        wait("its schedule in words", lambda: "every" in row(page, last).locator(".c-when").text_content())
        began = time.monotonic()
        page.locator("#search").fill(f"{count // 2:05}")
        wait("the search", lambda: page.locator("tr.row").count() == 1)
        search = time.monotonic() - began
        page.locator("#search").fill("")
        wait("all again", lambda: page.locator("tr.row").count() > 5)
        for place in range(20):
            page.evaluate("(part) => scrollTo(0, document.documentElement.scrollHeight * part)", place / 20)
            time.sleep(0.1)
        nodes = page.evaluate("document.querySelectorAll('*').length")
        go(page, "#/timeline")
        wait("lanes", lambda: page.locator(".lanes rect.future").count() > 10)
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)")
        wait("lanes in the middle", lambda: page.locator(".lanes rect.future").count() > 10)
        began = time.monotonic()
        go(page, "#/load")
        wait("the load", lambda: page.locator(".heat td[title]").count() == 168, 120)
        load = time.monotonic() - began
        after = daemon.turns()
        assert nodes < 6000, f"{nodes} nodes"
        say(f"{count} jobs: first row after {first:.2f} s, all after {whole:.2f} s, search {search * 1000:.0f} ms, the week's load {load:.2f} s, {nodes} nodes")
        for what, (total, slow, slowest) in {"before the page came": slow_turns(idle, before), "while it was used": slow_turns(before, after)}.items():
            print(f"    {what}{'' if is_alone else ' (and took the processor from the daemon)'} {slow} of {total} turns of the loop took longer than 2 ms, none longer than {slowest * 1000:g} ms", flush=True)
        page.context.close()
    finally:
        daemon.stop()


def main():
    parser = argparse.ArgumentParser(prog="scripts/check-page")
    parser.add_argument("--screenshots", help="a directory that gets pictures of the page")
    parser.add_argument("--jobs", type=int, default=10000, help="how many jobs the large file has")
    options = parser.parse_args()
    place = tempfile.mkdtemp(prefix="schedd-page-")
    daemon = None
    try:
        quiet = Daemon(f"{place}/one", {"jobs": []})
        quiet.stop()
        write_history(f"{place}/one/state", time.time())
        daemon = Daemon(f"{place}/one", jobs_of_all_kinds())
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"] if os.geteuid() == 0 else [])
            check = Check(browser, options.screenshots)
            check_access(check, daemon)
            page = check.open(daemon)
            check_jobs(check, page)
            check_filter(check, page)
            check_hostile(check, daemon, page)
            check_job(check, page)
            check_run(check, daemon, page)
            check_pause(check, daemon, page)
            check_pictures(check, page)
            violations = page.evaluate("window.violations")
            assert not violations, violations
            check_keyboard(check, daemon)
            check_looks(check, daemon)
            foreign = [url for url in check.requests if not url.startswith((daemon.url, "data:"))]
            assert not foreign, foreign
            check_loss(check, f"{place}/two")
            check_many(check, f"{place}/many", options.jobs)
            assert not check.faults, check.faults
            say("no error in the console, no violation of the policy, no request that leaves the origin")
            browser.close()
    finally:
        if daemon:
            daemon.stop()
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
