#!/usr/bin/env python3
"""Drives the real bot through a Discord that nobody here wrote, and has every request judged.

    python tests/bridge.py SAYSO BRIDGE JUDGE OPENAPI RECORDING

SAYSO is the program (target/debug/sayso); BRIDGE serves `simcord` (PyPI, 3.2.1) over HTTP and WebSocket on loopback as
`BRIDGE PORT RECORDING`, with people who act by POST /_ctl; JUDGE holds a recording to OPENAPI, Discord's own
description of its API, as `JUDGE OPENAPI RECORDING`. Python 3.11 with simcord, aiohttp, jsonschema and referencing.

Exit status 0: every step came to its end and no request broke a rule. Of the answers named in `act` every button is
pressed and every menu chosen from. What the bridge cannot do is left out: repeated nonces, rate limits of its own, and
files: it drops those that the bot sends, so that it refuses /export's and the picture of /timeline with a 400.
"""
import asyncio
import http.server
import importlib.util
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import types
import urllib.error
import urllib.request

SAMPLE = pathlib.Path(__file__).resolve().parent.parent / "docs" / "sample"
PAGES = pathlib.Path(__file__).resolve().parent / "fixtures" / "pages"
# Far more than anything takes; machines are slow at times.
DEADLINE_S = 180


class Web(http.server.ThreadingHTTPServer):
    """One host with the sample story and a feed of it."""

    def __init__(self, host, hosts):
        self.hosts = hosts
        super().__init__((host, 0), Page)
        hosts.append(self)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def link(self, path):
        return f"http://{self.server_address[0]}:{self.server_address[1]}/{path}"


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.strip("/")
        if name == "feed":
            items = "".join(f"<item><title>{h.server_port}</title><link>{h.link('times')}</link></item>" for h in self.server.hosts[3:4])
            return self.answer(200, "application/rss+xml", f"<rss version='2.0'><channel><title>Harbour feed</title>{items}</channel></rss>")
        for folder in (SAMPLE, PAGES):
            if (folder / f"{name}.html").is_file():
                return self.answer(200, "text/html; charset=utf-8", (folder / f"{name}.html").read_text())
        self.answer(404, "text/html", "no such page")

    def answer(self, status, kind, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(path, *arguments):
    """The bridge with what its acts lack: options that are channels and roles, menus, and presses under an answer that
    its asker alone sees. Runs as a process of its own."""
    spec = importlib.util.spec_from_file_location("bridge", path)
    bridge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bridge)

    class Fuller(bridge.Bridge):
        async def ctl(self, request):
            act = await request.json()
            self.answers = getattr(self, "answers", {})
            try:
                if act["op"] == "role":
                    self.roles = getattr(self, "roles", {}) | {act["name"]: self.guild.create_role(act["name"])}
                    return bridge.web.json_response({})
                if act["op"] == "slash" or act.get("message") in self.answers:
                    return await self.act(act)
            except Exception as error:
                return bridge.web.json_response({"error": type(error).__name__, "message": str(error)}, status=422)
            return await super().ctl(request)

        def shape(self, session, event, told):
            # Discord tells which message was pressed for one to come; the bridge leaves that out.
            told = super().shape(session, event, told)
            metadata = ((told or {}).get("message") or {}).get("interaction_metadata") or {}
            if metadata.get("type") == 3:
                metadata.setdefault("interacted_message_id", metadata["id"])
            return told

        async def act(self, act):
            person, channel = self.people[act["user"]], self.chans[act["channel"]]
            known = {"channel": self.chans, "role": getattr(self, "roles", {})}
            if act["op"] == "slash":
                handle = lambda it: known[it["kind"]][it["name"]] if isinstance(it, dict) else it
                result = await person.slash(channel, act["name"], **{name: handle(it) for name, it in act["options"].items()})
            elif act["op"] == "select":
                result = await person.select(self.answers[act["message"]], act["values"], custom_id=act["custom_id"])
            else:
                result = await person.click(self.answers[act["message"]], custom_id=act.get("custom_id"), label=act.get("label"))
            seen, pieces = result.response, []
            if seen is not None:
                self.answers[str(seen.id)] = seen
                for row in self.b.get_message(channel.id, seen.id).components or []:
                    pieces.extend(row.get("components", []))
            told = {"acknowledged": result.acknowledged, "deferred": result.deferred, "ephemeral": result.ephemeral,
                    "content": getattr(seen, "content", None), "message": str(getattr(seen, "id", "")), "components": pieces}
            return bridge.web.json_response(told, dumps=lambda value: json.dumps(value, default=str))

    dispatch = bridge.router.dispatch

    def whole(backend, method, path, **more):
        # Discord tells of every server how it is rated for age; the bridge leaves that out.
        told, parts = dispatch(backend, method, path, **more), path.strip("/").split("/")
        return dict(told, nsfw_level=0) if method == "GET" and len(parts) == 2 and parts[0] == "guilds" else told

    bridge.router = types.SimpleNamespace(dispatch=whole)
    bridge.Bridge = Fuller
    sys.argv = [path, *arguments]
    asyncio.run(bridge.main())


