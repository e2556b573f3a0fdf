### Sayso's own words in English, as Fluent (https://projectfluent.org). Another language is one more file like this,
### named by Discord's code for it; a test holds it to the same keys and values.
### House style: what, why, what next, in one line; no adjectives about speakers; “found / not found”, not “true / false”.

## Commands. A name is typed: lower case, no spaces, at most 32 letters. A description has at most 100.

cmd-brief = brief
    .about = Short brief of a link: what it reports and who said it
cmd-help = help
    .about = How to use sayso, by example
cmd-privacy = privacy
    .about = What is stored about you, and how to have it deleted
cmd-privacy-policy = policy
    .about = Privacy policy in one page
cmd-setup = setup
    .about = Settings of this server
cmd-source = source
    .about = What this server follows
cmd-source-add = add
    .about = Add a feed or a site; finds the feed by itself
    .address = Address of a feed, a page or a site
    .post-to = Channel in which its articles are posted as they come
    .words = Words that its articles must have, parted by commas
cmd-source-test = test
    .about = Dry run: what would be read, step by step
    .source = Name of a source, or any address
cmd-source-list = list
    .about = Sources with their health, last answer and next reading
cmd-source-edit = edit
    .about = Change a source
    .post-to = Channel in which its articles are posted as they come
    .words = Words that its articles must have, parted by commas
    .name = Another name
cmd-source-pause = pause
    .about = Pause a source
cmd-source-resume = resume
    .about = Resume a source
cmd-source-remove = remove
    .about = Remove a source; what was read stays in the record
cmd-source-import = import
    .about = Import sources from an OPML file
cmd-source-export = export
    .about = Export sources as OPML
cmd-schedule = schedule
    .about = Digests that are posted at certain times
cmd-schedule-add = add
    .about = Post a digest on a schedule
    .channel = Where it is posted; without it, here
cmd-schedule-list = list
    .about = Digests, next three times of each, last result
cmd-schedule-preview = preview
    .about = Show a digest as it would be posted now, to you alone
cmd-schedule-edit = edit
    .about = Change a digest
cmd-schedule-pause = pause
    .about = Pause a digest
cmd-schedule-resume = resume
    .about = Resume a digest
cmd-schedule-remove = remove
    .about = Remove a digest
cmd-status = status
    .about = Is it working? Record, sources, next digests
cmd-setup-show = show
    .about = All settings, and rights the bot lacks, channel by channel
cmd-setup-story-add = story-add
    .about = Start following a story
    .name = Name of the story
    .words = Words of its articles, parted by commas
    .channel = Where its news and digests go
cmd-setup-story-edit = story-edit
    .about = Change words, channel or state of a story
    .words = Words of its articles, parted by commas
    .channel = Where its news and digests go
cmd-setup-time = time
    .about = Time zone, form of dates, quiet hours
cmd-setup-editors = editors
    .about = Role that may correct statements
cmd-setup-channel = channel
    .about = What a channel is for
    .story = Only news of this story
cmd-setup-excerpts = excerpts
    .about = Longest quotation shown, in words
    .words = From 5 to 90
cmd-setup-retention = retention
    .about = How long article text and statements are kept
cmd-setup-delete-server = delete-server
    .about = Delete everything of this server (asks twice)
cmd-privacy-mine = mine
    .about = Everything stored about you
cmd-privacy-delete-mine = delete-mine
    .about = Delete everything stored about you now
cmd-setup-language = language
    .about = Language of answers in this server

menu-brief-this-link = Brief this link

## Options

opt-link = link
    .about = Address of the article
opt-private = private
    .about = Only you see the answer
opt-address = address
    .about = Address
opt-name = name
    .about = Name; without it, the source's own
opt-story = story
    .about = Story of this server
opt-post-to = post-to
    .about = Channel for posts
opt-words = words
    .about = Words, parted by commas
opt-not-words = not-words
    .about = Words that its articles do not have, parted by commas
opt-source = source
    .about = Name of a source
opt-until = until
    .about = Until when: 2026-12-01, 3 days, 12h
opt-file = file
    .about = OPML file, at most 1 MB
opt-when = when
    .about = 07:30, weekdays 8:00, mondays 09:15, every 6 hours, or cron
