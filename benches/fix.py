#!/usr/bin/env python3
"""Fits the weights of `src/text/facts/fix/weights.toml` to documents whose fix careful readers have marked.

    benches/fix.py documents FOLDER    writes FOLDER/documents.txt: the labelled documents, a path a line
    PMSITE_FIX=FOLDER cargo test --lib sentences_of_labelled -- --ignored      writes FOLDER/candidates.jsonl
    benches/fix.py fit FOLDER          prints figures with whole repositories left out
    benches/fix.py fit FOLDER --show   and each document that is wrong or missed then
    benches/fix.py write FOLDER        fits all documents and writes the table

Labels: `tests/suite/fixtures/told/labels.jsonl`, `gold/fix-*.jsonl` of the shared folder (`PMSITE_SHARED`, `../shared`), and
`tests/corpus/gold.jsonl`, where each language stands for a repository. A sentence
is right where most of its words lie in an accepted passage. The fit is over marks, pairs of marks and words of enough repositories,
drawn to `PRIORS`: what a reader would say before seeing any document, by hand. It asks which sentence of a document is right, or
whether none is, and (with the weight `EACH`) of each sentence whether it is. Needs numpy and scipy.
"""
import collections, importlib.util, json, os, random, sys, textwrap
import numpy as np
import scipy.sparse as sparse
from scipy.optimize import minimize

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHARED = os.path.abspath(os.environ.get("PMSITE_SHARED", os.path.join(ROOT, "..", "shared")))
OWN = os.path.join(ROOT, "tests/corpus")
TABLE = os.path.join(ROOT, "src/text/facts/fix/weights.toml")
STRENGTH = float(os.environ.get("STRENGTH", 4.0))  # of the pull to the priors
EACH = float(os.environ.get("EACH", 0.5))
WORD = 0.9  # how freely words are weighed, beside marks
FOLDS, ROUNDS, RARE, REPOS = 10, 3, 8, 8  # marks of fewer sentences keep their prior; words of fewer repositories have no weight
LEAST = (-0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.25)
STEP = 0.05  # weights of words are rounded to it
JOINS, NEAR, APART, MOST, LONGEST = float(os.environ.get("JOINS", 2.0)), 0.25, 2.0, 3, 320  # as in fix.rs

