//! Why is it open? For every open movement and hold: who must act next, since when, by when, and what
//! happens otherwise, in data and in a sentence.

use std::cell::RefCell;
use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::HeaderMap;
use identity::Actor;
use kernel::{Date, DossierId, Timestamp, utc_day};
use language::{Language, text};
use node::{Contradiction, Fault, Reader, Refusal, Viewed};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Search, ViewRow};

use super::history::works_inside;
use super::movements::{Movement, MovementsWanted, visible};
use crate::app::App;
use crate::auth::{Caller, Staff, as_seen};
use crate::body::{PathOf, QueryOf};
use crate::clock;
use crate::listing::{Limit, Page, catch_up};
use crate::problem::{InWords, Problem, language_of};

mod words;

use words::{concerned, contradicted, late, refused, said, sentence, value};

/// Why one dossier is open.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub(crate) struct Why {
    /// The dossier.
    dossier: DossierId,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Where it stands.
    phase: String,
    /// Everything that keeps it open; empty where nothing does.
    open: Vec<Line>,
    /// What the national system said that contradicts the record, for those who work inside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contradictions: Vec<Contradicted>,
}

/// What the national system said that was not taken.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "WhyContradicted")]
pub(crate) struct Contradicted {
    #[serde(flatten)]
    contradiction: Contradiction,
    /// The same in words.
    sentence: String,
}

/// One thing that keeps a dossier open.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "WhyLine")]
pub(crate) struct Line {
    /// A concern or a next step, as the view has it.
    concern: Value,
    /// Who must act.
    resolver: Value,
    /// Since when.
    #[schemars(with = "kernel::schema::Instant")]
    since: Timestamp,
    /// By which day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<kernel::schema::Day>")]
    by: Option<Date>,
    /// Whether that day has passed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    late: bool,
    /// What happens otherwise.
    then: &'static str,
    /// The same in words.
    sentence: String,
}

/// A page of open dossiers, and where the next begins.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub(crate) struct Whys {
    items: Vec<Why>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<DossierId>,
}

/// What part of the open dossiers.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WhyWanted")]
pub(crate) struct Wanted {
    /// After this dossier.
    #[serde(default)]
    after: Option<DossierId>,
    /// At most so many; 50 unless said.
    #[serde(default)]
    limit: Option<Limit>,
}

/// `GET /movements/{movement}/why`
pub(crate) async fn movement(
    State(app): State<App>,
    Caller(actor): Caller,
    headers: HeaderMap,
    PathOf(movement): PathOf<String>,
) -> Result<InWords<Why>, Problem> {
    let (language, inside) = (language_of(&headers), works_inside(&actor));
    let viewed = visible(&app, actor, Movement::parse(&movement)?).await?;
    let why = of_movement(&viewed.view, language);
    let read = move |reader: &Reader| why.with_contradictions(reader, inside, language);
    Ok(InWords(language, app.readers.read(read).await?))
}

/// `GET /holds/{hold}/why`
pub(crate) async fn hold(
    State(app): State<App>,
    _: Staff,
    headers: HeaderMap,
    PathOf(hold): PathOf<String>,
) -> Result<InWords<Why>, Problem> {
    let unknown = || Refusal::DossierUnknown { name: hold.clone() };
    let dossier = DossierId::parse(&hold).map_err(|_| unknown())?;
    let language = language_of(&headers);
    let read = move |reader: &Reader| {
        let Some(viewed) = reader.hold(&dossier)? else { return Ok(None) };
        of_hold(reader, &Covered::default(), &viewed.view, language)?
            .with_contradictions(reader, true, language)
            .map(Some)
    };
    Ok(InWords(language, app.readers.read(read).await?.ok_or_else(unknown)?))
}

/// `GET /why`: the open movements the caller may see.
pub(crate) async fn movements(
    State(app): State<App>,
    Caller(actor): Caller,
    headers: HeaderMap,
    QueryOf(wanted): QueryOf<Wanted>,
) -> Result<InWords<Whys>, Problem> {
    let language = language_of(&headers);
    let (search, inside) = (MovementsWanted::default().search(&actor), works_inside(&actor));
    page(&app, wanted, language, search, move |reader, row| {
        let Some(viewed) = open_movement(reader, &actor, row)? else { return Ok(None) };
        of_movement(&viewed.view, language).with_contradictions(reader, inside, language).map(Some)
    })
    .await
}

/// `GET /why/holds`: the open conversations about cover.
pub(crate) async fn holds(
    State(app): State<App>,
    _: Staff,
    headers: HeaderMap,
    QueryOf(wanted): QueryOf<Wanted>,
) -> Result<InWords<Whys>, Problem> {
    let language = language_of(&headers);
    let covered = Covered::default();
    page(&app, wanted, language, Search::of("hold"), move |reader, row| {
        let Some(viewed) = reader.hold(&row.dossier)? else { return Ok(None) };
        of_hold(reader, &covered, &viewed.view, language)?
            .with_contradictions(reader, true, language)
            .map(Some)
    })
    .await
}

impl Why {
    /// Whether somebody must look at it: it is open, or two records of it differ.
    fn asks_for_somebody(&self) -> bool {
        !self.open.is_empty() || !self.contradictions.is_empty()
    }

    /// The same with what the national system said otherwise, which is for those who work inside.
    fn with_contradictions(
        mut self,
        reader: &Reader,
        inside: bool,
        language: Language,
    ) -> Result<Self, Fault> {
        if !inside {
            return Ok(self);
        }
        let found = reader.contradictions(&self.dossier)?.into_iter();
        let worded = found.map(|contradiction| {
            let sentence = contradicted(language, &contradiction);
            Contradicted { contradiction, sentence }
        });
        self.contradictions = worded.collect();
        Ok(self)
    }
}