opt-timezone = timezone
    .about = Time zone, by city
opt-channel = channel
    .about = Channel, thread or forum
opt-mention = mention
    .about = Role that is pinged
opt-if-empty = if-empty
    .about = What happens where nothing is new
opt-digest = digest
    .about = Which digest
opt-state = state
    .about = Whether it goes on
opt-dates = dates
    .about = How days are written
opt-quiet-from = quiet-from
    .about = Quiet hours begin, such as 22:00; off: there are none
opt-quiet-until = quiet-until
    .about = Quiet hours end, such as 7:00
opt-role = role
    .about = Role of the editors
opt-use = use
    .about = What it is for
opt-article-text = article-text
    .about = Days that the text of articles is kept, 1 to 30
opt-statements = statements
    .about = Days that statements are kept, 30 to 3650
choice-post-nothing = post nothing
choice-say-so = say so
choice-running = running
choice-resting = resting
choice-closed = closed
choice-4-march-2025 = 4 March 2025
choice-2025-03-04 = 2025-03-04
choice-answers-for-all = answers for all
choice-private-answers = private answers
choice-news-as-it-comes = news as it comes
choice-log-for-admins = log for admins
opt-language = language
    .about = Language of answers

## Settings

sources = Sources
no-sources = No source is followed yet; add one with `/source add`.
source-added = **{ $name }** is followed from now on: { $feed } ({ $items ->
    [one] { $items } item
   *[other] { $items } items
}).
source-changed = **{ $name }** was changed.
source-paused = **{ $name }** is paused.
source-resumed = **{ $name }** goes on.
source-removed = **{ $name }** is followed no more. What was read of it stays in the record.
sources-imported = { $added ->
    [one] { $added } source
   *[other] { $added } sources
} added, { $refused } left out (there already, no feed, or over the limit).
sources-exported = { $count ->
    [one] { $count } source
   *[other] { $count } sources
} in the file.
source-not-read = not read yet
source-trouble = last time: { $why }
source-answered = answered { $when }
source-next = next { $when }
source-given-up = given up; remove it, or add its new address
paused = paused
paused-until = paused until { $until }
asked-feed = is a feed, { $items ->
    [one] { $items } item
   *[other] { $items } items
}
asked-empty-feed = is a feed without items
asked-page = is a page that names { $feeds ->
    [one] { $feeds } feed
   *[other] { $feeds } feeds
}
asked-site-maps = is an index of { $maps ->
    [one] { $maps } site map
   *[other] { $maps } site maps
}
asked-robots = is a robots.txt that names { $maps ->
    [one] { $maps } site map
   *[other] { $maps } site maps
}
asked-nothing = nothing: { $why }
trial-feed = Feed found: { $items ->
    [one] { $items } item
   *[other] { $items } items
}{ $newest }. Nothing of this was kept.
trial-read = “{ $title }”: read, { $count }
trial-unread = “{ $title }”: not read ({ $why })
digests = Digests
no-digests = No digest is scheduled yet; add one with `/schedule add`.
digest-added = **{ $name }** is posted to { $channel }: { $next }.
digest-changed = **{ $name }** was changed; next: { $next }.
digest-paused = **{ $name }** is paused.
digest-resumed = **{ $name }** goes on; next: { $next }.
digest-removed = **{ $name }** was removed.
digest-next = next: { $next }
digest-last = last { $when }: { $ended }
ended-posted = posted
ended-empty = nothing was new
ended-too-late = too late, the next one tells all
ended-refused = Discord refused it
ended-uncertain = not known whether it arrived
story-added = The story **{ $name }** is followed from now on.
story-changed = The story **{ $name }** was changed.
time-set = Time zone: { $zone }. Quiet hours: { $quiet }.
editors-set = Editors are the members of { $role } from now on.
excerpts-set = Quotations are shown up to { $words } words from now on.
retention-set = Kept: text of articles { $text } days, statements { $statements }.
channel-set = { $channel } was set.
news-title = What was said
news-nothing = Nothing new since { $since }.
news-many = New articles
news-more = and { $count } more; a digest tells what is said in them
story-thread = News and digests of this story are posted here. Words of its articles: { $words }
news-foot = said or published between { $since } and { $until }
notice-uncertain = A post in { $channel } may be missing: Discord's answer was lost, and sayso may not read the history there to look. It was not posted twice. Give Read Message History there.
notice-channel-gone = The channel { $channel } is gone, so nothing is posted there any more. Choose another with `/schedule edit`.
notice-forbidden = sayso may not post in { $channel }, so it stopped. Give View Channel, Send Messages and Embed Links there, then use `/schedule resume`.
notice-news-channel-gone = The channel { $channel } is gone, so nothing is posted there any more. Choose another with `/source edit`, `/setup story-edit` or `/setup channel`.
notice-news-forbidden = sayso may not post in { $channel }, so it stopped. Give View Channel, Send Messages and Embed Links there, then use `/setup channel` for it again.
notice-source-moved = The source **{ $name }** has moved to { $to }, and is followed there.
notice-source-failing = The source **{ $name }** has not answered since { $since }. It is asked further for two weeks in all; `/source list` tells why.
notice-source-gone = The source **{ $name }** says that it is gone for good, so it is not followed any more. Remove it, or add its new address.
notice-source-dead = The source **{ $name }** has not answered for 14 days, so it is not followed any more. Check its address.
notices-unheard = What sayso could not tell in any channel (`/setup channel` names one for it):
notice-refused = Discord did not take a post for { $channel }. `/schedule list` tells more.
notice-expired = A post for { $channel } could not be made in time, as Discord did not answer. The next one covers it.
notice-gave-up = Only a part of a post reached { $channel }.
none = none
for-good = for good
somebody = somebody
setup = Settings
show-language = Language: { $value }
show-zone = Time zone: { $value }
show-quiet = Quiet hours: { $value }
show-editors = Editors: { $value }
show-excerpts = Longest quotation: { $value } words
show-retention = Kept: text of articles { $value } days, statements { $statements }
show-dates = Days: { $value }
show-stories = Stories: { $value }
show-sources = Sources: { $value }
show-digests = Digests: { $value }
use-answers = answers for all
use-private = private answers
use-as-it-comes = news as it comes
use-log = log for admins
rights-all = all rights are there
right-view-channel = View Channel
right-send-messages = Send Messages
right-send-in-threads = Send Messages in Threads
right-embed-links = Embed Links
right-read-history = Read Message History
right-create-threads = Create Public Threads
button-erase = Delete everything
button-erase-really = Yes, for good
erase-really = Really everything, for good? Nobody can bring it back. What stands in the channels stays.
erase-sure = This deletes all settings, sources, stories and digests of this server, at once and for good. Are you sure?
erased = Everything of this server was deleted ({ $count } entries).
status = Status
status-record = The record has { $articles } articles and { $statements } statements.
status-sources = { $sources } sources, { $failing } of them did not answer last time; { $waiting } articles wait to be read.
status-digests = { $digests } digests; next: { $next }.
privacy-mine = Stored about you here: your number beside { $changes ->
    [one] { $changes } change
   *[other] { $changes } changes
} of settings, and beside { $decisions ->
    [one] { $decisions } correction
   *[other] { $decisions } corrections
}. Nothing else.
privacy-deleted = Your number was deleted here; the changes that you made stay, without who made them.
language-name = English
language-each-own = Each in their own language
language-set = Answers in this server are in { $language } from now on.
language-each-own-set = Everybody is answered in their own language from now on.
unknown-language = sayso does not speak “{ $typed }”; choose a language that is offered while you type

