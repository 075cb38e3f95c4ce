"""Counts all that `/insights/`, `insights.json` and `metrics.prom` of a built site say anew from the export.

usage: insights.py SITE EXPORT.ndjson TODAY MINIMUM public|internal
"""

import datetime as dt
import json
import re
import sys
import urllib.parse
from collections import Counter
from pathlib import Path

import figures as f

LEVELS = [1, 2, 3, 4, 5, 0]


def quarter(day):
    return day.year * 4 + (day.month - 1) // 3


def quarters(some, today):
    days = [one.when.day for one in some if one.when]
    past = [day for day in days if day <= today]
    if not past:
        return []
    newest, now = quarter(max(past)), quarter(today)
    last = now if newest + 12 > now else newest
    told = []
    for at in range(last - 11, last + 1):
        levels = Counter(one.level for one in some if one.when and quarter(one.when.day) == at)
        told.append({"year": at // 4, "quarter": at % 4 + 1, "by_severity": [levels[level] for level in range(6)]})
    return told


def ranked(some, topics, names):
    counts = Counter(topic for one in some for topic in topics(one))
    return sorted(counts, key=lambda slug: (-counts[slug], names.get(slug, slug), slug)), counts


def fields(one):
    record = one.record
    return {"date": one.when is not None, "severity": one.level > 0, "services": bool(one.services),
            "root_causes": bool(one.causes), "start_time": bool(one.start and one.start.clock),
            "detect": one.detect is not None, "resolve": one.resolve is not None,
            "detection": one.noticed is not None, "fix": record["fix"] is not None,
            "published": record["published"] is not None}


def count(some, today, shown, internal):
    """All figures; the order of causes and services of one count is by a name that the export does not tell: it is as shown."""
    recent = f.year_before(today)
    before = f.year_before(recent - dt.timedelta(1))
    inside = lambda start, end: f.group([one for one in some if one.when and start <= one.when.day <= end])
    causes, counts = ranked(some, lambda one: one.causes, {c["slug"]: c["name"] for c in shown["repeats"]["causes"]})
    crossed = shown["crossed"]
    services = Counter(slug for one in some for slug in one.services)
    top = lambda shown, counts: sorted(counts.values(), reverse=True)[:10] == [counts[slug] for slug in shown]
    assert top(crossed["services"], services), "services with the most incidents"
    assert top(crossed["causes"], counts), "causes with the most incidents"
    both = lambda s, c: sum(s in one.services and c in one.causes for one in some)
    starts, clocks = [[0] * 24 for _ in range(7)], Counter()
    for one in some:
        if one.start and one.start.clock:
            starts[one.start.clock.weekday()][one.start.clock.hour] += 1
            clocks[offset(one.record["started"])] += 1
    lag = lambda one: (one.published - one.when.day).days if one.published and one.when else -1
    told = [fields(one) for one in some]
    names = {cause["slug"]: cause["name"] for cause in shown["repeats"]["causes"]}
    return {
        "all": f.group(some),
        "recent": {"until": str(today), "since": str(recent), "since_before": str(before), "now": inside(recent, today),
                   "before": inside(before, recent - dt.timedelta(1))},
        "quarters": quarters(some, today),
        "years": [{"year": str(year), **f.group(of)} for year, of in sorted(f.by_year(some).items())],
        "noticed": [{"by": by, "incidents": n} for by, n in f.noticed(some)],
        "repeats": {"named": sum(bool(one.causes) for one in some), "repeats": len(f.repeats(some)),
                    "causes": [{"slug": slug, "name": names.get(slug), "incidents": counts[slug],
                                "repeats": len(f.repeats(some, {slug}))} for slug in causes]},
        "crossed": {"services": crossed["services"], "causes": crossed["causes"],
                    "incidents": [[both(s, c) for c in crossed["causes"]] for s in crossed["services"]]},
        "starts": {"known": sum(map(sum, starts)), "incidents": starts, "clocks": [
            {"offset": zone, "incidents": n} for zone, n in sorted(clocks.items(), key=lambda pair: (-pair[1], pair[0] or ""))]},
        "promises": f.promises(some, today) if internal else None,
        "published_days": f.spread([lag(one) if lag(one) >= 0 else None for one in some]),
        "coverage": [{"field": field, "known": sum(one[field] for one in told), "of": len(some)}
                     for field in (told[0] if told else fields_of_none())],
    }


def offset(text):
    """`UTC`, `-08:00`; none where no zone is told."""
    zone = re.search(r"T[\d:]+(Z|[+-]\d\d:\d\d)?$", text)[1]
    return "UTC" if zone == "Z" else zone


def fields_of_none():
    return ["date", "severity", "services", "root_causes", "start_time", "detect", "resolve", "detection", "fix",
            "published"]


class Page:
    def __init__(self, root, some, counted, today, minimum, checks, internal):
        self.main, self.some, self.told, self.today, self.minimum = root.one("main"), some, counted, today, minimum
        self.internal = internal
        self.check = checks.equal

    def enough(self, spread):
        return spread["known"] >= self.minimum

    def whole(self):
        told, main = self.told, self.main
        resolve, enough = told["all"]["resolve_minutes"], told["all"]["incidents"] >= self.minimum
        title = f.said_incidents(told["all"]["incidents"])
        if enough and self.enough(resolve):
            title = self.half(resolve)
        self.check("title", main.one("h1").text(), title)
        lead = next(main.all("div", class_="lead"), None)
        self.check("sentences", [p.text() for p in lead.all("p")] if lead else [], self.sentences() if self.some else [])
        shown = {figure.attrs["id"][3:]: figure for figure in main.all("figure")}
        if not enough:
            self.check("few incidents have no pictures", list(shown), [])
            return self.coverage()
        for key, figure in shown.items():
            getattr(self, key)(figure, figure.one("figcaption"))
        self.coverage()

    def half(self, told):
        return f"Half were over in {f.duration(told['median'])}; one in ten took longer than {f.duration(told['p90'])}"

    def sentences(self):
        told, recent = self.told, self.told["recent"]
        published = "" if self.internal else "published "
        said = [f"{f.grouped(told['all']['incidents'])} {published}in all: {f.grouped(recent['now']['incidents'])} in the twelve "
                f"months up to {self.today}, {f.grouped(recent['before']['incidents'])} in the twelve before."]
        pair = lambda key: (recent["now"][key], recent["before"][key])
        now, before = pair("resolve_minutes")
        every = told["all"]["resolve_minutes"]
        if self.enough(now) and self.enough(before):
            said.append(f"In those twelve months half were over in {f.duration(now['median'])} ({f.grouped(now['known'])} tell "
                        f"it); in the twelve before, in {f.duration(before['median'])} ({f.grouped(before['known'])}).")
        elif self.enough(every):
            said.append(f"How long it took is told of {f.grouped(every['known'])} of {f.grouped(told['all']['incidents'])}.")
        now, before = pair("detect_minutes")
        every = told["all"]["detect_minutes"]
        if self.enough(now) and self.enough(before):
            said.append(f"Half were noticed within {f.duration(now['median'])} ({f.grouped(now['known'])} tell it); in the "
                        f"twelve months before, within {f.duration(before['median'])} ({f.grouped(before['known'])}).")
        elif self.enough(every):
            said.append(f"Half of the {f.grouped(every['known'])} that tell it were noticed within "
                        f"{f.duration(every['median'])}.")
        return said

    def title(self, caption):
        """What the caption says beside its small print."""
        return "".join(child if isinstance(child, str) else child.text() if child.tag != "small" else ""
                       for child in caption.children).strip()

    def remark(self, caption):
        return list(caption.all("small"))[-1].text()

    def quarters(self, figure, caption):
        told = self.told["quarters"]
        name = lambda q: f"{q['year']} Q{q['quarter']}"
        total = sum(sum(q["by_severity"]) for q in told)
        most = max(sum(q["by_severity"]) for q in told)
        peaks = [q for q in told if sum(q["by_severity"]) == most]
        title = f"{f.grouped(total)} in twelve quarters"
        if len(peaks) == 1:
            title += f", most in {name(peaks[0])}: {f.grouped(most)}"
        self.check("volume", self.title(caption), title)
        levels = [level for level in LEVELS if any(q["by_severity"][level] for q in told)]
        rows = [[name(q), f.grouped(sum(q["by_severity"]))] + [f.grouped(q["by_severity"][level]) for level in levels]
                for q in told]
        self.check("table of quarters", [[cell[0] for cell in row] for row in figure.rows()], rows)
        columns = [text.text() for text in figure.one("svg").all("text") if text.attrs.get("text-anchor")]
        self.check("columns", columns, [str(sum(q["by_severity"])) for q in told])
        bars = Counter(rect.attrs["class"].split("sev")[1] for rect in figure.one("svg").all("rect"))
        self.check("parts of columns", sum(bars.values()), sum(bool(n) for q in told for n in q["by_severity"]))

    def times(self, figure, caption, key):
        told, every = self.told["all"][f"{key}_minutes"], [getattr(one, key) for one in self.some]
        if not self.enough(told):
            self.check(f"{key}: title", self.title(caption), f"{f.grouped(told['known'])} of {f.grouped(len(every))} tell it")
            minutes = Counter(f.duration(value) for value in every if value is not None)
            self.check(f"{key}: list", Counter(row[1][0] for row in figure.rows()), minutes)
            return
        years = [(year["year"], year[f"{key}_minutes"]) for year in self.told["years"]]
        title = (f"Of the {f.grouped(told['known'])} that tell it half took {f.duration(told['median'])} or less, one in ten "
                 f"more than {f.duration(told['p90'])}")
        self.check(f"{key}: title", self.title(caption), title)
        below = sum(value < told["mean"] for value in every if value is not None)
        mean = (f"The mean, {f.duration(told['mean'])}, describes none of them: {f.grouped(below)} of "
                f"{f.grouped(told['known'])} took less.")
        self.check(f"{key}: mean", self.remark(caption).endswith(mean), True)
        said = lambda minutes: "" if minutes is None else f.duration(minutes)
        rows = [[year, f.grouped(of["known"]), said(of["median"]), said(of["p90"]), said(of["mean"]),
                 f.grouped(of["missing"])] for year, of in reversed(years[-30:])]
        self.check(f"{key}: table", [[cell[0] for cell in row] for row in figure.rows()], rows)
        drawn = [(year, of) for year, of in years if of["known"]][-12:]
        most = 400 // len(drawn)
        dots = sum(min(most, of["known"]) for _, of in drawn)
        svg = figure.one("svg")
        self.check(f"{key}: dots", sum(1 for _ in svg.all("circle")), dots)
        names = [text.text() for text in svg.all("text") if text.attrs.get("x") == "0"]
        self.check(f"{key}: rows", names, [word for year, of in drawn for word in (year, f"n {f.grouped(of['known'])}")])

    def resolve(self, figure, caption):
        self.times(figure, caption, "resolve")

    def detect(self, figure, caption):
        self.times(figure, caption, "detect")

    def noticed(self, figure, caption):
        rows = f.noticed(self.some)
        of = sum(n for _, n in rows)
        self.check("noticed", self.title(caption),
                   f"{f.grouped(dict(rows).get('monitoring', 0))} of {f.grouped(of)} noticed by monitoring")
        self.check("table of who noticed", [row[1][0] for row in figure.rows()], [f.grouped(n) for _, n in rows[:60]])
        shown = [row[0][0] for row in figure.rows()]
        known = [(at, f.WORDS[by]) for at, (by, _) in enumerate(rows[:60]) if by in f.WORDS]
        self.check("names of who noticed", [(at, shown[at]) for at, _ in known], known)

    def causes(self, figure, caption):
        told = self.told["repeats"]
        self.check("causes", self.title(caption), f"{f.grouped(told['repeats'])} of the {f.grouped(told['named'])} that "
                   "name a cause repeat one seen before")
        # On the page of a topic a cause leads to the list of those that are both, so that it is known by its name.
        place = lambda href: urllib.parse.unquote(href.split("/")[-2])
        rows = [(cells[0][0][:50] if cells[1][1].startswith("#") else place(cells[1][1]), cells[1][0], cells[2][0]) for cells in figure.rows()]
        key = "name" if any(cells[1][1].startswith("#") for cells in figure.rows()) else "slug"
        counted = [(c[key][:50] if key == "name" else c[key], f.grouped(c["incidents"]), f.grouped(c["repeats"])) for c in told["causes"][:60]]
        self.check("table of causes", rows, counted)

    def starts(self, figure, caption):
        told = self.told["starts"]
        off = sum(n for day, hours in enumerate(told["incidents"]) for hour, n in enumerate(hours)
                  if day > 4 or not 8 <= hour < 18)
        self.check("starts", self.title(caption), f"{f.grouped(off)} of {f.grouped(told['known'])} began outside of "
                   "Monday to Friday, 8 to 18 o’clock, by the clock of each document")
        clocks = ", ".join(f"{c['offset'] or 'no zone told'} {f.grouped(c['incidents'])}" for c in told["clocks"])
        self.check("clocks", self.remark(caption).endswith(f"By clock: {clocks}."), True)
        blocks = [[sum(hours[at:at + 2]) for at in range(0, 24, 2)] for hours in told["incidents"]]
        shown = [[cell[0] for cell in row[1:]] for row in figure.rows()]
        self.check("table of hours", shown, [[f.grouped(n) if n else "" for n in row] for row in blocks])

    def crossed(self, figure, caption):
        told = self.told["crossed"]
        shown = [[cell[0] for cell in row[1:]] for row in figure.rows()]
        self.check("services by causes", shown, [[f.grouped(n) if n else "" for n in row] for row in told["incidents"]])
        most = max(max(row) for row in told["incidents"])
        peaks = [n for row in told["incidents"] for n in row if n == most]
        if len(peaks) == 1:
            self.check("the most", re.search(r"meet most often: (\S+) times$", self.title(caption)).group(1), f.grouped(most))
        else:
            self.check("the most", self.title(caption), "No service and cause stand out together")

    def promises(self, figure, caption):
        told, published = self.told["promises"], self.told["published_days"]
        rows = []
        based = lambda said, known, missing: f"{said} ({f.grouped(known)} tell it" + (
            f", {f.grouped(missing)} do not)" if missing else ")")
        days = lambda spread: [based(f.said_days(spread["median"]), spread["known"], spread["missing"])] \
            if spread["median"] is not None else []
        if told and told["actions"]:
            rows += [f.grouped(told[key]) for key in ("actions", "open", "overdue", "done")]
            rows += [f.grouped(told[key]) for key in ("dropped", "ideas", "unsaid") if told[key]]
            if told["closed_with_due"]:
                rows.append(based(f.grouped(told["in_time"]), told["closed_with_due"],
                                  told["done_with_due"] - told["closed_with_due"]))
            rows += days(told["close_days"]) + days(told["late_days"])
            title = (f"{f.grouped(told['open'])} of {f.grouped(told['actions'])} actions are open, "
                     f"{f.grouped(told['overdue'])} of them overdue")
            if not told["open"] and told["closed_with_due"] >= self.minimum:
                title = (f"{f.grouped(told['in_time'])} of the {f.grouped(told['closed_with_due'])} actions that tell when "
                         "they were due and closed were closed in time")
        else:
            title = f"{f.grouped(published['known'])} of {f.grouped(len(self.some))} tell it"
        self.check("promises", self.title(caption), title)
        self.check("table of promises", [row[1][0] for row in figure.rows()], rows + days(published))

    def coverage(self):
        section = self.main.maybe("section", id="pm_coverage")
        if not self.some:
            return
        shown = [row[1][0] for row in section.rows()]
        told = self.told["coverage"]
        self.check("coverage", shown, [f"{f.grouped(c['known'])} of {f.grouped(c['of'])}" for c in told])
        missing = [next(row.all("summary"), None) for row in list(section.all("tbody"))[0].all("tr")]
        counted = [f.grouped(c["of"] - c["known"]) if c["of"] > c["known"] else None for c in told]
        self.check("missing", [one.text() if one else None for one in missing], counted)


SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\]|\\.)*",?)*)\})? (-?\d+)')
BOUNDS = [5, 15, 60, 240, 720, 1440, 4320, 10080, 20160, 43200]


