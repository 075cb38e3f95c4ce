"""What insights.py and year.py share: the export as records, the figures counted anew from them, and a page as a tree.

Nothing here is taken from pmsite but what `pmsite export --format ndjson` prints.
"""

import datetime as dt
import json
import re
from collections import Counter
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "hr", "rect", "circle", "line", "path"}


class Node:
    def __init__(self, tag, attrs, parent):
        self.tag, self.attrs, self.parent, self.children = tag, dict(attrs), parent, []

    def text(self):
        parts = [child if isinstance(child, str) else child.text() for child in self.children]
        return re.sub(r"\s+", " ", "".join(parts)).strip()

    def all(self, tag=None, **attrs):
        for child in self.children:
            if isinstance(child, Node):
                fits = all(child.attrs.get(name.rstrip("_")) == value for name, value in attrs.items())
                if (tag is None or child.tag == tag) and fits:
                    yield child
                yield from child.all(tag, **attrs)

    def one(self, tag=None, **attrs):
        found = list(self.all(tag, **attrs))
        assert len(found) == 1, f"{len(found)} of {tag} {attrs}"
        return found[0]

    def maybe(self, tag=None, **attrs):
        return next(self.all(tag, **attrs), None)

    def rows(self):
        """The body rows of the first table in it: a list of (text, href) a row."""
        body = next(self.all("tbody"))
        cells = lambda row: [cell for cell in row.children if isinstance(cell, Node)]
        href = lambda cell: next((link.attrs.get("href") for link in cell.all("a")), None)
        return [[(cell.text(), href(cell)) for cell in cells(row)] for row in body.all("tr")]


