#!/usr/bin/env python3
"""Every number of /recurrence/, from `pmsite export --format ndjson` alone.

usage: recurrence.py SITE RECORDS YYYY-MM-DD AUDIENCE

It knows nothing of pmsite's code: the rules are those that manual and page state."""

import datetime as dt
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import unquote

import figures as f

LINES, LONGEST_CHAIN, WHOLE_CHAINS, BRANCHES = 200, 20, 20, 20
CAUSES, DOTS, CONTROLS, CHAINS, STEPS, CLAIMS, SHOWN, LATER, UNNAMED = 12, 30, 12, 6, 6, 8, 3, 100, 25
BACK, NONE, UNKINDED, UNSAID, DONE, VERIFIED = range(6)


def day(one):
    return one.when.day if one.when else None


def lost(some):
    told = [one.resolve for one in some if one.resolve is not None]
    said = f.said_incidents(len(some))
    if not told:
        return said
    where = "in all" if len(told) == len(some) else f"in the {f.grouped(len(told))} that tell it"
    return f"{said}, {f.duration(sum(told))} {where}"


def is_control(action):
    return action.kind == "prevent" and (action.open or action.done)


def closed(action):
    return action.closed if action.done else None


def controls(one):
    return [action for action in one.actions if is_control(action)]


def unkinded(some):
    """Done, and nobody says what it does."""
    return sum(action.done and action.kind is None for one in some for action in one.actions)


def failed(some):
    """Whether it happened after a control was closed."""
    days = [day(one) for one in some if one.when]
    return any(closed(action) < max(days) for one in some for action in controls(one) if closed(action) and days)


def verdict(some):
    days = [day(one) for one in some if one.when]
    last = max(days) if days else None
    pairs = [(one, action) for one in some for action in controls(one) if action.done]
    end = lambda one, action: closed(action) or (day(one) if day(one) == last else None)
    held = [action for one, action in pairs if end(one, action) and (last is None or end(one, action) >= last)]
    if any(action.status == "verified" for action in held):
        return VERIFIED
    if held:
        return DONE
    if any(closed(action) for _, action in pairs):
        return BACK
    if pairs:
        return UNSAID
    return UNKINDED if unkinded(some) else NONE


def quiet(some, today, internal):
    still = "quiet" if internal else "no published one"
    days = [day(one) for one in some if one.when]
    if not days or max(days) > today:
        return None
    last = max(days)
    if (today - last).days < 60:
        return f"{still} for {f.said_days((today - last).days)}"
    months = (today.year - last.year) * 12 + today.month - last.month - (today.day < last.day)
    return f"{still} for {months} months"


def said_verdict(some, today, internal):
    still = quiet(some, today, internal)
    if not internal:
        return still or ""
    opened = sum(action.open for one in some for action in controls(one))
    later = "; came back after an earlier one" if failed(some) else ""
    held = lambda text: (f"{text}, {still}" if still else text) + later
    return {BACK: "came back after its control", NONE: "no control yet" + (f", {f.grouped(opened)} open" if opened else ""),
            UNKINDED: f"{f.grouped(unkinded(some))} done, kind not told",
            UNSAID: "control finished, on a day that is not told", DONE: held("control done"),
            VERIFIED: held("control verified")}[verdict(some)]


def is_classed(one):
    """Its causes are the categories of a blog, which class it and do not tell what failed."""
    return one.record["provenance"].get("root_causes", {}).get("key") in ("category", "categories")


