"""Runs schedd-bench beside the peers on the same questions, prints one table and compares the answers.

    compare.py SCHEDD_BENCH PROGRAM...

Each program reads lines of an expression, a tab and a zone, and prints rows in the columns of peers.py. The exit
status is 1 where an answer differs that should not: the times are never judged.
"""

import csv
import statistics
import subprocess
import sys

# Who says that clocks that change are treated as Vixie cron does. The others are held to UTC alone.
SAME_DAYLIGHT_SAVING = {"cronsim"}


def rows(command, **options):
    output = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, **options).stdout
    return list(csv.DictReader(output.splitlines()))


def is_comparable(peer, zone):
    return zone == "UTC" or peer in SAME_DAYLIGHT_SAVING


def verdict(peer, own, row):
    if row["answers"] == own["check"]:
        return "equal"
    if not row["ns_per_next"]:
        return "left out"
    return "differs" if is_comparable(peer, own["zone"]) else "own rules for daylight saving"


def figure(peer, own, row):
    if not row["ns_per_next"]:
        return "-"
    mark = {"equal": "", "differs": " ≠"}.get(verdict(peer, own, row), " ~")
    return f"{float(row['ns_per_next']):,.0f}{mark}"


def print_table(peers, own_rows, by_key):
    print("| expression | zone | schedd | " + " | ".join(peers) + " |")
    print("| --- | --- | ---: |" + " ---: |" * len(peers))
    for own in own_rows:
        key = (own["expr"], own["zone"])
        figures = [figure(peer, own, by_key[peer, *key]) for peer in peers]
        print(f"| `{own['expr']}` | {own['zone']} | {float(own['ns_per_next']):,.0f} | " + " | ".join(figures) + " |")


def print_factors(peers, own_rows, by_key):
    print("\nHow many times as long a peer takes, least – median – most:")
    for peer in peers:
        factors = sorted(
            float(row["ns_per_next"]) / float(own["ns_per_next"])
            for own in own_rows
            if (row := by_key[peer, own["expr"], own["zone"]])["ns_per_next"]
        )
        print(f"  {peer}: {factors[0]:,.0f} – {statistics.median(factors):,.0f} – {factors[-1]:,.0f}")


def print_differences(peers, own_rows, by_key):
    """Says what differs or was left out, and counts what should not differ."""
    unexpected = 0
    print("\nLeft out, or not compared:")
    for peer in peers:
        reasons = {}
        for own in own_rows:
            row = by_key[peer, own["expr"], own["zone"]]
            outcome = verdict(peer, own, row)
            if outcome == "equal":
                continue
            unexpected += outcome == "differs"
            reason = row["answers"] if outcome == "left out" else outcome
            reasons.setdefault(f"{own['expr']}: {reason}", []).append(own["zone"])
        for reason, zones in reasons.items():
            print(f"  {peer}: {reason} ({', '.join(zones)})")
    return unexpected


def main(bench, *programs):
    own_rows = rows([bench, "next-fire"])
    questions = "".join(f"{own['expr']}\t{own['zone']}\n" for own in own_rows)
    by_key = {}
    peers = []
    for program in programs:
        for row in rows(program.split(), input=questions):
            if row["peer"] not in peers:
                peers.append(row["peer"])
            by_key[row["peer"], row["expr"], row["zone"]] = row
    print("Processor time of one next fire time, in nanoseconds.")
    print("≠: another answer; ~: another answer under rules of its own for daylight saving; -: left out.\n")
    print_table(peers, own_rows, by_key)
    print_factors(peers, own_rows, by_key)
    sys.exit(1 if print_differences(peers, own_rows, by_key) else 0)


main(*sys.argv[1:])
