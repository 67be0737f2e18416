"""Asks croniter, cronsim and APScheduler for the sequence that schedd-bench asks for; rows in its columns.

Lines of an expression, a tab and a zone on standard input; CSV on standard output.
"""

import csv
import statistics
import sys
import time
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger
from croniter import croniter
from cronsim import CronSim

START = datetime(2026, 1, 1, tzinfo=timezone.utc)
END = 4_102_444_800  # 2100-01-01T00:00:00Z
LONGEST_SEQUENCE = 300


def ask_croniter(expression, start):
    # Six fields put the seconds last unless it is told otherwise.
    iterator = croniter(expression, start, second_at_beginning=True)
    while True:
        yield iterator.get_next(datetime)


def ask_cronsim(expression, start):
    return CronSim(expression, start)


def ask_apscheduler(expression, start):
    fields = expression.split()
    names = ["second", "minute", "hour", "day", "month", "day_of_week"]
    values = dict(zip(names[6 - len(fields):], fields))
    weekday = values.pop("day_of_week")
    if weekday != "*":
        if values["day"] != "*":
            raise ValueError("both day fields must match")
        if any(character.isdigit() for character in weekday):
            weekday = numbered(weekday)
        values["day_of_week"] = weekday
    trigger = CronTrigger(timezone=start.tzinfo, **values)
    previous = start
    while True:
        # It includes the instant that it is asked about.
        fire_time = trigger.get_next_fire_time(previous, previous + timedelta(microseconds=1))
        if fire_time is None:
            return
        yield fire_time
        previous = fire_time


def numbered(weekday):
    """cron's Monday is 1, APScheduler's 0."""
    if "#" in weekday:
        raise ValueError("has no nth weekday in this field")
    return "-".join(str((int(part) - 1) % 7) for part in weekday.split("-"))


PEERS = {"croniter": ask_croniter, "cronsim": ask_cronsim, "apscheduler": ask_apscheduler}


def sequence(ask, expression, start):
    answers = []
    previous = start
    for answer in ask(expression, start):
        if answer.timestamp() >= END or len(answers) == LONGEST_SEQUENCE:
            break
        if answer <= previous and answer.timestamp() <= previous.timestamp():
            raise ValueError("answers no later instant")
        answers.append(int(answer.timestamp()))
        previous = answer
    return answers


def walk(ask, expression, start, count):
    iterator = iter(ask(expression, start))
    for _ in range(count):
        next(iterator)


def nanoseconds(batch, calls):
    """Processor time a call: the median of five rounds of at least 20 ms."""
    batches, rounds = 1, []
    while True:
        before = time.process_time_ns()
        for _ in range(batches):
            batch()
        spent = time.process_time_ns() - before
        if spent < 20_000_000:
            batches *= 2
            continue
        rounds.append(spent / batches / calls)
        if len(rounds) == 5:
            return statistics.median(rounds)


def checksum(answers):
    state = 0xCBF29CE484222325
    for byte in "".join(f"{answer}\n" for answer in answers).encode():
        state = ((state ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{state:016x}"


def first(ask, expression, zone):
    ZoneInfo.clear_cache()
    start = START.astimezone(ZoneInfo(zone))
    next(iter(ask(expression, start)))


def main():
    out = csv.writer(sys.stdout)
    out.writerow(["peer", "expr", "zone", "ns_per_next", "cold_ns", "answers"])
    for line in sys.stdin:
        expression, zone = line.rstrip("\n").split("\t")
        start = START.astimezone(ZoneInfo(zone))
        for name, ask in PEERS.items():
            try:
                answers = sequence(ask, expression, start)
            except Exception as error:
                out.writerow([name, expression, zone, "", "", f"{type(error).__name__}: {error}"])
                continue
            warm = nanoseconds(lambda: walk(ask, expression, start, len(answers)), len(answers))
            cold = nanoseconds(lambda: first(ask, expression, zone), 1)
            out.writerow([name, expression, zone, f"{warm:.1f}", f"{cold:.0f}", checksum(answers)])


main()
