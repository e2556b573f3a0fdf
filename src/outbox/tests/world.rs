//! A world in which everything goes wrong: a clock of its own, a Discord that loses answers, and a program that dies
//! at any step. Drawn by a seed, so that every run can be had again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use sayso_outbox::{
    Act, Event, Failure, Looked, NewPost, Outbox, OutboxError, Outgoing, Part, Phase, Plan, Post, SendError,
    Trouble, Turn, marker, snowflake, snowflake_time,
};
use sayso_record::{
    Ack, Batch, Cursor, KeyRange, Keyspace, MemoryStore, Page, Proof, Record, RecordError, Store, StoreStats,
};

/// Numbers that look random and are the same every time (xorshift64*).
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16) % limit
    }

    fn seconds(&mut self, limit: u64) -> SignedDuration {
        SignedDuration::from_millis(i64::try_from(self.below(limit * 1_000)).unwrap_or(0))
    }
}

/// The steps at which the program can die.
#[derive(Default)]
struct Points {
    passed: u64,
    /// Die at the step of this number.
    fuse: Option<u64>,
    dead: bool,
}

/// A store whose program dies before or after a write.
#[derive(Default)]
struct Fused {
    store: MemoryStore,
    points: Mutex<Points>,
}

impl Fused {
    /// Passes a step; not where the program dies there, or is dead.
    fn pass(&self) -> Result<(), RecordError> {
        let mut points = self.points.lock().unwrap_or_else(PoisonError::into_inner);
        points.dead |= points.fuse == Some(points.passed);
        points.passed += 1;
        if points.dead { Err(RecordError::Stopped("the program is dead".to_owned())) } else { Ok(()) }
    }

    fn set(&self, fuse: Option<u64>) {
        *self.points.lock().unwrap_or_else(PoisonError::into_inner) = Points { passed: 0, fuse, dead: false };
    }

    fn is_dead(&self) -> bool {
        self.points.lock().unwrap_or_else(PoisonError::into_inner).dead
    }
}

impl Store for Fused {
    fn commit(&self, batch: Batch) -> Result<Ack, RecordError> {
        self.pass()?;
        let ack = self.store.commit(batch)?;
        self.pass()?;
        Ok(ack)
    }

    fn get(&self, space: Keyspace, key: &[u8]) -> Result<Option<Vec<u8>>, RecordError> {
        self.store.get(space, key)
    }

    fn scan(
        &self,
        space: Keyspace,
        range: &KeyRange,
        limit: usize,
        cursor: Option<&Cursor>,
    ) -> Result<Page, RecordError> {
        self.store.scan(space, range, limit, cursor)
    }

    fn at_rest(&self, reading: &mut dyn FnMut() -> Result<(), RecordError>) -> Result<(), RecordError> {
        self.store.at_rest(reading)
    }

    fn verify(&self) -> Result<Proof, RecordError> {
        self.store.verify()
    }

    fn stats(&self) -> Result<StoreStats, RecordError> {
        self.store.stats()
    }
}

/// A message of the invented Discord.
struct Message {
    id: u64,
    made: Timestamp,
    /// From when on it can be seen and is known again.
    there: Timestamp,
}

/// How the invented Discord behaves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manners {
    /// Whether the history can be read.
    pub(crate) readable: bool,
    /// Whether a message is known again by its nonce.
    pub(crate) nonce: bool,
    /// Requests in a hundred that do not go as they should.
    pub(crate) trouble_percent: u64,
    /// Posts in a hundred during which the program dies, at one step or another, over and over.
    pub(crate) crash_percent: u64,
}

/// What became of many posts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) posts: u64,
    pub(crate) messages: u64,
    /// Messages that are in a channel more than once.
    pub(crate) doubled: u64,
    /// Messages that are in no channel.
    pub(crate) lost: u64,
    /// Messages that are in no channel and of which the program believes that they are.
    pub(crate) lost_unnoticed: u64,
    pub(crate) uncertain: u64,
    pub(crate) requests: u64,
    pub(crate) looks: u64,
    pub(crate) crashes: u64,
}

pub(crate) struct World {
    store: Arc<Fused>,
    pub(crate) outbox: Outbox,
    numbers: Numbers,
    manners: Manners,
    /// The time by Discord's clock.
    pub(crate) discord_now: Timestamp,
    /// By how much ours is ahead.
    skew: SignedDuration,
    messages: HashMap<String, Vec<Message>>,
    next_id: u64,
    pub(crate) counts: Counts,
}

