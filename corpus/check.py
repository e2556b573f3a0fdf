#!/usr/bin/env python3
"""Checks the corpus and turns it into training lines.  Python standard library only.

  check.py                          check every article; exit status 1 and one line an error where something is wrong
  check.py en/01-x.json de/*.json   check these only (sizes and splits are then not asked for)
  check.py --stats                  check, then count the constructs by language
  check.py --spans OUT.jsonl [--split train|dev] [--lang en] [--title]
      write {"id","language","text","attributions":[{"source","cue","content", ...}]}, one article a line.
      Offsets are Unicode scalars into "text", which is the paragraphs joined by a blank line; --title puts the
      title before them, with the statements made in it.  Statements and other attributions are both there;
      "statement", "optional", "act", "quotation" say which is which.
  check.py --gold DIR [--split dev] [--lang en]
      write DIR/gold/ID.json: each article as a brief (article, statements with plain text, not_statements), for scoring

The format stands in README.md.
"""
import argparse, collections, datetime, json, re, sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LANGUAGES = ("en", "uk", "ru", "de", "fr", "es")
SPLITS = ("train", "dev")
ACTS = ("say", "deny", "confirm", "ask", "decline", "warn", "demand", "promise", "accuse")
KINDS = ("person", "anonymous", "group", "organization", "document", "outlet")
QUOTATIONS = ("direct", "mixed", "indirect")
STATEMENT_KEYS = {"paragraph", "source", "cue", "content", "text", "speaker", "via", "act", "quotation", "said_on",
                  "optional", "headline", "act_also", "via_also"}
SPEAKER_KEYS = {"mention", "name", "kind", "role", "aliases"}
# Fewest articles a language must have, (all, dev); issue 3 point 9.
FEWEST = {"en": (30, 8)}
FEWEST_OTHER = (15, 4)
COMPLEMENTISERS = {"en": ("that ",), "de": ("dass ", "daß "), "uk": ("що ",), "ru": ("что ",),
                   "fr": ("que ", "qu’", "qu'"), "es": ("que ",)}
PRONOUNS = set("""i he she they we it you his her their my our who one i’m
  я він вона вони воно ми он она они оно мы er sie es wir ich je il elle ils elles nous on él ella ellos ellas yo nosotros
  який яка які который которая которые qui quien quienes der die das""".split())
MARKS = "\"'“”„‘’‚«»‹›`"
WORD = re.compile(r"\w+")
DASH_LED = re.compile(r"[—–―-]\s")

# ---------------------------------------------------------------------------------------------- quotation marks


def regions(text, language="en"):
    """[(start, end)] of the outermost quotations, marks included; one left open ends with the paragraph."""
    found, i, n = [], 0, len(text)
    while i < n:
        end = _closed(text, i, language)
        if end is None:
            i += 1
        else:
            found.append((i, end))
            i = end
    return found


def _closed(text, i, language):
    """End of the quotation that opens at i (past its mark), or None where none opens."""
    c, before = text[i], text[i - 1] if i else " "
    free = not before.isalnum()
    if text.startswith(("''", "``"), i):
        at = text.find("''", i + 2)
        return at + 2 if at >= 0 else len(text)
    if c == '"':
        at = text.find('"', i + 1)
        return at + 1 if at >= 0 else len(text)
    if c == "“" and free:
        return _nested(text, i, "“", "”")
    if c == "„":
        at = min((p for p in (text.find(m, i + 1) for m in "“”") if p >= 0), default=-1)
        return at + 1 if at >= 0 else len(text)
    if c == "»" and language == "de":
        return _nested(text, i, "»", "«")
    if c == "«":
        return _nested(text, i, "«", "»")
    if c == "‚":
        at = text.find("‘", i + 1)
        return at + 1 if at >= 0 else len(text)
    if c == "‘" and free:
        return _single(text, i, "’")
    if c == "'" and free and i + 1 < len(text) and not text[i + 1].isspace():
        return _single(text, i, "'")
    return None


def _nested(text, i, opening, closing):
    depth = 0
    for j in range(i, len(text)):
        if text[j] == opening:
            depth += 1
        elif text[j] == closing:
            depth -= 1
            if depth == 0:
                return j + 1
    return len(text)


def _single(text, i, closing):
    """A single mark closes where no letter follows and no space precedes; ’ between letters is an apostrophe."""
    for j in range(i + 2, len(text)):
        if text[j] == closing and not text[j - 1].isspace() and not text[j + 1:j + 2].isalnum():
            return j + 1
    return len(text) if i == 0 else None


