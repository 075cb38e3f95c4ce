"""Finds numbers without a door on the pages that tell figures: each leads to its incidents or actions.

usage: doors.py SITE

In a title, a lead and the finding of a figure every number is a link itself. Elsewhere what the number belongs to has one: the row
of a table, the entry of a list, the pair of a definition list, the section under its heading. Links lead to a page or an anchor
that is there, and never to the search, which needs a script.
"""

import re
import sys
import urllib.parse
from pathlib import Path

import figures as f

PAGES = ["", "insights/", "years/*/", "actions/", "recurrence/", "learn/", "services/*/insights/", "teams/*/insights/"]
# What is no figure of the page: days, code, drawings (their marks are links), words of a document, heads of columns.
SKIPPED_TAGS = {"a", "time", "code", "pre", "svg", "script", "th"}
SKIPPED_CLASSES = {"phases", "prose", "chip", "ttr", "d", "w"}
# Days, the year that a page is of, names of severities and tickets, and none at all.
NO_FIGURE = re.compile(r"\d{4}-\d{2}-\d{2}|^\d{4}:|[A-Z]+-?\d+|(?<!\d)0(?![\d.,]\d)")
UNITS = {"li", "tr", "dl", "section", "figure", "details"}


def classes(node):
    return set((node.attrs.get("class") or "").split())


def is_strict(node):
    return node.tag == "h1" or "lead" in classes(node)


def numbers(node, strict, units):
    """Every text with a number that is no link, with whether it should be one, and what it belongs to."""
    for child in node.children:
        if isinstance(child, str):
            if re.search(r"\d", NO_FIGURE.sub("", child)):
                yield " ".join(child.split()), strict, units
            continue
        if child.tag in SKIPPED_TAGS or classes(child) & SKIPPED_CLASSES or child.attrs.get("id") == "pm_google":
            continue
        finding = node.tag == "figcaption" and child.tag != "small"
        inner = strict and child.tag != "small" or is_strict(child) or finding
        yield from numbers(child, inner, [*units, child] if child.tag in UNITS else units)


def has_door(units):
    return bool(units) and any(next(unit.all("a"), None) for unit in units[-2:])


def main():
    site, wrong, seen = Path(sys.argv[1]), [], 0
    for pattern in PAGES:
        for path in sorted(site.glob(f"{pattern}index.html")):
            root = f.page(path)
            main, ids = root.one("main"), {node.attrs["id"] for node in root.all() if "id" in node.attrs}
            for text, strict, units in numbers(main, False, []):
                seen += 1
                if strict or not has_door(units):
                    wrong.append(f"{path.relative_to(site)}: {text!r} leads nowhere")
            for link in main.all("a"):
                href = link.attrs.get("href", "")
                if "?q=" in href:
                    wrong.append(f"{path.relative_to(site)}: {link.text()!r} needs a script: {href}")
                if href.startswith("#") and urllib.parse.unquote(href[1:]) not in ids:
                    wrong.append(f"{path.relative_to(site)}: {link.text()!r} leads to {href}, which is not there")
    print(f"{seen} compared, {len(wrong)} differ")
    print("\n".join(wrong[:60]))
    sys.exit(bool(wrong))


main()
