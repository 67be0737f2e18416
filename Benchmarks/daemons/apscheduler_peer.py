"""APScheduler as a daemon: JOBS jobs due together at FIRST (seconds since 1970) and every PERIOD seconds from then on.

    apscheduler_peer.py JOBS FIRST PERIOD CAP PROGRAM ARGUMENT

At most CAP are under way (its threads). Nothing is dropped or merged: no grace time, no coalescing, as many instances as
come. It keeps its jobs in memory: no claim, no history, no output.
"""

import logging
import signal
import subprocess
import sys
from datetime import datetime, timezone

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger


def start(job, program, argument):
    environment = {"SCHEDD_JOB_ID": job}
    subprocess.run([program, argument], env=environment, check=False, stdin=subprocess.DEVNULL)


def main():
    jobs, first, period, cap = (int(word) for word in sys.argv[1:5])
    program, argument = sys.argv[5:]
    logging.disable(logging.CRITICAL)
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(cap)},
        job_defaults={"misfire_grace_time": None, "coalesce": False, "max_instances": 1_000_000},
        timezone=timezone.utc,
    )
    begin = datetime.fromtimestamp(first, timezone.utc)
    for number in range(jobs):
        trigger = IntervalTrigger(seconds=period, start_date=begin, timezone=timezone.utc)
        scheduler.add_job(start, trigger, args=[f"j{number}", program, argument])
    scheduler.start()
    signal.sigwait([signal.SIGTERM, signal.SIGINT])
    scheduler.shutdown(wait=False)


if __name__ == "__main__":
    main()
