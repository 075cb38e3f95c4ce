#!/usr/bin/env python3
"""Recomputes every number of /learn/, the drills, the calendar, and the blocks of services and alerts, from `pmsite export` alone.

usage: learn.py EXPORT.json SITE

Prints how many numbers agree; exits 1 with each that does not. Knows nothing of pmsite but the shape of its export and of its pages."""

import datetime as dt
import html
import json
import math
import os
import re
import sys
from collections import Counter, defaultdict
from urllib.parse import unquote

export, site, TODAY = sys.argv[1], sys.argv[2], dt.date.fromisoformat(sys.argv[3])
records = json.load(open(export, encoding="utf-8"))
for record in records:
    record["linked"] |= {"services": record["service_slugs"], "root_causes": record["root_cause_slugs"], "recurrence_of": record["recurrence_of_url"]}
differences, checked = [], 0


def same(where, shown, counted):
    global checked
    checked += 1
    if shown != counted:
        differences.append(f"{where}: the page says {shown!r}, the export {counted!r}")


def read(url):
    with open(os.path.join(site, unquote(url), "index.html"), encoding="utf-8") as page:
        return re.search(r"<main.*?</main>", page.read(), re.S)[0]


def number(text):
    return int(text.replace(",", ""))


def plain(text):
    return html.unescape(re.sub(r"<[^>]*>", "", text)).strip()


def part(page, title):
    """What stands below a heading, up to the next section."""
    found = re.search(r"<h[23][^>]*>" + re.escape(title) + r"(?: <small.*?</small>)?</h[23]>(.*?)(?=<section|<h2|</article>|</main>)", page, re.S)
    return found[1] if found else ""


def links(text):
    """(URL from the site's root, text, number behind it)."""
    found = re.findall(r'<a href="(?:\.\./|\./)+([^"]*)">(.*?)</a>(?: <span class="n">([\d,]+)[^<]*</span>)?', text, re.S)
    return [(unquote(html.unescape(url)), plain(name), number(count) if count else None) for url, name, count in found]


def seconds(record):
    """When it happened, for the order of lists; None for an undated one."""
    text = record["started"] or record["date"]
    if text is None:
        return None
    text = re.sub(r"\[.*\]$", "", text).replace("Z", "+00:00")
    moment = dt.datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.timezone.utc)).timestamp()


def day(record):
    text = record["started"] or record["date"]
    return None if text is None else dt.date.fromisoformat(text[:10])


def published(record):
    return dt.datetime.fromisoformat(record["published"][:10]).timestamp() if record["published"] else -math.inf


incidents = [(place, record) for place, record in enumerate(records) if record["kind"] == "postmortem" and record["url"]]


def order(item):
    place, record = item
    when = seconds(record)
    return (when is None, -(when if when is not None else published(record)), record["title"], place)


incidents = [record for _, record in sorted(incidents, key=order)]
counted = [record for record in incidents if not record["planned"] and (day(record) is None or day(record) <= TODAY)]
by_url = {record["url"]: record for record in records if record["url"]}


def chain(record):
    """Incidents that it repeats, one after the other."""
    seen = [record["url"]]
    while True:
        before = by_url[seen[-1]]["linked"]["recurrence_of"]
        if before is None or before in seen:
            return len(seen) - 1
        seen.append(before)


def controls(record):
    done = [item for item in record["action_items"] if item["kind"] == "prevent" and item["status"] in ("done", "verified")]
    return len(done)


def minutes(record):
    linked = record["linked"]
    return max(1, math.ceil(linked["words"] / 220) + math.ceil(linked["letters"] / 500))


def first_most(of, count):
    best = None
    for record in of:
        value = count(record)
        if value > 0 and (best is None or value > best[1]):
            best = (record, value)
    return best


def start(of):
    """[(URL, [(reason, count)], minutes)]."""
    found = []

    def badness(record):
        level = record["severity"]["level"] if record["severity"] else None
        ttr = record["ttr_minutes"]
        return (level is None, level or 0, -ttr if ttr is not None else math.inf)

    known = [record for record in of if badness(record)[0] is False or record["ttr_minutes"] is not None]
    if known:
        found.append((min(known, key=badness), "The worst:", None))
    cited = first_most(of, lambda record: len(record["linked"]["cited_by"]))
    if cited:
        found.append((cited[0], "The most cited:", cited[1]))
    latest = next((record for record in of if day(record)), None)
    if latest:
        found.append((latest, "The latest", None))
    longest = first_most(of, chain)
    if longest:
        found.append((longest[0], "It kept coming back:", longest[1] + 1))
    design = first_most(of, controls)
    if design:
        found.append((design[0], "Most done against it:", design[1]))
    picks = {}
    for record, why, count in found:
        picks.setdefault(record["url"], []).append((why, count))
    return [(url, why, minutes(by_url[url])) for url, why in picks.items()]


