//! The SAD of the national system: completed from routes and register, taken step by step.

mod amended;
mod before;
mod beside;

use identity::Actor;
use kernel::{
    AccessCode, Basis, Element, Finding, Function, Name, NameKind, OfficeCode, OfficerId,
    Procedure, Refusal as _, Refused, Representation, TraderId, utc_day,
};
use node::{
    Done, Reader, Refusal, Reply, SadStep, SaidOtherwise, refusal_findings, sad_amendment,
    sad_cancellation, sad_reference, sad_steps, sad_submission,
};
use reference::Representing;
use transit::messages::{
    Cancellation, Completion, DECLARANT, DEPARTURE, DESTINATION, PRINCIPAL, Recorded, SadNames,
    read_sad_names, write_back,
};
use transit::{Command, DeclaredGuarantee, DeclaredKind, View};
use wire::MessageCode;

use crate::app::App;
use crate::clock;
use crate::config::NationalConfig;
use crate::fault::{Fault, chain};
use crate::naming::{Named, Naming};
use crate::national::amended::{Known, amending, differences, known, lodged_by_message};
use crate::national::before::Before;
use crate::problem::Problem;

/// The rule under which a difference from the record is told.
const RULE: &str = "recorded";

/// What is written back of a step that was refused: what it is called, and its bytes.
type Back = (&'static str, Vec<u8>);

/// A SAD that was not taken, or not all of it.
#[derive(Debug)]
pub(crate) struct NotTaken {
    /// Every reason.
    pub(crate) problem: Problem,
    /// What is written back where an amendment or invalidation was refused.
    pub(crate) answer: Option<Back>,
}

impl<P: Into<Problem>> From<P> for NotTaken {
    fn from(problem: P) -> Self {
        Self { problem: problem.into(), answer: None }
    }
}

/// A SAD on its way through its steps.
struct Taking<'a> {
    app: &'a App,
    national: &'a NationalConfig,
    actor: Actor,
    sad: &'a Element,
    names: SadNames,
    naming: &'a Naming,
}

/// What became of the declaration of a SAD.
#[derive(Default)]
struct Declared {
    /// The movement, once there is one.
    last: Option<Done>,
    /// What the SAD says otherwise than the record.
    differs: Vec<Finding>,
    /// The command that was refused, and what is written back of it.
    refused: Option<(String, Option<Back>)>,
}

/// Takes a SAD: presents it, amends what was presented before, invalidates what is cancelled, and
/// records whatever else it says has been done. Each step counts once, however often the SAD is
/// exported. Where a step was taken before and the SAD now says something else of it that cannot be
/// changed, what is recorded stands, the later steps are taken all the same, and what differs is
/// told.
pub(crate) async fn take_sad(
    app: &App,
    actor: Actor,
    sad: &Element,
    naming: &Naming,
) -> Result<Done, NotTaken> {
    let Some(national) = app.national.as_ref() else {
        return Err(Refusal::MessageNotTaken { message: sad.name.to_string() }.into());
    };
    let Actor::NationalSystem(_) = &actor else {
        return Err(crate::auth::not_allowed("national-system-only").into());
    };
    let names = read_sad_names(sad).map_err(Problem::faulty)?;
    let taking = Taking { app, national, actor, sad, names, naming };
    let known = known(app, &taking.names).await?;
    match taking.names.cancellation {
        Some(cancellation) => taking.cancelled(known, cancellation).await,
        None => taking.steps(known).await,
    }
}

