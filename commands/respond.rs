//! How every command runs: leave, limits, rights, the acknowledgement, the work, and the answer or the complaint.

use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use sayso_newsroom::{Query, Reading, Record, RecordError, StoryLink};
use sayso_outbox::{Outbox, OutboxError};
use sayso_servers::{ChangeError, Decisions, SCHEDULE_JOB, Settings, Slug, Use};
use serenity::all::{
    ChannelId, CommandId, CommandInteraction, ComponentInteraction, GuildId, Http, Permissions, RoleId,
    UserId,
};
use tracing::{Instrument as _, Span};

use crate::answer::Answer;
use crate::complaint::Complaint;
use crate::reply::{Reply, Seen};
use crate::rights::Rights;
use crate::tongue::Tongue;
use crate::{Context, Data, Error, admins, desk, edited, news};

/// On which terms a command answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    /// Who sees the answer.
    pub(crate) seen: Seen,
    /// Who may ask.
    pub(crate) rights: Rights,
}

impl Terms {
    /// For everybody; the answer is public unless `private` was asked for.
    pub(crate) fn public(private: Option<bool>) -> Terms {
        Terms { seen: Seen::unless(private), rights: Rights::Everyone }
    }

    /// For everybody; only the asker sees the answer.
    pub(crate) fn private() -> Terms {
        Terms { seen: Seen::ByAsker, rights: Rights::Everyone }
    }

    /// For the server's admins; only the asker sees the answer.
    pub(crate) fn admin() -> Terms {
        Terms { seen: Seen::ByAsker, rights: Rights::Admins }
    }

    /// For the server's editors; only the asker sees the answer.
    pub(crate) fn editors() -> Terms {
        Terms { seen: Seen::ByAsker, rights: Rights::Editors }
    }
}

/// Who asks, from where, in which language; and what is needed to answer.
#[derive(Clone)]
pub(crate) struct Asked {
    /// What all commands share.
    pub(crate) data: Data,
    /// Discord, for those few questions that Discord alone can answer.
    pub(crate) http: Arc<Http>,
    /// Who asks.
    pub(crate) user: UserId,
    /// The server; none in direct messages.
    pub(crate) guild: Option<GuildId>,
    /// Where the answer will stand.
    pub(crate) channel: ChannelId,
    /// What the asker may do in the channel; nothing outside servers.
    pub(crate) permissions: Permissions,
    /// The asker's roles.
    pub(crate) roles: Vec<RoleId>,
    /// The language of the answer.
    pub(crate) tongue: Tongue,
    /// Who sees the answer: in some channels every answer is for its asker alone.
    pub(crate) seen: Seen,
    /// When it was asked.
    pub(crate) now: Timestamp,
    /// The command's own id; none for a button.
    command: Option<CommandId>,
}

impl Asked {
    /// By a command.
    pub(crate) async fn by_command(ctx: Context<'_>) -> Asked {
        let CommandInteraction { user, guild_id, channel_id, member, locale, data, .. } = ctx.interaction;
        let (shared, http) = (ctx.data().clone(), Arc::clone(&ctx.framework.serenity_context.http));
        Asked {
            tongue: shared.tongue(*guild_id, locale).await,
            seen: Seen::ByAsker,
            now: (shared.now)(),
            data: shared,
            http,
            user: user.id,
            guild: *guild_id,
            channel: *channel_id,
            permissions: member.as_ref().and_then(|member| member.permissions).unwrap_or_default(),
            roles: member.as_ref().map(|member| member.roles.clone()).unwrap_or_default(),
            command: Some(data.id),
        }
    }

    /// By a button or a menu under a message.
    pub(crate) async fn by_press(shared: &Data, http: &Arc<Http>, press: &ComponentInteraction) -> Asked {
        let member = press.member.as_ref();
        Asked {
            tongue: shared.tongue(press.guild_id, &press.locale).await,
            seen: Seen::ByAsker,
            now: (shared.now)(),
            data: shared.clone(),
            http: Arc::clone(http),
            user: press.user.id,
            guild: press.guild_id,
            channel: press.channel_id,
            permissions: member.and_then(|member| member.permissions).unwrap_or_default(),
            roles: member.map(|member| member.roles.clone()).unwrap_or_default(),
            command: None,
        }
    }

    /// The number under which what belongs to this place is kept: the server's, outside servers the asker's own.
    pub(crate) fn home(&self) -> u64 {
        self.guild.map_or(self.user.get(), GuildId::get)
    }

    /// The id of the command that was used.
    pub(crate) fn command_id(&self) -> Option<CommandId> {
        self.command
    }