class Repeats:
    """What repeats what. `some` are newest first."""

    def __init__(self, some):
        self.some = some
        self.by_url = {one.url: one for one in some}
        self.pairs = defaultdict(list)
        for one in sorted((one for one in reversed(some) if one.when), key=day):
            for cause in one.causes:
                for service in one.services if not is_classed(one) else []:
                    self.pairs[cause, service].append(one)
        self.before = {one.url: self.repeated(one) for one in some}

    def apart(self, a, b):
        return b.url in a.record["not_recurrence_of_urls"] or a.url in b.record["not_recurrence_of_urls"]

    def of(self, one):
        causes = [] if is_classed(one) else one.causes
        return [self.pairs[cause, service] for cause in causes for service in one.services]

    def repeated(self, one):
        """(URL, whether it is inferred)."""
        if one.record["recurrence_of_url"]:
            return one.record["recurrence_of_url"], False
        best = None
        for pair in self.of(one) if one.when else []:
            earlier = [other for other in pair if day(other) < day(one) and not self.apart(one, other)]
            if earlier and (best is None or day(earlier[-1]) > day(best)):
                best = earlier[-1]
        return (best.url, True) if best else None

    def later(self, one):
        found = {other.url for pair in self.of(one) if one.when for other in pair
                 if day(other) > day(one) and not self.apart(one, other)}
        in_time = sorted(found, key=lambda url: (day(self.by_url[url]), self.by_url[url].source))
        return [self.by_url[url] for url in in_time[:LATER]]

    def behind(self, url):
        """How many incidents it repeats, one after the other; of a ring all but one."""
        path = [url]
        while self.before.get(path[-1]):
            path.append(self.before[path[-1]][0])
            if path[-1] in path[:-1]:
                return len(path) - 2
        return len(path) - 1

    def path(self, url):
        """It, and all that it repeats, one after the other; of a ring each once."""
        path = [url]
        while self.before.get(path[-1]) and self.before[path[-1]][0] not in path:
            path.append(self.before[path[-1]][0])
        return path

    def origin(self, url):
        """What it all goes back to; of a ring the first by source."""
        path = self.path(url)
        last = self.before.get(path[-1])
        ring = path[path.index(last[0]):] if last else [path[-1]]
        return min(ring, key=lambda url: self.by_url[url].source if url in self.by_url else "")

    def chains(self):
        """URLs, newest first, and length of each, longest first: at most so many incidents of one are told in a row, what is left of
        it is told no second time, and what branches off that stands behind all others."""
        seen, found, more, cut = set(), [], [], defaultdict(list)
        for one in sorted(self.some, key=lambda one: -self.behind(one.url)):
            if one.url in seen or not self.behind(one.url):
                continue
            length, of_same = self.behind(one.url) + 1, cut[self.origin(one.url)]
            if of_same:
                if not any(one.url in self.path(newer) for newer in of_same):
                    more.append(([one.url], length))
                    if len(of_same) < BRANCHES:
                        of_same.append(one.url)
                continue
            chain, is_cut = [one.url], False
            while self.before.get(chain[-1]) and self.before[chain[-1]][0] not in seen | set(chain):
                is_cut = len(chain) == LONGEST_CHAIN
                if is_cut:
                    break
                chain.append(self.before[chain[-1]][0])
            if len(chain) < 2:
                continue
            if is_cut:
                of_same.append(one.url)
            seen |= set(chain)
            kept = (chain, length if is_cut else len(chain))
            found.append(kept) if len(found) < WHOLE_CHAINS else more.append(([one.url], length))
        return found + more


def ledger(repeats):
    claims = []
    for one in repeats.some:
        for action in controls(one):
            open_at = lambda later: action.open or (closed(action) and closed(action) > day(later))
            covered = [later for later in repeats.later(one) if open_at(later)]
            if covered:
                claims.append((sum(later.resolve or 0 for later in covered), one, action, covered))
    claims.sort(key=lambda claim: (-claim[0], -len(claim[3])))
    return claims


def site_url(link):
    return unquote(link.attrs["href"]).removeprefix("../")