impl Taking<'_> {
    /// A cancelled SAD of a movement nobody knows has nothing to invalidate.
    async fn cancelled(
        &self,
        known: Option<Known>,
        cancellation: Cancellation,
    ) -> Result<Done, NotTaken> {
        let Some(Known { done, view }) = known else {
            let found = "Cancelled";
            let expected = "a movement that was presented under this reference";
            let finding = amended::finding(self.sad, "Property/Status", found, expected);
            return Err(Problem::faulty(vec![finding]).into());
        };
        let provision = &self.national.acts.invalidation;
        let basis = self.basis(provision.as_ref());
        let refused_before = count(&view, "invalidation-refused");
        let decides = self.app.settings.decides("movement");
        let step = sad_cancellation(&self.names, cancellation, decides, basis, refused_before);
        let (base, outcome) = self.submit(step, Some(&done)).await?;
        outcome.map_err(|why| NotTaken {
            problem: Problem::refused(why.clone()).answering(base),
            answer: self.refused("invalidation-refused", &view, &why),
        })
    }

    async fn steps(&self, known: Option<Known>) -> Result<Done, NotTaken> {
        let (completion, unread) = completion(self.app, self.national, self.sad).await?;
        let officer =
            |function: Function, office: &OfficeCode| officer_at(self.app, function, office);
        let steps = sad_steps(self.sad, &completion, &self.national.acts, &officer);
        let steps = steps.map_err(Problem::faulty)?;
        if let Some(known) = &known
            && let Some(why) = known.invalidated()
        {
            return Err(self.too_late(known, steps, why.refused()).await?.into());
        }
        let mut steps = steps.into_iter();
        let present = steps.next().ok_or(Refusal::NotWorking)?;
        let declared = self.declared(known, present, unread).await?;
        let Declared { mut last, mut differs, refused } = declared;
        for step in steps {
            let asked = step.command.clone();
            let (base, outcome) = self.submit(step, last.as_ref()).await?;
            let why = match outcome {
                Ok(done) => {
                    last = Some(later(last, done));
                    continue;
                }
                Err(why) => why,
            };
            let registration = self.names.registration.as_ref();
            let about = Before { sad: self.sad, asked, registration, last: last.as_ref() };
            let Some((done, findings)) = about.recorded(self.app, &why).await? else {
                return Err(Problem::refused(why).with(differs).answering(base).into());
            };
            last = Some(later(last, done));
            differs.extend(findings);
        }
        if differs.is_empty() {
            return last.ok_or_else(|| Refusal::NotWorking.into());
        }
        let problem = Problem::faulty(differs);
        Err(match refused {
            Some((base, answer)) => NotTaken { problem: problem.answering(base), answer },
            None => problem.into(),
        })
    }

    /// What a SAD says of a movement that was invalidated is kept, whether it said the same before or
    /// not; the record stands.
    async fn too_late(
        &self,
        known: &Known,
        mut steps: Vec<SadStep>,
        why: Refused,
    ) -> Result<Problem, Problem> {
        let furthest = steps.pop().ok_or(Refusal::NotWorking)?;
        let told = SaidOtherwise::by(&furthest.command, vec![why.clone()]);
        self.app.handle.said_otherwise(known.done.dossier.clone(), told).await?;
        Ok(Problem::refused(vec![why]))
    }

    /// Presents what is not known, and amends what is known otherwise; neither where the access code
    /// that goes with it could not be read.
    async fn declared(
        &self,
        known: Option<Known>,
        present: SadStep,
        unread: Option<Refusal>,
    ) -> Result<Declared, NotTaken> {
        let unread = unread.map_or(Ok(()), Err);
        let Some(Known { done, view }) = known else {
            unread?;
            let (base, outcome) = self.submit(present, None).await?;
            let done = outcome.map_err(|why| Problem::refused(why).answering(base))?;
            return Ok(Declared { last: Some(done), ..Declared::default() });
        };
        let (Command::Present(presenting), Some(before)) = (present.command, &view.declaration)
        else {
            return Ok(Declared { last: Some(done), ..Declared::default() });
        };
        let differs = differences(self.sad, &view, &presenting);
        if lodged_by_message(&view) && !differs.is_empty() {
            let said = |finding: &Finding| format!("{} {}", finding.path, finding.found);
            let said: Vec<_> = differs.iter().map(said).collect();
            let said = Some(said.join("; "));
            let told = SaidOtherwise { what: "declare", said, why: Vec::new() };
            self.app.handle.said_otherwise(done.dossier.clone(), told).await?;
        }
        if differs.is_empty() || lodged_by_message(&view) {
            return Ok(Declared { last: Some(done), differs, ..Declared::default() });
        }
        let mut amending = amending(before, *presenting);
        // Nobody asks for a code where no guarantee is asked anew; what follows is not hindered by it.
        let now = &amending.declaration;
        let asked_the_same = before.asks_the_same(now) && before.guarantees == now.guarantees;
        if let Err(unread) = unread
            && !asked_the_same
        {
            let told = refusal_findings(self.sad, &[unread.refused()]);
            let differs = differs.into_iter().chain(told).collect();
            return Ok(Declared { last: Some(done), differs, refused: None });
        }
        amending.basis = Some(self.basis(self.national.acts.amendment.as_ref()));
        let step = sad_amendment(&self.names, amending, count(&view, "amended"));
        let (base, outcome) = self.submit(step, Some(&done)).await?;
        Ok(match outcome {
            Ok(done) => Declared { last: Some(done), ..Declared::default() },
            Err(why) => {
                let answer = self.refused("amendment-refused", &view, &why);
                let told = refusal_findings(self.sad, &why);
                let differs = differs.into_iter().chain(told).collect();
                Declared { last: Some(done), differs, refused: Some((base, answer)) }
            }
        })
    }

    /// Submits a step; what it is called, and what came of it.
    async fn submit(
        &self,
        step: SadStep,
        of: Option<&Done>,
    ) -> Result<(String, Result<Done, Vec<kernel::Refused>>), Problem> {
        let (known, actor) = (step.digest.to_string(), self.actor.clone());
        let Named { base, id } = self.naming.name(&actor, &["sad", &known], step.what)?;
        let submission = sad_submission(id, step, actor, of.map(|done| &done.dossier));
        let Reply { mut outcome, repeated } = self.app.handle.submit(submission).await?;
        // What happened when a step was first taken does not happen now.
        if let (Ok(done), true) = (&mut outcome, repeated && of.is_some()) {
            done.events.clear();
        }
        if let Err(why) = &outcome {
            let problem = Problem::refused(why.clone());
            if problem.is_passing() {
                return Err(problem);
            }
        }
        Ok((base, outcome))
    }

    /// On what an act at departure rests: its own provision, else that of acceptance.
    fn basis(&self, provision: Option<&kernel::Provision>) -> Basis {
        Basis {
            provision: provision.unwrap_or(&self.national.acts.acceptance).clone(),
            national_reference: sad_reference(&self.names),
            officer: officer_at(self.app, Function::Departure, &self.names.departure),
            post: None,
        }
    }

    /// The SAD that tells the national system that what it wanted changed was not.
    fn refused(&self, what: &'static str, view: &View, why: &[kernel::Refused]) -> Option<Back> {
        let codes: Vec<_> = why.iter().map(|refused| refused.code.as_str()).collect();
        let recorded = Recorded {
            mrn: view.mrn.as_ref(),
            lrn: &self.names.lrn,
            what,
            office: &self.names.departure,
            at: clock::now(),
            result: Some(&codes.join(" ")),
        };
        Some((what, wire::write(MessageCode::Sad, &write_back(&recorded)).ok()?))
    }
}

