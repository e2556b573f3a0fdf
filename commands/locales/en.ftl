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
cmd-setup-language = language
    .about = Language of answers in this server

menu-brief-this-link = Brief this link

## Options

opt-link = link
    .about = Address of the article
opt-private = private
    .about = Only you see the answer
opt-language = language
    .about = Language of answers

## Settings

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
too-fast = that was too many questions in a minute; ask again in { $seconds } s
fetches-too-fast = that was too many new pages in a minute; ask again in { $seconds } s, pages that were read before are answered at once
not-admin = this is for those who may manage the server; its owner can give the command to a role (Server Settings → Integrations)
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
    { "" }**Brief this link** — right-click a message → Apps; only you see the answer, **Post here** shows it to all

    A quotation is shown only where it stands word for word on the page. What stands without quotation marks is the outlet's paraphrase. ↗ leads to the exact place.
    The buttons under an answer turn its pages, also days later. `private:` makes the answer yours alone.
    { "" }**/privacy** `policy` — what is stored
    .title = How to use sayso
help-admins =
    Who may use which command is set by Discord: Server Settings → Integrations → sayso.
    .title = How to use sayso: for admins

## Privacy, in Discord's markdown

privacy-policy =
    { "" }**What is stored about you**: your Discord number beside a change of settings or a correction that you made, so that the server's admins can see who made it. No names, no messages.
    { "" }**What is stored of a server**: its settings, and the questions whose answers have pages, without who asked them.
    { "" }**What is stored of articles**: public addresses, headlines, what people are reported to have said and where it stands. It does not belong to any server.
    { "" }**How long**: settings until they are changed or the server is deleted with `/setup delete-server`; everything of a server 30 days after sayso has left it.
    { "" }**Who gets it**: nobody. sayso reads no messages except the one that you right-click, and only then.
    .title = Privacy policy
