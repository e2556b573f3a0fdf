//! The driver with a Discord of our own.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use sayso_outbox::{
    Backlog, Failure, Looked, NewPost, Notice, Outbox, Outgoing, Phase, Poster, Rounds, SendError, Summary,
    Trouble,
};
use sayso_record::Record;

/// A Discord that answers by the channel's number.
#[derive(Default)]
struct Invented {
    made: Mutex<BTreeMap<String, u64>>,
    told: Mutex<Vec<String>>,
    requests: AtomicUsize,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
}

const FINE: u64 = 1;
const GONE: u64 = 2;
const POSTS_AND_LOSES: u64 = 3;
const ALL_SLOW: u64 = 4;
const PANICS: u64 = 5;
const SILENT: u64 = 6;

#[async_trait]
impl Poster for Invented {
    async fn send(&self, message: &Outgoing) -> Result<u64, SendError> {
        let running = self.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(running, Ordering::SeqCst);
        for _ in 0..5 {
            tokio::task::yield_now().await;
        }
        self.at_once.fetch_sub(1, Ordering::SeqCst);
        let id = self.requests.fetch_add(1, Ordering::SeqCst) as u64;
        match message.channel {
            GONE => Err(SendError::ChannelGone),
            ALL_SLOW => Err(SendError::Slow { retry_after: SignedDuration::from_secs(30), global: true }),
            SILENT => std::future::pending().await,
            PANICS => panic!("a bug in the poster"),
            channel => {
                assert!(self.made.lock().unwrap().insert(message.marker.clone(), id).is_none(), "once");
                if channel == POSTS_AND_LOSES { Err(SendError::Lost) } else { Ok(id) }
            }
        }
    }

    async fn look(&self, message: &Outgoing, _: Timestamp) -> Result<Looked, Trouble> {
        Ok(self.made.lock().unwrap().get(&message.marker).map_or(Looked::Absent, |id| Looked::Found(*id)))
    }

    async fn tell(&self, notice: &Notice) -> Result<(), Trouble> {
        self.told.lock().unwrap().push(notice.to_string());
        Ok(())
    }
}

struct Scene {
    outbox: Outbox,
    discord: Arc<Invented>,
    second: Arc<AtomicI64>,
    rounds: Rounds,
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

impl Scene {
    fn new(channels: &[u64]) -> Self {
        let (outbox, discord) = (Outbox::new(Record::in_memory()), Arc::new(Invented::default()));
        for (server, channel) in (1..).zip(channels) {
            let guild = outbox.record().guild(server);
            let mut change = guild.change();
            let new = NewPost {
                occurrence: "schedule/1|2026-11-23|08:00".to_owned(),
                due: at(0),
                start: at(i64::try_from(server).unwrap()),
                expires: at(3_600),
                channel: *channel,
                nonce: true,
                covers_until: at(0),
                parts: vec!["one".to_owned(), "two".to_owned()],
            };
            outbox.plan(&guild, &mut change, "schedule/1", new).unwrap();
            change.commit().unwrap();
        }
        let second = Arc::new(AtomicI64::new(100));
        let clock = second.clone();
        let now = Arc::new(move || at(clock.load(Ordering::SeqCst)));
        Self { rounds: Rounds::new(outbox.clone(), discord.clone(), now), outbox, discord, second }
    }

    async fn round(&self) -> Summary {
        self.rounds.run(1_000).await.unwrap()
    }

    fn failure(&self, server: u64) -> Option<Failure> {
        self.outbox.line(server, "schedule/1").unwrap().stopped
    }
}

#[tokio::test]
async fn a_round_posts_what_is_due_a_few_at_a_time() {
    let scene = Scene::new(&[FINE; 30]);
    assert_eq!(scene.round().await, Summary { jobs: 30, posted: 30, ..Summary::default() });
    assert_eq!(scene.discord.made.lock().unwrap().len(), 60);
    let most = scene.discord.most_at_once.load(Ordering::SeqCst);
    assert!((2..=4).contains(&most), "{most} at once");
    assert_eq!(scene.round().await, Summary::default(), "nothing is left");
}

#[tokio::test]
async fn a_channel_that_is_gone_is_told_and_others_go_on() {
    let scene = Scene::new(&[GONE, FINE]);
    let first = scene.round().await;
    assert_eq!((first.posted, first.failed), (1, 1));
    assert_eq!(scene.failure(1), Some(Failure::ChannelGone));
    assert_eq!(scene.round().await, Summary { jobs: 1, told: 1, ..Summary::default() });
    let told = scene.discord.told.lock().unwrap().clone();
    assert!(told.len() == 1 && told[0].contains("is gone"), "{told:?}");
}

#[tokio::test]
async fn a_lost_answer_is_found_in_the_channel() {
    let scene = Scene::new(&[POSTS_AND_LOSES]);
    assert_eq!(scene.round().await.posted, 0);
    // Past the nonce's window the first message is found, and the second is sent, lost and found in its turn.
    for second in [300, 600] {
        scene.second.store(second, Ordering::SeqCst);
        scene.round().await;
    }
    assert_eq!(scene.outbox.line(1, "schedule/1").unwrap().post.unwrap().done.len(), 2);
    assert_eq!(scene.discord.made.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_global_limit_holds_all_posts_back() {
    let scene = Scene::new(&[ALL_SLOW, FINE, FINE, FINE, FINE, FINE, FINE, FINE, FINE, FINE, FINE, FINE]);
    let first = scene.round().await;
    assert!(first.jobs < 12, "{first:?}");
    scene.second.store(120, Ordering::SeqCst);
    assert_eq!(scene.round().await.jobs, 0, "until the limit is over");
    scene.second.store(131, Ordering::SeqCst);
    assert!(scene.round().await.posted > 0);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_never_comes_counts_as_lost() {
    let scene = Scene::new(&[SILENT, FINE]);
    assert_eq!(scene.outbox.backlog(at(100)).unwrap(), Backlog { waiting: 2, oldest: Some(at(1)) });
    let first = scene.round().await;
    assert_eq!((first.jobs, first.posted), (2, 1));
    let post = scene.outbox.line(1, "schedule/1").unwrap().post.unwrap();
    assert!(matches!(post.phase, Phase::Claimed { .. }) && post.done.is_empty(), "{post:?}");
    assert_eq!(scene.outbox.backlog(at(100)).unwrap(), Backlog { waiting: 0, oldest: None });
}

#[tokio::test]
async fn a_poster_that_panics_costs_its_own_post_a_turn() {
    let scene = Scene::new(&[PANICS, FINE]);
    let first = scene.round().await;
    assert_eq!((first.posted, first.errors), (1, 1));
    let line = scene.outbox.line(1, "schedule/1").unwrap();
    assert!(line.post.unwrap().wake.is_some(), "it comes up again");
}