def check_start(where, text, of):
    shown = []
    for item in re.findall(r"<li>(.*?)</li>", text, re.S):
        url = links(item)[0][0]
        reasons = []
        for why in plain(re.search(r'<span class="w"><b>(.*?)</b>', item, re.S)[1]).split(" · "):
            name = next(name for name in WORDS if why.startswith(name))
            digits = re.match(r"\s*([\d,]+) ", why[len(name):])
            reasons.append((name, number(digits[1]) if digits and name != "The worst:" else None))
        shown.append((url, reasons, int(re.search(r'<span class="nw">(\d+)', item)[1])))
    wanted = start(of)
    same(f"{where}: start here", shown, wanted)
    if wanted:
        total = int(re.search(r"Reading all of them takes (\d+)", text)[1])
        same(f"{where}: minutes in all", total, sum(minutes for _, _, minutes in wanted))


WORDS = ["The worst:", "The most cited:", "The latest", "It kept coming back:", "Most done against it:"]


def check_broke(where, text, of, most):
    seen, places = {}, []
    for place, record in enumerate(of):
        for at, error in enumerate(record["linked"]["errors"]):
            seen.setdefault(error, [place, at, 0])[2] += 1
    ranked, alone = [], set()
    for place, at, count in sorted(seen.values(), key=lambda one: (-one[2], one[0], one[1])):
        if count == 1 and place in alone:
            continue
        if count == 1:
            alone.add(place)
        ranked.append((count, of[place]["url"]))
    again = len([count for count, _ in ranked if count > 1])
    shown = []
    for item in re.findall(r"<li>(.*?)</li>", text, re.S):
        count = number(re.search(r'<p class="w">([\d,]+) ', item)[1])
        shown.append((count, links(item)[0][0]))
    same(f"{where}: what breaks first", shown, ranked[:min(most, max(again, 3))])


def naming(field, slug, of=counted):
    return [record for record in of if slug in record["linked"][field]]


def check_learn():
    page = read("learn/")
    same("learn: incidents", number(re.search(r'<h1>.*?class="n"[^>]*>([\d,]+)', page, re.S)[1]), len(counted))
    check_start("learn", part(page, "Start here"), counted)
    check_broke("learn", part(page, "What breaks most often") or part(page, "Errors seen last, each in one incident"), counted, 10)
    rows = re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td><td class=\"r\">(?:<a[^>]*>)?([\d,]+)(?:</a>)?</td></tr>", part(page, "What hangs on what"), re.S)
    shown = {(links(a)[0][0], links(b)[0][0]): number(n) for a, b, n in rows}
    pairs = Counter()
    for record in records:
        if record["kind"] == "service" and record["url"]:
            slug = record["url"].split("/")[1]
            for other in record["linked"]["depends_on"]:
                both = [one for one in naming("services", slug) if other in one["linked"]["services"]]
                pairs[(f"services/{slug}/", f"services/{other}/")] = len(both)
    same("learn: dependencies shown", sorted(shown.values(), reverse=True), sorted(pairs.values(), reverse=True)[:20])
    for pair, count in shown.items():
        same(f"learn: {pair}", count, pairs[pair])
    check_drills(page)
    shown = {url: count for url, _, count in links(part(page, "Alerts")) if url.startswith("alerts/") and count is not None}
    for url, count in shown.items():
        same(f"learn: {url}", count, len(naming("alerts", url.split("/")[1])))
    check_terms(page)


def check_drills(page):
    fit = [record for record in counted if 4 <= len(record["timeline"]) <= 40]
    shown = [(url, count) for url, _, count in links(part(page, "Drills")) if url.endswith("/drill/")]
    same("learn: drills", shown, [(record["url"] + "drill/", len(record["timeline"])) for record in fit[:5]])
    for record in fit[:200]:
        steps = read(record["url"] + "drill/")
        count = int(re.search(r"<h2>Step by step <small>(\d+)</small>", steps)[1])
        same(f"{record['url']}drill/", (count, steps.count("The next entry")), (len(record["timeline"]), len(record["timeline"]) - 1))