/// Two answers in one: everything that happened, and the movement as it was after the later of them.
fn later(before: Option<Done>, now: Done) -> Done {
    let Some(Done { version, mut events, .. }) = before else { return now };
    events.extend(now.events);
    Done { version: version.max(now.version), events, dossier: now.dossier }
}

/// How often a step was taken.
fn count(view: &View, what: &str) -> usize {
    view.steps.iter().filter(|step| step.what == what).count()
}

/// Who holds the post with a function at an office now.
fn officer_at(app: &App, function: Function, office: &OfficeCode) -> Option<OfficerId> {
    let people = app.people.now();
    let posts = people.posts.iter();
    let mut there = posts.filter(|post| post.function == function && post.office == *office);
    there.find_map(|post| people.holder(&post.post, clock::now())).cloned()
}

/// What the SAD lacks: the itinerary from the route, the guarantee from the register; and that the
/// access code could not be read, where it could not.
async fn completion(
    app: &App,
    national: &NationalConfig,
    sad: &Element,
) -> Result<(Completion, Option<Refusal>), Problem> {
    let office = |path: &str| sad.text(path).and_then(|code| OfficeCode::parse(code.trim()).ok());
    let mut transits = Vec::new();
    // Where an office is missing or malformed, reading the SAD says so.
    if let (Some(departure), Some(destination)) = (office(DEPARTURE), office(DESTINATION)) {
        let day = utc_day(clock::now());
        let reference = app.reference.now();
        let Some(route) = reference.route(&departure, &destination, day) else {
            let path = format!("/{}/{DESTINATION}", sad.name);
            let expected = format!("an office to which a route leads from {departure}");
            let finding = Finding::error(path, "route", destination.as_str(), &expected);
            return Err(Problem::faulty(vec![finding]));
        };
        let countries = route.countries.iter().skip(1);
        let entries = countries.filter_map(|country| route.entries.get(country)?.first());
        transits = entries.cloned().collect();
    }
    let principal = sad.text(PRINCIPAL).and_then(|code| TraderId::parse(code.trim()).ok());
    let (mut guarantee, mut code) = (None, Ok(None));
    if let Some(principal) = principal {
        code = set_code(app, national, &principal).await?;
        guarantee = cover(app, national, principal).await?;
    }
    let (access_code, unread) = match code {
        Ok(code) => (code, None),
        Err(unread) => (None, Some(unread)),
    };
    let currency = app.settings.currency;
    let representation = represented(app, sad, office(DEPARTURE).as_ref());
    let completion = Completion { transits, guarantee, access_code, currency, representation };
    Ok((completion, unread))
}