# By hand: what speaks for and against a sentence.
PRIORS = {
    "done": 1.2, "done_weak": 0.4, "means": 0.5, "by": 0.6, "starts_done": 0.4, "starts_order": 0.3, "present": 0.3, "swift": 0.4,
    "back": 0.3, "shipped": 0.3, "done_passive": 0.2, "alone": 0.1, "turned": 0.6, "then_over": 0.4, "last_told": 0.4, "done+turned": 0.6, "done+then_over": 0.4, "done_by_us": 0.4, "outcome": 0.2, "repair": 0.2,
    "in_resolution": 1.0, "below_fix": 0.8, "under_fix": 0.3, "labelled": 1.5, "timeline": 0.5, "ticked": 0.4,
    "before_end": 0.3, "near_end": 0.4, "last_deed": 0.4, "first_deed": 0.3,
    "in_root_cause": -0.6, "in_impact": -0.5, "in_lessons": -0.6, "in_detection": -0.4, "in_trigger": -1.0, "in_actions": -0.4,
    "below_plan": -0.6, "unticked": -1.0, "apart": -0.5, "quoted": -0.2, "below_diagnosis": -0.3, "below_cause": -0.4,
    "plan": -0.8, "failure": -0.8, "denial": -4.0, "undone": -0.5, "diagnosis": -0.3, "cause": -0.4, "harm": -0.3, "reference": -0.4,
    "prevention": -0.5, "before": -0.3, "afterwards": -0.6, "begins": -0.3, "itself": -0.2, "again": -0.3, "denies": -0.3,
    "done_aside": -0.4, "done_denied": -0.6, "done_before": -0.5,
    "past_end": -0.8, "past_an_end": -0.8, "mistake": -4.0, "after_resolved": -0.6, "before_detected": -1.5, "opens_timeline": -1.0, "early": -0.3, "trouble_follows": -0.3,
    "lead_in": -1.5, "asks": -3.0, "tally": -6.0, "short": -3.0, "address": -0.1, "bracket": -0.1,
    "short+starts_done+in_resolution": 2.5, "short+starts_done+labelled": 2.5, "by+means": 1.2, "lead_in+over_code": 1.0,
    "unrepaired": -6.0, "relapse": -1.0, "relapsed": -5.0, "helped": 2.5, "starts_refers": -2.5, "below_reasons": -3.0,
    "outcome+bare": -3.0, "starts_repair+bare+over_code": -3.0, "lasting+done+colon+timeline": 2.0, "starts_verified": -1.5, "proposed": -2.5, "starts_pointer": -6.0, "in_root_cause+in_resolution+harm": -1.5, "in_root_cause+in_resolution+cause": -1.0, "named+hollow": -2.0, "named+bare": -2.0, "row": -0.3, "leads_done": 0.2, "leads_harm": -0.2, "leads_diagnosis": -0.2, "hollow+outcome": -0.3, "done_by_us+over_code": 0.3, "by+done": 0.4,
}
PLACES = "in_resolution below_fix under_fix timeline in_timeline in_summary in_actions elsewhere on_top in_root_cause in_impact in_lessons below_plan labelled".split()
DEEDS = "done means present done_weak by outcome starts_order starts_done starts_present repair swift".split()
PAIRS = [(a, b) for a in DEEDS for b in PLACES] + [tuple(pair.split("+")) for pair in """
done+plan done+failure done+diagnosis done+cause done+harm ticked+done ticked+done_weak outcome+done outcome+done_weak outcome+last outcome+late
done+late done+last done+opens_timeline done+early done_weak+early present+early present+late done+before_end done+at_end means+outcome by+means by+done
by+plan first+in_resolution first+below_fix first+in_summary further+in_summary opens_section+in_resolution opens_section+below_fix item+in_resolution
item+below_fix item+timeline brief+timeline long+timeline below_fix+below_plan in_resolution+below_plan plan+timeline failure+timeline harm+done_weak
quoted+done over_code+below_fix over_code+done lead_in+over_code lead_in+over_list done+near_end done_weak+near_end done+after_resolved done+before_detected done+past_end done+past_an_end done_weak+past_an_end done+begins
done_weak+begins done+undone done+done_by_us done+turned done+then_over done_by_us+turned done_by_us+outcome done+swift done+back repair+done_weak repair+done swift+done_weak done+prevention done_weak+prevention
done_passive+in_resolution done_passive+timeline done_passive+elsewhere done_passive+on_top shipped+timeline shipped+in_resolution step+below_fix step+done
step+starts_done step+starts_order alone+in_resolution few+in_resolution few+below_fix present+last_deed done+last_deed present+before_end present+done_by_us
prevention+in_resolution prevention+below_fix prevention+in_actions done+afterwards done+done_before done+done_aside colon+in_resolution colon+timeline
done+trouble_follows present+trouble_follows done_weak+trouble_follows done+in_timeline
present+in_timeline present+over_code lead_in+timeline
hollow+outcome hollow+in_resolution hollow+timeline hollow+on_top hollow+elsewhere hollow+in_timeline named+over_code row+ticked row+unticked row+in_resolution
row+done ticked+in_actions ticked+below_fix done_named+done done_named+timeline done_named+in_resolution after_diagnosis+done after_diagnosis+timeline
after_diagnosis+in_resolution after_failure+done after_failure+timeline after_failure+hollow after_diagnosis+hollow hollow+last_told done+last_told
last_told+harm last_told+leads_harm last_told+diagnosis first_by+outcome first_by+harm first_by+means alone+done alone+done_weak alone+hollow few+done few+done_weak
arrow+in_resolution arrow+labelled arrow+below_fix diagnosis+timeline diagnosis+in_resolution done_by_us+timeline done_by_us+elsewhere done_by_us+on_top
""".split()]

# What a sentence tells first, with where it stands and what else it tells; what it tells last.
FIRST = "done done_weak present outcome harm diagnosis cause plan failure prevention repair by gerund order order_weak later verified shipped".split()
PAIRS += [(f"leads_{a}", b) for a in FIRST for b in
          "in_resolution timeline in_timeline elsewhere on_top in_summary below_fix in_actions done done_weak hollow means present".split()]
PAIRS += [(f"ends_{a}", b) for a in FIRST for b in ("done", "hollow")]