def dash_led(text, language):
    """Whether the paragraph is spoken after a dash, as Ukrainian, Russian, French and Spanish print it."""
    return language in ("uk", "ru", "fr", "es") and bool(DASH_LED.match(text) or text.startswith(("—", "–", "―")))


def quoted_share(text, spans, inside):
    """'direct', 'mixed' or 'indirect' from how many of the spans' words stand inside quotation marks."""
    words = [m.start() for s, e in spans for m in WORD.finditer(text, s, e)]
    marked = sum(any(a <= w < b for a, b in inside) for w in words)
    return "indirect" if not marked else "direct" if marked == len(words) else "mixed"


# ---------------------------------------------------------------------------------------------------- locating


class Wrong(Exception):
    """One thing that is wrong with an article, in words."""


def paragraph_text(article, number):
    if number == -1:
        return article["title"]
    if not isinstance(number, int) or not 0 <= number < len(article["paragraphs"]):
        raise Wrong(f"no paragraph {number}")
    return article["paragraphs"][number]


def occurrences(text, piece):
    at, found = text.find(piece), []
    while at >= 0:
        found.append(at)
        at = text.find(piece, at + 1)
    return found


def locate(article, home, item):
    """(paragraph, start, end) of a piece: a string that occurs once, or {"s", "n" (from 1), "p"}."""
    if isinstance(item, str):
        item = {"s": item}
    if not isinstance(item, dict) or set(item) - {"s", "n", "p"} or not isinstance(item.get("s"), str) or not item["s"].strip():
        raise Wrong(f"not a piece: {item!r}")
    piece, number = item["s"], item.get("p", home)
    found = occurrences(paragraph_text(article, number), piece)
    if not found:
        raise Wrong(f"not in paragraph {number}: {piece!r}")
    if "n" not in item and len(found) > 1:
        raise Wrong(f"{len(found)} times in paragraph {number}, give n: {piece!r}")
    n = item.get("n", 1)
    if not isinstance(n, int) or not 1 <= n <= len(found):
        raise Wrong(f"paragraph {number} has no occurrence {n!r} of {piece!r}")
    return number, found[n - 1], found[n - 1] + len(piece)


def locate_all(article, home, items, what):
    if not isinstance(items, list):
        raise Wrong(f"{what} is not a list")
    return [locate(article, home, item) for item in items]


# ---------------------------------------------------------------------------------------------------- checking


def check_head(data, path):
    """What stands above the statements; yields errors."""
    article = data.get("article")
    if data.get("language") not in LANGUAGES or (path and data["language"] != path.parent.name):
        yield f"language {data.get('language')!r} is not the folder's"
    if path and data.get("id") != f"{path.parent.name}-{path.stem}":
        yield f"id {data.get('id')!r} is not the file's name"
    if data.get("split") not in SPLITS:
        yield f"split {data.get('split')!r}"
    if not data.get("style"):
        yield "no style"
    if not isinstance(article, dict) or set(article) != {"outlet", "title", "authors", "published", "paragraphs"}:
        raise Wrong("article has other keys than outlet, title, authors, published, paragraphs")
    try:
        datetime.datetime.fromisoformat(article["published"])
    except (TypeError, ValueError):
        yield f"published {article['published']!r} is no date"
    for text in [article["title"], *article["paragraphs"]]:
        if not isinstance(text, str) or not text.strip() or text != " ".join(text.split(" ")).strip() or re.search(r"\s\s|[\n\t]", text):
            yield f"white space is not single: {text[:60]!r}"


def check_statement(data, s):
    """Errors of one statement."""
    article, language, home = data["article"], data["language"], s.get("paragraph")
    paragraph_text(article, home)
    if set(s) - STATEMENT_KEYS:
        yield f"unknown keys {sorted(set(s) - STATEMENT_KEYS)}"
    spans = {k: locate_all(article, home, s.get(k), k) for k in ("source", "cue", "content", "text")}
    if not spans["text"]:
        yield "no text"
    covering = spans["content"] + (spans["cue"] + spans["source"] if s.get("act") == "decline" else [])
    for p, start, end in spans["text"]:
        text = paragraph_text(article, p)
        for m in WORD.finditer(text, start, end):
            if not any(q == p and a <= m.start() < b for q, a, b in covering):
                yield f"text {text[start:end]!r} is not covered by content"
                break
        if s.get("quotation") == "direct" and (start, end) in regions(text, language):
            yield f"outer quotation marks stand in text: {text[start:end]!r}"
        if text[start:end].lower().startswith(COMPLEMENTISERS[language]) and s.get("quotation") != "direct":
            yield f"complementiser stands in text: {text[start:end]!r}"
    yield from check_values(article, s)
    yield from check_quotation(data, s, spans)