## Dates

day = { $day } { $month } { $year }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## Buttons, at most 80 letters

button-previous = Previous
button-next = Next
button-open = Open article
button-post = Post here

## Cards

article-untitled = Article without a title
speaker-unclear = Speaker unclear
speaker-unnamed = unnamed
continued = continued
by-way-of = by way of { $name }
told-to = to { $name }
act-deny = denied
act-confirm = confirmed
act-ask = asked
act-decline = gave no answer
act-warn = warned
act-demand = demanded
act-promise = promised
act-accuse = accused
paraphrase = paraphrase
partial = partial
outlets-verb = the outlet’s verb: “{ $verb }”
too-long-to-cut = { $words } words in one sentence, too long to show whole, and a cut could change the sense
text-without-address = Text without an address
carrying = carrying { $outlet }
relaying = relaying { $outlet }
published = published { $day }
no-statements = No statements found, nobody is reported to have said anything here
count-statements = { $count ->
    [one] { $count } statement
   *[other] { $count } statements
}
statements-of = { $here ->
    [one] Statement { $numbers } of { $of }
   *[other] Statements { $numbers } of { $of }
}
count-speakers = { $count ->
    [one] { $count } speaker
   *[other] { $count } speakers
}, { $unnamed } unnamed
count-direct = { $count ->
    [one] { $count } direct quotation
   *[other] { $count } direct quotations
}
count-withheld = { $count ->
    [one] { $count } statement
   *[other] { $count } statements
} withheld because the words do not stand on the page
from-record = from the record, read { $when }

