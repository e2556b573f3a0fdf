//! From mention to speaker: names, roles, pronouns, the unnamed; a guess is never printed as a name.

use std::cell::RefCell;
use std::ops::Range;

use crate::candidates::{Candidate, Settled};
use crate::cases;
use crate::cast::Cast;
use crate::german;
use crate::items::Kind;
use crate::lexicon::{Class, Family, Lexicon, normal};
use crate::names::{self, Gender};
use crate::passage::{Head, Passage, View};
use crate::phrases;
use crate::picking::Choice;
use crate::{Speaker, SpeakerKind};

/// Who a speaker is, for comparing speakers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    /// A member of the cast.
    Member(usize),
    /// An unnamed source by its description.
    Described(String),
    /// Nobody could tell.
    Unknown,
}

/// A resolved speaker with what later mentions need.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    pub(crate) speaker: Speaker,
    pub(crate) who: Who,
    pub(crate) gender: Option<Gender>,
    pub(crate) plural: bool,
    pub(crate) paragraph: usize,
    pub(crate) place: usize,
    /// A role noun that this mention gives its member.
    pub(crate) learnt: Option<String>,
    /// How sure the resolution is.
    pub(crate) confidence: f32,
}

/// What a pronoun asks of whom it means.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) gender: Option<Gender>,
    /// One woman or several people (German “sie”).
    pub(crate) either: bool,
    pub(crate) things: bool,
    pub(crate) many: bool,
}

/// Resolves the mentions of one article in reading order.
pub(crate) struct Resolver<'a> {
    pub(crate) passages: &'a [Passage],
    pub(crate) cast: &'a Cast,
    pub(crate) lexicon: &'static Lexicon,
    /// The outlet that a page names once as its source.
    pub(crate) relay: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) history: Vec<Resolved>,
    /// The cue in hand goes on with words of the same speaker (“added”).
    pub(crate) carries_on: bool,
    /// Who is speaking round the words in hand: within their own words “he” is somebody else.
    pub(crate) barred: Option<Who>,
    /// Whose reported words the mention in hand stands in: “she” may be they, “the captain” is not.
    pub(crate) around: Vec<Who>,
    /// Roles that a later or earlier sentence gives a member (“The lawyer for Rask”, then her name).
    pub(crate) learnt: Vec<(usize, String)>,
    /// The choices made since this was last taken, where the trainer asks for them.
    pub(crate) choices: Option<RefCell<Vec<Choice>>>,
}

/// How many earlier speakers are looked at.
pub(crate) const HISTORY_MAX: usize = 40;

