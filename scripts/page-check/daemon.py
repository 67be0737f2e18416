"""A daemon of the check's own, over TCP, and the jobs that it runs."""

import json
import os
import re
import random
import signal
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request

TOKEN = "0123456789abcdef0123456789abcdef"
HOSTILE = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>"


def jobs_of_all_kinds():
    """A few dozen jobs: every kind of trigger, good ones and bad ones, and words that would like to be markup."""
    shell = lambda text: {"shell": text}
    every = lambda text: {"trigger": {"interval": text}}
    cron = lambda text, zone="Europe/Berlin": {"trigger": {"cron": text, "timezone": zone}}
    jobs = [
        {"id": "backup-database", "description": "Dumps the shop's database and ships it off site", "tags": ["nightly", "database"],
         **cron("30 2 * * *"), **shell("sleep 0.3; echo dumped 4 tables"), "timeout": "2h"},
        {"id": "report-sales", "description": "The sales of the day, as a mail to the office", "tags": ["nightly"],
         **cron("15 6 * * 1-5"), **shell("sleep 0.1; echo sent")},
        {"id": "sync-stock", "description": "Takes the stock over from the warehouse", "tags": ["shop"],
         **cron("*/15 * * * *"), **shell("sleep 0.2; echo synced")},
        {"id": "check-certificates", "description": "Says when a certificate runs out", "tags": ["ops"],
         **every("5m"), **shell("echo certificate of shop.example.com runs out in 4 days >&2; exit 1")},
        {"id": "import-prices", "description": "Flaky on purpose", "tags": ["shop"], **every("3s"),
         "command": ["sh", "-c", "sleep 0.$(( $$ % 7 )); exit $(( $$ % 4 == 0 ))"]},
        {"id": "slow-export", "description": "Is told to end after a second", "tags": ["shop"], **every("30s"),
         **shell("sleep 30"), "timeout": "1s"},
        {"id": "poll-queue", "description": "Each second of the day", "tags": ["ops"], **every("1s"), "command": ["true"]},
        {"id": "reindex-search", "description": "Takes as long as it takes", "tags": ["shop"], **every("1h"),
         **shell("sleep 3600")},
        {"id": "deploy", "description": "Rolls a version out, by hand", "tags": ["ops"], "trigger": {"manual": True},
         "command": ["sh", "-c", "echo deploying $0 to $1; for i in 1 2 3 4 5 6 7 8 9; do echo step $i; sleep 0.4; done; echo done", "${version}", "${target}"],
         "parameters": {"version": {"pattern": "v[0-9]+(\\.[0-9]+)*", "description": "Which version"},
                        "target": {"pattern": "staging|production", "default": "staging", "description": "Where to"}}},
        {"id": "endless", "description": "Writes until it is cancelled", "tags": ["ops"], "trigger": {"manual": True},
         **shell("i=0; while :; do i=$((i+1)); echo line $i; sleep 0.2; done")},
        {"id": "hostile", "description": HOSTILE, "tags": ["odd"], "trigger": {"manual": True},
         "command": ["printf", "%b\\n", HOSTILE, "\\033[31mred\\033[0m", "tail"]},
        {"id": "on-start", "description": "At each start of the daemon", "trigger": {"startup": True}, "command": ["true"]},
        {"id": "tidy-up", "description": "Follows the backup", "trigger": {"after": {"job": "backup-database", "outcome": "succeeded"}}, "command": ["true"]},
        {"id": "disabled-job", "description": "Not any more", "enabled": False, **cron("0 5 * * *"), "command": ["true"]},
        {"id": "year-end", "description": "Once", "trigger": {"date": "2031-12-31T23:00:00Z"}, "command": ["true"]},
        {"id": "office-hours", "description": "Weekdays from eight to five", "tags": ["ops"], **cron("*/10 8-17 * * 1-5"), "command": ["true"]},
        {"id": "month-end-close", "description": "The books, on the last day of the month", "tags": ["finance"], **cron("0 22 L * *"), "command": ["true"]},
    ]
    for hour in range(24):
        jobs.append({"id": f"hourly-{hour:02}", "description": f"The part of hour {hour} of the warehouse load", "tags": ["warehouse"],
                     **cron(f"{hour * 7 % 60} {hour} * * *", "UTC"), **shell("sleep 0.05; echo ok")})
    return {"max_concurrent_runs": 12, "jobs": jobs}