## Complaints

taken-back = No answer: the reason is shown to the one who asked.
no-link = that message has no link in it; choose one that has, or give the address to /brief
forgotten = the record no longer holds this article; give its address to /brief to have it read again
outlived = this button is too old, or of another server; ask again with the command
unknown-button = this button is of an older version of sayso; ask again with the command
may-not-post = you may not write in this channel, so the answer is not posted here; try another channel
not-posted = Discord did not let the answer be posted here; try again, or ask the server's admins for the rights
busy = too many people are asking right now; try again in a minute
stopping = sayso is being started anew and could not finish; ask again in a minute
too-fast = that was too many questions in a minute; ask again in { $seconds } s
fetches-too-fast = that was too many new pages in a minute; ask again in { $seconds } s, pages that were read before are answered at once
not-admin = this is for those who may manage the server; its owner can give the command to a role (Server Settings → Integrations)
not-owner = deleting everything is for the server's administrators, and for the one who was asked; ask one of them
no-channel = that is no channel of this server that sayso can see and post to; choose a text channel, a thread or a forum
lacks-rights = sayso lacks rights in that channel: { $rights }; give them there and try again
no-log-in-forum = a forum is no place for what admins are told; choose a text channel
no-feed = no feed was found there ({ $count ->
    [one] { $count } address
   *[other] { $count } addresses
} asked); give the address of the feed itself
not-a-when = { $said }
unknown-source = “{ $typed }” is no source of this server; choose one that is offered while you type
unknown-story = “{ $typed }” is no story of this server; choose one that is offered while you type
unknown-digest = “{ $typed }” is no digest of this server; choose one that is offered while you type
unknown-zone = “{ $typed }” is no time zone; write it as Europe/Kyiv, or choose one that is offered while you type
no-time-to-come = “{ $typed }” is no time to come; write it as 2026-12-01, 3 days or 12h
no-quiet-hours = “{ $typed }” does not make quiet hours; give two different times, as in 22:00 and 7:00, or “off” for the first alone
nothing-to-change = nothing was given to change; give at least one option
not-opml = that is no OPML list of at most 1 MB; export one from your feed reader
refused-no-name = a name is needed; give one of 1 to 80 characters
refused-long-name = that name is too long; give one of at most 80 characters
refused-long-words = those are too many words to look for; give at most 300 characters
refused-no-words = a story needs words that its articles have; give one or more
refused-long-address = that address is too long; give one of at most 700 characters
refused-story-exists = there is a story of that name already; choose another, or change that one
refused-source-exists = that source is followed already, as “{ $name }”
refused-stories-full = a server has at most { $most } stories; close one first
refused-sources-full = a server has at most { $most } sources; remove one first
refused-schedules-full = a server has at most { $most } digests; remove one first
refused-range = that number is out of range; give one from { $least } to { $most }
not-editor = this is for the server's editors; an admin names their role with /setup editors
no-server = this works in a server only; use it there
changed = this command has changed since Discord loaded it; reload Discord and try again
fault = that failed by a fault of sayso's own; try again, and please report it if it fails again
record-failed = sayso's record failed, so nothing was read or kept; try later, and tell the operator if it goes on
reading-fault = reading that page failed by a fault of sayso's own; nothing of it was kept; please report it with the link
unknown-topic = “{ $typed }” is nothing that sayso knows; choose one that is offered while you type

## Pages that are no articles

