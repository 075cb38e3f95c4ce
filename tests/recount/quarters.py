"""Holds mean times to repair and to resolve that a team kept by hand, a list of incidents a quarter, against those of the export.

usage: quarters.py LIST.md EXPORT.ndjson KNOWN...

KNOWN names quarters (`Q1 2020`) whose figures do not follow from the team's own documents.
"""

import json
import re
import sys


def minutes(text):
    parts = re.fullmatch(r"(?:(\d+)h)?\s*(?:(\d+)m)?", text.strip())
    return int(parts[1] or 0) * 60 + int(parts[2] or 0) if parts and parts[0] else None


def main():
    path, export, *known = sys.argv[1:]
    records = [json.loads(line) for line in open(export, encoding="utf-8")]
    by_name = {re.split(r"[/.]", record["source"].split("/")[-1])[0]: record for record in records}
    compared, wrong = 0, []
    for section in re.split(r"^## ", open(path, encoding="utf-8").read(), flags=re.M)[1:]:
        quarter = section[:7]
        some = [by_name[name] for name in re.findall(r"\]\(incidents/([^)/]+)\)", section) if name in by_name]
        for words, key in (("Repair", "ttm_minutes"), ("Resolve", "ttr_minutes")):
            told = re.search(rf"Mean Time to {words}\*\*:(.*)", section, flags=re.I)
            told, values = told and minutes(told[1]), [record[key] for record in some if record[key] is not None]
            if told is None or not values or quarter in known:
                continue
            compared += 1
            # By hand a mean is cut off, not rounded.
            if sum(values) // len(values) != told:
                wrong.append(f"{quarter}: {words}: {told} by hand, {sum(values) / len(values)} of {len(values)}")
    print(f"{compared} compared, {len(wrong)} differ")
    print("\n".join(wrong))
    sys.exit(bool(wrong))


main()