class Page:
    def __init__(self, site, some, today, internal, checks):
        self.site, root = site, f.page(site / "recurrence/index.html")
        self.main, self.some, self.today, self.internal = root.one("main"), some, today, internal
        self.equal, self.repeats = checks.equal, Repeats(some)

    def whole(self):
        causes = defaultdict(list)
        for one in sorted(self.some, key=f.Incident.happened):
            for cause in one.causes:
                causes[cause].append(one)
        causes = {cause: some for cause, some in causes.items() if len(some) > 1}
        again = {one.url: one for some in causes.values() for one in some}
        title = f"{f.grouped(len(again))} of {f.grouped(len(self.some))} incidents have a cause seen more than once"
        unnamed = sum(not one.causes for one in self.some)
        none = "Most name no cause: what came back cannot be told" if unnamed * 2 > len(self.some) else "No cause twice yet"
        self.equal("title", self.main.one("h1").text(), title if again else none)
        self.lead(causes, list(again.values()))
        self.causes(causes)
        self.chains()
        if self.internal:
            self.ledger()
        else:
            self.equal("ledger", self.main.maybe(id="pm_ledger"), None)

    def lead(self, causes, again):
        parts = []
        told = [one.resolve for one in again if one.resolve is not None]
        if told:
            parts.append(f"They lasted {f.duration(sum(told))} in all, as {f.grouped(len(told))} of {f.grouped(len(again))} tell.")
        if self.internal and causes:
            count = lambda wanted: f.grouped(sum(verdict(some) == wanted for some in causes.values()))
            back = f.grouped(sum(map(failed, causes.values())))
            parts.append(f"Causes that came back after a control was closed: {back}, of them with nothing closed since: "
                         f"{count(BACK)}; without a control: {count(NONE)}.")
            if count(UNKINDED) != "0":
                parts.append(f"Of {count(UNKINDED)} nobody can say: what is done against them does not tell its kind.")
        unnamed = [one for one in self.some if not one.causes]
        total = f.grouped(len(self.some))
        if unnamed:
            parts.append(f"{f.grouped(len(unnamed))} of {total} incidents name no cause.")
        elif len(self.some) > 1:
            parts.append(f"Each of the {total} names its cause.")
        self.equal("lead", self.by_class("p", "lead"), " ".join(parts))
        shown = self.main.maybe(id="pm_unnamed")
        rows = [link for link in shown.all("a") if not link.text().endswith(" more")] if shown else []
        listed = [site_url(link) for link in rows]
        self.equal("incidents without a cause", len(listed), min(len(unnamed), UNNAMED))
        self.equal("and which", set(listed) <= {one.url for one in unnamed}, True)

    def by_class(self, tag, name):
        return next(node.text() for node in self.main.all(tag) if name in node.attrs.get("class", "").split())

    def causes(self, causes):
        order = lambda pair: ((verdict(pair[1]) if self.internal else 0),
                              -sum(one.resolve or 0 for one in pair[1]), -len(pair[1]))
        ranked = sorted(causes.items(), key=order)
        figures = [node for node in self.main.all("figure") if "back" in node.attrs.get("class", "").split()]
        self.equal("rows", len(figures), min(len(causes), CAUSES))
        slugs = [site_url(next(figure.all("a"))).split("/")[-2] for figure in figures]
        self.equal("order", [order((slug, causes[slug])) for slug in slugs], [order(pair) for pair in ranked][:CAUSES])
        self.others(ranked)
        for slug, figure in zip(slugs, figures):
            some = causes[slug]
            dated = [day(one) for one in some if one.when]
            quarters = Counter((when.year, (when.month - 1) // 3) for when in dated)
            bars = f"; a bar a quarter, the highest {f.grouped(max(quarters.values()))}" if len(dated) > DOTS else ""
            self.equal(f"{slug} said", figure.one("small").text(), lost(some) + bars)
            shown = [node.text() for node in figure.all("p") if "vd" in node.attrs.get("class", "").split()]
            told = said_verdict(some, self.today, self.internal)
            self.equal(f"{slug} verdict", shown, [told] if told else [])
            rows = [[text for text, _ in row][1:] for row in figure.rows()]
            gaps, last = [], None
            for one in some:
                gaps.append(f.said_days((day(one) - last).days) if one.when and last else "")
                last = day(one) or last
            counted = [[gap, f.duration(one.resolve) if one.resolve is not None else ""] for one, gap in zip(some, gaps)]
            self.equal(f"{slug} incidents", rows, counted[-DOTS:])
            svg = figure.maybe("svg")
            if svg is not None:
                classes = [node.attrs["class"] for node in svg.all("circle")]
                self.equal(f"{slug} dots", sum(name.startswith("lv") for name in classes),
                           len(dated) if len(dated) <= DOTS else 0)
                self.equal(f"{slug} bars", len(list(svg.all("rect"))), len(quarters) if len(dated) > DOTS else 0)
                marks = [action for one in some for action in controls(one)
                         if closed(action) or (action.open and one.when)]
                if len(marks) <= CONTROLS:
                    rings = sum(1 + (action.status == "verified") for action in marks)
                    self.equal(f"{slug} controls", classes.count("gd") + classes.count("ev"), rings)

    def others(self, ranked):
        """Causes in one line each; those that are equal in all that orders them may change places."""
        table = self.main.maybe(id="pm_other_causes")
        rows = table.rows() if table is not None else []
        last = lambda some: max((str(day(one)) for one in some if one.when), default="")
        wanted = {slug: [said_verdict(some, self.today, True)] * self.internal + [last(some), lost(some)] for slug, some in ranked}
        self.equal("other causes", len(rows), min(max(len(ranked) - CAUSES, 0), LINES))
        for (_, href), *cells in rows:
            slug = unquote(href).split("/")[-2]
            self.equal(f"{slug} in one line", [text for text, _ in cells], wanted.get(slug))
        every = [(href.split("/")[-2], cells) for href, cells in self.listed("causes")]
        told = sorted(wanted.items()) if len(ranked) > CAUSES + LINES else []
        self.equal("all causes", sorted(every), told)

    def other_chains(self, found):
        listed = self.main.maybe(id="pm_other_chains")
        rows = [(site_url(next(row.all("a"))), row.one("span").text()) for row in listed.all("li")] if listed else []
        wanted = [(chain[0], f"{f.grouped(length)} times") for chain, length in found]
        self.equal("other chains", rows, wanted[CHAINS:CHAINS + LINES])
        self.whole_list("chains", CHAINS, [(href, row[-1]) for href, row in self.listed("chains")], wanted)

    def listed(self, name):
        """Address and cells of each line of all parts of a list."""
        rows, part = [], 1
        while True:
            path = self.site / "recurrence" / name / (f"{part}/" if part > 1 else "") / "index.html"
            if not path.exists():
                return rows
            for (_, href), *cells in f.page(path).one("main").one("table").rows():
                rows.append((unquote(re.sub(r"^(\.\./)+", "", href)), [text for text, _ in cells]))
            part += 1

    def whole_list(self, name, shown, rows, wanted):
        """There are pages of all of it where the page itself has no room for all."""
        self.equal(f"all {name}", rows, wanted if len(wanted) > shown + LINES else [])

    def chains(self):
        found = self.repeats.chains()
        self.other_chains(found)
        shown = [node for node in self.main.all("section") if node.attrs.get("class") == "chain"]
        self.equal("chains", len(shown), min(len(found), CHAINS))
        for section, (chain, length) in zip(shown, found):
            self.equal("length", section.one("h3").text(), f"{f.grouped(length)} times")
            lists = [node for node in section.children if isinstance(node, f.Node) and node.tag == "ol"]
            steps = [node for node in lists[0].children if isinstance(node, f.Node) and node.tag == "li"]
            titles = [site_url(next(step.all("a"))) for step in steps]
            self.equal("steps", titles, chain[:STEPS][::-1])
            marked = [step.maybe("i") is not None for step in steps]
            inferred = [bool(self.repeats.before.get(url) and self.repeats.before[url][1]) for url in chain[:STEPS]][::-1]
            if length <= STEPS:
                inferred[0] = False
            self.equal("inferred", marked, inferred)
            for step, url, following in zip(steps, chain[:STEPS][::-1], chain[:STEPS][::-1][1:] + [None]):
                after = self.repeats.by_url.get(following)
                failed = bool(after and after.when and any(closed(action) and closed(action) < day(after)
                                                          for action in controls(self.repeats.by_url[url])))
                self.equal("held", "a control was closed, and it came back" in step.text(), failed)

    def ledger(self):
        claims = ledger(self.repeats)
        shown = self.main.maybe(id="pm_ledger")
        self.equal("ledger", shown is not None, bool(claims))
        if not claims:
            return
        covered = {later.url: later for *_, some in claims for later in some}
        self.equal("ledger title", next(shown.all("b")).text(),
                   f"Later incidents with the same cause and service: {lost(list(covered.values()))}")
        rows = [node for node in shown.one("ol").children if isinstance(node, f.Node) and node.tag == "li"]
        self.equal("claims", len(rows), min(len(claims), CLAIMS))
        others = self.main.maybe(id="pm_other_claims")
        lines = [row.one("span").text() for row in others.all("li")] if others is not None else []
        self.equal("other claims", lines, [lost(some) for *_, some in claims[CLAIMS:CLAIMS + LINES]])
        told = [(f"{one.url}#pm_actions", lost(some)) for _, one, _, some in claims]
        self.whole_list("claims", CLAIMS, [(href, row[-1]) for href, row in self.listed("claims")], told)
        for row, (_, one, action, some) in zip(rows, claims):
            text = row.text()
            self.equal("covers", f"Was open then, for the same cause and service: {lost(some)}" in text, True)
            self.equal("later", text.count("Not so?"), min(len(some), SHOWN))


def main():
    site, export, today, audience = sys.argv[1:]
    some, checks = f.incidents(export, dt.date.fromisoformat(today)), f.Checks("recurrence")
    some.sort(key=lambda one: (one.when is None, -one.when.seconds if one.when else 0, one.record["title"], one.source))
    for one in some:
        for action, record in zip(one.actions, one.record["action_items"]):
            action.kind = record["kind"]
    Page(Path(site), some, dt.date.fromisoformat(today), audience == "internal", checks).whole()
    print(f"{checks.done} compared, {len(checks.wrong)} differ")
    print("\n".join(checks.wrong[:40]))
    sys.exit(bool(checks.wrong))


main()