page-no-article = the page holds no article text; give the address of a single article
page-beyond-limits = the page's markup is beyond the limits ({ $what }); nothing of it was read
page-paywall = { $said }
page-consent-wall = { $said }
page-bot-check = { $said }
page-error-page = { $said }
page-login-wall = { $said }
page-video = { $said }
page-section = { $said }
page-shell = { $said }
page-empty = { $said }

## Pages that did not come. English says all that was found; other languages say what matters to the asker.

fetch-not-an-address = { $said }
fetch-refused-address = { $said }
fetch-too-many-redirects = { $said }
fetch-blocked-by-robots = { $said }
fetch-robots-unavailable = { $said }
fetch-asked-to-wait = { $said }
fetch-busy = { $said }
fetch-bot-check = { $said }
fetch-login-wall = { $said }
fetch-forbidden = { $said }
fetch-not-found = { $said }
fetch-server-fault = { $said }
fetch-status = { $said }
fetch-too-large = { $said }
fetch-not-a-page = { $said }
fetch-empty = { $said }
fetch-timed-out = { $said }
fetch-unreachable = { $said }
fetch-broken = { $said }

## Help, in Discord's markdown. A line cannot begin with a star: { "" } stands before it.

help-readers =
    { "" }**/brief** `link:` — who said what in an article, every quotation with a link to its place on the page
    { "" }**/whosaid** `topic:` and **/said** `speaker:` — out of everything that sayso has read
    { "" }**/verify** `quotation:` — did they really say it? The real words, with what differs underlined
    { "" }**/timeline**, **/compare**, **/trace**, **/claims**, **/changes**, **/digest**, **/story** — in order, side by side, where from, who answers, what the article changed, what is new
    The menus under an answer narrow it to an outlet, a kind or a time; **Report a mistake** under a card tells this server's editors.
    { "" }**Brief this link**, **Who said this?**, **Check this quotation** — right-click a message → Apps; only you see the answer, **Post here** shows it to all

    A quotation is shown only where it stands word for word on the page. What stands without quotation marks is the outlet's paraphrase. ↗ leads to the exact place.
    The buttons under an answer turn its pages, also days later. `private:` makes the answer yours alone.
    { "" }**/privacy** `policy` — what is stored
    .title = How to use sayso
help-admins =
    { "" }**/source** `add` — a feed or a site; `test` runs it dry, `list` tells how each is doing
    { "" }**/setup** `story-add` — words that the articles of a story have; `show` — all settings and missing rights
    { "" }**/schedule** `add` — a digest at certain times; it is silent where nothing is new
    { "" }**/why** `what:` — why an article or a statement was posted, or was not
    { "" }**/desk** — for the editors (`/setup editors`): `queue`, `fix`, `hide`, `link`, `merge-speakers`, `split-speaker`; in this server only, with an **Undo**
    { "" }**/export** `format:` — for the editors: statements as CSV, JSON Lines, Markdown or BibTeX

    Who may use which command is set by Discord: Server Settings → Integrations → sayso.
    .title = How to use sayso: for admins

## Privacy, in Discord's markdown

privacy-policy =
    { "" }**What is stored about you**: your Discord number beside a change of settings or a correction that you made, so that the server's admins can see who made it. No names, no messages.
    { "" }**What is stored of a server**: its settings, and the questions whose answers have pages, without who asked them.
    { "" }**What is stored of articles**: public addresses, headlines, what people are reported to have said and where it stands. It does not belong to any server.
    { "" }**How long**: settings until they are changed or the server is deleted with `/setup delete-server`. What belongs to a server that sayso has left is deleted 30 days later by itself, unless it is invited again before. Statements are kept as long as a server that reads their source wants them (`/setup retention`).
    { "" }**Who gets it**: nobody. sayso reads no messages except the one that you right-click, and only then.
    .title = Privacy policy

## Readers

cmd-whosaid = whosaid
    .about = Who said what about a topic, with a link to each place
    .until = Before then: 2025-10-16, yesterday, 24h, 3 days, 2 weeks
cmd-said = said
    .about = What a person, an office or an organisation has said
    .until = Before then: 2025-10-16, yesterday, 24h, 3 days, 2 weeks
cmd-verify = verify
    .about = Did they really say it? Looks a quotation up in every article read