class Tree(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.root = self.at = Node("", [], None)
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        node = Node(tag, attrs, self.at)
        self.at.children.append(node)
        if tag not in VOID:
            self.at = node

    def handle_startendtag(self, tag, attrs):
        self.at.children.append(Node(tag, attrs, self.at))

    def handle_endtag(self, tag):
        at = self.at
        while at is not None and at.tag != tag:
            at = at.parent
        if at is not None and at.parent is not None:
            self.at = at.parent

    def handle_data(self, data):
        self.at.children.append(data)


def page(path):
    return Tree(path.read_text(encoding="utf-8")).root


class Moment:
    """A day, a local time or a zoned one, as the record prints it."""

    def __init__(self, text):
        self.day = dt.date.fromisoformat(text[:10])
        self.clock = dt.datetime.fromisoformat(text.replace("Z", "+00:00")) if "T" in text else None
        exact = self.clock or dt.datetime.combine(self.day, dt.time())
        zone = exact.tzinfo or dt.timezone.utc
        self.seconds = exact.replace(tzinfo=zone).timestamp()


class Incident:
    def __init__(self, record):
        self.record, self.source, self.url = record, record["source"], record["url"] or ""
        when = record["started"] or record["date"]
        self.when = Moment(when) if when else None
        self.start = Moment(record["started"]) if record["started"] else None
        self.level = (record["severity"] or {}).get("level") or 0
        self.services, self.causes = record["service_slugs"], record["root_cause_slugs"]
        positive = lambda minutes: minutes if minutes is not None and minutes >= 0 else None
        self.resolve, self.detect = positive(record["ttr_minutes"]), positive(record["ttd_minutes"])
        self.noticed = record["detection"]
        self.actions = [Action(item, self.when.day if self.when else None) for item in record["action_items"]]
        self.published = Moment(record["published"]).day if record["published"] else None

    @property
    def year(self):
        return self.when.day.year if self.when else None

    def happened(self):
        """Sorts as things happened, undated ones last."""
        return (self.when is None, self.when.seconds if self.when else 0, self.source)


class Action:
    def __init__(self, item, began):
        day = lambda text: dt.date.fromisoformat(text) if text else None
        self.status, self.due, self.closed = item["status"], day(item["due"]), day(item["closed"])
        # Nothing is finished before its incident, whatever its author wrote.
        if self.closed and began and self.closed < began:
            self.closed = None
        self.open = self.status in ("open", "in-progress") if self.status else self.due is not None
        self.done = self.status in ("done", "verified")


def incidents(path, today):
    """Planned work is none, and what is of a day after `today` is none yet."""
    records = [json.loads(line) for line in open(path, encoding="utf-8")]
    some = [Incident(record) for record in records if record["kind"] == "postmortem" and not record["planned"]]
    return [one for one in some if one.when is None or one.when.day <= today]


def half_up(number, by):
    return (2 * number + by) // (2 * by)


def quantile(values, percent):
    """Hyndman and Fan's seventh definition, halves up."""
    values = sorted(values)
    if not values:
        return None
    at = (len(values) - 1) * percent
    below, rest = values[at // 100], at % 100
    above = values[at // 100 + 1] if rest else below
    return below + half_up((above - below) * rest, 100)


def spread(values):
    known = [value for value in values if value is not None]
    mean = half_up(sum(known), len(known)) if known else None
    return {"known": len(known), "missing": len(values) - len(known), "median": quantile(known, 50),
            "p90": quantile(known, 90), "mean": mean}


def group(some):
    return {"incidents": len(some), "resolve_minutes": spread([one.resolve for one in some]),
            "detect_minutes": spread([one.detect for one in some])}


def repeats(some, among=None):
    """Those with a cause (of some) that one of an earlier day has: two of one day are one failure."""
    seen, again = {}, []
    for one in sorted(some, key=Incident.happened):
        day = one.when.day if one.when else None
        causes = [cause for cause in one.causes if among is None or cause in among]
        if any(cause in seen and (day is None or seen[cause] != day) for cause in causes):
            again.append(one)
        for cause in causes:
            seen.setdefault(cause, day)
    return again


def promises(some, today):
    pairs = [(one, action) for one in some for action in one.actions]
    opened = [action for _, action in pairs if action.open]
    late = [(today - action.due).days for action in opened if action.due and action.due < today]
    done = [(one, action) for one, action in pairs if action.done]
    age = lambda one, action: (action.closed - one.when.day).days if one.when and action.closed else None
    ages = [age(one, action) for one, action in done]
    dated = [action for _, action in done if action.due and action.closed]
    in_state = lambda state: sum(action.status == state for _, action in pairs)
    return {"actions": len(pairs), "open": len(opened), "done": sum(action.done for _, action in pairs),
            "overdue": len(late), "open_with_due": sum(action.due is not None for action in opened),
            "dropped": in_state("dropped"), "ideas": in_state("idea"),
            "unsaid": sum(action.status is None and not action.open for _, action in pairs),
            "done_with_due": sum(action.due is not None for _, action in done),
            "in_time": sum(action.closed <= action.due for action in dated), "closed_with_due": len(dated),
            "close_days": spread(ages),
            "late_days": spread(late)}


def year_before(day):
    """The day after this one of the year before; 29 February has 28 for its own."""
    try:
        return day.replace(year=day.year - 1) + dt.timedelta(1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28) + dt.timedelta(1)


def grouped(number):
    return f"{number:,}"


def duration(minutes):
    """With days to the nearest hour."""
    if minutes == 0:
        return "< 1 min"
    if minutes >= 1440:
        minutes = (minutes + 30) // 60 * 60
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return f"{days} d" + (f" {hours} h" if hours else "")
    if hours:
        return f"{hours} h" + (f" {rest} min" if rest else "")
    return f"{rest} min"


def said_incidents(count):
    return "1 incident" if count == 1 else f"{grouped(count)} incidents"


def said_days(days):
    return "1 day" if days == 1 else f"{grouped(days)} days"


def by_year(some):
    years = {}
    for one in some:
        if one.year is not None:
            years.setdefault(one.year, []).append(one)
    return years


WORDS = {"monitoring": "monitoring", "customer": "customers", "staff": "staff", "third-party": "third party"}


def noticed(some):
    counts = Counter(one.noticed for one in some if one.noticed is not None)
    return sorted(counts.items(), key=lambda pair: (-pair[1], json.dumps(pair[0], ensure_ascii=False)))


class Checks:
    """Compares what is shown with what was counted, and tells every difference."""

    def __init__(self, name):
        self.name, self.done, self.wrong = name, 0, []

    def equal(self, what, shown, counted):
        self.done += 1
        if shown != counted:
            self.wrong.append(f"{self.name}: {what}: shown {shown!r}, counted {counted!r}")