def scoring():
    spec = importlib.util.spec_from_file_location("fixes", os.path.join(SHARED, "gold/fixes.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def labels():
    """Path -> accepted passages and status."""
    found = {}
    for line in open(f"{OWN}/gold.jsonl", encoding="utf-8"):
        one = json.loads(line)
        found[f"{OWN}/{one['path']}"] = one
    for corpus, name in (("corpus", "fix-train"), ("corpus-more", "fix-more")):
        for line in open(f"{SHARED}/gold/{name}.jsonl", encoding="utf-8"):
            one = json.loads(line)
            found[f"{SHARED}/{corpus}/{one['path']}"] = {key: one[key] for key in ("fix", "fix_status", "summary", "summary_status")}
    for line in open(f"{ROOT}/tests/suite/fixtures/told/labels.jsonl", encoding="utf-8"):
        one = json.loads(line)
        source = open(f"{SHARED}/{one['path']}", "rb").read()
        cut = lambda ranges: [source[a:b].decode() for a, b in ranges]
        found[f"{SHARED}/{one['path']}"] = {**one, "fix": cut(one["fix"]), "summary": cut(one["summary"])}
    return found


def features(marks):
    held = set(marks.split())
    return held | {"+".join(pair) for pair in PAIRS if held.issuperset(pair)} | {name for name in PRIORS if "+" in name and held.issuperset(name.split("+"))}


def documents(folder):
    rules, known = scoring(), labels()
    out = []
    for line in open(f"{folder}/candidates.jsonl", encoding="utf-8"):
        one = json.loads(line)
        path = one["path"]
        label = known.get(path)
        if label is None or not one["incident"] or label["fix_status"] == "doubtful" or not one["sentences"]:
            continue
        source = open(one["path"], encoding="utf-8", newline="").read()
        runs = rules.runs(source, label["fix"])
        spoken = [rules.words(sentence[0]) for sentence in one["sentences"]]
        right = [len(w) >= 2 and max((rules.share(w, run) for run in runs), default=0) >= 0.8 for w in spoken]
        found = np.array(right, float) * (label["fix_status"] == "stated")
        out.append({**one, "repo": os.path.relpath(path, OWN if path.startswith(OWN) else SHARED).split("/")[0 if path.startswith(OWN) else 1], "label": label, "source": source, "right": found,
                    "features": [features(sentence[2]) for sentence in one["sentences"]]})
    count, repos = collections.Counter(), collections.defaultdict(set)
    for one in out:
        count.update(name for held in one["features"] for name in held)
        for sentence in one["sentences"]:
            for word in sentence[3]:
                repos[word].add(one["repo"])
    names = sorted(name for name in set(count) | set(PRIORS) if count[name] >= RARE or name in PRIORS)
    words = sorted(word for word, where in repos.items() if len(where) >= REPOS)
    index = {name: at for at, name in enumerate(names)} | {f"word {word}": len(names) + at for at, word in enumerate(words)}
    for one in out:
        rows, columns, values = [], [], []
        for row, (held, sentence) in enumerate(zip(one["features"], one["sentences"])):
            at = [index[name] for name in held if name in index]
            of_words = [index[f"word {word}"] for word in sentence[3] if f"word {word}" in index]
            rows += [row] * (len(at) + len(of_words))
            columns += at + of_words
            values += [1] * len(at) + [WORD] * len(of_words)
        one["matrix"] = sparse.csr_matrix((values, (rows, columns)), shape=(len(one["features"]), len(index)))
    return rules, out, names + [f"word {word}" for word in words]


def fit(docs, names):
    prior = np.array([PRIORS.get(name, 0) for name in names])
    rows = sparse.vstack([one["matrix"] for one in docs]).tocsr()
    turned = rows.T.tocsr()
    right = np.concatenate([one["right"] for one in docs])
    lengths = np.array([len(one["right"]) for one in docs])
    starts, owner = np.cumsum(lengths) - lengths, np.repeat(np.arange(len(docs)), lengths)
    known = np.array([one["right"].any() for one in docs])
    weight = EACH * (30 / np.maximum(8, lengths))[owner]

    def loss(w):
        z = rows @ w[1:] + w[0]
        top = np.maximum(np.maximum.reduceat(z, starts), 0)
        e, none = np.exp(z - top[owner]), np.exp(-top)
        total, good = np.add.reduceat(e, starts) + none, np.add.reduceat(e * right, starts)
        share = np.where(known[owner], e * right / np.maximum(good, 1e-300)[owner], 0)
        each = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
        pull = w[1:] - prior
        value = np.log(total / np.maximum(np.where(known, good, none), 1e-300)).sum() + STRENGTH * pull @ pull
        value += (weight * (np.logaddexp(0, z) - right * z)).sum()
        error = e / total[owner] - share + weight * (each - right)
        return value, np.concatenate([[error.sum()], turned @ error + 2 * STRENGTH * pull])

    return minimize(loss, np.concatenate([[-2], prior]), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x


def choose(one, scores, least):
    """As `fix.rs` does."""
    sentences = one["sentences"]
    if not len(scores):
        return None
    best = int(np.argmax(scores))
    if scores[best] < least:
        return None
    held = set(sentences[best][2].split())
    told = held & {"in_resolution", "below_fix", "labelled"} and not held & {"in_actions", "below_plan"}
    lowest = max(least, scores[best] - NEAR)
    prevents = lambda at: "prevention" in sentences[at][2].split()
    enough = lambda at: scores[at] >= (least if prevents(best) and not prevents(at) else lowest)
    leads = [at for at in range(best) if sentences[at][1] == sentences[best][1] and enough(at)]
    begin = leads[0] if told and leads else best
    end = begin + 1
    length = lambda: sum(len(sentence[0].encode()) + 1 for sentence in sentences[begin:end])
    joins = lambda at: (end - begin < MOST and sentences[at][1] == sentences[best][1] and scores[at] >= max(min(lowest, JOINS) if told else JOINS, scores[best] - APART)
                        and length() + len(sentences[at][0].encode()) <= LONGEST)
    while end < len(sentences) and joins(end):
        end += 1
    while begin > 0 and joins(begin - 1):
        begin -= 1
    return " ".join(sentence[0] for sentence in sentences[begin:end])


def tally(rules, docs, scores, least, show=False):
    count = collections.Counter()
    for one, own in zip(docs, scores):
        label = one["label"]
        told = choose(one, own, least)
        verdict, _ = rules.judge(told, label["fix_status"], label["fix"], one["source"])
        count[verdict] += 1
        count["stated"] += label["fix_status"] == "stated"
        if show and verdict in ("wrong", "miss"):
            print(f"\n{verdict} {one['path']}")
            order = sorted(range(len(own)), key=lambda at: -own[at])
            for at in order[:2] + [at for at in order if one["right"][at]][:2]:
                print(f"   {'right' if one['right'][at] else 'said'} {own[at]:.2f} {one['sentences'][at][0][:230]}\n      {one['sentences'][at][2]}")
    right, wrong = count["ok"], count["wrong"]
    return right / max(1, right + wrong), right / max(1, count["stated"]), count


def left_out(docs, names, seed):
    """The scores of each document by weights that no document of its repository had a part in."""
    repos = sorted({one["repo"] for one in docs})
    random.Random(seed).shuffle(repos)
    scores = [None] * len(docs)
    for fold in range(FOLDS):
        out = set(repos[fold::FOLDS])
        w = fit([one for one in docs if one["repo"] not in out], names)
        for at, one in enumerate(docs):
            if one["repo"] in out:
                scores[at] = one["matrix"] @ w[1:] + w[0]
    return scores


def main():
    verb, folder = sys.argv[1:3]
    if verb == "documents":
        os.makedirs(folder, exist_ok=True)
        open(f"{folder}/documents.txt", "w").write("".join(f"{path}\n" for path in labels()))
        return
    rules, docs, names = documents(folder)
    if verb == "fit":
        rounds = [left_out(docs, names, seed) for seed in range(ROUNDS)]
        print(len(docs), "documents,", len(names), "marks, can be found:", sum(one["right"].any() for one in docs))
        for least in LEAST:
            figures = [tally(rules, docs, scores, least)[:2] for scores in rounds]
            print(f"least {least:5}: precision {np.mean([p for p, _ in figures]):.3f} recall {np.mean([r for _, r in figures]):.3f}")
        if "--show" in sys.argv:
            tally(rules, docs, rounds[0], float(os.environ.get("LEAST", 0)), show=True)
    w = fit(docs, names)
    for least in LEAST if verb == "write" else ():
        precision, recall, _ = tally(rules, docs, [one["matrix"] @ w[1:] + w[0] for one in docs], least)
        print(f"with all: least {least:5}: precision {precision:.3f} recall {recall:.3f}")
    if verb == "write":
        least = float(os.environ.get("LEAST", 0))
        marks = {name: value for name, value in zip(names, w[1:]) if not name.startswith("word ") and abs(value) >= 0.05}
        rows = sorted(marks.items(), key=lambda row: ("+" in row[0], row[0]))
        by_weight = collections.defaultdict(list)
        for name, value in zip(names, w[1:]):
            if name.startswith("word ") and (rounded := round(round(WORD * value / STEP) * STEP, 2)):
                by_weight[rounded].append(name[5:])
        head = ("# What holds for a sentence, and what it weighs as the telling of how an incident was fixed; with `+` where all of it holds. Below,\n"
                "# what words weigh. The best sentence counts if it reaches `least`, and one beside it joins it if it reaches `joins`; where the fix\n"
                "# is told those count that weigh at most `near` less, from the first one on. None joins that weighs `apart` less.\n"
                "# `benches/fix.py` writes this file.\n")
        text = head + f"least = {least}\njoins = {JOINS}\nnear = {NEAR}\napart = {APART}\nalways = {w[0]:.2f}\n\n[weights]\n"
        text += "".join(f"{json.dumps(name) if '+' in name else name} = {value:.2f}\n" for name, value in rows) + "\n[words]\n"
        for value in sorted(by_weight):
            lines = textwrap.wrap(" ".join(sorted(by_weight[value])), 140, break_long_words=False, break_on_hyphens=False)
            text += f'"{value}" = [\n' + "".join(f"  {json.dumps(line, ensure_ascii=False)},\n" for line in lines) + "]\n"
        open(TABLE, "w").write(text)


if __name__ == "__main__":
    main()