def samples(text):
    """Reads the text format strictly: comments of families, then samples of those families alone."""
    found, families = {}, {}
    for line in text.splitlines():
        comment = re.fullmatch(r"# (HELP|TYPE) ([a-z_]+) (.+)", line)
        if comment:
            families.setdefault(comment[2], []).append(comment[1])
            continue
        sample = SAMPLE.fullmatch(line)
        assert sample, f"no sample: {line}"
        family = re.sub(r"_(bucket|sum|count)$", "", sample[1])
        assert families.get(family) == ["HELP", "TYPE"] or families.get(sample[1]) == ["HELP", "TYPE"], line
        labels = tuple(re.findall(r'([a-z]+)="((?:[^"\\]|\\.)*)"', sample[2] or ""))
        assert (sample[1], labels) not in found, f"twice: {line}"
        found[sample[1], labels] = int(sample[3])
    return found


def metrics(some, today, internal):
    told = {}

    def levels(name, of, amount):
        sums, by_service = Counter(), Counter()
        for one in some:
            sums[one.level] += amount(one)
            for slug in one.services:
                by_service[slug, one.level] += amount(one)
        told.update({(f"pmsite_{name}", (("severity", str(level)),)): sums[level] for level in range(6)})
        told.update({(f"pmsite_service_{name}", (("service", slug), ("severity", str(level)))): n
                     for (slug, level), n in by_service.items() if n})

    levels("incidents", some, lambda one: 1)
    for name, key in (("resolve", "resolve"), ("detect", "detect")):
        values = [getattr(one, key) for one in some if getattr(one, key) is not None]
        family = f"pmsite_time_to_{name}_seconds"
        for bound in BOUNDS:
            told[f"{family}_bucket", (("le", str(bound * 60)),)] = sum(value <= bound for value in values)
        told[f"{family}_bucket", (("le", "+Inf"),)] = len(values)
        told[f"{family}_sum", ()], told[f"{family}_count", ()] = sum(values) * 60, len(values)
    if internal:
        late = lambda action: action.open and action.due is not None and action.due < today
        levels("open_actions", some, lambda one: sum(action.open for action in one.actions))
        levels("overdue_actions", some, lambda one: sum(map(late, one.actions)))
    return told