impl World {
    pub(crate) fn new(seed: u64, manners: Manners) -> Self {
        let mut numbers = Numbers(seed.wrapping_mul(0x9E37_79B9).wrapping_add(1));
        let store = Arc::new(Fused::default());
        let skew = numbers.seconds(600) - SignedDuration::from_mins(5);
        Self {
            outbox: Outbox::new(Record::on(store.clone())),
            store,
            numbers,
            manners,
            discord_now: Timestamp::constant(1_800_000_000, 0),
            skew,
            messages: HashMap::new(),
            next_id: 0,
            counts: Counts::default(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.discord_now + self.skew
    }

    /// Makes a post of a server to its end, dying at the step of number `fuse` where one is given, else as drawn, and
    /// checks what is in the channel.
    pub(crate) fn post(&mut self, server: u64, parts: u16, fuse: Option<u64>) -> Result<Post, String> {
        let due = self.now();
        let new = NewPost {
            occurrence: format!("schedule/1|{}", due.as_millisecond()),
            due,
            start: due + self.numbers.seconds(30),
            expires: due + SignedDuration::from_hours(24 * 300),
            channel: server + 1,
            nonce: self.manners.nonce,
            covers_until: due,
            parts: (0..parts).map(|part| format!("body {part} of {server}")).collect(),
        };
        let doomed = self.numbers.below(100) < self.manners.crash_percent;
        let drawn = if doomed { Some(self.numbers.below(30)) } else { None };
        self.store.set(fuse.or(drawn));
        self.plan(server, &new, doomed)?;
        for _ in 0..5_000 {
            let line = self.outbox.line(server, "schedule/1").map_err(|error| error.to_string())?;
            let Some(wake) = line.post.as_ref().and_then(|post| post.wake) else {
                self.store.set(None);
                return line
                    .post
                    .ok_or_else(|| "the post is gone".to_owned())
                    .inspect(|post| self.judge(server, post));
            };
            if wake > self.now() {
                // The program looks every half minute at most.
                let late = self.numbers.seconds(30);
                self.discord_now += wake.duration_since(self.now()) + late;
            }
            self.round(doomed)?;
        }
        Err(format!("server {server}: a post does not come to an end"))
    }

    fn plan(&mut self, server: u64, new: &NewPost, doomed: bool) -> Result<(), String> {
        for _ in 0..1_000 {
            let guild = self.outbox.record().guild(server);
            let mut change = guild.change();
            let plan = self.outbox.plan(&guild, &mut change, "schedule/1", new.clone());
            match plan.map_err(|error| error.to_string())? {
                Plan::Planned => match change.commit() {
                    Ok(()) => return Ok(()),
                    Err(error) => self.survive(&error.into(), doomed)?,
                },
                Plan::Done => return Ok(()),
                other => return Err(format!("{other:?}")),
            }
        }
        Err("a post is never planned".to_owned())
    }

    /// Does what is due, until the program dies or rests.
    fn round(&mut self, doomed: bool) -> Result<(), String> {
        let jobs = self.outbox.due(self.now(), 50).map_err(|error| error.to_string())?;
        for job in jobs {
            let turn = if job.name.starts_with("notice/") {
                let told = self.outbox.notice(&job, self.now());
                told.and_then(|notice| notice.map_or(Ok(()), |notice| self.outbox.notice_told(&notice)))
                    .map(|()| None)
            } else {
                self.outbox.wake(&job, self.now())
            };
            let mut turn = match turn {
                Ok(Some(turn)) => turn,
                Ok(None) => continue,
                Err(error) => return self.survive(&error, doomed),
            };
            while turn.act != Act::Rest {
                let Some(event) = self.act(&turn) else {
                    let dead = OutboxError::Record(RecordError::Stopped("dead".to_owned()));
                    return self.survive(&dead, doomed);
                };
                turn = match self.outbox.told(turn, &event, self.now()) {
                    Ok(turn) => turn,
                    Err(error) => return self.survive(&error, doomed),
                };
            }
        }
        Ok(())
    }

    /// Does an act; none where the program dies before it, or before it has the answer.
    fn act(&mut self, turn: &Turn) -> Option<Event> {
        self.store.pass().ok()?;
        let message = turn.message.as_ref()?;
        let event = match turn.act {
            Act::Rest => return None,
            Act::Send => self.send(message).into(),
            Act::ReadBack(after) => self.look(after, &message.marker).into(),
        };
        self.store.pass().ok()?;
        Some(event)
    }

    /// The program is dead, and starts again after a while.
    fn survive(&mut self, error: &OutboxError, doomed: bool) -> Result<(), String> {
        if !self.store.is_dead() {
            return Err(error.to_string());
        }
        self.counts.crashes += 1;
        let delays = [1, 5, 20, 50, 59, 61, 90, 200, 1_000, 10_000];
        let most = delays[usize::try_from(self.numbers.below(10)).unwrap_or(0)];
        self.discord_now += self.numbers.seconds(most);
        // A clock may be set at a start, and is never further off than this.
        let (set, most) = (
            self.skew + self.numbers.seconds(40) - SignedDuration::from_secs(20),
            SignedDuration::from_mins(5),
        );
        self.skew = set.clamp(-most, most);
        let again = if doomed && self.numbers.below(3) > 0 { Some(self.numbers.below(20)) } else { None };
        self.store.set(again);
        Ok(())
    }

    fn send(&mut self, message: &Outgoing) -> Result<u64, SendError> {
        self.counts.requests += 1;
        self.discord_now += SignedDuration::from_millis(50) + self.numbers.seconds(1);
        assert_eq!(message.body, format!("body {} of {}", message.part, message.server), "the right body");
        let trouble = self.numbers.below(100) < self.manners.trouble_percent;
        match if trouble { self.numbers.below(8) } else { 99 } {
            0 | 1 => {
                let retry_after = SignedDuration::from_secs(1) + self.numbers.seconds(40);
                Err(SendError::Slow { retry_after, global: false })
            }
            2 => Err(SendError::NotSent),
            3 => {
                // Nothing was done, and the answer takes its time.
                self.discord_now += SignedDuration::from_secs(15);
                Err(SendError::Lost)
            }
            4 => Err(SendError::Lost),
            5 => {
                // It was posted although the answer is a 5xx.
                self.make(&message.marker, SignedDuration::ZERO);
                Err(SendError::Lost)
            }
            6 => {
                self.make(&message.marker, SignedDuration::ZERO);
                self.discord_now += SignedDuration::from_secs(15);
                Err(SendError::Lost)
            }
            7 => {
                // It is posted after the connection broke.
                let late = self.numbers.seconds(20);
                self.make(&message.marker, late);
                Err(SendError::Lost)
            }
            _ => Ok(self.make(&message.marker, SignedDuration::ZERO)),
        }
    }

    /// Posts a message, or finds the one of this nonce that was made within two minutes.
    fn make(&mut self, marker: &str, late: SignedDuration) -> u64 {
        let (now, known_for) = (self.discord_now, SignedDuration::from_mins(2));
        let messages = self.messages.entry(marker.to_owned()).or_default();
        if let Some(known) = messages.iter().find(|known| now.duration_since(known.made) < known_for)
            && self.manners.nonce
        {
            return known.id;
        }
        self.next_id = (self.next_id + 1) % (1 << 22);
        let there = now + late;
        let id = snowflake(there) + self.next_id;
        messages.push(Message { id, made: there, there });
        id
    }

    fn look(&mut self, after: Timestamp, marker: &str) -> Result<Looked, Trouble> {
        self.counts.looks += 1;
        self.discord_now += SignedDuration::from_millis(50) + self.numbers.seconds(1);
        if self.numbers.below(100) < self.manners.trouble_percent {
            return Err(Trouble { retry_after: None });
        }
        if !self.manners.readable {
            return Ok(Looked::Unreadable);
        }
        let seen = |message: &&Message| message.there <= self.discord_now && message.id >= snowflake(after);
        let found = self.messages.get(marker).and_then(|messages| messages.iter().find(seen));
        Ok(found.map_or(Looked::Absent, |message| Looked::Found(message.id)))
    }

    /// Counts what is in the channel against what the program believes.
    fn judge(&mut self, server: u64, post: &Post) {
        self.counts.posts += 1;
        for part in 0..post.parts {
            self.counts.messages += 1;
            let there = self.messages.remove(&marker(server, &post.occurrence, part)).unwrap_or_default();
            let believed = post.done.get(usize::from(part));
            self.counts.doubled += u64::from(there.len() > 1);
            self.counts.lost += u64::from(there.is_empty());
            self.counts.uncertain += u64::from(believed == Some(&Part::Uncertain));
            let id = there.first().map(|message| message.id);
            self.counts.lost_unnoticed += u64::from(match believed {
                Some(Part::Message(believed)) => id != Some(*believed),
                Some(Part::Uncertain) => false,
                None => post.phase == Phase::Posted || matches!(post.phase, Phase::Failed(Failure::Expired)),
            });
            debug_assert!(id.is_none_or(|id| snowflake_time(id) >= Timestamp::constant(1_800_000_000, 0)));
        }
    }
}

/// Makes many posts, of one to three messages, of a thousand servers in turn.
pub(crate) fn simulate(seed: u64, posts: u64, manners: Manners) -> Result<Counts, String> {
    let mut world = World::new(seed, manners);
    for number in 0..posts {
        world.discord_now += SignedDuration::from_mins(1);
        // A clock that was set back must not make a time of a server come twice.
        let parts = [1, 1, 1, 2, 3][usize::try_from(world.numbers.below(5)).unwrap_or(0)];
        world
            .post(number % 1_000, parts, None)
            .map_err(|why| format!("seed {seed}, post {number}: {why}"))?;
    }
    Ok(world.counts)
}
