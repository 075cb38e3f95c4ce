#!/usr/bin/env python3
"""Every number of /actions/, from `pmsite export` alone.

usage: pmsite export ... | python3 actions.py YYYY-MM-DD

Prints one JSON object. It knows nothing of pmsite's code: the rules are those that manual and page state."""

import collections
import datetime
import json
import sys

WITHIN = (30, 90, 365)
SOON = 30


def day(text):
    return datetime.date.fromisoformat(text[:10]) if text else None


def is_open(action):
    if action["status"] is None:
        return action["due"] is not None
    return action["status"] in ("open", "in-progress")


def pairs(incident):
    if incident["provenance"].get("root_causes", {}).get("key") in ("category", "categories"):
        return []
    return [(cause, service) for cause in incident["root_cause_slugs"] for service in incident["service_slugs"]]


def apart(a, b):
    return b["url"] in a["not_recurrence_of_urls"] or a["url"] in b["not_recurrence_of_urls"]


def incidents_again(incidents, today):
    """URL of an incident -> day of the last later one that repeats it: declared, or with the same cause and service, where neither
    says that it does not repeat the other. Categories that count as causes class an incident and tell nothing of that."""
    sharing = collections.defaultdict(list)
    declared = collections.defaultdict(list)
    for incident in incidents:
        when = incident["day"]
        if incident["planned"] or when is None or when > today:
            continue
        for pair in pairs(incident):
            sharing[pair].append((when, incident))
        if incident["recurrence_of_url"]:
            declared[incident["recurrence_of_url"]].append(when)
    again = {}
    for incident in incidents:
        if incident["day"] is None:
            continue
        days = list(declared[incident["url"]])
        if not incident["planned"]:
            days += [when for pair in pairs(incident) for when, other in sharing[pair] if not apart(incident, other)]
        later = [when for when in days if when > incident["day"]]
        if later:
            again[incident["url"]] = max(later)
    return again


def finish(actions, today):
    years = collections.defaultdict(lambda: [[0, 0]] + [[0, 0, 0] for _ in WITHIN] + [[0, 0]])
    for incident, action in actions:
        when = incident["day"]
        if when is None:
            continue
        finished = action["status"] in ("done", "verified")
        if not finished and not is_open(action):
            continue
        closed = day(action["closed"]) if finished else None
        closed = closed if closed and closed >= when else None
        row = years[when.year]
        row[0][1] += 1
        row[0][0] += finished
        for share, days in zip(row[1:], WITHIN):
            if (today - when).days >= days:
                share[-1] += 1
                share[0] += closed is not None and (closed - when).days <= days
                share[1] += finished and (closed is None or (closed - when).days <= days)
        if closed and action["due"]:
            row[-1][1] += 1
            row[-1][0] += closed <= day(action["due"])
    return {str(year): [said(*share) for share in row] for year, row in sorted(years.items())}


def said(least, *rest):
    """So many of so many; of what is finished some do not say when, so that it may be more."""
    if not rest[-1]:
        return "–"
    most = f"–{rest[0]}" if len(rest) > 1 and rest[0] > least else ""
    return f"{least}{most} of {rest[-1]}"


def main():
    today = datetime.date.fromisoformat(sys.argv[1])
    incidents = [record for record in json.load(sys.stdin) if record["kind"] == "postmortem"]
    for incident in incidents:
        incident["day"] = day(incident["started"] or incident["date"])
    again = incidents_again(incidents, today)
    actions = [(incident, action) for incident in incidents for action in incident["action_items"]]
    lanes, topics, late = collections.Counter(), collections.Counter(), []
    for incident, action in actions:
        if not is_open(action):
            lane = action["status"] or "unsaid"
            lanes[lane if lane in ("idea", "done", "verified", "unsaid") else "other"] += 1
            continue
        lanes["open"] += 1
        due = day(action["due"])
        days = (today - due).days if due else None
        if days is not None:
            late.append(days)
        lane = "no-date" if days is None else "overdue" if days > 0 else "soon" if days >= -SOON else "later"
        lanes[lane] += 1
        lanes["no-owner"] += action["owner"] is None
        lanes["again"] += incident["url"] in again
        for folder, slugs in (("services", "service_slugs"), ("root-causes", "root_cause_slugs")):
            topics.update(f"{folder}/{slug}/" for slug in incident[slugs])
        topics.update(f"teams/{team.casefold().replace(' ', '-')}/" for team in incident["teams"])
    for incident in incidents:
        meeting = day(incident["meeting"])
        lanes["review"] += incident["status"] == "in-review" or meeting is not None and meeting >= today
    late.sort(reverse=True)
    json.dump(
        {
            "total": len(actions),
            "lanes": {lane: count for lane, count in sorted(lanes.items()) if count},
            "worst": [days for days in late[:5] if days > 0],
            "dots": min(len(late), 150),
            "finish": finish(actions, today),
            "topics": dict(sorted(topics.items())),
            "again": sorted(str(when) for when in again.values()),
        },
        sys.stdout,
    )


main()
