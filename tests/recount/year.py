"""Counts all that the pages `/years/<y>/` of a built site say anew from the export.

usage: year.py SITE EXPORT.ndjson TODAY MINIMUM public|internal
"""

import datetime as dt
import re
import sys
import urllib.parse
from collections import Counter
from pathlib import Path

import figures as f

LESSONS = {"lessons", "went_well", "went_wrong", "got_lucky"}


def headline(year, some, before, today, minimum):
    head = f"{year}: {f.said_incidents(len(some))}" + (" so far" if year >= today.year else "")
    if len(some) < minimum or not before:
        return head
    for key, words in (("detect", "to notice"), ("resolve", "to end")):
        now, was = (f.spread([getattr(one, key) for one in of]) for of in (some, before))
        half = -(-minimum // 2)
        if now["known"] >= half and was["known"] >= half and now["median"] != was["median"]:
            pace = "slower" if now["median"] > was["median"] else "faster"
            return f"{head}, {pace} {words}: {f.duration(now['median'])} against {f.duration(was['median'])} " \
                f"({f.grouped(now['known'])} and {f.grouped(was['known'])} tell it)"
    # A year that runs is held against no other by its number.
    return head if year >= today.year else f"{head}, {f.grouped(len(before))} the year before"


def ranges(year, some, before, minimum):
    """Of what enough of the year's incidents tell; so few show no range."""
    rows = []
    for name, key in (("detected", "detect"), ("resolved", "resolve")):
        spreads = [(at, f.spread([getattr(one, key) for one in of])) for at, of in ((year, some), (year - 1, before))]
        half = -(-minimum // 2)
        for at, told in spreads if spreads[0][1]["known"] >= half else []:
            if told["known"] >= half:
                rows.append([f"{name} {at}", f.grouped(told["known"]), f.duration(told["median"]), f.duration(told["p90"])])
    return rows


def stories(some):
    """URL and number of each; some are newest first. None where equals could change places."""
    told, taken = {}, set()
    if len(some) < 3:
        return told
    ranked = [one for one in some if one.level and one.resolve is not None]
    if ranked:
        told["The worst"] = best = min(ranked, key=lambda one: (one.level, -one.resolve))
        taken.add(best.url)
    full = lambda one: len(one.record["timeline"])
    lessons = [one for one in some if one.url not in taken and LESSONS & set(one.record["sections"]) and full(one)]
    if lessons:
        told["The fullest account"] = best = max(lessons, key=full)
        taken.add(best.url)
    quick = [one for one in some if one.url not in taken and one.resolve is not None and one.level in (1, 2)]
    if quick:
        told["The shortest of the severe"] = min(quick, key=lambda one: one.resolve)
    return told


def key_of(name, one):
    return {"The worst": lambda: (one.level, one.resolve), "The fullest account": lambda: len(one.record["timeline"]),
            "The shortest of the severe": lambda: one.resolve}[name]()


def check_stories(main, some, checks, year):
    section = main.maybe("section", id="pm_stories")
    shown = {}
    for story in section.all("section", class_="story") if section else []:
        url = urllib.parse.unquote(story.one("a", class_="q").attrs["href"]).replace("../", "", 2)
        shown[story.one("h3").text()] = (url, next(story.all("p", class_="small muted")).text())
    by_url = {one.url: one for one in some}
    counted = stories(some)
    checks.equal(f"{year} stories", sorted(shown), sorted(counted))
    for name, (url, why) in shown.items():
        one = by_url.get(url)
        checks.equal(f"{year} {name}: rank", one and key_of(name, one), key_of(name, counted[name]))
        if one and name == "The fullest account":
            checks.equal(f"{year} entries", re.search(r"([\d,]+) entries", why).group(1), f.grouped(key_of(name, one)))
        elif one:
            checks.equal(f"{year} {name}: time", f", {f.duration(one.resolve)}." in why, True)


def check_back(main, year, some, every, checks):
    again = {one.source for one in f.repeats([one for one in every if set(one.causes) & {c for o in some for c in o.causes}])}
    n = sum(one.source in again for one in some)
    pairs = [one for one in some if one.record["recurrence_of_url"]]
    section = main.maybe("section", id="pm_back")
    if not n and not pairs:
        return checks.equal(f"{year} nothing came back", section is None, True)
    if section is None:
        return checks.equal(f"{year} came back", None, n)
    said = next(section.all("p")).text()
    checks.equal(f"{year} came back", said, f"{f.grouped(n)} of {f.grouped(len(some))} have a cause that an earlier incident had")
    now = Counter(cause for one in some for cause in one.causes)
    before = Counter(cause for one in every if one.year is not None and one.year < year for cause in one.causes)
    counted = {slug: f"{f.grouped(now[slug])} this year, {f.grouped(before[slug])} before" for slug in now if before[slug]}
    shown = {}
    causes = section.maybe("ul", class_="links")
    repeats = next((one for one in section.children if not isinstance(one, str) and one.attrs.get("class") == "links lines"), None)
    listed = section.maybe("div", id="pm_again")
    urls = [urllib.parse.unquote(link.attrs["href"]).replace("../", "", 2) for link in listed.all("a")] if listed else []
    checks.equal(f"{year} list of what came back", urls[:25], [one.url for one in some if one.source in again][:25])
    for item in causes.all("li") if causes else []:
        slug = urllib.parse.unquote(item.one("a").attrs["href"].split("/")[-2])
        shown[slug] = item.one("span").text()
    checks.equal(f"{year} causes", len(shown), min(len(counted), 20))
    for slug, said in shown.items():
        checks.equal(f"{year} cause {slug}", said, counted.get(slug))
    checks.equal(f"{year} repeats", sum(1 for _ in repeats.all("li")) if repeats else 0, min(len(pairs), 20))


def check(root, year, every, today, minimum, internal, checks):
    main, years = root.one("main"), f.by_year(every)
    newest = lambda one: (-one.when.seconds, one.record["title"], one.source)
    some, before = sorted(years.get(year, []), key=newest), years.get(year - 1, [])
    checks.equal(f"{year} headline", main.one("h1").text(), headline(year, some, before, today, minimum))
    calendar = main.maybe("figure", id="pm_calendar")
    if some:
        months = Counter(one.when.day.month for one in some)
        svg = calendar.one("svg")
        if max(months.values()) <= 24:
            dots = Counter(int(dot.attrs["class"].split("sev")[1]) for dot in svg.all("circle"))
            checks.equal(f"{year} dots", dots, Counter(one.level for one in some))
        else:
            bars = [text.text() for link in svg.all("a") for text in link.all("text")]
            checks.equal(f"{year} bars", bars, [str(months[month]) for month in sorted(months)])
    shown = main.maybe("figure", id="pm_ranges")
    rows = [[cell[0] for cell in row] for row in shown.rows()] if shown else []
    checks.equal(f"{year} ranges", rows, ranges(year, some, before, minimum))
    check_stories(main, some, checks, year)
    check_back(main, year, some, every, checks)
    kept, told = main.maybe("section", id="pm_kept"), f.promises(some, today)
    said = f"{f.grouped(told['done'])} of {f.grouped(told['actions'])} actions decided are done, {f.grouped(told['open'])} are open"
    said += "".join(f", {f.grouped(told[key])} {words}" for key, words in (
        ("dropped", "dropped"), ("ideas", "ideas"), ("unsaid", "of unknown state")) if told[key]) + "."
    wanted = said if internal and told["actions"] else None
    checks.equal(f"{year} promises", next(kept.all("p")).text() if kept else None, wanted)


def main():
    site, export, today, minimum, audience = sys.argv[1:]
    every, checks = f.incidents(export, dt.date.fromisoformat(today)), f.Checks("year")
    pages = [path for path in Path(site, "years").glob("*/index.html") if re.fullmatch(r"\d+", path.parent.name)]
    checks.equal("years", {int(path.parent.name) for path in pages} >= set(f.by_year(every)), True)
    for path in sorted(pages):
        check(f.page(path), int(path.parent.name), every, dt.date.fromisoformat(today), int(minimum),
              audience == "internal", checks)
    print(f"{checks.done} compared, {len(checks.wrong)} differ")
    print("\n".join(checks.wrong[:40]))
    sys.exit(bool(checks.wrong))


main()