class Stage:
    def __init__(self, sayso, bridge, recording):
        self.sayso, self.steps, self.failed = sayso, 0, []
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="sayso-bridge-"))
        self.clock = self.home / "clock"
        self.port = free_port()
        self.hosts = []
        for host in ("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.6"):
            Web(host, self.hosts)
        self.bridge = subprocess.Popen([sys.executable, __file__, "--serve", bridge, str(self.port), recording], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.guild = json.loads(self.bridge.stdout.readline())["guild"]
        self.bot = None

    def start(self):
        allowed = ",".join(f"{h.server_address[0]}:{h.server_address[1]}" for h in self.hosts)
        settings = {"DISCORD_TOKEN": "MTIzNDU2Nzg5MDEyMzQ1Njc4.invented.for-tests-only", "DISCORD_API_BASE": f"http://127.0.0.1:{self.port}",
                    "SAYSO_DATA": str(self.home / "record"), "SAYSO_ALLOW_LOOPBACK": allowed, "SAYSO_CLOCK_FILE": str(self.clock)}
        settings |= {name: "60000" for name in ("SAYSO_COMMANDS_A_MINUTE", "SAYSO_SERVER_COMMANDS_A_MINUTE", "SAYSO_FETCHES_A_MINUTE", "SAYSO_PRESSES_A_MINUTE")}
        log = open(self.home / "log", "a")
        before = self.ctl(op="state")["identifies"]
        self.bot = subprocess.Popen([self.sayso, "run"], env=settings, cwd=self.home, stdout=log, stderr=log)
        self.until("a connection", lambda: (state := self.ctl(op="state"))["identifies"] > before and state["commands"])

    def kill(self):
        self.bot.kill()
        self.bot.wait()

    def at(self, time_text):
        (self.home / "clock.new").write_text(time_text)
        os.replace(self.home / "clock.new", self.clock)

    def ctl(self, **act):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/_ctl", json.dumps(act).encode(), {"content-type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=DEADLINE_S) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)

    def until(self, what, seen):
        ends = time.monotonic() + DEADLINE_S
        while time.monotonic() < ends:
            if found := seen():
                return found
            time.sleep(0.05)
        raise SystemExit(f"waited in vain for {what}; log: {self.home / 'log'}")

    def step(self, **act):
        """An act that has to be answered."""
        told = self.ctl(**act)
        self.steps += 1
        if "error" in told or told.get("acknowledged") is False:
            self.failed.append((act, told))
            print("FAILED", act, told, flush=True)
        return told

    def slash(self, user, name, /, **options):
        return self.step(op="slash", user=user, channel="general", name=name, options={k.replace("_", "-"): v for k, v in options.items()})

    def works(self, user, told, only=""):
        """Presses every button of an answer that is not a link, and chooses from every menu, as they stand after the
        press before; what comes of a press elsewhere is left alone. Returns the last answer."""
        last, pieces = told, told.get("components", [])
        for at in range(len(pieces)):
            piece = pieces[at] if at < len(pieces) else {}
            carries = piece.get("custom_id") or ""
            if piece.get("disabled") or not carries or not carries.startswith(only):
                continue
            act = {"user": user, "channel": "general", "message": told["message"], "custom_id": carries}
            if piece["type"] == 3:
                last = self.step(op="select", values=[piece["options"][0]["value"]], **act)
            else:
                last = self.step(op="click", **act)
            if last.get("message") == told["message"]:
                pieces = last["components"]
        return last

    def messages(self, channel="general"):
        return self.ctl(op="messages", channel=channel)

    def answered(self, told):
        """The message of an answer once it is more than thinking; the last of the channel where it is not named."""
        def found():
            for message in reversed(self.messages()):
                if str(message["id"]) == told.get("message") and (message.get("embeds") or message.get("content")):
                    return message
            return None
        return self.until("an answer", found)