def check_values(article, s):
    speaker = s.get("speaker")
    if not isinstance(speaker, dict) or set(speaker) - SPEAKER_KEYS or not {"mention", "name", "kind", "role"} <= set(speaker):
        raise Wrong(f"speaker {speaker!r}")
    if speaker["mention"] is not None and not isinstance(speaker["mention"], str):
        raise Wrong("mention is a string or null")
    if speaker["kind"] not in KINDS:
        yield f"kind {speaker['kind']!r}"
    if not isinstance(speaker["name"], str) or not speaker["name"].strip():
        yield "no speaker name"
    if speaker["mention"] is not None:
        if not s["source"]:
            yield "a mention without a source"
        elif not any(speaker["mention"] in paragraph_text(article, p) for p, _, _ in locate_all(article, s["paragraph"], s["source"], "source")):
            yield f"mention {speaker['mention']!r} is not printed there"
    elif s["source"]:
        yield "a source without a mention"
    if s.get("act") not in ACTS or any(a not in ACTS for a in s.get("act_also", [])):
        yield f"act {s.get('act')!r}"
    if s.get("quotation") not in QUOTATIONS:
        yield f"quotation {s.get('quotation')!r}"
    if not isinstance(s.get("via"), list) or any(not isinstance(v, str) or not v.strip() for v in s["via"]):
        yield "via is no list of names"
    if not all(isinstance(v, list) for v in s.get("via_also", [])):
        yield "via_also is no list of lists"
    if s.get("said_on") is not None:
        try:
            said = datetime.date.fromisoformat(s["said_on"])
            if said > datetime.datetime.fromisoformat(article["published"]).date():
                yield f"said on {said}, after the article"
        except (TypeError, ValueError):
            yield f"said_on {s['said_on']!r} is no date"
    if bool(s.get("headline")) != (s["paragraph"] == -1):
        yield "headline is true for paragraph -1 and for no other"


def check_quotation(data, s, spans):
    article, language = data["article"], data["language"]
    seen = set()
    for p, start, end in spans["text"]:
        text = paragraph_text(article, p)
        kind = quoted_share(text, [(start, end)], regions(text, language))
        if kind == "indirect" and dash_led(text, language):
            kind = "direct"
        seen.add(kind)
    computed = seen.pop() if len(seen) == 1 else "mixed"
    cue = "".join(paragraph_text(article, p)[a:b] for p, a, b in spans["cue"])
    unmarked = not cue or ":" in cue or re.search("[—–]", cue) or s["paragraph"] == -1
    stated = s.get("quotation")
    spoken = all(dash_led(paragraph_text(article, p), language) for p, _, _ in spans["text"])
    if stated == "direct" and computed == "mixed" and spoken:
        return
    if stated == computed or (stated == "mixed" and computed == "direct") or (stated == "direct" and unmarked):
        return
    if stated == "indirect" and computed == "direct" and all(inside_a_quotation(data, x) or inside_a_line(data, x) for x in spans["content"]):
        return
    if stated == "indirect" and computed == "mixed":
        marks = [paragraph_text(article, p)[a:b] for p, i, j in spans["text"]
                 for a, b in regions(paragraph_text(article, p), language) if a < j and b > i]
        if all(any(n in m for n in data["not_statements"]) for m in marks):
            return
    yield f"quotation is {stated}, the marks say {computed}"


def inside_a_quotation(data, span):
    """Whether a piece is part of somebody's quotation and has no marks of its own: “He told me he was right,” she said."""
    p, start, end = span
    text = paragraph_text(data["article"], p)
    return text[start] not in MARKS and any(a <= start and end <= b for a, b in regions(text, data["language"]))


def inside_a_line(data, span):
    """Whether a piece is part of what is spoken after a dash, and not its beginning."""
    p, start, _ = span
    text = paragraph_text(data["article"], p)
    return dash_led(text, data["language"]) and text[start] not in MARKS and not dash_led(text[start:], data["language"])


