"""Runs daemons in turns on the same jobs: how late each job's first instruction is, and what a run costs.

    compare.py FOLDER SCHEDD FLOOR JOB [APSCHEDULER_PYTHON] [--quick]

FOLDER is for what is written and should be on a disk. Called by scripts/compare-daemons.
"""

import argparse
import json
import os
import shutil
import statistics
import struct
import subprocess
import sys
import time
from datetime import datetime, timezone

CAP = 16
RECORD = struct.Struct("<q16s40s")
SECOND = 1_000_000_000
LADDER = [100, 250, 500, 1000, 1500, 2000]
LADDER_SECONDS = 8
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


class Daemon:
    """One contender: how it is started on a set of jobs."""

    def __init__(self, name, command):
        self.name = name
        self.command = command


def contenders(arguments):
    here = os.path.dirname(os.path.abspath(__file__))

    def floor(own_session):
        return lambda folder, jobs, first, period, output: [
            arguments.floor, f"{folder}/floor.db", str(jobs), str(first), str(period), str(CAP), own_session,
            arguments.job, output,
        ]  # fmt: skip

    def schedd(folder, jobs, first, period, output):
        instant = datetime.fromtimestamp(first, timezone.utc).isoformat()
        trigger = {"interval": f"{period}s", "start_date": instant}
        # Fire times that pass while a run of the job waits are due too, as they are for the others.
        policies = {"trigger": trigger, "max_instances": 1000, "coalesce": "all", "misfire_grace_time": "1h"}
        file = {
            "timezone": "UTC",
            "max_concurrent_runs": CAP,
            "max_queued_runs": 1_000_000,
            "shutdown_grace": "0s",
            "jobs": [{"id": f"j{n}", "command": [arguments.job, output], **policies} for n in range(jobs)],
        }
        with open(f"{folder}/jobs.json", "w", encoding="utf-8") as text:
            json.dump(file, text)
        return [
            arguments.schedd, "run", f"{folder}/jobs.json", "--state-dir", f"{folder}/state",
            "--socket", f"{folder}/socket",
        ]  # fmt: skip

    def apscheduler(folder, jobs, first, period, output):
        script = f"{here}/apscheduler_peer.py"
        return [arguments.python, script, str(jobs), str(first), str(period), str(CAP), arguments.job, output]

    daemons = [Daemon("floor", floor("0")), Daemon("floor, own session", floor("1")), Daemon("schedd", schedd)]
    if arguments.python:
        daemons.append(Daemon("APScheduler", apscheduler))
    return daemons


def processor_ms(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * TICK_MS


def fire_time(text):
    """The fire time that the job was told, in nanoseconds; None where its daemon tells none."""
    text = text.rstrip(b"\0").decode()
    if not text:
        return None
    if text.isdigit():
        return int(text) * SECOND
    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()) * SECOND


