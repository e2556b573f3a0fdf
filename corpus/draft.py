#!/usr/bin/env python3
"""Turns articles written in a short form into the corpus's JSON.  Python standard library only.

  draft.py FILE…      writes LANG/NN-slug.json beside this program, then checks each; the drafts need not be kept

    === en-07-slug | train | wire
    outlet: …      title: …      authors: A; B      published: 2031-05-02T09:00:00+01:00      (a line each)
    ruiz = Ana Ruiz | person | deputy premier                        (key = name | kind | role | alias; alias — the role may be
                                                                      missing or -)
    > ruiz | Ruiz | : | piece                                        (annotations above the first paragraph: the title's)

    A paragraph of the article, one line.
    > ruiz | the minister | said | q1 + q2 | warn | on=2031-05-01 | via=Politico; The Post | opt
    ~ The mayor | hopes | for rain
    ! scare quote ; nickname

A `>` line is speaker key | source | cue | content, then any of: an act, `opt`, on=DATE, via=A; B, viaalso=- (via_also: none, or A / B; C), also=ACT (act_also),
q=direct|mixed|indirect (else from the marks), `frag` (a fragment that keeps its marks: mixed), m=MENTION, text=PIECES.  A `~` line is an attribution that is no statement, a `!`
line what must not be reported.  Pieces are joined by ` + `; a piece is its words, `first words~last words`, q2 (the second
quotation of the paragraph), `^` (all after the first colon), `*` (the whole paragraph), #2:words (second occurrence) or
@7:piece (paragraph 7, @+1 the next).  A cue or source that occurs more often is taken nearest to the content.
"""
import json, re, sys
from pathlib import Path
import check

SKIPPED_AFTER_ASK = {"en": ("whether ", "if "), "de": ("ob ",), "uk": ("чи ",), "ru": (), "fr": ("si ",), "es": ("si ",)}

PLACES = {"dort", "daraus", "там", "звідти", "тут", "оттуда", "on", "y", "allí", "ahí"}  # adverbs that take a source up