cmd-timeline = timeline
    .about = Statements, denials, walk-backs and article changes in order, with a picture
    .until = Before then: 2025-10-16, yesterday, 24h, 3 days, 2 weeks
cmd-compare = compare
    .about = How two to four outlets attribute the same thing
cmd-trace = trace
    .about = Where a statement came from: first print, and every pickup
cmd-digest = digest
    .about = What is new: who said what in the last day, or since a time
cmd-story = story
    .about = Stories this server follows: the list, or the state of play of one
menu-who-said-this = Who said this?
menu-check-this-quotation = Check this quotation

opt-topic = topic
    .about = Words, or “a phrase”; a minus before a word leaves it out
opt-speaker = speaker
    .about = A name in any spelling
opt-about = about
    .about = Words that the statements must have
opt-kind = kind
    .about = Which statements
opt-outlet = outlet
    .about = Only of this outlet
opt-since = since
    .about = From then on: 2025-10-16, yesterday, 24h, 3 days, 2 weeks
opt-quotation = quotation
    .about = The words, with or without quotation marks
opt-first = first
    .about = An outlet
opt-second = second
    .about = Another outlet
opt-third = third
    .about = A third outlet
opt-fourth = fourth
    .about = A fourth outlet
opt-statement = statement
    .about = Words of the statement, or its number
choice-quotations = quotations
choice-paraphrases = paraphrases
choice-denials = denials
choice-no-answer = no answer

whosaid-title = Who said what about { $topic }
whosaid-nothing = Nothing found in what sayso has read. Give it more to read with /brief, or try other words.
loosely = nothing has all the words; these have some
found-in = { $statements ->
    [one] { $statements } statement
   *[other] { $statements } statements
} in { $articles ->
    [one] { $articles } article
   *[other] { $articles } articles
} of { $outlets ->
    [one] { $outlets } outlet
   *[other] { $outlets } outlets
}
more-of-speaker = and { $count } more by the same speaker
more-speakers = and { $count } more speakers
also-in = also in { $count ->
    [one] { $count } article
   *[other] { $count } articles
}, { $origins ->
    [one] { $origins } independent origin
   *[other] { $origins } independent origins
}
other-speakers = others of that name: { $names }
unknown-speaker = nothing by “{ $typed }” is in the record; choose a name that is offered while you type
unknown-time = “{ $typed }” is no time that sayso reads; type 2025-10-16, yesterday, 24h, 3 days or 2 weeks
unknown-statement = no statement “{ $typed }” is in the record; type some of its words and choose one that is offered
no-quotation = there are no words to look up; give the quotation

timeline-title = Timeline: { $name }
timeline-of-all = Timeline
count-moments = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
legend-quotation = quotation
legend-change = article changed
change-added = statement added after publication
change-removed = statement taken out after publication
change-altered = words changed after publication
change-speaker = speaker changed after publication
change-marks = quotation marks changed after publication
change-corrected = corrected by the outlet
relation-denies = denies
relation-confirms = confirms
relation-walks-back = takes back
relation-repeats = repeats
by-rule = found by rule
by-editor = set by an editor

compare-title = Compared: { $topic }
side-counts = { $count ->
    [one] { $count } statement
   *[other] { $count } statements
}; speakers: { $named } named, { $unnamed } unnamed
count-origins = { $count ->
    [one] { $count } independent origin
   *[other] { $count } independent origins
}
speakers-differ = the outlets give different speakers: { $names }

trace-title = Where it came from
with-other-words = with other words
count-prints = { $count ->
    [one] printed in { $count } article
   *[other] printed in { $count } articles
}
one-origin = most go back to { $name }

digest-title = What is new: { $name }
digest-of-all = What is new
digest-nothing = Nothing new since { $since }.
digest-foot = { $statements ->
    [one] { $statements } statement
   *[other] { $statements } statements
} since { $since }, { $known } known before
stories-title = Stories of this server
no-stories = This server follows no story yet; an admin adds one with /setup story-add.
story-paused = paused
story-closed = closed

## Why, the desk, files

cmd-why = why
    .about = Why an article or statement was posted, or was not
cmd-desk = desk
    .about = Corrections by this server's editors; both versions are kept