def check_terms(page):
    citing = defaultdict(set)
    for record in records:
        for url in record["linked"]["links_to"]:
            if record["url"] and not url.startswith(record["url"] + "#"):
                citing[url].add(record["url"])
    for item in re.findall(r"<div><dt>(.*?</dd>)</div>", part(page, "Words"), re.S):
        url = unquote(html.unescape(re.search(r'href="(?:\.\./|\./)+([^"]*)"', item)[1]))
        kind = re.search(r'</a> <span class="n">(\w+)</span></dt>', item)[1]
        shown = re.search(r'<p class="muted">([\d,]+) incident', item)
        back = re.search(r"linked from (.*?)</p>", item, re.S)
        count = len(links(back[1])) + (number(re.search(r", \+([\d,]+)$", back[1].strip())[1]) if re.search(r", \+([\d,]+)$", back[1].strip()) else 0) if back else 0
        if kind == "word":
            same(f"learn: {url} is cited", count, len(citing[url]))
        else:
            field = {"service": "services", "cause": "root_causes"}[kind]
            same(f"learn: {url}", number(shown[1]) if shown else 0, len(naming(field, url.split("/")[1])))
            same(f"learn: {url} is cited", count, len(by_url[url]["linked"]["cited_by"]) if url in by_url else 0)


def check_services():
    slugs = Counter(slug for record in counted for slug in record["linked"]["services"])
    needs = {record["url"].split("/")[1]: record["linked"]["depends_on"] for record in records if record["kind"] == "service" and record["url"]}
    needed = defaultdict(list)
    for slug, others in needs.items():
        for other in others:
            needed[other].append(slug)
    for slug in set(slugs) | set(needs) | set(needed):
        where, page, own = f"services/{slug}", read(f"services/{slug}/"), naming("services", slug)
        if len(own) > 1:
            check_start(where, part(page, "Start here"), own)
        check_broke(where, part(page, "What breaks most often") or part(page, "Errors seen last, each in one incident"), own, 3)
        for title, others in (("Depends on", needs.get(slug, [])), ("Needed by", needed[slug])):
            shown = {url: count for url, _, count in links(re.search(r"<h3>" + title + r"</h3>(.*?)</div>", page, re.S)[1])} if needs.get(slug) or needed[slug] else {}
            both = lambda other: len([one for one in own if other in one["linked"]["services"]])
            same(f"{where}: {title}", shown, {f"services/{other}/": both(other) for other in others})


def check_alerts():
    for slug in {slug for record in incidents for slug in record["linked"]["alerts"]}:
        where, page = f"alerts/{slug}", read(f"alerts/{slug}/")
        of = naming("alerts", slug, incidents)
        same(f"{where}: incidents", number(re.search(r'<h1>.*?<span class="n">([\d,]+)', page, re.S)[1]), len(naming("alerts", slug)))
        cases = re.findall(r'<li>(?:<time|<span class="date").*?</li>', part(page, "Last time") + part(page, "Before that"), re.S)
        same(f"{where}: incidents shown", [links(case)[0][0] for case in cases], [record["url"] for record in of[:6]])
        for title, field, folder in (("Services and runbooks", "services", "services"), ("What was behind it", "root_causes", "root-causes")):
            every = Counter(name for record in of for name in record["linked"][field])
            shown = {url: count for url, _, count in links(part(page, title)) if count is not None}
            same(f"{where}: {title}", sorted(shown.values(), reverse=True), sorted(every.values(), reverse=True)[:5])
            for url, count in shown.items():
                same(f"{where}: {url}", count, every[url.split("/")[1]])


def check_days():
    page = read("learn/on-this-day/")
    dated = [record for record in counted if day(record)]
    same("days: incidents", number(re.search(r'<h1>.*?<span class="n">([\d,]+)', page, re.S)[1]), len(dated))
    every = defaultdict(list)
    for record in dated:
        every[(day(record).month, day(record).day)].append(record["url"])
    cells = re.findall(r'href="[^"#]*#d(\d\d)-(\d\d)">\d+<span class="vh">: ([\d,]+)</span>', page)
    same("days: days", {(int(m), int(d)): number(n) for m, d, n in cells}, {key: len(urls) for key, urls in every.items()})
    for (month, of), urls in every.items():
        told = page if len(dated) <= 400 else read(f"learn/on-this-day/{month:02}/")
        text = re.search(f'<section id="d{month:02}-{of:02}">(.*?)</section>', told, re.S)[1]
        shown = [links(item)[0][0] for item in re.findall(r'<span class="t">.*?</span>', text, re.S)]
        same(f"days: {month}-{of}", shown, urls)


if incidents:
    check_learn()
    check_services()
    check_alerts()
    if any(day(record) for record in counted):
        check_days()
print(f"{checked} checked, {len(differences)} differ")
for difference in differences[:50]:
    print(difference)
sys.exit(bool(differences))