def write_history(state, now):
    """A day that has passed, written into the ledger of a daemon that is down: what a browser is to draw."""
    chance = random.Random(7)
    rows = []

    def run(job, start, seconds, outcome="succeeded", reason="exit_code"):
        began = outcome not in ("skipped", "missed")
        end = min(start + max(seconds, 0.01), now - 1)
        code = {"succeeded": 0, "failed": 1}.get(outcome)
        signal_number = 15 if outcome == "timed_out" else None
        at = lambda second: int(second * 1e9)
        rows.append((at(start), job, outcome, reason, at(start), at(start) if began else None, at(end), code, signal_number, 1 if began else 0))

    for quarter in range(1, 97):
        run("sync-stock", now - quarter * 900 + now % 1, chance.uniform(180, 480), "failed" if quarter in (9, 10, 41) else "succeeded")
    for part in range(1, 200):
        start = now - part * 300
        run("check-certificates", start, 0.4, "failed" if part <= 14 else "succeeded")
    for hour in range(1, 25):
        run("reindex-search", now - hour * 3600 + 7, chance.uniform(1200, 2700), "timed_out" if hour == 6 else "succeeded", "timeout" if hour == 6 else "exit_code")
        run(f"hourly-{hour - 1:02}", now - hour * 3600 + hour * 61, chance.uniform(900, 3300), "missed" if hour == 5 else "failed" if hour == 17 else "succeeded",
            "misfire_grace_time" if hour == 5 else "exit_code")
    for night in range(1, 31):
        run("backup-database", now - night * 86400 + 31000, chance.gauss(4200, 500))
        run("report-sales", now - night * 86400 + 44000, chance.uniform(40, 90), "failed" if night == 12 else "succeeded")
    for part in range(6, 60):
        run("office-hours", now - part * 600 - 3000, chance.uniform(20, 280), "skipped" if part % 17 == 0 else "succeeded", "max_instances" if part % 17 == 0 else "exit_code")
    for part in range(1, 60):
        run("import-prices", now - part * 700, chance.uniform(5, 60), "failed" if part % 9 == 4 else "succeeded")
    ledger = sqlite3.connect(f"{state}/schedd.db")
    with ledger:
        for start, job, outcome, reason, created, started, ended, code, number, attempt in sorted(rows):
            ledger.execute(
                "INSERT INTO runs (job, fire_time, cause, state, outcome, reason, attempt, created_at, started_at, ended_at, exit_code, signal)"
                " VALUES (?, ?, 'schedule', 'ended', ?, ?, ?, ?, ?, ?, ?, ?)",
                (job, start, outcome, reason, attempt, created, started, ended, code, number))
    ledger.close()


def many_jobs(count):
    """As many jobs as are asked for; one runs all the time, the others by the hour, so that a long turn is the page's."""
    jobs = [{"id": f"job-{number:05}", "description": f"Number {number} of many", "tags": [f"team-{number % 17}"],
             "trigger": {"interval": "2s" if number == 0 else f"{1 + number % 48}h"}, "command": ["true"]}
            for number in range(count)]
    return {"max_concurrent_runs": 20, "jobs": jobs}


class Daemon:
    def __init__(self, place, jobs, protect_reads=False):
        self.place = place
        os.makedirs(place, exist_ok=True)
        self.job_file = f"{place}/jobs.json"
        self.write(jobs)
        with open(f"{place}/token", "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(TOKEN)
        self.log = open(f"{place}/log", "w+", encoding="utf-8")
        command = [os.environ["SCHEDD_PROGRAM"], "run", self.job_file, "--state-dir", f"{place}/state", "--socket", f"{place}/socket",
                   "--log-format", "json", "--listen", "127.0.0.1:0", "--token-file", f"{place}/token"]
        self.process = subprocess.Popen(command + (["--protect-reads"] if protect_reads else []), stdout=self.log, stderr=self.log)
        self.url = self.wait_for_address()

    def write(self, jobs):
        with open(self.job_file, "w", encoding="utf-8") as file:
            json.dump(jobs, file)

    def wait_for_address(self):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with open(f"{self.place}/log", encoding="utf-8") as file:
                text = file.read()
            found = re.search(r'"address":"([^"]*)"', text)
            if found:
                return f"http://{found[1]}"
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise SystemExit(f"the daemon did not start: {text}")

    def ask(self, path, method="GET", body=None):
        request = urllib.request.Request(self.url + path, method=method, data=None if body is None else json.dumps(body).encode())
        request.add_header("Authorization", f"Bearer {TOKEN}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.read().decode()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from None

    def take_precedence(self):
        """Lets the daemon go before the browser, which else takes its processor in the middle of a turn; whether that was allowed."""
        try:
            os.sched_setscheduler(self.process.pid, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(1))
        except PermissionError:
            return False
        return True

    def turns(self):
        """How many turns of the loop took no longer than each bound, in seconds."""
        bounds = {}
        for line in self.ask("/metrics?jobs=none").splitlines():
            found = re.match(r'schedd_loop_held_seconds_bucket\{le="([^"]+)"\} (\S+)', line)
            if found:
                bounds[float(found[1])] = int(float(found[2]))
        assert bounds, "no histogram of the loop in /metrics"
        return bounds

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
