"""The work: three steps that take their time. What it prints is what GET /reports/{id}/output shows."""

import os
import sys
import time

customer, month = sys.argv[1:]
print(f"report for {customer}, {month}, run {os.environ['SCHEDD_RUN_ID']}", flush=True)
for step in ("reading the orders", "adding them up", "writing the page"):
    print(step, flush=True)
    time.sleep(0.5)
print("done")
