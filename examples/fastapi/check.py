"""Plays the example: a daemon, a web server, and what goes wrong between them.

    SCHEDD_PROGRAM=/usr/local/bin/schedd python3 check.py

It needs what requirements.txt names, uses a folder of its own, and prints a line for each thing that holds.
"""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import httpx

HERE = pathlib.Path(__file__).resolve().parent
PATIENCE = 30


def until(what, condition):
    """Waits until a condition holds, and gives what it answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            answer = condition()
        except httpx.TransportError:
            answer = None
        if answer:
            return answer
        time.sleep(0.02)
    sys.exit(f"check: {what}: not within {PATIENCE} s")


def holds(what, condition):
    if not condition:
        sys.exit(f"check: {what}: this does not hold")
    print(f"ok: {what}", flush=True)


class World:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.program = os.environ.get("SCHEDD_PROGRAM", "schedd")
        self.environment = dict(os.environ, SCHEDD_SOCKET=str(self.folder / "socket"))
        shutil.copy(HERE / "report.py", self.folder)
        jobs = (HERE / "jobs.json").read_text().replace("/srv/reports", str(self.folder))
        # The python that has what is needed here is not always the first on the path of a job.
        jobs = jobs.replace('"python3"', f'"{sys.executable}"')
        (self.folder / "jobs.json").write_text(jobs)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.web = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=PATIENCE)
        self.processes = {}

    def start(self, name, command):
        log = open(self.folder / f"{name}.log", "ab")
        self.processes[name] = subprocess.Popen(
            command, stdout=log, stderr=log, env=self.environment, cwd=HERE
        )

    def start_daemon(self):
        state = str(self.folder / "state")
        self.start("schedd", [self.program, "run", str(self.folder / "jobs.json"), "--state-dir", state])
        until("the daemon is up", lambda: self.schedd("status") == 0)

    def start_web(self):
        address = ["--host", "127.0.0.1", "--port", str(self.port), "--log-level", "warning"]
        self.start("web", [sys.executable, "-m", "uvicorn", "app:app", *address])
        until("the web server is up", lambda: self.web.get("/openapi.json").status_code == 200)

    def schedd(self, *words):
        return subprocess.run(
            [self.program, *words], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ).returncode

    def kill(self, name, number):
        process = self.processes.pop(name)
        process.send_signal(number)
        return process.wait(PATIENCE)

    def order(self, customer, key=None):
        headers = {"Idempotency-Key": key} if key else {}
        return self.web.post("/reports", json={"customer": customer, "month": "2026-11"}, headers=headers)

    def report(self, number):
        return self.web.get(f"/reports/{number}").json()

    def succeeded(self, number):
        return until(
            f"report {number} has ended",
            lambda: (report := self.report(number))["state"] == "ended" and report,
        )["outcome"] == "succeeded"

    def end(self):
        for name in list(self.processes):
            self.kill(name, signal.SIGTERM)


def play(world):
    world.start_daemon()
    world.start_web()

    start = time.monotonic()
    answer = world.order("acme", key="order-1")
    taken = (time.monotonic() - start) * 1000
    holds(f"202 after {taken:.0f} ms, for 1.5 s of work", answer.status_code == 202)
    holds("and before the work is done", answer.json()["outcome"] is None)
    first = answer.json()["id"]
    holds("Location names the report", answer.headers["location"] == f"/reports/{first}")

    until("it runs", lambda: world.report(first)["state"] == "running")
    output = until("it has written something", lambda: world.web.get(f"/reports/{first}/output").text)
    holds("its output is there while it runs", output.startswith("report for acme, 2026-11"))
    holds("it succeeds", world.succeeded(first))
    holds("and its output is whole", world.web.get(f"/reports/{first}/output").text.endswith("done\n"))

    holds("the same key gives the same run", world.order("acme", key="order-1").json()["id"] == first)
    holds("another key another one", world.order("acme", key="order-2").json()["id"] != first)
    holds("a key for something else is refused", world.order("globex", key="order-1").status_code == 422)
    holds("what no customer is called is refused", world.order("acme; rm -rf /").status_code in (400, 422))
    holds("a report that nobody ordered is not found", world.web.get("/reports/999").status_code == 404)

    orders = [world.order("acme").json() for _ in range(4)]
    holds("two at a time, the others wait", [order["state"] for order in orders].count("queued") >= 2)
    world.kill("web", signal.SIGKILL)
    world.start_web()
    holds("kill -9 of the web server loses nothing", all(world.succeeded(order["id"]) for order in orders))

    orders = [world.order("acme").json() for _ in range(4)]
    world.kill("schedd", signal.SIGKILL)
    holds("without schedd it says so", world.order("acme").status_code == 503)
    world.start_daemon()
    holds("kill -9 of schedd loses nothing", all(world.succeeded(order["id"]) for order in orders))
    again = [world.report(order["id"])["attempt"] for order in orders]
    holds("what was cut off was begun again", again.count(2) >= 1)

    orders = [world.order("acme").json() for _ in range(4)]
    holds("schedd stops when it is told", world.kill("schedd", signal.SIGTERM) == 0)
    world.start_daemon()
    holds("a restart of schedd loses nothing", all(world.succeeded(order["id"]) for order in orders))
    holds("the audit is content", world.schedd("audit", "--state-dir", str(world.folder / "state")) == 0)


with tempfile.TemporaryDirectory(prefix="schedd-fastapi-") as folder:
    world = World(folder)
    try:
        play(world)
    except BaseException:
        for log in sorted(pathlib.Path(folder).glob("*.log")):
            print(f"--- {log.name}\n{log.read_text()}", file=sys.stderr)
        raise
    finally:
        world.end()