    /// The server's settings; the defaults outside servers.
    pub(crate) async fn settings(&self) -> Result<Arc<Settings>, Complaint> {
        let home = self.home();
        if let Some(known) = self.data.servers.known(home) {
            return Ok(known);
        }
        let servers = self.data.servers.clone();
        Ok(blocking(move || servers.settings(home)).await??)
    }

    /// Who sees an answer that `wanted` says: where the channel, or that of a thread, is for private answers, the asker.
    async fn seen_here(&self, wanted: Seen, parent: Option<ChannelId>) -> Seen {
        if wanted == Seen::ByAsker || self.guild.is_none() {
            return wanted;
        }
        // Where the record fails, the answer itself will say so.
        let Ok(settings) = self.settings().await else { return wanted };
        let is_private = |channel: ChannelId| {
            settings.profile.channels.get(&channel.get()).is_some_and(|used| used.to == Use::PrivateAnswers)
        };
        if is_private(self.channel) || parent.is_some_and(is_private) { Seen::ByAsker } else { wanted }
    }

    /// What the server's editors decided; nothing outside servers.
    pub(crate) async fn decisions(&self) -> Result<Arc<Decisions>, Complaint> {
        let home = self.home();
        if let Some(known) = self.data.servers.known_decisions(home) {
            return Ok(known);
        }
        let servers = self.data.servers.clone();
        Ok(blocking(move || servers.decisions(home)).await??)
    }

    /// A query for all that the server's editors leave to be shown; to be narrowed down.
    pub(crate) async fn query(&self) -> Result<Query, Complaint> {
        let decisions = self.decisions().await?;
        Ok(edited::query(&decisions))
    }

    /// The relations on which they decided.
    pub(crate) async fn links(&self) -> Result<Vec<StoryLink>, Complaint> {
        let decisions = self.decisions().await?;
        Ok(edited::links(&decisions))
    }

    /// A reading as the server's editors have it.
    pub(crate) async fn as_edited(&self, reading: Reading) -> Result<Reading, Complaint> {
        let edited = self.data.newsroom.as_edited(reading, self.query().await?).await?;
        edited.ok_or(Complaint::Typed("hidden-here", String::new()))
    }

    /// Changes the server's settings, and notes that in their history: `what` as it could be typed.
    pub(crate) async fn change<T, F>(&self, what: String, change: F) -> Result<T, Complaint>
    where
        T: Send + 'static,
        F: FnOnce(&mut Settings) -> Result<T, Complaint> + Send + 'static,
    {
        let (servers, home) = (self.data.servers.clone(), self.home());
        let (who, at) = (self.user.get(), self.now);
        let noted = move |settings: &mut Settings| {
            let changed = change(settings)?;
            settings.history.note(who, at, &what);
            Ok(changed)
        };
        match blocking(move || servers.change(home, noted)).await? {
            Ok(changed) => Ok(changed),
            Err(ChangeError::Refused(complaint)) => Err(complaint),
            Err(ChangeError::Record(error)) => Err(error.into()),
        }
    }

    /// Sets the posts of a schedule going again, where Discord had refused them.
    pub(crate) async fn reopen(&self, schedule: &Slug) -> Result<(), Complaint> {
        self.reopen_line(format!("{SCHEDULE_JOB}{schedule}")).await
    }

    /// Sets the news of a channel going again, where Discord had refused them.
    pub(crate) async fn reopen_news(&self, channel: ChannelId) -> Result<(), Complaint> {
        self.reopen_line(news::line(channel.get(), None)).await?;
        Ok(self.data.newsroom.wake_news(self.home()).await?)
    }

    /// Whether the news of a channel stand still, because Discord refused them.
    pub(crate) async fn news_stopped(&self, channel: u64) -> Result<bool, Complaint> {
        let (outbox, home) = (self.outbox(), self.home());
        let line = news::line(channel, None);
        let line = blocking(move || outbox.line(home, &line)).await?.map_err(unkept)?;
        Ok(line.stopped.is_some())
    }

    async fn reopen_line(&self, line: String) -> Result<(), Complaint> {
        let (outbox, home) = (self.outbox(), self.home());
        blocking(move || outbox.reopen(home, &line)).await?.map_err(unkept)
    }

    /// Takes back what is under way of a schedule's posts.
    pub(crate) async fn drop_line(&self, schedule: &Slug) -> Result<(), Complaint> {
        let (outbox, home) = (self.outbox(), self.home());
        let line = format!("{SCHEDULE_JOB}{schedule}");
        let dropping = move || {
            let guild = outbox.record().guild(home);
            let mut change = guild.change();
            outbox.remove(&guild, &mut change, &line)?;
            Ok(change.commit()?)
        };
        blocking(dropping).await?.map_err(unkept)
    }

    fn outbox(&self) -> Outbox {
        Outbox::new(self.data.newsroom.record().clone())
    }

