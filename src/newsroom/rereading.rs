//! Articles are read again while they are young, ever more seldom, and what changed is told.

use jiff::Timestamp;
use sayso_article::correction_notes;
use sayso_briefing::Brief;
use sayso_fetch::{FetchError, Page, Polled, Validators, Want};
use sayso_record::{ArticleId, Feeds, Job, Record, RecordError};
use sayso_sources::Headline;
use url::Url;

use crate::ReadError;
use crate::changes::Revision;
use crate::folded::Text;
use crate::reading::{blocking, brief_page, request_id};
use crate::round::{ChangedArticle, GoneArticle, Held, Round, RoundReport};
use crate::state::{PageState, Task, born, next_reading};
use crate::told::News;

/// "Gone" is believed the second time, after a span in seconds.
const GONE_MIN: u8 = 2;
const GONE_AGAIN_S: i64 = 3_600;

/// A page that has lost more than this part of its words is behind a wall or broken, and no revision.
const SHRUNK_TO: usize = 2;

/// Correction notes of one article that are remembered.
const NOTICES_MAX: usize = 16;

/// Notes when an article is read again, after its first reading.
pub(crate) fn begin(
    record: &Record,
    id: &ArticleId,
    brief: &Brief,
    asked: &Url,
    page: &Page,
    marks: &Validators,
    now: Timestamp,
) -> Result<(), RecordError> {
    let feeds = record.feeds();
    let born = born(brief.article().published, now);
    // Known under another address: it has its time already.
    if feeds.page::<PageState>(id)?.is_some() {
        return Ok(());
    }
    let next = next_reading(born, now).map(|at| Task::Again(*id).at(at));
    let mut state = PageState::new(&page.url, born, next.as_ref().map(|job| job.at));
    state.set_validators(marks.clone());
    state.request = Some(request_id(asked, now));
    let notices = if page.html { correction_notes(&page.body) } else { Vec::new() };
    state.notices = notices.into_iter().map(|notice| (now, notice)).collect();
    feeds.note_page::<_, News>(id, Some(&state), &[], None, next.as_ref())
}

/// What a further reading of an article found.
enum Again {
    /// Nothing that is to be told.
    Same,
    /// It says something else.
    Changed(Box<Revision>),
    /// There was no page.
    Gone,
    /// The page did not come, or is no article.
    Missed,
}

impl Round {
    /// Articles whose headlines have changed in a feed are read again now.
    pub(crate) async fn reread(&self, headlines: Vec<Headline>) -> Result<(), ReadError> {
        if headlines.is_empty() {
            return Ok(());
        }
        let (record, now) = (self.newsroom.record.clone(), self.now);
        let work = move || {
            let feeds = record.feeds();
            for headline in headlines {
                let Some(kept) = record.by_address(&headline.url)? else { continue };
                let Some(mut state) = feeds.page::<PageState>(&kept.id)? else { continue };
                let next = Task::Again(kept.id).at(now);
                if kept.read_at < now && state.again_at.is_none_or(|at| at > next.at) {
                    // The job at the old time becomes a leftover.
                    state.again_at = Some(next.at);
                    feeds.note_page::<_, News>(&kept.id, Some(&state), &[], None, Some(&next))?;
                }
            }
            Ok::<_, RecordError>(())
        };
        Ok(blocking(work).await??)
    }

    /// Reads an article again.
    pub(crate) async fn again(
        &self,
        id: ArticleId,
        held: &Held,
        report: &mut RoundReport,
    ) -> Result<(), ReadError> {
        let state = self.stored(move |feeds| feeds.page::<PageState>(&id)).await?;
        let Some(mut state) = state.filter(|state| state.again_at == Some(held.job.at)) else {
            let (record, job) = (self.newsroom.record.clone(), held.job.clone());
            return Ok(blocking(move || record.remove_job(&job)).await??);
        };
        let polled = self.newsroom.fetch.poll(&state.address, Want::Page, &state.validators()).await;
        let found = match polled {
            Ok(Polled { page: None, validators, .. }) => {
                state.set_validators(validators);
                Again::Same
            }
            Ok(Polled { page: Some(page), validators, .. }) => {
                let (found, known) = self.compare(id, page, state).await?;
                state = known;
                if !matches!(found, Again::Missed) {
                    state.set_validators(validators);
                }
                found
            }
            Err(FetchError::NotFound { .. }) => Again::Gone,
            Err(_) => Again::Missed,
        };
        let (round, job) = (self.clone(), held.job.clone());
        let part = self.stored(move |feeds| round.settle_page(feeds, id, state, found, &job)).await?;
        report.changed.extend(part.changed);
        report.gone.extend(part.gone);
        Ok(())
    }