def act(stage):
    gazette, courier, post, times, council = stage.hosts
    links = [gazette.link("gazette"), courier.link("tidegate"), post.link("post"), council.link("council")]
    for name, rights in (("ada", []), ("ben", []), ("mia", ["manage_guild"])):
        stage.ctl(op="user", name=name, perms=rights)
    stage.ctl(op="channel", name="general")
    # Questions of readers.
    cards = [stage.slash("ada", "brief", link=link) for link in links]
    for card in cards:
        stage.answered(card)
    stage.slash("ben", "brief", link=links[0], private=True)
    stage.slash("ben", "brief", link=gazette.link("missing"))
    stage.slash("ben", "brief", link="@everyone **x** \u202e")
    stage.slash("ada", "whosaid", topic="memo")
    stage.slash("ada", "said", speaker="Farrow")
    stage.slash("ada", "verify", quotation="He thanked us, and then he thanked us again")
    stage.slash("ada", "verify", quotation="We have always loved the sea gulls")
    stage.slash("ada", "timeline", about="gate")
    stage.slash("ada", "compare", topic="memo", first="Saltmarsh Courier", second="Northshore Post")
    stage.slash("ada", "trace", statement="Nobody brought it to me, not once")
    stage.slash("ada", "digest", since="2025-10-16")
    for name in ("story", "help", "privacy policy", "status", "claims"):
        stage.slash("ada", name)
    stage.slash("ada", "changes", link=links[0])
    # What is offered while somebody types.
    for name, option, value in (("said", "speaker", "eg"), ("whosaid", "topic", "mem"), ("said", "speaker", "фарр"), ("setup time", "timezone", "Kyi"), ("schedule add", "when", "08"),
                                ("compare", "first", "Salt"), ("trace", "statement", "nobody"), ("why", "what", "nobody"), ("desk fix", "statement", "nobody"),
                                ("desk merge-speakers", "keep", "eg"), ("setup language", "language", "ук")):
        told = stage.step(op="autocomplete", user="mia", channel="general", name=name, option=option, value=value)
        if not told.get("choices"):
            stage.failed.append((name, told))
            print("FAILED nothing is offered", name, told, flush=True)
    # Menus of a message.
    message = stage.step(op="send", user="ben", channel="general", content=f"look: “He thanked us, and then he thanked us again” {links[0]}")["message"]
    for name in ("Brief this link", "Who said this?", "Check this quotation"):
        stage.step(op="menu", user="ada", channel="general", name=name, message=message)
    # Pages.
    long = cards[3]["message"]
    for user, label in (("ada", "Next"), ("ada", "Previous"), ("ben", "Next")):
        stage.step(op="click", user=user, channel="general", message=long, label=label)
    # What admins set.
    stage.slash("mia", "setup show")
    stage.slash("mia", "setup story-add", name="Tide gate", words="gate, barrage, memo")
    stage.slash("mia", "setup story-edit", story="Tide gate", words="gate, barrage")
    stage.slash("mia", "setup time", timezone="Kyiv", quiet_from="22:00", quiet_until="6")
    stage.slash("mia", "setup excerpts", words=40)
    stage.slash("mia", "source test", source=gazette.link("feed"))
    stage.slash("mia", "source add", address=gazette.link("feed"))
    for name in ("source list", "source export"):
        stage.slash("mia", name)
    for name in ("source pause", "source resume"):
        stage.slash("mia", name, source="Harbour feed")
    stage.slash("mia", "schedule add", when="08:00", timezone="UTC")
    for name in ("schedule list",):
        stage.slash("mia", name)
    for name in ("schedule preview", "schedule pause", "schedule resume"):
        stage.slash("mia", name, digest="digest")
    stage.slash("mia", "schedule edit", digest="digest", when="08:15")
    stage.slash("mia", "setup delete-server")
    everything(stage, links)
    # A digest at its time, and one that a fault of Discord's holds up.
    posts = lambda: [m for m in stage.messages() if "?sayso=" in json.dumps(m.get("embeds", []))]
    marks = lambda: [mark for m in posts() for mark in re.findall(r"[?]sayso=([\w-]+)", json.dumps(m["embeds"]))]

    def all_parts(before):
        """How many messages a digest has brought: all, where none has come for a while."""
        seen = 0
        while seen != len(posts()) or seen <= before:
            seen = len(posts())
            time.sleep(4)
        return seen
    stage.at("2025-10-19T08:21:00Z")
    stage.until("the digest", posts)
    first = all_parts(0)
    stage.slash("mia", "schedule edit", digest="digest", when="09:15", if_empty=1)
    stage.ctl(op="fault", method="POST", path=f"/channels/{posts()[0]['channel_id']}/messages", status=503, body={"message": "no", "code": 0}, times=1)
    # It is tried again after a pause of some seconds by the bot's clock, which goes on only here.
    seconds = iter(range(0, 3600, 5))

    def second():
        now = next(seconds)
        stage.at(f"2025-10-19T09:{21 + now // 60:02}:{now % 60:02}Z")
        time.sleep(0.3)
        return len(posts()) > first
    stage.until("the second digest", second)
    both = all_parts(first)
    stage.steps += 2
    # Faults of an answer.
    for status, headers in ((500, {}), (429, {"Retry-After": "1"}), (503, {})):
        stage.ctl(op="fault", method="PATCH", path="/webhooks/", status=status, headers=headers, body={"message": "no", "code": 0, "retry_after": 1.0, "global": False}, times=1)
        stage.slash("ada", "brief", link=links[0])
    # The connection is lost and resumed.
    before = stage.ctl(op="state")["resumes"]
    stage.ctl(op="drop")
    stage.until("RESUME", lambda: stage.ctl(op="state")["resumes"] > before)
    stage.slash("ada", "brief", link=links[1])
    # A kill, and the buttons of before.
    stage.kill()
    stage.start()
    for label in ("Next", "Previous"):
        stage.step(op="click", user="ada", channel="general", message=long, label=label)
    stage.slash("mia", "schedule remove", digest="digest")
    stage.slash("mia", "source remove", source="Harbour feed")
    stage.at("2025-10-20T10:00:00Z")
    stage.slash("ada", "status")
    if len(posts()) != both or len(set(marks())) != both:
        stage.failed.append(("messages of two digests", both, "there", len(posts()), "different", len(set(marks()))))


