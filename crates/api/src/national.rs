//! The SAD of the national system: completed from routes and register, taken step by step.

mod before;

use identity::Actor;
use kernel::{
    AccessCode, Element, Finding, Function, Name, NameKind, NationalReference, OfficeCode,
    OfficerId, TraderId, utc_day,
};
use node::{Done, Reader, Refusal, SadStep, sad_steps, sad_submission};
use transit::messages::Completion;
use transit::{DeclaredGuarantee, DeclaredKind};

use crate::app::App;
use crate::clock;
use crate::config::FolderConfig;
use crate::fault::Fault;
use crate::naming::{Named, Naming};
use crate::national::before::Before;
use crate::problem::Problem;

/// Where a SAD names what completes it.
const PRINCIPAL: &str = "Transit/Principal/Code";
const DEPARTURE: &str = "Identification/Office_segment/Customs_clearance_office_code";
const DESTINATION: &str = "Transit/Destination/Office";

/// Takes a SAD: presents it, then records whatever else it says has been done. Each step counts
/// once, however often the SAD is exported. Where a step was taken before and the SAD now says
/// something else of it, what is recorded stands, the later steps are taken all the same, and what
/// differs is told.
pub(crate) async fn take_sad(
    app: &App,
    actor: Actor,
    sad: &Element,
    naming: &Naming,
) -> Result<Done, Problem> {
    let Some(national) = app.national.as_ref() else {
        return Err(Refusal::MessageNotTaken { message: sad.name.to_string() }.into());
    };
    let Actor::NationalSystem(_) = &actor else {
        return Err(crate::auth::not_allowed("national-system-only"));
    };
    let completion = completion(app, national, sad).await?;
    let officer = |function: Function, office: &OfficeCode| officer_at(app, function, office);
    let steps = sad_steps(sad, &completion, &national.acts, &officer).map_err(Problem::faulty)?;
    let registration = steps.iter().find_map(registration);
    let mut last: Option<Done> = None;
    let mut differs = Vec::new();
    for step in steps {
        let known = step.digest.to_string();
        let Named { base, id } = naming.name(&actor, &["sad", &known], step.what)?;
        let asked = step.command.clone();
        let dossier = last.as_ref().map(|done| &done.dossier);
        let submission = sad_submission(id, step, actor.clone(), dossier);
        let why = match app.handle.submit(submission).await?.outcome {
            Ok(done) => {
                last = Some(done);
                continue;
            }
            Err(why) => why,
        };
        let about = Before { sad, asked, registration: registration.as_ref(), last: last.as_ref() };
        let Some((done, findings)) = about.recorded(app, &why).await? else {
            return Err(Problem::refused(why).with(differs).answering(base));
        };
        last = Some(done);
        differs.extend(findings);
    }
    if !differs.is_empty() {
        return Err(Problem::faulty(differs));
    }
    last.ok_or_else(|| Refusal::NotWorking.into())
}

/// The registration a step rests on, where it is the acceptance.
fn registration(step: &SadStep) -> Option<NationalReference> {
    match &step.command {
        transit::Command::Accept { basis, .. } => basis.national_reference.clone(),
        _ => None,
    }
}

/// Who holds the post with a function at an office now.
fn officer_at(app: &App, function: Function, office: &OfficeCode) -> Option<OfficerId> {
    let posts = app.people.posts.iter();
    let mut there = posts.filter(|post| post.function == function && post.office == *office);
    there.find_map(|post| app.people.holder(&post.post, clock::now())).cloned()
}

/// What the SAD lacks: the itinerary from the route, the guarantee from the register.
async fn completion(
    app: &App,
    national: &FolderConfig,
    sad: &Element,
) -> Result<Completion, Problem> {
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
    let (guarantee, access_code) = match principal {
        Some(principal) => cover(app, national, principal).await?,
        None => (None, None),
    };
    let currency = app.settings.currency;
    Ok(Completion { transits, guarantee, access_code, currency })
}

type Cover = (Option<DeclaredGuarantee>, Option<AccessCode>);

/// The principal's guarantee: the one the configuration names, else the only one the register
/// holds. Its access code is read when it is needed and kept nowhere.
async fn cover(app: &App, national: &FolderConfig, principal: TraderId) -> Result<Cover, Problem> {
    let set = national.guarantees.get(principal.as_str());
    let code = set.and_then(|set| set.access_code_file.as_deref()).map(access_code).transpose()?;
    if let Some((grn, set)) = set.and_then(|set| Some((set.grn.clone()?, set))) {
        let reference = Some(kernel::GuaranteeReference::Grn(grn));
        let kind = set.kind;
        return Ok((Some(DeclaredGuarantee { kind, reference, amount: None, number: None }), code));
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
    let [only] = registered.as_slice() else { return Ok((None, code)) };
    let kind = DeclaredKind::of(only.kind);
    let reference = Some(only.reference.clone());
    Ok((Some(DeclaredGuarantee { kind, reference, amount: None, number: None }), code))
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
