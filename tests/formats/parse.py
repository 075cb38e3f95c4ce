#!/usr/bin/env python3
"""Reads what a site offers to other tools with the libraries that such tools use: calendars with `icalendar`, metrics with
`prometheus_client`, feeds by RFC 4287 and JSON Feed 1.1; and holds every number in them against the site's API.

    tests/formats/parse.py PMSITE

The libraries come as Python wheels, into target/tmp/formats. The names of actions (`UID`) must stay through an edit of every text.
Exit 0: all held.
"""
import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

WHEELS = ["icalendar==7.3.2", "prometheus-client==0.26.0"]
TODAY = "2026-11-28"
SITE = "https://incidents.example/pm/"
ATOM = "{http://www.w3.org/2005/Atom}"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# What breaks calendars: separators, several lines, letters of several bytes where a line is folded, a rule of an action's name.
ODD = """---
title: "Outage; one, two\\\\three"
date: 2026-01-10
severity: SEV2
services: [api]
root_causes: [disk-full]
action_items:
  - {text: "Watch it, closely; all of it: \\\\n is no line", owner: "core, ops", due: 2026-02-01, status: open, ticket: OPS-7}
  - {text: "ünïcödé %s", due: 2026-12-20, status: in-progress}
  - {text: "No day", status: open}
  - {text: "END:VEVENT", due: 2027-01-01, status: open, ticket: "https://tracker.example/118"}
  - {text: "Done", due: 2027-01-01, status: done}
---

It broke.
""" % ("語" * 90)


def fail(message):
    print(f"formats: FAILED: {message}", flush=True)
    sys.exit(1)


def expect(what, shown, wanted):
    expect.count += 1
    if shown != wanted:
        fail(f"{what}: {shown!r} where {wanted!r} is wanted")


expect.count = 0


def libraries(folder):
    """Puts the libraries on the path, installed where they are missing."""
    marker = os.path.join(folder, "complete")
    known = open(marker).read().split() if os.path.exists(marker) else []
    if known != WHEELS:
        shutil.rmtree(folder, ignore_errors=True)
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", folder, *WHEELS]
        done = subprocess.run(install, capture_output=True, text=True)
        if done.returncode:
            lines = done.stderr.strip().splitlines() or ["pip said nothing"]
            fail(f"the wheels cannot be installed; is there a package registry? {lines[-1]}")
        with open(marker, "w") as file:
            file.write(" ".join(WHEELS))
    sys.path.insert(0, folder)


class Site:
    def __init__(self, pmsite, root):
        common = ["--root", root, "--today", TODAY, "--drafts", "--quiet"]
        done = subprocess.run([pmsite, "build", *common, "--keep-going", "--site-url", SITE], capture_output=True, text=True)
        if done.returncode > 1:
            fail(f"the build exits with {done.returncode}: {done.stderr}")
        self.folder = os.path.join(root, "_site")
        told = subprocess.run([pmsite, "actions", *common, "--format", "json"], capture_output=True, text=True)
        self.open = json.loads(told.stdout)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def json(self, path):
        with open(self.path(path), encoding="utf-8") as file:
            return json.load(file)

    def components(self, path, kind):
        import icalendar

        with open(self.path(path), "rb") as file:
            calendar = icalendar.Calendar.from_ical(file.read())
        expect(f"{path}: version", str(calendar["VERSION"]), "2.0")
        found = calendar.walk(kind)
        for one in found:
            # A library that cannot read a property keeps it as a broken one.
            expect(f"{path}: unreadable properties", one.errors, [])
            expect(f"{path}: a stamp", isinstance(one.decoded("DTSTAMP"), dt.datetime), True)
        uids = [str(one["UID"]) for one in found]
        expect(f"{path}: one name twice", len(set(uids)), len(uids))
        return {str(one["UID"]): one for one in found}


def calendars(site, name):
    day = lambda action: dt.date.fromisoformat(action["due"])
    dated = [action for action in site.open if action["due"]]
    events = site.components("actions.ics", "VEVENT")
    tasks = site.components("actions-todo.ics", "VTODO")
    expect(f"{name}: events", sorted(one.decoded("DTSTART") for one in events.values()), sorted(map(day, dated)))
    expect(f"{name}: tasks", len(tasks), len(site.open))
    expect(f"{name}: days of tasks", sorted(one.decoded("DUE") for one in tasks.values() if "DUE" in one), sorted(map(day, dated)))
    begins = lambda text: " ".join(text.split())[:60]
    expect(f"{name}: texts", sorted(begins(str(one["SUMMARY"])) for one in tasks.values()), sorted(begins(a["text"]) for a in site.open))
    for one in [*events.values(), *(task for task in tasks.values() if "DUE" in task)]:
        alarms = one.walk("VALARM")
        expect(f"{name}: alarms", [str(alarm["ACTION"]) for alarm in alarms], ["DISPLAY"])
        expect(f"{name}: when", [alarm.decoded("TRIGGER") for alarm in alarms], [dt.timedelta(hours=-15)])
        expect(f"{name}: where", str(one["URL"]).startswith(SITE), True)
    return events, tasks