    /// Asks the record, where that stalls nobody.
    pub(crate) async fn record<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Record) -> Result<T, RecordError> + Send + 'static,
    ) -> Result<T, Complaint> {
        let record = self.data.newsroom.record().clone();
        Ok(blocking(move || ask(&record)).await??)
    }

    /// Leave to have a page fetched for the asker now.
    pub(crate) fn may_fetch(&self) -> Result<(), Complaint> {
        self.data.limits.fetch(self.user.get(), self.now).map_err(Complaint::FetchesTooFast)
    }

    /// The brief of a link: from the record, else fetched, where the asker may have a page fetched now; as the server's
    /// editors have it.
    pub(crate) async fn brief(&self, link: &str) -> Result<Reading, Complaint> {
        let reading = match self.data.newsroom.known(link).await? {
            Some(known) => known,
            None => {
                self.may_fetch()?;
                self.data.newsroom.brief(link, self.now).await?
            }
        };
        let server = self.guild.map(GuildId::get);
        self.data.newsroom.asked_for(server, reading.id, self.now).await?;
        self.as_edited(reading).await
    }
}

fn unkept(error: OutboxError) -> Complaint {
    match error {
        OutboxError::Record(error) => error.into(),
        error => {
            tracing::error!(%error, "a line of posts could not be changed");
            Complaint::Fault
        }
    }
}

/// Runs what blocks where it stalls nobody.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Complaint> {
    let span = Span::current();
    tokio::task::spawn_blocking(move || span.in_scope(work)).await.map_err(|_| {
        tracing::error!("work for an answer panicked");
        Complaint::Fault
    })
}

/// What comes of a command: the answer, and what all are told beside it.
pub(crate) struct Told {
    /// The answer.
    pub(crate) reply: Reply,
    /// A line about what an editor did, for all to see.
    pub(crate) log: Option<Reply>,
}

impl From<Reply> for Told {
    fn from(reply: Reply) -> Told {
        Told { reply, log: None }
    }
}

/// Runs a command: `work` makes the reply. Everything that can be refused is refused before.
pub(crate) async fn respond<F, R: Into<Told>>(
    ctx: Context<'_>,
    terms: Terms,
    work: impl FnOnce(Asked) -> F,
) -> Result<(), Error>
where
    F: Future<Output = Result<R, Complaint>>,
{
    let span = tracing::info_span!(
        "asked",
        interaction = ctx.interaction.id.get(),
        command = %ctx.command().qualified_name
    );
    logged(answered(ctx, terms, work)).instrument(span).await
}

/// Notes that a request came to its end, and how long it took.
pub(crate) async fn logged(answering: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
    let begin = Instant::now();
    let outcome = answering.await;
    match &outcome {
        Ok(()) => tracing::info!(ms = begin.elapsed().as_millis() as u64, "answered"),
        Err(error) => tracing::error!(%error, "Discord could not be answered"),
    }
    outcome
}

async fn answered<F, R: Into<Told>>(
    ctx: Context<'_>,
    terms: Terms,
    work: impl FnOnce(Asked) -> F,
) -> Result<(), Error>
where
    F: Future<Output = Result<R, Complaint>>,
{
    let mut asked = Asked::by_command(ctx).await;
    let data = ctx.data();
    let mut answer = Answer::to_command(ctx).in_tongue(asked.tongue);
    let admitted = data.begin().and_then(|permit| {
        let guild = asked.guild.map(GuildId::get);
        data.limits.command(asked.user.get(), guild, asked.now).map_err(Complaint::TooFast).map(|()| permit)
    });
    let _working = match admitted {
        Ok(permit) => permit,
        Err(complaint) => return answer.complain(&complaint).await,
    };
    let parent = ctx.interaction.channel.as_ref().and_then(|channel| channel.parent_id);
    asked.seen = asked.seen_here(terms.seen, parent).await;
    answer.wait(asked.seen).await?;
    let outcome = async {
        terms.rights.check(&asked).await?;
        work(asked.clone()).await
    };
    let outcome = data.unless_stopping(outcome).await;
    settle(&mut answer, &asked, outcome).await?;
    if terms.rights == Rights::Admins {
        admins::tell_unheard(&asked, &answer).await?;
    }
    Ok(())
}

/// Gives an answer that was waited for, and tells all what they have to know; or complains.
pub(crate) async fn settle<R: Into<Told>>(
    answer: &mut Answer<'_>,
    asked: &Asked,
    outcome: Result<R, Complaint>,
) -> Result<(), Error> {
    match outcome.map(Into::into) {
        Ok(Told { reply, log }) => {
            answer.give(reply).await?;
            match log {
                Some(line) => desk::publish(asked, answer, line).await,
                None => Ok(()),
            }
        }
        Err(complaint) => answer.complain(&complaint).await,
    }
}