def everything(stage, links):
    """Every command that is left, and every button and menu under the answers."""
    role, place = {"kind": "role", "name": "desk"}, lambda name: {"kind": "channel", "name": name}
    stage.ctl(op="role", name="desk")
    for name in ("log", "news"):
        stage.ctl(op="channel", name=name)
    # Pages, copies for others, reports of mistakes, what narrows an answer.
    answers = [("brief", {"link": links[3]}), ("brief", {"link": links[0], "private": True}), ("whosaid", {"topic": "memo"}),
               ("said", {"speaker": "Egelund", "private": True}), ("timeline", {"about": "gate"}), ("digest", {"since": "2025-10-01"}),
               ("compare", {"topic": "memo", "first": "Saltmarsh Courier", "second": "Northshore Post"}), ("claims", {})]
    for name, options in answers:
        for user in ("ada", "ben"):
            told = stage.slash("ada", name, **options)
            if user == "ada" or not told.get("ephemeral"):
                stage.works(user, told)
    told = stage.slash("ada", "brief", link=links[3])
    for piece in told["components"]:
        if (piece.get("custom_id") or "").startswith("report:"):
            stage.works("ada", stage.step(op="click", user="ada", channel="general", message=told["message"], custom_id=piece["custom_id"]))
    # Settings.
    stage.slash("mia", "setup editors", role=role)
    for use, channel in ((3, "log"), (2, "news"), (1, "news"), (0, "news"), (2, "news")):
        stage.slash("mia", "setup channel", channel=place(channel), use=use)
    for language in ("uk", "en"):
        stage.slash("mia", "setup language", language=language)
        stage.slash("ada", "whosaid", topic="memo")
    stage.slash("mia", "setup retention", article_text=7, statements=365)
    stage.slash("mia", "setup time", dates=1)
    stage.slash("mia", "setup story-add", name="Hinges", words="hinge", channel=place("news"))
    stage.slash("mia", "setup story-edit", story="Hinges", state=1)
    stage.slash("mia", "source edit", source="Harbour feed", name="Harbour", words="gate", story="Tide gate", post_to=place("news"))
    stage.slash("mia", "source edit", source="Harbour", name="Harbour feed")
    stage.slash("mia", "schedule add", when="mondays 09:15", channel=place("news"), mention=role, story="Tide gate")
    stage.slash("mia", "schedule remove", digest="digest-2")
    stage.slash("mia", "setup show")
    # Editors.
    words, other = "Nobody brought it to me, not once", "looking at the sea and seeing a postcard"
    stage.slash("ada", "desk queue")
    for name, options in (("fix", {"statement": other, "speaker": "Tomas Egelund", "note": "checked"}), ("link", {"statement": words, "relation": 0, "other": other}),
                          ("merge-speakers", {"keep": "Ruth Amadi", "merge": "Tomas Egelund"}), ("hide", {"what": words}),
                          ("split-speaker", {"speaker": "Egelund", "statements": words, "name": "Somebody"})):
        stage.works("mia", stage.slash("mia", f"desk {name}", **options))
    for done in ("right:", "wrong:", "hide:", "aside:"):
        stage.works("mia", stage.slash("mia", "desk queue"), only=done)
    for format in range(4):
        stage.slash("mia", "export", format=format, story="Tide gate")
    for what in (links[0], other, "no such words at all"):
        stage.slash("mia", "why", what=what)
    # Asked twice, and only the first time answered.
    stage.works("mia", stage.slash("mia", "setup delete-server"))


def main():
    if sys.argv[1:2] == ["--serve"]:
        return serve(*sys.argv[2:])
    if len(sys.argv) != 6:
        raise SystemExit(__doc__)
    sayso, bridge, judge, openapi, recording = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:])
    if pathlib.Path(recording).exists():
        raise SystemExit(f"{recording} is there already; name a new file")
    stage = Stage(sayso, bridge, recording)
    try:
        stage.at("2025-10-18T12:00:00Z")
        stage.start()
        act(stage)
        stage.bot.send_signal(signal.SIGTERM)
        status = stage.bot.wait(DEADLINE_S)
        if status:
            stage.failed.append(("stopping", status))
    finally:
        stage.bot and stage.bot.kill()
        stage.bridge.stdin.close()
        stage.bridge.wait(DEADLINE_S)
    print(f"{stage.steps} steps, {len(stage.failed)} failed; log: {stage.home / 'log'}", flush=True)
    with open(recording) as lines:
        records = sum(1 for _ in lines)
    print(f"{records} requests recorded", flush=True)
    judged = subprocess.run([sys.executable, judge, openapi, recording])
    sys.exit(1 if stage.failed or judged.returncode else 0)


if __name__ == "__main__":
    main()