class Draft:
    def __init__(self, head):
        self.id, self.split, self.style = [x.strip() for x in head.split("|")]
        self.language = self.id.split("-")[0]
        self.article = {"outlet": "", "title": "", "authors": [], "published": "", "paragraphs": []}
        self.speakers, self.lines, self.nots = {}, [], []

    # -------------------------------------------------------------------------------------------- reading

    def read(self, line):
        if line[0] in ">~" and line[1] == " ":
            self.lines.append((len(self.article["paragraphs"]) - 1, line[0], [f.strip() for f in line[2:].split(" | ")] if " | " in line else [line[2:]]))
        elif line.startswith("! "):
            self.nots += [n.strip() for n in line[2:].split(" ; ")]
        elif not self.article["paragraphs"] and re.match(r"(outlet|title|authors|published): ", line):
            key, value = line.split(": ", 1)
            self.article[key] = [a.strip() for a in value.split(";") if a.strip() and a.strip() != "-"] if key == "authors" else value.strip()
        elif not self.article["paragraphs"] and re.match(r"[\w-]+ = ", line):
            key, value = line.split(" = ", 1)
            name, kind, *rest = [x.strip() for x in value.split(" | ")]
            self.speakers[key] = {"mention": None, "name": name, "kind": kind, "role": rest[0] if rest and rest[0] != "-" else None}
            if rest[1:]:
                self.speakers[key]["aliases"] = [a.strip() for a in rest[1].split(";")]
        else:
            self.article["paragraphs"].append(line)

    # ------------------------------------------------------------------------------------------- locating

    def text(self, p):
        return check.paragraph_text(self.article, p)

    def spots(self, p, words):
        """All places of words; those on word borders where there are such."""
        text, found = self.text(p), check.occurrences(self.text(p), words)
        if not found and words and words[0].isalpha():
            raise check.Wrong(f"not in paragraph {p}: {words!r}")
        def bare(a):
            b = a + len(words)
            return not ((text[a].isalnum() and text[a - 1:a].isalnum()) or (text[b - 1].isalnum() and text[b:b + 1].isalnum()))
        return [(p, a, a + len(words)) for a in found if bare(a)] or [(p, a, a + len(words)) for a in found]

    def piece(self, home, spec, near=(), apart=()):
        p, m = home, re.match(r"@(\+?\d+):(.*)$", spec)
        if m:
            p, spec = (home + int(m[1]) if m[1][0] == "+" else int(m[1])), m[2]
        text = self.text(p)
        if re.fullmatch(r"q\d+", spec):
            found = check.regions(text, self.language)
            if int(spec[1:]) > len(found):
                raise check.Wrong(f"paragraph {p} has {len(found)} quotations, not {spec}")
            return (p, *found[int(spec[1:]) - 1])
        if spec == "*":
            return p, 0, len(text)
        if spec == "^":
            a = text.index(":") + 1
            return p, a + len(text[a:]) - len(text[a:].lstrip()), len(text)
        if "~" in spec:
            first, last = spec.split("~")
            _, a, b = self.one(p, first, (), ())
            at = text.find(last, b)
            if at < 0:
                raise check.Wrong(f"paragraph {p}: no {last!r} after {first!r}")
            return p, a, at + len(last)
        return self.one(p, spec, near, apart)

    def one(self, p, words, near, apart):
        m = re.match(r"#(\d+):(.*)$", words)
        if m:
            return self.spots(p, m[2])[int(m[1]) - 1]
        found = self.spots(p, words)
        free = [f for f in found if not any(q == p and a <= f[1] and f[2] <= b for q, a, b in apart)] or found
        if not found:
            raise check.Wrong(f"not in paragraph {p}: {words!r}")
        if len(free) > 1:
            if not near:
                raise check.Wrong(f"{len(free)} times in paragraph {p}: {words!r}")
            free.sort(key=lambda f: min(max(a - f[2], f[1] - b, 0) if q == p else 9999 for q, a, b in near))
        return free[0]

    def pieces(self, home, spec, near=(), apart=()):
        return [self.piece(home, x.strip(), near, apart) for x in spec.split(" + ")] if spec else []

    def printed(self, home, span):
        p, a, b = span
        text, words = self.text(p), self.text(p)[a:b]
        found = check.occurrences(text, words)
        item = {"s": words}
        if len(found) > 1:
            item["n"] = found.index(a) + 1
        if p != home:
            item["p"] = p
        return words if len(item) == 1 else item

    # ------------------------------------------------------------------------------------------- building

    def spans(self, home, source, cue, content):
        content = self.pieces(home, content)
        cue = self.pieces(home, cue, content, content)
        source = self.pieces(home, source, cue or content, content if cue else ())
        return source, cue, content

    def bare_text(self, span, act):
        """A content span without its outer marks and complementiser."""
        p, a, b = span
        text, start = self.text(p), a
        for skipped in check.COMPLEMENTISERS[self.language] + (SKIPPED_AFTER_ASK[self.language] if act == "ask" else ()):
            if text[a:b].lower().startswith(skipped):
                a += len(skipped)
                break
        if a == start and (a, b) in check.regions(text, self.language):  # after a complementiser the marks are inner ones
            width = 2 if text.startswith(("''", "``"), a) else 1
            closed = text[b - width:b] if b - a > 2 * width else ""
            a += width
            if closed in ("''", '"', "”", "“", "»", "«", "’", "'", "‘"):
                b -= width
            while text[a].isspace():
                a += 1
            while text[b - 1].isspace():
                b -= 1
        elif a == start and (broken := self.broken(p, a, b)):
            a, b = broken
        elif led := re.match(r"[—–―]\s*", text[a:b]):  # a spoken line's dash is no word of it
            a += led.end()
        return p, a, b

    def broken(self, p, a, b):
        """A piece of a quotation that goes on after its cue, without the mark that opens or closes the whole; None for any other."""
        text = self.text(p)
        for first, last in check.regions(text, self.language):
            if first <= a and b <= last and (a == first) != (b == last):
                a, b = (a + 1, b) if a == first else (a, b - 1 if text[b - 1] in check.MARKS else b)
                return b - len(text[a:b].lstrip()), a + len(text[a:b].rstrip())
        return None

    def statement(self, home, fields):
        key, source, cue, content, *flags = fields
        source, cue, content = self.spans(home, source, cue, content)
        given = dict(f.split("=", 1) for f in flags if "=" in f)
        act = next((f for f in flags if f in check.ACTS), "say")
        unknown = [f for f in flags if "=" not in f and f not in check.ACTS + ("opt", "frag")] + [k for k in given if k not in ("on", "via", "viaalso", "also", "q", "m", "text")]
        if unknown:
            raise check.Wrong(f"unknown flags {unknown}")
        if "text" in given:
            text = self.pieces(home, given["text"])
        elif act == "decline":
            text = [(cue[0][0], min(x[1] for x in cue + content), max(x[2] for x in cue + content))]
        else:
            text = content if "frag" in flags else [self.bare_text(c, act) for c in content]
        speaker = dict(self.speakers[key])
        if source:
            speaker["mention"] = given.get("m") or self.text(source[0][0])[source[0][1]:source[0][2]].rstrip(",")
        s = {"paragraph": home if home == -1 else min(x[0] for x in text), "source": source, "cue": cue, "content": content, "text": text,
             "speaker": speaker, "via": [v.strip() for v in given.get("via", "").split(";") if v.strip()], "act": act}
        for k in ("source", "cue", "content", "text"):
            s[k] = [self.printed(s["paragraph"], x) for x in s[k]]
        line = home != -1 and [c if isinstance(c, str) else c["s"] for c in s["cue"]] == [":"]  # an interview line, or a colon that stands for the marks
        s["quotation"] = given.get("q") or ("mixed" if "frag" in flags else "direct" if line else self.marks(text, content))
        s["said_on"] = given.get("on")
        if "also" in given:
            s["act_also"] = given["also"].split(",")
        if "viaalso" in given:
            s["via_also"] = [[v.strip() for v in chain.split(";") if v.strip() and v.strip() != "-"] for chain in given["viaalso"].split("/")]
        if "opt" in flags or home == -1:
            s["optional"] = True
        if home == -1:
            s["headline"] = True
        return s

    def marks(self, text, content):
        if content and all(check.inside_a_quotation({"article": self.article, "language": self.language}, c) for c in content):
            return "indirect"  # said again by somebody whose words are quoted
        kinds = {check.quoted_share(self.text(p), [(a, b)], check.regions(self.text(p), self.language)) for p, a, b in text}
        if content and all(check.dash_led(self.text(p)[a:b], self.language) for p, a, b in content[:1]) and all(
            check.dash_led(self.text(p), self.language) for p, _, _ in content
        ):
            return "direct"
        kept = any((a, b) in check.regions(self.text(p), self.language) for p, a, b in text)
        return kinds.pop() if len(kinds) == 1 and not kept else "mixed"

    def add_aliases(self, statements):
        """A name that is nowhere printed in this form gets the mentions as aliases, so that a reader's choice counts too."""
        everything = "\n".join([self.article["title"], *self.article["paragraphs"]]).lower()
        for s in statements:
            name = s["speaker"]["name"]
            mentions = [x["speaker"]["mention"] for x in statements if x["speaker"]["name"] == name and x["speaker"]["mention"]]
            printed = list(dict.fromkeys(m for m in mentions if m.lower() not in check.PRONOUNS | PLACES))
            if name.lower() not in everything and s["speaker"]["kind"] != "person" and printed:
                known = s["speaker"].get("aliases", [])
                s["speaker"]["aliases"] = known + [m for m in printed if m not in known]

    def build(self):
        statements, attributions = [], []
        for home, sign, fields in self.lines:
            try:
                if sign == ">":
                    statements.append(self.statement(home, fields))
                else:
                    source, cue, content = self.spans(home, *fields)
                    attributions.append({"paragraph": home, **{k: [self.printed(home, x) for x in v] for k, v in
                                                               (("source", source), ("cue", cue), ("content", content))}})
            except (check.Wrong, ValueError, KeyError, IndexError) as e:
                raise check.Wrong(f"{self.id}: {' | '.join(fields)}: {e!r}") from e
        self.add_aliases(statements)
        statements.sort(key=lambda s: s["paragraph"])
        return {"id": self.id, "language": self.language, "split": self.split, "style": self.style, "article": self.article,
                "statements": statements, "attributions": attributions, "not_statements": self.nots}


def drafts(path):
    found = []
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line.startswith("=== "):
            found.append(Draft(line[4:]))
        elif line.strip() and found:
            found[-1].read(line.strip())
    return found


def main():
    bad = 0
    for path in sys.argv[1:]:
        for draft in drafts(path):
            try:
                data = draft.build()
            except check.Wrong as e:
                print(e)
                bad = 1
                continue
            out = check.ROOT / data["language"] / (data["id"].split("-", 1)[1] + ".json")
            out.parent.mkdir(exist_ok=True)
            errors = check.check_article(data, out)
            for e in errors:
                print(f"{data['id']}: {e}")
            bad |= bool(errors)
            out.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return bad


if __name__ == "__main__":
    sys.exit(main())