/// In which way the declarant acts for the principal, where his mandates leave no choice.
fn represented(app: &App, sad: &Element, office: Option<&OfficeCode>) -> Option<Representation> {
    let trader = |path: &str| sad.text(path).and_then(|code| TraderId::parse(code.trim()).ok());
    let (principal, representative) = (trader(PRINCIPAL)?, trader(DECLARANT)?);
    let representing = Representing {
        principal: &principal,
        representative: &representative,
        kind: None,
        procedure: Procedure::Transit,
        office: office?,
    };
    app.reference.now().representation(representing, utc_day(clock::now()))
}

/// The principal's guarantee: the one the configuration names, else the only one the register
/// holds.
async fn cover(
    app: &App,
    national: &NationalConfig,
    principal: TraderId,
) -> Result<Option<DeclaredGuarantee>, Problem> {
    let set = national.guarantees.get(principal.as_str());
    if let Some((grn, set)) = set.and_then(|set| Some((set.grn.clone()?, set))) {
        let reference = Some(kernel::GuaranteeReference::Grn(grn));
        let kind = set.kind;
        return Ok(Some(DeclaredGuarantee { kind, reference, amount: None, number: None }));
    }
    let read = move |reader: &Reader| {
        let name = Name::new(NameKind::Holder, &principal);
        let mut usable = Vec::new();
        for dossier in reader.find("guarantee", &name)? {
            let viewed = reader.guarantee(&dossier)?;
            usable.extend(viewed.and_then(|viewed| viewed.view.registration));
        }
        Ok(usable)
    };
    let registered = app.readers.read(read).await?;
    // Of several nobody here can say which one is meant.
    let [only] = registered.as_slice() else { return Ok(None) };
    let kind = DeclaredKind::of(only.kind);
    let reference = Some(only.reference.clone());
    Ok(Some(DeclaredGuarantee { kind, reference, amount: None, number: None }))
}

/// The access code the node is set to give for a principal: read when it is needed, kept nowhere.
/// Where it cannot be read that is the operator's to mend, and no wrong code of the principal's.
async fn set_code(
    app: &App,
    national: &NationalConfig,
    principal: &TraderId,
) -> Result<Result<Option<AccessCode>, Refusal>, Problem> {
    let set = national.guarantees.get(principal.as_str());
    let Some(path) = set.and_then(|set| set.access_code_file.as_deref()) else {
        return Ok(Ok(None));
    };
    let fault = match access_code(path) {
        Ok(code) => return Ok(Ok(Some(code))),
        Err(fault) => chain(&fault),
    };
    tracing::error!("{fault}");
    app.handle.misconfigured(format!("access code of {principal}"), fault).await?;
    Ok(Err(Refusal::AccessCodeUnreadable { trader: principal.clone() }))
}

fn access_code(path: &std::path::Path) -> Result<AccessCode, Fault> {
    let text = std::fs::read_to_string(path).map_err(|source| Fault::File {
        path: path.to_owned(),
        doing: "read",
        source,
    })?;
    AccessCode::parse(text.trim()).map_err(|_| Fault::Content {
        path: path.to_owned(),
        what: "an access code of four letters or digits",
        detail: String::new(),
    })
}