fn open_movement(
    reader: &Reader,
    actor: &Actor,
    row: &ViewRow,
) -> Result<Option<Viewed<transit::View>>, Fault> {
    let Some(viewed) = reader.movement(&row.dossier)? else { return Ok(None) };
    as_seen(reader, actor, viewed)
}

/// A page of those that are open; others are passed over.
async fn page(
    app: &App,
    wanted: Wanted,
    language: Language,
    search: Search,
    why: impl Fn(&Reader, &ViewRow) -> Result<Option<Why>, Fault> + Send + 'static,
) -> Result<InWords<Whys>, Problem> {
    catch_up(app).await?;
    let name = wanted.after.as_ref().map(ToString::to_string).unwrap_or_default();
    let page = Page { after: wanted.after, limit: wanted.limit };
    let read = move |reader: &Reader| {
        let open =
            |reader: &Reader, row: ViewRow| Ok(why(reader, &row)?.filter(Why::asks_for_somebody));
        page.items(reader, &search, open)
    };
    let found = app.readers.read(read).await?;
    let (items, next) = found.ok_or(Refusal::DossierUnknown { name })?;
    Ok(InWords(language, Whys { items, next }))
}

fn of_movement(view: &transit::View, language: Language) -> Why {
    let today = utc_day(clock::now());
    let open = view.open.iter().map(|open| {
        let (concern, resolver) = (value(&open.concern), value(&open.resolver_on(today)));
        let sentence = match &open.concern {
            transit::About::Concern(of) => {
                let reasons = refused(language, view, of);
                concerned(language, open, (of.word(), &concern), &resolver, &reasons)
            }
            transit::About::Next(next) => sentence(
                language,
                "why-next",
                &open.since,
                open.by,
                &[
                    ("next", &text(language, &format!("next-{}", next.word()), &[])),
                    ("resolver", &said(language, "resolver", &resolver)),
                    ("then", &text(language, &format!("then-{}", open.then.word()), &[])),
                ],
            ),
        };
        let (since, by, then) = (open.since, open.by, open.then.word());
        Line { concern, resolver, since, by, late: by.is_some_and(late), then, sentence }
    });
    Why {
        dossier: view.dossier.clone(),
        name: view.mrn.as_ref().map(ToString::to_string),
        phase: view.standing.phase.word().to_owned(),
        open: open.collect(),
        contradictions: Vec::new(),
    }
}

/// The days of a movement by which whoever must act on its cover must.
#[derive(Debug, Clone, Copy, Default)]
struct Days {
    /// Its time limit.
    limit: Option<Date>,
    /// By when another guarantee must be named.
    name_guarantee: Option<Date>,
}

/// The movements that the holds of one answer cover, each read once: many holds may be of one.
#[derive(Debug, Default)]
struct Covered(RefCell<BTreeMap<DossierId, Days>>);

impl Covered {
    fn days(&self, reader: &Reader, movement: &DossierId) -> Result<Days, Fault> {
        if let Some(days) = self.0.borrow().get(movement) {
            return Ok(*days);
        }
        use transit::{About, Concern};
        let refused = |open: &&transit::Open| match &open.concern {
            About::Concern(concern) => {
                matches!(concern, Concern::CoverRefused | Concern::AccessCodeRefused)
            }
            About::Next(_) => false,
        };
        let days = reader.movement(movement)?.map_or_else(Days::default, |viewed| {
            let mut open = viewed.view.open.iter();
            let name_guarantee = open.find(refused).and_then(|open| open.by);
            Days { limit: viewed.view.limit_date, name_guarantee }
        });
        self.0.borrow_mut().insert(movement.clone(), days);
        Ok(days)
    }

    /// By which day the movement that is covered lets somebody act; where it is known here.
    fn by(&self, reader: &Reader, view: &guarantee::hold::View) -> Result<Option<Date>, Fault> {
        use guarantee::hold::Next;
        let (Some(open), Some(usage)) = (&view.open, &view.usage) else { return Ok(None) };
        Ok(match open.concern {
            Next::Discharge => self.days(reader, &usage.movement)?.limit,
            Next::NameGuarantee | Next::GiveAccessCode => {
                self.days(reader, &usage.movement)?.name_guarantee
            }
            Next::AnswerCover | Next::FindCover | Next::SetFree => None,
        })
    }
}

fn of_hold(
    reader: &Reader,
    covered: &Covered,
    view: &guarantee::hold::View,
    language: Language,
) -> Result<Why, Fault> {
    let by = covered.by(reader, view)?;
    let open = view.open.iter().map(|open| {
        let resolver = text(language, &format!("resolver-{}", open.resolver.word()), &[]);
        let sentence = sentence(
            language,
            "why-next",
            &open.since,
            by,
            &[
                ("next", &text(language, &format!("next-{}", open.concern.word()), &[])),
                ("resolver", &resolver),
                ("then", &text(language, &format!("then-{}", open.then.word()), &[])),
            ],
        );
        Line {
            concern: value(&open.concern),
            resolver: value(&open.resolver),
            since: open.since,
            by,
            late: by.is_some_and(late),
            then: open.then.word(),
            sentence,
        }
    });
    Ok(Why {
        dossier: view.dossier.clone(),
        name: view.usage.as_ref().map(|usage| usage.mrn.to_string()),
        phase: view.standing.word().to_owned(),
        open: open.collect(),
        contradictions: Vec::new(),
    })
}