def edited(pmsite, root, site):
    """Every open action gets another first word, which is not its ticket: that names it. None gets another name."""
    before = calendars(site, "before the edit")
    changed = 0
    for action in site.open:
        path = os.path.join(root, "content", action["source"])
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
        # A list may name the action on one line and its text on one below.
        for at in range(action["line"] - 1, min(action["line"] + 3, len(lines))):
            words = re.split(r"[\s,;:]", action["text"])
            first = next((word for word in words if word and word != action["ticket"]), "")
            if first and first in lines[at]:
                lines[at] = lines[at].replace(first, f"Reworded-{changed}", 1)
                changed += 1
                break
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines))
    after = calendars(Site(pmsite, root), "after the edit")
    expect("edited texts", changed, len(site.open))
    for was, now in zip(before, after):
        expect("names after an edit", sorted(now), sorted(was))
        same = sum(str(now[uid]["SUMMARY"]) == str(was[uid]["SUMMARY"]) for uid in was)
        expect("texts that the edit did not reach", same, 0)
    return changed


def metrics(site):
    from prometheus_client.parser import text_string_to_metric_families as read

    with open(site.path("metrics.prom"), encoding="utf-8") as file:
        families = {family.name: family for family in read(file.read())}
    told = site.json("api/v1/insights.json")
    total = lambda name: sum(sample.value for sample in families[name].samples)
    expect("incidents", total("pmsite_incidents"), told["all"]["incidents"])
    expect("open actions", total("pmsite_open_actions"), told["promises"]["open"])
    expect("overdue actions", total("pmsite_overdue_actions"), told["promises"]["overdue"])
    for family in families.values():
        expect(f"{family.name}: documented", bool(family.documentation), True)
        if family.type != "histogram":
            continue
        buckets = [sample.value for sample in family.samples if sample.name.endswith("_bucket")]
        count = [sample.value for sample in family.samples if sample.name.endswith("_count")]
        expect(f"{family.name}: buckets add up", buckets, sorted(buckets))
        expect(f"{family.name}: the last bucket has all", buckets[-1:], count)
    known = lambda name: next(sample.value for sample in families[name].samples if sample.name.endswith("_count"))
    durations = {name: known(name) for name, family in families.items() if family.type == "histogram"}
    expect("durations known", sorted(durations.values()), sorted(told["all"][key]["known"] for key in ("detect_minutes", "resolve_minutes")))
    return len(families)


def atom(path, seen):
    feed = ElementTree.parse(path).getroot()
    expect(f"{path}: root", feed.tag, f"{ATOM}feed")
    text = lambda node, name: (node.findtext(f"{ATOM}{name}") or "").strip()
    entries = feed.findall(f"{ATOM}entry")
    for node in [feed, *entries]:
        for name in ("id", "title", "updated"):
            expect(f"{path}: {name}", (len(node.findall(f"{ATOM}{name}")), bool(text(node, name))), (1, True))
        expect(f"{path}: an absolute id", bool(re.match(r"[a-z]+:", text(node, "id"))), True)
        expect(f"{path}: a moment with a zone", dt.datetime.fromisoformat(text(node, "updated").replace("Z", "+00:00")).tzinfo is None, False)
        authored = node.find(f"{ATOM}author/{ATOM}name") is not None or feed.find(f"{ATOM}author/{ATOM}name") is not None
        expect(f"{path}: an author", authored, True)
        for link in node.findall(f"{ATOM}link"):
            expect(f"{path}: a link", bool(re.match(r"https?://", link.get("href", ""))), True)
    itself = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    expect(f"{path}: its own address", len(itself), 1)
    for entry in entries:
        rels = [link.get("rel", "alternate") for link in entry.findall(f"{ATOM}link")]
        expect(f"{path}: content or an alternate", entry.find(f"{ATOM}content") is not None or "alternate" in rels, True)
    ids = [text(entry, "id") for entry in entries]
    expect(f"{path}: one entry twice", len(set(ids)), len(ids))
    seen.append(text(feed, "id"))


def feeds(site):
    seen = []
    for folder, _, names in os.walk(site.folder):
        for name in names:
            if name in ("feed.xml", "actions.xml"):
                atom(os.path.join(folder, name), seen)
            if name == "feed.json":
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    feed = json.load(file)
                expect("JSON Feed", feed["version"], "https://jsonfeed.org/version/1.1")
                expect("JSON Feed: title", bool(feed["title"]), True)
                for item in feed["items"]:
                    expect("JSON Feed: an item", bool(item["id"]) and ("content_html" in item or "content_text" in item), True)
    expect("feeds of one name", len(set(seen)), len(seen))
    return len(seen)


def main():
    pmsite = os.path.abspath(sys.argv[1])
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
    libraries(os.path.join(target, "tmp", "formats"))
    with tempfile.TemporaryDirectory(prefix="pmsite-formats-") as folder:
        for name, documents in [("demo", os.path.join(ROOT, "content")), ("test-corpus", os.path.join(ROOT, "tests", "corpus"))]:
            root = os.path.join(folder, name)
            shutil.copytree(documents, os.path.join(root, "content"))
            os.makedirs(os.path.join(root, "content", "postmortems"), exist_ok=True)
            with open(os.path.join(root, "content", "postmortems", "odd.md"), "w", encoding="utf-8") as file:
                file.write(ODD)
            site = Site(pmsite, root)
            told = f"{metrics(site)} metrics, {feeds(site)} feeds"
            print(f"formats: {name}: {len(site.open)} open actions, {edited(pmsite, root, site)} edited, {told}", flush=True)
    print(f"formats: {expect.count} comparisons held", flush=True)


if __name__ == "__main__":
    main()