    /// Reads the page and keeps it where it says something else.
    async fn compare(
        &self,
        id: ArticleId,
        page: Page,
        mut state: PageState,
    ) -> Result<(Again, PageState), ReadError> {
        let (newsroom, now) = (self.newsroom.clone(), self.now);
        self.newsroom
            .at_desk(move || {
                // It leads elsewhere: to the front page, to another story. That is no revision of this one.
                if ArticleId::of(&page.url) != ArticleId::of(&state.address) {
                    return Ok((Again::Missed, state));
                }
                // A text that was cut when its time was over cannot be compared.
                let kept = newsroom.record.get(&id)?.filter(|kept| kept.cut.is_none());
                let Some(kept) = kept else { return Ok((Again::Missed, state)) };
                let Ok(new) = brief_page(&page.body, page.html, Some(&page.url), &newsroom.engine) else {
                    return Ok((Again::Missed, state));
                };
                let old = Brief::new(kept.article, kept.statements);
                let (before, after) = (Text::of(old.article()), Text::of(new.article()));
                if after.len() < before.len() / SHRUNK_TO {
                    return Ok((Again::Missed, state));
                }
                let notes = if page.html { correction_notes(&page.body) } else { Vec::new() };
                let is_known = |note: &String| state.notices.iter().any(|(_, known)| known == note);
                let fresh: Vec<String> = notes.into_iter().filter(|note| !is_known(note)).collect();
                let revision = Revision::between(&old, &new, &fresh);
                if before.says_the_same(&after) && fresh.is_empty() {
                    return Ok((Again::Same, state));
                }
                let (article, statements) = (new.article().clone(), new.statements());
                // What the page calls itself today changes nothing: it is the article that was read there.
                let article = sayso_article::Article { url: old.article().url.clone(), ..article };
                newsroom.record.keep_redirected(&state.address, &page.url, &article, statements, now)?;
                state.notices.extend(fresh.iter().map(|notice| (now, notice.clone())));
                state.notices.truncate(NOTICES_MAX);
                let told = !revision.is_empty() || !fresh.is_empty();
                Ok((if told { Again::Changed(Box::new(revision)) } else { Again::Same }, state))
            })
            .await?
    }

    fn settle_page(
        &self,
        feeds: &Feeds,
        id: ArticleId,
        mut state: PageState,
        found: Again,
        job: &Job,
    ) -> Result<RoundReport, RecordError> {
        let mut report = RoundReport::default();
        let mut followers = Vec::new();
        for feed in &state.feeds {
            followers.extend(feeds.followers(feed)?);
        }
        followers.sort_unstable();
        followers.dedup();
        let mut next = next_reading(state.born, self.now);
        let mut tell = Vec::new();
        state.gone = if matches!(found, Again::Gone) { state.gone.saturating_add(1) } else { 0 };
        match found {
            Again::Gone if state.gone >= GONE_MIN => {
                tell = News::Gone { article: id }.to_all(&followers, self.now);
                report.gone.push(GoneArticle { id, followers });
                next = None;
            }
            Again::Gone => next = Some(self.later(GONE_AGAIN_S)),
            Again::Changed(revision) => {
                let statements = u32::try_from(revision.changes.len()).unwrap_or(u32::MAX);
                let corrected = !revision.notices.is_empty();
                tell = News::Changed { article: id, statements, corrected }.to_all(&followers, self.now);
                report.changed.push(ChangedArticle { id, followers, revision: *revision });
            }
            Again::Same | Again::Missed => {}
        }
        let next = next.map(|at| Task::Again(id).at(at));
        state.again_at = next.as_ref().map(|job| job.at);
        feeds.note_page(&id, Some(&state), &tell, Some(job), next.as_ref())?;
        Ok(report)
    }
}
