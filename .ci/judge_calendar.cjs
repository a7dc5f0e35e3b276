// Judges the calendar file with the npm package ical.js: usage: judge_calendar.cjs DAYS.ics STATUS.jsonl
// The same days as `status --json`, each an all-day event of one day.
const fs = require("fs");
const path = require("path");
const { pathToFileURL } = require("url");

(async () => {
  const ICAL = (await import(pathToFileURL(path.join(process.env.NODE_PATH, "ical.js", "dist", "ical.js")).href)).default;
  const calendar = new ICAL.Component(ICAL.parse(fs.readFileSync(process.argv[2], "utf8")));
  const cases = fs.readFileSync(process.argv[3], "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const expected = cases.flatMap((one) => [...one.clocks, ...one.asked]).filter((row) => row.due).map((row) => row.due).sort();
  const events = calendar.getAllSubcomponents("vevent").map((component) => new ICAL.Event(component));
  const failures = [];
  for (const event of events) {
    if (!event.startDate.isDate || event.duration.toSeconds() !== 86400) failures.push(`${event.uid}: not one whole day`);
  }
  const found = events.map((event) => event.startDate.toString()).sort();
  if (JSON.stringify(found) !== JSON.stringify(expected)) failures.push(`days ${found} are not ${expected}`);
  failures.forEach((failure) => console.log(failure));
  console.log(`ical.js: ${events.length} events read, ${failures.length} failures`);
  process.exit(failures.length ? 1 : 0);
})();