class Outcome:
    """What one daemon did with the fire times of one window: milliseconds late, sorted; processor time a run."""

    def __init__(self, late, due, processor):
        self.late = sorted(late)
        self.due = due
        self.cpu = processor / max(1, len(late))

    @property
    def kept(self):
        """Whether nearly everything was started, and within a second: what is due does not pile up."""
        return len(self.late) >= 0.95 * self.due and self.percentile(99) <= 1000

    def percentile(self, percent):
        if not self.late:
            return float("inf")
        return self.late[min(len(self.late) - 1, len(self.late) * percent // 100)]


def run(daemon, folder, jobs, seconds=None):
    """Runs one daemon: jobs that are due every second for so many seconds, or once, until all have been started."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    output = f"{folder}/starts"
    first = int(time.time()) + 2
    command = daemon.command(folder, jobs, first, 1 if seconds else 100_000, output)
    with open(f"{folder}/log", "wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        wait_until(first - 0.2)
        before = processor_ms(process.pid)
        if seconds:
            wait_until(first + seconds - 0.01)
        else:
            wait_for(output, jobs)
        after = processor_ms(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    end = first + (seconds or 1)
    return Outcome(lateness(output, first, end), jobs * (seconds or 1), after - before)


def wait_for(output, jobs):
    """Until every job has been started, for ten seconds at most; and a little longer, until their ends are known."""
    deadline = time.time() + 12
    while time.time() < deadline and (not os.path.exists(output) or os.path.getsize(output) < jobs * RECORD.size):
        time.sleep(0.05)
    time.sleep(0.1)


def lateness(path, first, end):
    """How late each start was. A daemon that tells its jobs no fire time starts them in the order of these."""
    data = b""
    if os.path.exists(path):
        with open(path, "rb") as file:
            data = file.read()
    records = sorted(RECORD.iter_unpack(data[: len(data) // RECORD.size * RECORD.size]))
    count = {}
    late = []
    for moment, job, told in records:
        number = count.get(job, 0)
        count[job] = number + 1
        due = fire_time(told)
        if due is None:
            due = (first + number) * SECOND
        if first * SECOND <= due < end * SECOND:
            late.append((moment - due) / 1e6)
    return late


def wait_until(instant):
    time.sleep(max(0, instant - time.time()))


def load():
    with open("/proc/loadavg", encoding="utf-8") as file:
        return file.read().split()[0]


def text(value):
    return "-" if value == float("inf") else f"{value:.2f}"


def due_together(daemons, folder, plan):
    """Jobs that are due together; in turns, so that each pair has the machine as it is just then."""
    print("| due in one second | daemon | rounds | p50, ms | p99 | most | CPU ms a run | p99 ÷ floor | least–most | load |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: |")
    for jobs, rounds, seconds in plan:
        outcomes = {daemon.name: [] for daemon in daemons}
        for _ in range(rounds):
            for daemon in daemons:
                outcomes[daemon.name].append(run(daemon, folder, jobs, seconds))
        for daemon in daemons:
            own = outcomes[daemon.name]
            figures = [statistics.median(outcome.percentile(p) for outcome in own) for p in (50, 99, 100)]
            cpu = statistics.median(outcome.cpu for outcome in own)
            cells = [ratios(own, outcomes[floor]) for floor in ("floor", "floor, own session")]
            missing = sum(outcome.due - len(outcome.late) for outcome in own)
            name = daemon.name + (f" ({missing} not started)" if missing else "")
            print(
                f"| {jobs} | {name} | {rounds} | {' | '.join(text(f) for f in figures)} | {text(cpu)} | "
                f"{cells[0][0]}; own session {cells[1][0]} | {cells[0][1]}; {cells[1][1]} | {load()} |",
                flush=True,
            )


def ratios(own, floor):
    pairs = [a.percentile(99) / b.percentile(99) for a, b in zip(own, floor)]
    return text(statistics.median(pairs)), f"{text(min(pairs))}–{text(max(pairs))}"


def ladder(daemons, folder, rates):
    """Jobs due every second, more and more of them; a daemon leaves that cannot keep up."""
    print()
    print("| jobs every second | daemon | started | p50, ms | p99 | CPU ms a run | kept | load |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | --- | ---: |")
    kept = {daemon.name: 0 for daemon in daemons}
    lost = set()
    for rate in rates:
        for daemon in daemons:
            if daemon.name in lost:
                continue
            outcome = run(daemon, folder, rate, LADDER_SECONDS)
            if outcome.kept:
                kept[daemon.name] = rate
            else:
                lost.add(daemon.name)
            print(
                f"| {rate} | {daemon.name} | {len(outcome.late)} of {outcome.due} | {text(outcome.percentile(50))} | "
                f"{text(outcome.percentile(99))} | {text(outcome.cpu)} | {'yes' if outcome.kept else 'no'} | {load()} |",
                flush=True,
            )
    print()
    print("Kept, a second: " + ", ".join(f"{name} {rate}" for name, rate in kept.items()))


def main():
    parser = argparse.ArgumentParser()
    for name in ("folder", "schedd", "floor", "job"):
        parser.add_argument(name)
    parser.add_argument("python", nargs="?")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, a shorter ladder")
    parser.add_argument("--no-ladder", action="store_true", help="only what is due at once")
    arguments = parser.parse_args()
    daemons = contenders(arguments)
    quick = arguments.quick
    print(f"At most {CAP} at a time; load before: {load()}", end="\n\n", flush=True)
    rounds = 3 if quick else 10
    # One job every second: a p99 needs many starts, and they do not meet each other.
    plan = [(1, 1 if quick else 2, 10), (100, rounds, None), (1000, rounds, None)]
    due_together(daemons, arguments.folder, plan)
    if not arguments.no_ladder:
        ladder(daemons, arguments.folder, LADDER[::2] if quick else LADDER)
    shutil.rmtree(arguments.folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