def crossed_of(page):
    """Services and causes of the table of both, as the page has them; without a table, none."""
    figure = page.maybe("figure", id="pm_crossed")
    place = lambda link: urllib.parse.unquote(link.attrs["href"].split("/")[-2])
    if figure is None:
        return None
    rows = [row for row in figure.one("tbody").all("tr")]
    return {"services": [place(row.one("th").one("a")) for row in rows],
            "causes": [place(link) for link in figure.one("thead").all("a")]}


def topics(site, some, today, minimum, shown, internal, checks):
    """The pages of services and teams: the same of their incidents alone."""
    folded = lambda one: {team.casefold() for team in one.record["teams"]}
    for folder, of in (("services", lambda one: set(one.services)), ("teams", folded)):
        counts = Counter(name for one in some for name in of(one))
        paths = sorted((site / folder).glob("*/insights/index.html"))
        checks.equal(f"{folder} with figures", len(paths), sum(n >= minimum for n in counts.values()))
        for path in paths:
            page, slug = f.page(path), path.parent.parent.name
            topic = list(page.one("nav", class_="crumbs").all("a"))[-1].text()
            own = [one for one in some if (slug if folder == "services" else topic.casefold()) in of(one)]
            ranks = lambda topics: ranked(own, topics, {})[0][:10]
            crossed = crossed_of(page) or {"services": ranks(lambda one: one.services), "causes": ranks(lambda one: one.causes)}
            counted = count(own, today, {"repeats": shown["repeats"], "crossed": crossed}, internal)
            apart = f.Checks(f"{folder}/{slug}")
            Page(page, own, counted, today, minimum, apart, internal).whole()
            checks.done, checks.wrong = checks.done + apart.done, checks.wrong + apart.wrong


def main():
    site, export, today, minimum, audience = sys.argv[1:]
    site, today = Path(site), dt.date.fromisoformat(today)
    some, checks = f.incidents(export, today), f.Checks("insights")
    shown = json.loads((site / "api/v1/insights.json").read_text(encoding="utf-8"))
    counted = count(some, today, shown, audience == "internal")
    for key in counted.keys() | shown.keys():
        checks.equal(f"insights.json {key}", shown.get(key), counted.get(key))
    if (site / "insights/index.html").exists():
        Page(f.page(site / "insights/index.html"), some, counted, today, int(minimum), checks,
             audience == "internal").whole()
    topics(site, some, today, int(minimum), shown, audience == "internal", checks)
    text = (site / "metrics.prom").read_text(encoding="utf-8")
    shown, counted = samples(text), metrics(some, today, audience == "internal")
    for key in shown.keys() | counted.keys():
        checks.equal(f"metrics.prom {key}", shown.get(key), counted.get(key))
    print(f"{checks.done} compared, {len(checks.wrong)} differ")
    print("\n".join(checks.wrong[:40]))
    sys.exit(bool(checks.wrong))


main()
