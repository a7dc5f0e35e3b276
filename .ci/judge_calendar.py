"""Judges the calendar file with Python's icalendar: usage: judge_calendar.py DAYS.ics STATUS.jsonl

Every day of `status --json` stands in the file as one all-day event with an alarm three days before, and no other does."""

import collections
import datetime
import json
import pathlib
import sys

import icalendar

calendar = icalendar.Calendar.from_ical(pathlib.Path(sys.argv[1]).read_bytes())
cases = [json.loads(line) for line in pathlib.Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()]
expected = collections.Counter(
    (case["case"], row["due"], row["status"] == "met") for case in cases for row in case["clocks"] + case["asked"] if row["due"]
)
failures = []
found = collections.Counter()
uids = set()
for event in calendar.walk("VEVENT"):
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    cancelled = str(event.get("STATUS")) == "CANCELLED"
    found[(str(event["SUMMARY"]).split(":")[0], start.isoformat(), cancelled)] += 1
    uids.add(str(event["UID"]))
    if type(start) is not datetime.date or end - start != datetime.timedelta(days=1):
        failures.append(f"{event['UID']}: not one whole day: {start} to {end}")
    alarms = [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")]
    if alarms != ([] if cancelled else [datetime.timedelta(days=-3)]):
        failures.append(f"{event['UID']}: alarms {alarms}")
    if getattr(event, "errors", None):
        failures.append(f"{event['UID']}: {event.errors}")
if found != expected:
    failures.append(f"events {found - expected} too many, {expected - found} missing")
if len(uids) != sum(expected.values()):
    failures.append(f"{len(uids)} UIDs for {sum(expected.values())} events")
if not expected:
    failures.append("the examples have no day to judge")
for failure in failures:
    print(failure)
print(f"icalendar: {sum(found.values())} events read, {len(failures)} failures")
sys.exit(bool(failures))