impl Resolver<'_> {
    pub(crate) fn view(&self, paragraph: usize) -> View<'_> {
        View { passage: &self.passages[paragraph], lexicon: self.lexicon, cast: self.cast }
    }

    /// The speaker of `candidate`; remembered for the pronouns after it.
    pub(crate) fn resolve(&mut self, candidate: &Candidate) -> Resolved {
        self.carries_on = candidate.cue.as_ref().is_some_and(|cue| {
            let words = normal(&self.passages[candidate.paragraph].text(cue));
            words.split_whitespace().any(|word| self.lexicon.is(Class::Carry, word))
        });
        self.barred = self.history.last().filter(|_| candidate.inside).map(|outer| outer.who.clone());
        let resolved = match (&candidate.speaker, &candidate.source) {
            (Some(settled), source) => self.settled(settled, candidate, source.clone()),
            (None, Some(source)) if !self.names_nobody(candidate.paragraph, source) => {
                self.mention(candidate.paragraph, source)
            }
            (None, _) => self.nobody(candidate),
        };
        let resolved = self.heard(candidate, resolved);
        if let (Who::Member(member), Some(head)) = (&resolved.who, &resolved.learnt)
            && self.learnt.len() < HISTORY_MAX
        {
            self.learnt.push((*member, head.clone()));
        }
        if !candidate.inside && resolved.who != Who::Unknown {
            self.history.push(resolved.clone());
        }
        resolved
    }

    /// Whether it may be `one` whom a noun means: nobody is “the captain” in their own words, though a company is “the
    /// company”.
    pub(crate) fn may_be_noun(&self, one: &Resolved) -> bool {
        let person = matches!(one.speaker.kind, SpeakerKind::Person | SpeakerKind::Anonymous);
        self.barred.as_ref() != Some(&one.who) && !(person && self.around.contains(&one.who))
    }

    /// Whether the source is made of function words alone (“si”, “qué no”, a Romance article before a comma).
    fn names_nobody(&self, paragraph: usize, source: &Range<usize>) -> bool {
        let view = self.view(paragraph);
        let first = view.items().partition_point(|i| i.start < source.start);
        let last = view.items().partition_point(|i| i.start < source.end);
        let article = |i: usize| self.lexicon.family == Family::Romance && view.any(i, &[Class::Definite]);
        if self.lexicon.family == Family::Romance && first < last && self.begins_clause(&view, first..last) {
            return true;
        }
        first < last
            && (first..last).all(|i| {
                let item = &view.items()[i];
                article(i) && last - first == 1
                    || !item.is_word() && item.quote().is_none() && item.kind != Kind::Number
                    || names::is_plain(&item.word, self.lexicon)
                        && view.head(i).is_none()
                        && !view.is_possessive(i)
                        && !view.is_article(i)
                        && !view.any(i, &[Class::Demonstrative, Class::Relative])
            })
    }

    /// “Ha defendido que la oferta”, “El viernes, en FM Costera”, “Conoce el río”, “muerta de risa”: words of a clause that a
    /// span took for a source.
    fn begins_clause(&self, view: &View<'_>, range: Range<usize>) -> bool {
        let first = range.start;
        let item = &view.items()[first];
        if !item.is_word() {
            return item.quote().is_none() && item.kind != Kind::Number;
        }
        let determined = view.is_article(first) || view.is_possessive(first);
        if determined {
            return view.any(first + 1, &[Class::Time, Class::Weekday])
                && (range.len() == 2 || view.mark(first + 2, ','));
        }
        let sentence = view.passage.sentences.get(view.passage.sentence_of(item.start));
        let opens = sentence.is_some_and(|s| s.start == first);
        let known = names::first_name(&item.word, self.lexicon).is_some() || view.head(first).is_some();
        let object = view.is_article(first + 1) || view.word(first + 1) == "que";
        if self.lexicon.code == "es" && opens && !known && object && range.len() > 1 {
            return true;
        }
        if known || self.named(view, &range).is_some() {
            return false;
        }
        let finite = view.any(first, &[Class::Auxiliary])
            || self.lexicon.verbs.has(view.word(first))
            || range
                .clone()
                .any(|i| view.any(i, &[Class::Complementiser]) && !view.any(i, &[Class::Relative]));
        let circumstance = view.any(first, &[Class::Preposition, Class::Adverb])
            && !matches!(view.word(first), "du" | "des");
        finite || circumstance || !item.capital && view.headed(range).is_none()
    }

    pub(crate) fn settled(
        &self,
        settled: &Settled,
        candidate: &Candidate,
        source: Option<Range<usize>>,
    ) -> Resolved {
        let mention = source.map(|s| self.passages[candidate.paragraph].text(&s));
        match settled {
            Settled::Name(name) => {
                let stems: Vec<String> =
                    name.split_whitespace().map(|w| cases::stem(&normal(w), self.lexicon)).collect();
                match self.cast.lookup_stems(&stems) {
                    Some(member) => {
                        self.member(member, mention, None, candidate.paragraph, candidate.place().1, 0.97)
                    }
                    None => self.plain(mention, name.clone(), SpeakerKind::Person, candidate.paragraph, 0.9),
                }
            }
            Settled::Outlet => {
                let name = self.outlet.clone().or_else(|| mention.clone()).unwrap_or_default();
                self.plain(mention, name, SpeakerKind::Outlet, candidate.paragraph, 0.95)
            }
        }
    }

    pub(crate) fn plain(
        &self,
        mention: Option<String>,
        name: String,
        kind: SpeakerKind,
        paragraph: usize,
        confidence: f32,
    ) -> Resolved {
        Resolved {
            who: Who::Described(names_key(&name)),
            speaker: Speaker { mention, name: Some(name), kind, role: None },
            gender: None,
            plural: false,
            paragraph,
            place: 0,
            learnt: None,
            confidence,
        }
    }

    pub(crate) fn unknown(&self, mention: Option<String>, paragraph: usize) -> Resolved {
        Resolved {
            speaker: Speaker { mention, name: None, kind: SpeakerKind::Anonymous, role: None },
            who: Who::Unknown,
            gender: None,
            plural: false,
            paragraph,
            place: 0,
            learnt: None,
            confidence: 0.3,
        }
    }

    pub(crate) fn member(
        &self,
        at: usize,
        mention: Option<String>,
        role: Option<String>,
        paragraph: usize,
        place: usize,
        confidence: f32,
    ) -> Resolved {
        let member = &self.cast.members[at];
        let kind = if member.outlet {
            SpeakerKind::Outlet
        } else if member.is_person() {
            SpeakerKind::Person
        } else {
            SpeakerKind::Organization
        };
        let role = if kind == SpeakerKind::Person { member.roles.first().cloned().or(role) } else { None };
        Resolved {
            speaker: Speaker { mention, name: Some(member.name.clone()), kind, role },
            who: Who::Member(at),
            gender: self.gender(at),
            plural: false,
            paragraph,
            place,
            learnt: None,
            confidence,
        }
    }

    pub(crate) fn gender(&self, member: usize) -> Option<Gender> {
        self.cast.members[member].likely_gender(self.lexicon)
    }

    /// Resolves the mention at `source` in `paragraph`.
    pub(crate) fn mention(&self, paragraph: usize, source: &Range<usize>) -> Resolved {
        let passage = &self.passages[paragraph];
        let view = self.view(paragraph);
        let first = view.items().partition_point(|i| i.start < source.start);
        let last = view.items().partition_point(|i| i.start < source.end);
        let printed = |end: usize| passage.text(&(source.start..end)).trim_end_matches([',', ' ']).to_owned();
        if first >= last {
            return self.unknown(Some(printed(source.end)), paragraph);
        }
        // «здоров’я»: a span ends with its word.
        let text = printed(source.end.max(view.items()[last - 1].end));
        let range = german::subject(&view, &(first..last));
        let (first, source) = (range.start, view.items()[range.start].start..view.items()[range.end - 1].end);
        let object = match view.word(first) {
            "him" => Some("he"),
            "them" => Some("they"),
            _ => None,
        };
        if let Some(subject) = object.filter(|_| self.lexicon.family == Family::English && range.len() == 1) {
            return self.pronoun(paragraph, source.start, subject, text);
        }
        if range.len() == 1 && view.is_possessive(first) {
            let gender = if view.any(first, &[Class::PossessiveF]) {
                Some(Gender::Female)
            } else if view.any(first, &[Class::PossessiveM]) {
                Some(Gender::Male)
            } else {
                None
            };
            let many = view.any(first, &[Class::PossessiveP]) && gender.is_none();
            return self.salient(
                paragraph,
                source.start,
                Wanted {
                    gender,
                    either: self.lexicon.family == Family::German && gender == Some(Gender::Female),
                    things: false,
                    many,
                },
                Some(text),
            );
        }
        if range.len() == 1 && matches!(view.word(first), "там" | "тут" | "здесь") {
            let wanted = Wanted { gender: None, either: false, things: true, many: false };
            return self.salient(paragraph, source.start, wanted, Some(text));
        }
        if let Some(latter) = self.latter(paragraph, &view, &range, &text) {
            return latter;
        }
        // “Der lehnte ab”: an article alone is a demonstrative.
        if range.len() == 1 && self.lexicon.family == Family::German && view.is_article(first) {
            let gender = match view.word(first) {
                "der" | "dieser" => Some(Gender::Male),
                "die" | "diese" => Some(Gender::Female),
                _ => None,
            };
            let either = gender == Some(Gender::Female);
            let wanted = Wanted { gender, either, things: gender.is_none(), many: false };
            return self.salient(paragraph, source.start, wanted, Some(text));
        }
        if let Some(subject) = slavic_pronoun(view.word(first))
            .filter(|_| self.lexicon.family == Family::Slavic && range.len() == 1)
        {
            return self.pronoun(paragraph, source.start, subject, text);
        }
        if range.len() == 1 && view.is_pronoun(first) && !view.any(first, &[Class::Definite]) {
            return self.pronoun(paragraph, source.start, view.word(first), text);
        }
        let apposed = range.len() > 1 && view.mark(first + 1, ',');
        if view.is_pronoun(first)
            && !view.is_article(first)
            && !view.any(first, &[Class::PronounN, Class::Pronoun1])
            && (!apposed || self.named(&view, &range).is_none())
        {
            return self.pronoun(paragraph, source.start, view.word(first), text);
        }
        // “GTD-Angaben”: the union's, whatever the word looks like.
        let account = view.account_at(range.end - 1).is_some();
        if let Some(member) = self.named(&view, &range).filter(|_| !account) {
            let role = self.role_in(&view, &range);
            return self.member(member, Some(text), role, paragraph, source.start, 0.95);
        }
        self.described(paragraph, &view, range, text, source.start)
    }

    /// The cast member whose name is the mention's head.
    pub(crate) fn named(&self, view: &View<'_>, range: &Range<usize>) -> Option<usize> {
        let stop = self.relative_start(view, range);
        let items = view.items();
        let paragraph = self.cast_paragraph(view);
        let (from, to) = (items[range.start].start, items[stop - 1].end);
        let (head_at, head) = self.head_of(view, &(range.start..stop));
        let mut best: Option<(i32, usize)> = None;
        for span in self.cast.within(paragraph, from..to) {
            let at = items.partition_point(|i| i.end <= span.start).min(stop - 1);
            let member = span.member;
            let person = self.cast.members[member].is_person();
            let segment = (range.start..at).rev().find(|i| view.mark(*i, ',')).map_or(range.start, |c| c + 1);
            let linked = (segment + usize::from(segment == range.start)..at)
                .any(|i| view.any(i, &[Class::Of, Class::Preposition]) && !view.is_article(i));
            // “officials in London, Brussels and Kyiv” go on listing.
            let listed = segment > range.start
                && !person
                && (range.start + 1..segment)
                    .any(|i| view.any(i, &[Class::Of, Class::Preposition]) && !view.is_article(i));
            // “Northbank residents”, “Reform League officials”: the name only describes.
            let describes = head_at > at
                && head_at < stop
                && matches!(head, Some(Head::Role | Head::Document | Head::Body | Head::Outlet))
                && items[head_at].start >= span.end
                && !items[head_at].capital
                && !(at..head_at).any(|i| view.mark(i, ','));
            // “Governor of Taursk oblast Timur Asanov”: a full name right after the place of an office.
            let office = person
                && !span.single
                && span.end == to
                && at > range.start + 2
                && items[at - 1].is_word()
                && !items[at - 1].capital
                && view.head(at - 1).is_none()
                && !view.any(at - 1, &[Class::Of, Class::Preposition, Class::Definite, Class::Conjunction])
                && view.headed(range.start..at) == Some(Head::Role);
            // «Фахівчиня з криміналістики Євгенія Василенко»: the full name at the end stands in the subject's form.
            let told = self.lexicon.family == Family::Slavic
                && person
                && !span.single
                && span.end == to
                && at > range.start
                && !view.any(at - 1, &[Class::Of, Class::Preposition])
                && view.passage.text(&(span.start..span.end)) == self.cast.members[member].name;
            let linked = linked && !office && !told;
            // “Tanabe's estimates”: what somebody puts forward is somebody's.
            let claim = |i: usize| {
                view.any(i, &[Class::Claim])
                    || matches!(
                        view.word(i),
                        "estimates" | "estimate" | "calculations" | "calculation" | "words" | "reckoning"
                    )
            };
            if person && span.possessive && at == range.start && claim(at + usize::from(span.single)) {
                return Some(member);
            }
            if linked
                || listed
                || describes
                || span.possessive
                || self.is_possessed(view, range.start, at, member)
            {
                continue;
            }
            // «Дипломат Ліги», «депутат Национального собрания»: whose one the head is.
            let marked = span.start > 0
                && matches!(
                    view.passage.text(&(span.start - 1..span.start)).as_str(),
                    "«" | "„" | "“" | "\""
                );
            let owner = self.lexicon.family == Family::Slavic
                && !person
                && head_at < at
                && (head == Some(Head::Role)
                    // «Міністерство охорони здоров’я України»; a name in marks is the body's own.
                    || matches!(head, Some(Head::Body | Head::Document)) && !marked)
                && !(head_at..at).any(|i| view.mark(i, ','));
            let own = self.cast.members[member].outlet
                && at > range.start
                && self
                    .outlet
                    .as_deref()
                    .is_some_and(|o| names_key(o) == names_key(&self.cast.members[member].name));
            let body = !person && !self.cast.members[member].outlet;
            if body && span.single && self.goes_on(view, at, stop) || own || owner {
                continue;
            }
            let whole = span.start == from && span.end == to;
            let score = i32::from(person) * 2 + i32::from(whole) + i32::from(!span.single);
            if best.is_none_or(|(s, _)| score > s || score == s && span.end == to) {
                best = Some((score, member));
            }
        }
        best.map(|(_, member)| member)
    }

    /// Whether the name of a body, one word with a capital at item `at`, goes on in small letters before `stop`.
    fn goes_on(&self, view: &View<'_>, at: usize, stop: usize) -> bool {
        const ADJECTIVE: &[&str] = &["ий", "ій", "их", "ого", "ої", "ый", "ых", "ая", "ой"];
        let items = view.items();
        let (word, next) = (view.word(at), view.word(at + 1));
        match self.lexicon.family {
            // «Інститут залізобетону», «Крайова залізниця»
            Family::Slavic => {
                let body = view.head(at) == Some(Head::Body) || self.head_in_case(word) == Some(Head::Body);
                let small = items.get(at + 1).is_some_and(|n| !n.capital);
                let adjective = ADJECTIVE.iter().any(|e| word.ends_with(e)) && !self.lexicon.verbs.has(next)
                    || phrases::is_adjective_of(word, next, self.lexicon);
                (body || small && adjective)
                    && at + 1 < stop
                    && items[at + 1].is_word()
                    && !view.any(at + 1, &[Class::Preposition, Class::Adverb])
            }
            // “Le Regroupement des résidences familiales”
            Family::Romance => at + 2 < stop && view.is_romance_of(at + 1) && !items[at + 2].capital,
            _ => false,
        }
    }

    /// The number under which the cast knows the passage: the last one is the headline.
    fn cast_paragraph(&self, view: &View<'_>) -> i32 {
        match view_paragraph(self.passages, view) {
            at if at + 1 == self.passages.len() => -1,
            at => at as i32,
        }
    }

    /// «адвокатка Раска»: a name in the genitive after a role of another gender belongs to the role.
    pub(crate) fn is_possessed(&self, view: &View<'_>, first: usize, name: usize, member: usize) -> bool {
        if self.lexicon.family != Family::Slavic || name == first {
            return false;
        }
        let role = (first..name).rev().find_map(|i| names::role_gender(view.word(i), self.lexicon));
        role.is_some() && self.gender(member).is_some() && role != self.gender(member)
    }

    pub(crate) fn role_in(&self, view: &View<'_>, range: &Range<usize>) -> Option<String> {
        // “Maria Costa, whose brother was a deckhand”
        let stop = self.relative_start(view, range);
        let head = (range.start..stop).find(|i| names::is_role(view.items()[*i].bare(), self.lexicon))?;
        Some(view.passage.text(&(view.items()[head].start..view.items()[head].end)))
    }
}