def check_accounted(data):
    """Every quotation is a content, part of one, or a not_statement."""
    article, language = data["article"], data["language"]
    taken = collections.defaultdict(list)
    for s in data["statements"] + data["attributions"]:
        for p, a, b in locate_all(article, s["paragraph"], s["content"], "content"):
            taken[p].append((a, b))
    nots = data["not_statements"]
    for p in range(-1, len(article["paragraphs"])):
        text = paragraph_text(article, p)
        for a, b in regions(text, language):
            inside = any(x < b and y > a for x, y in taken[p])
            if not inside and not any(n in text[a:b] or text[a:b] in n for n in nots):
                yield f"paragraph {p}: nobody's quotation {text[a:b]!r}"
        if dash_led(text, language) and not taken[p]:
            yield f"paragraph {p}: nobody's line after a dash"
    everything = "\n".join([article["title"], *article["paragraphs"]])
    for n in nots:
        if not isinstance(n, str) or n not in everything:
            yield f"not_statement is not in the article: {n!r}"


def check_article(data, path=None):
    """All errors of one article, as lines."""
    errors = []
    try:
        if set(data) != {"id", "language", "split", "style", "article", "statements", "attributions", "not_statements"}:
            raise Wrong(f"top-level keys are {sorted(data)}")
        errors += check_head(data, path)
        for i, s in enumerate(data["statements"]):
            try:
                errors += [f"statement {i}: {e}" for e in check_statement(data, s)]
            except Wrong as e:
                errors.append(f"statement {i}: {e}")
            except (TypeError, KeyError, AttributeError) as e:
                errors.append(f"statement {i}: malformed: {e!r}")
        for i, a in enumerate(data["attributions"]):
            if set(a) != {"paragraph", "source", "cue", "content"}:
                raise Wrong(f"attribution {i} has keys {sorted(a)}")
            for key in ("source", "cue", "content"):
                locate_all(data["article"], a["paragraph"], a[key], f"attribution {i}: {key}")
        if not errors:
            errors += check_accounted(data)
    except Wrong as e:
        errors.append(str(e))
    except (TypeError, KeyError, AttributeError) as e:
        errors.append(f"malformed: {e!r}")
    return errors


# ----------------------------------------------------------------------------------------------------- counting


def constructs(data):
    """Counter of the constructs of one article."""
    c, article = collections.Counter(articles=1), data["article"]
    c["split " + data["split"]] += 1
    c["words"] += sum(len(p.split()) for p in article["paragraphs"])
    c["other attributions"] += len(data["attributions"])
    c["not_statements"] += len(data["not_statements"])
    for s in data["statements"]:
        spans = {k: locate_all(article, s["paragraph"], s[k], k) for k in ("source", "cue", "content")}
        c["statements"] += 1
        c["statements " + data["split"]] += 1
        for key in ("optional", "headline", "said_on"):
            c[key] += bool(s.get(key))
        c[s["quotation"]] += 1
        c["act " + s["act"]] += 1
        c["kind " + s["speaker"]["kind"]] += 1
        c[f"via {min(len(s['via']), 2)}{'+' if len(s['via']) > 1 else ''}"] += 1
        c["no source printed"] += not s["source"]
        c["no cue printed"] += not s["cue"]
        c["source in pieces"] += len(s["source"]) > 1
        mention = (s["speaker"]["mention"] or "").lower()
        c["pronoun"] += mention in PRONOUNS
        c["name is fuller than mention"] += bool(mention) and mention != s["speaker"]["name"].lower()
        c["several pieces"] += len(spans["content"]) > 1
        c["over paragraphs"] += len({p for p, _, _ in spans["content"]}) > 1
        if spans["cue"] and spans["content"]:
            cue, first, last = spans["cue"][0], spans["content"][0], spans["content"][-1]
            c["cue before" if cue < first else "cue after" if cue > last else "cue inside"] += 1
            c["colon cue"] += any(":" in (x if isinstance(x, str) else x["s"]) for x in s["cue"])
        if spans["cue"] and spans["source"] and spans["cue"][0] < spans["source"][0]:
            c["cue before source (inverted, according to)"] += 1
    return c


def show_counts(articles):
    by = collections.defaultdict(collections.Counter)
    for data in articles:
        by[data["language"]].update(constructs(data))
    languages = [x for x in LANGUAGES if x in by]
    rows = sorted({k for c in by.values() for k in c})
    print("".ljust(44) + "".join(x.rjust(8) for x in languages))
    for r in rows:
        print(r.ljust(44) + "".join(str(by[x][r]).rjust(8) for x in languages))


# --------------------------------------------------------------------------------------------------- span lines