cmd-desk-fix = fix
    .about = Correct the speaker, kind or day of a statement
    .speaker = Who said it; ? where it is not clear
    .kind = Whether the words are the speaker's own
    .note = Why, for the public line
cmd-desk-link = link
    .about = Say how one statement stands to an earlier one
cmd-desk-merge-speakers = merge-speakers
    .about = Two names, one speaker
cmd-desk-split-speaker = split-speaker
    .about = One name, two speakers
    .speaker = The name under which both stand
    .statements = Those of the other speaker: numbers, an article's address, or words
    .name = Name of the other speaker
cmd-desk-hide = hide
    .about = Hide a statement or an article in this server
    .what = Address of an article, or words or number of a statement
    .note = Why, for the public line
cmd-desk-queue = queue
    .about = What members reported and what sayso is not sure of, one at a time
cmd-export = export
    .about = Statements as a file: CSV, JSON Lines, Markdown or BibTeX
    .until = Before then: 2025-10-16, yesterday, 24h, 3 days, 2 weeks

opt-what = what
    .about = Address of an article, or words or number of a statement
opt-day = day
    .about = Day on which it was said, as 2025-10-16
opt-note = note
    .about = A note
opt-relation = relation
    .about = How the statement stands to the other, earlier one
opt-other = other
    .about = The earlier statement: its words, or its number
opt-keep = keep
    .about = The name that is shown
opt-merge = merge
    .about = The name that joins it
opt-format = format
    .about = Form of the file
choice-in-quotation-marks = in quotation marks
choice-partly-in-quotation-marks = partly in quotation marks
choice-paraphrase = paraphrase
choice-denies = denies
choice-confirms = confirms
choice-takes-back = takes back
choice-repeats = repeats
choice-has-nothing-to-do-with = has nothing to do with
choice-csv--for-spreadsheets = CSV, for spreadsheets
choice-json-lines--for-programs = JSON Lines, for programs
choice-markdown--for-pages = Markdown, for pages
choice-bibtex--for-references = BibTeX, for references

why-title = Why
why-read = Read { $when } (request `{ $request }` in the logs).
why-read-once = Read { $when }.
why-source = Source: { $source }.
why-by-hand = No source of this server brought it: somebody gave its address, here or elsewhere.
why-waits = { $source } has named it, and it waits to be read: tried { $tries ->
    [one] { $tries } time
   *[other] { $tries } times
} in vain, next { $after }.
why-unread = { $source } has named it, and it could not be read { $when }: { $why } (request `{ $request }` in the logs)
why-unknown = It was never read, and no source of this server has named it lately. Give its address to /brief, or test the source with /source test.
why-hidden = This server's editors hid it, so no answer shows it.
why-no-statements = Nobody is reported to have said anything in it, so there is nothing to post.
why-story = It belongs to the story { $story }, by { $words }.
why-no-story = It does not belong to the story { $story }: none of its words are there.
why-excluded = It is kept out of the story { $story } by { $words }.
why-story-rests = It has words of the story { $story } ({ $words }), which rests or is closed.
why-posted = It was handed over to be posted in { $channel } { $when }.
why-source-paused = It is not posted as it comes: its source is paused.
why-source-words = It is not posted as it comes: it has none of the words that its source asks for ({ $words }).
why-no-channel = It is not posted as it comes: neither its source nor /setup channel names a channel for that.
why-not-handed = It goes to { $channel } as it comes, and was not handed over yet, or was older than the channel's setting.
why-stopped = It goes to { $channel } as it comes, but posts there stand still because Discord refused them. Mend the rights, then set the channel again with /setup channel.
why-digest = The digest { $digest } ({ $when }) tells of it where it is new; next { $next }.
why-digest-paused = The digest { $digest } ({ $when }) would tell of it, but is paused.
why-not-digest = The digest { $digest } ({ $when }) is about another story.
why-no-digest = No digest is scheduled that could tell of it.

cmd-claims = claims
    .about = Claims with who confirms them, denies them or takes them back
    .state = How the claim stands
cmd-changes = changes
    .about = What an article changed after publication, statement by statement