/// The subject's form of a pronoun that stands after a preposition: «на ньому», «у неї», «в нём».
fn slavic_pronoun(word: &str) -> Option<&'static str> {
    match word {
        "ньому" | "нього" => Some("він"),
        "ній" | "неї" | "нею" => Some("вона"),
        "нём" | "нем" | "него" | "нему" => Some("он"),
        "ней" | "неё" | "нее" => Some("она"),
        _ => None,
    }
}

pub(crate) fn view_paragraph(passages: &[Passage], view: &View<'_>) -> usize {
    passages.iter().position(|p| std::ptr::eq(p, view.passage)).unwrap_or(0)
}

pub(crate) fn item_possessive(view: &View<'_>, at: usize) -> bool {
    view.items().get(at).is_some_and(|i| i.word.ends_with("'s") || i.word.ends_with("s'"))
}

pub(crate) fn same_role(word: &str, head: &str, lexicon: &Lexicon) -> bool {
    word == head
        || lexicon.family == Family::German && head.chars().count() >= 5 && word.ends_with(head)
        || lexicon.family == Family::English && word.rsplit_once('-').is_some_and(|(_, t)| t == head)
}

/// A name without its article, folded, for comparing.
pub(crate) fn names_key(name: &str) -> String {
    let folded: Vec<String> = name.split_whitespace().map(normal).collect();
    let skip = usize::from(
        folded.len() > 1
            && matches!(
                folded[0].as_str(),
                "the"
                    | "a"
                    | "an"
                    | "der"
                    | "die"
                    | "das"
                    | "ein"
                    | "eine"
                    | "le"
                    | "la"
                    | "el"
                    | "un"
                    | "une"
                    | "una"
                    | "los"
                    | "las"
                    | "les"
            ),
    );
    folded[skip..].join(" ")
}