def span_line(data, title):
    """One article as a training line; None offsets never occur: what stands in the title is left out without it."""
    article = data["article"]
    texts = ([article["title"]] if title else []) + article["paragraphs"]
    first, starts, at = (-1 if title else 0), {}, 0
    for number, text in enumerate(texts, first):
        starts[number], at = at, at + len(text) + 2
    lines = []
    for x, statement in [(s, True) for s in data["statements"]] + [(a, False) for a in data["attributions"]]:
        roles = {k: sorted([starts[p] + a, starts[p] + b] for p, a, b in locate_all(article, x["paragraph"], x[k], k) if p in starts)
                 for k in ("source", "cue", "content")}
        if x["paragraph"] not in starts:
            continue
        roles["statement"] = statement
        if statement:
            roles |= {"optional": bool(x.get("optional")), "act": x["act"], "quotation": x["quotation"],
                      "speaker": [x["speaker"]["name"], *x["speaker"].get("aliases", [])], "kind": x["speaker"]["kind"]}
        lines.append(roles)
    lines.sort(key=lambda r: (r["cue"] or r["content"] or r["source"])[0])
    return {"id": data["id"], "language": data["language"], "text": "\n\n".join(texts), "attributions": lines}


def as_brief(data):
    """One article as a brief: the contract's keys, texts as plain strings."""
    statements = []
    for i, s in enumerate(data["statements"]):
        texts = [x if isinstance(x, str) else x["s"] for x in s["text"]]
        kept = {k: v for k, v in s.items() if k not in ("source", "content") and v is not None}
        cue = " ".join(x if isinstance(x, str) else x["s"] for x in s["cue"]) or None
        statements.append({"id": f"{data['id']}-s{i:02}", **kept, "cue": cue, "text": texts[0] if len(texts) == 1 else texts})
    article = {"url": f"https://corpus.example/{data['id']}", **data["article"], "language": data["language"]}
    return {"article": article, "statements": statements, "not_statements": data["not_statements"]}


# --------------------------------------------------------------------------------------------------------- main


def check_sizes(articles):
    for language in sorted({d["language"] for d in articles}):
        mine = [d for d in articles if d["language"] == language]
        dev = sum(d["split"] == "dev" for d in mine)
        least, least_dev = FEWEST.get(language, FEWEST_OTHER)
        if len(mine) < least or dev < least_dev:
            yield f"{language}: {len(mine)} articles, {dev} of them dev; {least} and {least_dev} are the fewest"
    for name, times in collections.Counter(d["id"] for d in articles).items():
        if times > 1:
            yield f"{name}: {times} times"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--stats", action="store_true")
    parser.add_argument("--spans", metavar="OUT.jsonl")
    parser.add_argument("--gold", metavar="DIR", type=Path)
    parser.add_argument("--split", choices=SPLITS)
    parser.add_argument("--lang", choices=LANGUAGES)
    parser.add_argument("--title", action="store_true")
    parser.add_argument("--sizes", action="store_true", help="also ask for the fewest articles a language must have")
    args = parser.parse_args()
    files = args.files or sorted(p for x in LANGUAGES for p in (ROOT / x).glob("*.json"))
    articles, errors = [], []
    for path in files:
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as e:
            errors.append(f"{path}: {e}")
            continue
        found = check_article(data, path.resolve())
        errors += [f"{path.parent.name}/{path.name}: {e}" for e in found]
        if not found:
            articles.append(data)
    if args.sizes:
        errors += check_sizes(articles)
    for e in errors:
        print(e)
    if errors:
        return 1
    if args.stats:
        show_counts(articles)
    chosen = [d for d in articles if args.split in (None, d["split"]) and args.lang in (None, d["language"])]
    if args.gold:
        (args.gold / "gold").mkdir(parents=True, exist_ok=True)
        for data in chosen:
            text = json.dumps(as_brief(data), ensure_ascii=False, indent=1)
            (args.gold / "gold" / f"{data['id']}.json").write_text(text + "\n", encoding="utf-8")
    if args.spans:
        with open(args.spans, "w", encoding="utf-8") as out:
            for data in chosen:
                out.write(json.dumps(span_line(data, args.title), ensure_ascii=False) + "\n")
    print(f"{len(articles)} articles, {sum(len(d['statements']) for d in articles)} statements, "
          f"{sum(len(d['attributions']) for d in articles)} other attributions: all in order")
    return 0


if __name__ == "__main__":
    sys.exit(main())