choice-denied = denied
choice-confirmed = confirmed
choice-taken-back = taken back
claims-title = Claims: { $name }
claims-of-all = Claims
claims-none = No claim was found that somebody confirms, denies or takes back.
claims-foot = { $count ->
    [one] { $count } claim
   *[other] { $count } claims
} with an answer, the latest first
changes-none = Nothing that is said in it has changed.
changes-foot = read first { $first }, last { $last }
change-headline = headline changed after publication

button-undo = Undo
button-right = Right speaker
button-hide = Hide
button-aside = Skip
button-report = Report a mistake
menu-wrong-speaker = Wrong speaker: who said it?
menu-which-statement = Which statement?
menu-outlets = Outlet
menu-all-outlets = All outlets
menu-kinds = Kind
menu-all-kinds = All kinds
menu-periods = Period
menu-all-periods = All times
period-day = last day
period-three-days = last three days
period-week = last week
period-four-weeks = last four weeks

desk-kept = Kept. Answers, digests and files of this server have it from now on; others are not concerned.
desk-undone = Undone. What the article says counts again.
log-fix = Corrected by an editor
log-hide = Hidden by an editor
log-link = Related by an editor
log-merge = Two names, one speaker
log-split = One name, two speakers
log-confirmed = confirmed
log-undone = Undone: { $what }
queue-title = For the editors
queue-empty = Nothing waits: no report, and nothing that sayso is unsure of.
queue-reported = A member reported this as wrong.
queue-unsure = sayso is not sure of the speaker ({ $percent } of 100).
queue-left = { $count ->
    [one] { $count } more waits
   *[other] { $count } more wait
}
report-which = What is wrong here? Choose the statement; this server's editors will look at it. Who reported it is not kept.
report-kept = Thank you. It waits for this server's editors.
corrected-here = corrected by an editor of this server
corrected-speaker = corrected by an editor of this server; read as { $name }
count-corrected = { $count ->
    [one] { $count } statement
   *[other] { $count } statements
} corrected by editors of this server
exported = { $count ->
    [one] { $count } statement
   *[other] { $count } statements
} in the file; { $withheld } left out, so that no article is quoted at length.

nothing-to-undo = there is nothing to undo: that was undone already, or belongs to another server
long-note = that note is too long; give at most 300 characters
no-day = “{ $typed }” is no day; write it as 2025-10-16
not-quoted-there = those words do not stand in quotation marks on the page, so they cannot be shown in any
same-statement = those are one and the same statement; give two
one-speaker-already = “{ $typed }” and the other name are one speaker already; nothing was changed
unknown-article = no article at “{ $typed }” is in the record; give the address of one that was read
hidden-here = this server's editors hid that article, so it is not shown here
nothing-to-report = nobody is reported to have said anything here, so there is nothing to report
reports-full = { $typed } reports wait already; the editors have to look at them first
nothing-to-export = nothing was found to export; try another story or another time
refused-decisions-full = a server has at most { $most } corrections; ask the operator

## The check of a quotation

verdict-word-for-word = Word for word
    .about = These words stand in quotation marks, attributed to this speaker.
verdict-second-hand = Second-hand
    .about = These words are known only through somebody who reports them.
verdict-cut-short = Word for word, cut short
    .about = This is a part of a longer quotation.
verdict-translation = Translation
    .about = The article says that these words are a translation.
verdict-speaker-unclear = Speaker unclear
    .about = These words stand in quotation marks; whose they are is not clear there.
verdict-altered = Altered
    .about = A quotation by this speaker is close to it; the words that differ are underlined.
verdict-joined = Joined
    .about = Pieces from different places were put together.
verdict-paraphrase = Paraphrase made into a quotation
    .about = These are the outlet’s words, not in quotation marks there.
verdict-other-speaker = Other speaker
    .about = The same words, said by somebody else.
verdict-withdrawn = Withdrawn or corrected
    .about = The outlet has changed or withdrawn these words.
verdict-not-found = Not found
    .about = No article that sayso has read has these words. The nearest is below, where there is one.
verdict-also = Also: { $verdicts }
asked-about = Asked about:
looked-in = Looked in { $articles ->
    [one] { $articles } article
   *[other] { $articles } articles
} of { $outlets ->
    [one] { $outlets } outlet
   *[other] { $outlets } outlets
}
lost-words = left out, and it changes the sense: { $words }
earlier-version = as an earlier version of the article had it
