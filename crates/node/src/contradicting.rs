//! What a national system says that contradicts the record: late, twice and differently, or of a
//! dossier that is somewhere else by now. It is refused, and kept: an alarm about the dossier.
//!
//! The record of a dossier stays what the rules let in. What its own system says beside it is no
//! event, and must not be lost either: somebody has to compare the two and correct the wrong one.

use guarantee::account::Command as GuaranteeCommand;
use identity::Actor;
use journal::{Alarm, AlarmKind};
use kernel::{DossierId, Money, NoCover, Refused, Timestamp};
use serde::Serialize;
use store::Source;
use transit::Command as MovementCommand;

use crate::fault::Fault;
use crate::history::{CORE, body, open_entry};
use crate::node::{Mode, Node};
use crate::policies::codes;
use crate::reader::Reader;
use crate::submit::{Command, Target};

/// The refusals that say the record is otherwise. Whatever else is refused is a fault of what was
/// sent: a reference that is missing, an office that is unknown, a right that nobody has.
const CONTRADICTING: [&str; 34] = [
    // Of a movement: it is further, or not as far, or it is closed; or a step was taken otherwise.
    "TRA-013", "TRA-014", "TRA-016", "TRA-021", "TRA-022", "TRA-023", "TRA-025", "TRA-026",
    "TRA-027", "TRA-029", "TRA-030", "TRA-031", "TRA-032", "TRA-033", "TRA-034", "TRA-040",
    "TRA-045", "TRA-046", "TRA-048", "TRA-052", "TRA-054", "TRA-055", "TRA-056", "TRA-057",
    "TRA-059", "TRA-060", "TRA-061", "TRA-063", "TRA-069",
    // Of a hold: another amount or answer, nothing held, nothing asked.
    "GUA-013", "GUA-019", "GUA-020", "GUA-026", "GUA-027",
];

/// Something a national system said that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Contradiction {
    /// When it was said.
    #[schemars(with = "kernel::schema::Instant")]
    pub at: Timestamp,
    /// Where it stands in this node's first log.
    pub entry: u64,
    /// What was to be recorded, and the codes of why it was not.
    pub refused: String,
    /// What the system said of it, in short; absent where there is no more to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// Why the rules did not take it, to be told in words.
    #[serde(skip)]
    pub why: Vec<Refused>,
}

impl Contradiction {
    /// The step that was to be recorded, by the word that histories have for it.
    pub fn step(&self) -> &'static str {
        let what = self.refused.split_once(':').map_or("", |(what, _)| what);
        step_of(what)
    }
}

/// What a national system tells of a dossier.
pub(crate) struct Told {
    /// What it is about.
    about: About,
    /// What is to be recorded.
    what: &'static str,
    /// What it says of it.
    said: Option<String>,
}

/// What a SAD says that is submitted to no rule: the record has it otherwise, and stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidOtherwise {
    /// What is to be recorded: `declare`, or as in a command, `release`.
    pub what: &'static str,
    /// What it says of it.
    pub said: Option<String>,
    /// Why it is not taken; empty where it only differs.
    pub why: Vec<Refused>,
}

impl SaidOtherwise {
    /// What a step of a SAD would record, and why it is not submitted.
    pub fn by(command: &MovementCommand, why: Vec<Refused>) -> Self {
        let told = of_movement(command).map(|(what, said, _)| (what, said));
        let (what, said) = told.unwrap_or(("declare", None));
        Self { what, said, why }
    }
}

/// What something is told of.
enum About {
    /// A movement, as the command names it; and what the record may say already.
    Movement(Target, Again),
    /// A conversation about cover.
    Hold(DossierId),
}

/// What would be no contradiction if it were recorded already.
enum Again {
    /// A release with this time limit, or with whatever there is.
    Released(Option<kernel::Date>),
    /// An acceptance under this number of the national system.
    Accepted(Option<kernel::NationalReference>),
    /// Nothing: the rules find out what was told before.
    Nothing,
}

impl Told {
    /// What a command tells, where it is a national system's and records something.
    pub(crate) fn by(actor: &Actor, target: &Target, command: &Command) -> Option<Self> {
        let Actor::NationalSystem(_) = actor else { return None };
        match command {
            Command::Movement(command) => {
                let (what, said, again) = of_movement(command)?;
                Some(Self { about: About::Movement(target.clone(), again), what, said })
            }
            Command::Guarantee(command) => {
                let (what, hold, said) = of_hold(command)?;
                Some(Self { about: About::Hold(hold), what, said })
            }
        }
    }
}

/// What of a movement is recorded, what is said of it, and when it is told for a second time only.
fn of_movement(command: &MovementCommand) -> Option<(&'static str, Option<String>, Again)> {
    use MovementCommand as Is;
    let at = |office: &kernel::OfficeCode, at: &Timestamp| Some(format!("{office} {at}"));
    Some(match command {
        Is::Amend(_) => ("amend", None, Again::Nothing),
        Is::AcceptAmendment { .. } => ("accept-amendment", None, Again::Nothing),
        Is::RefuseAmendment { .. } => ("refuse-amendment", None, Again::Nothing),
        Is::Invalidate { .. } => ("invalidate", None, Again::Nothing),
        Is::RefuseInvalidation { .. } => ("refuse-invalidation", None, Again::Nothing),
        Is::Accept { basis, .. } => {
            let reference = basis.national_reference.clone();
            ("accept", reference.as_ref().map(ToString::to_string), Again::Accepted(reference))
        }
        Is::RecordDepartureControl { code, .. } => {
            ("record-departure-control", Some(code.code().to_owned()), Again::Nothing)
        }
        Is::RefuseRelease { .. } => ("refuse-release", None, Again::Nothing),
        Is::Release { limit_date, .. } => {
            ("release", limit_date.map(|day| day.to_string()), Again::Released(*limit_date))
        }
        Is::RecordExit { office, at: when, .. } => {
            ("record-exit", at(office, when), Again::Nothing)
        }
        Is::RecordEntry { office, at: when, .. } => {
            ("record-entry", at(office, when), Again::Nothing)
        }
        Is::NotifyArrival(arriving) => {
            ("notify-arrival", at(&arriving.office, &arriving.at), Again::Nothing)
        }
        Is::RecordControl { code, .. } => {
            ("record-control", Some(code.code().to_owned()), Again::Nothing)
        }
        Is::SolveDiscrepancies { .. } => ("solve-discrepancies", None, Again::Nothing),
        Is::DeclareOverdue { .. } => ("declare-overdue", None, Again::Nothing),
        Is::CallForAmendment { .. } => ("call-for-amendment", None, Again::Nothing),
        Is::WithdrawCover { .. } => ("withdraw-cover", None, Again::Nothing),
        Is::OrderControl { .. } => ("order-control", None, Again::Nothing),
        Is::PermitUnloading { .. } => ("permit-unloading", None, Again::Nothing),
        Is::RemarkUnloading { unloading, .. } => {
            ("remark-unloading", Some(unloading.date.to_string()), Again::Nothing)
        }
        Is::NotifyDiscrepancies { answer_by, .. } => {
            let said = answer_by.map(|day| day.to_string());
            ("notify-discrepancies", said, Again::Nothing)
        }
        Is::End { .. } => ("end", None, Again::Nothing),
        Is::Discharge { .. } => ("discharge", None, Again::Nothing),
        // What somebody asks of customs, or what follows by itself, records no step of theirs.
        Is::Present(_)
        | Is::PresentGoods(_)
        | Is::RequestInvalidation { .. }
        | Is::RecordCover { .. }
        | Is::RecordNoCover { .. }
        | Is::RequestRelease { .. }
        | Is::AnswerDiscrepancies { .. }
        | Is::ForwardArrival { .. }
        | Is::WatchLimits
        | Is::RecordCredit { .. } => return None,
    })
}

/// The word of the step that a command records.
fn step_of(what: &str) -> &'static str {
    match what {
        "amend" | "accept-amendment" => "amended",
        "refuse-amendment" => "amendment-refused",
        "call-for-amendment" => "amendment-called-for",
        "invalidate" => "invalidated",
        "refuse-invalidation" => "invalidation-refused",
        "accept" => "accepted",
        "order-control" => "control-ordered",
        "record-departure-control" => "departure-controlled",
        "refuse-release" => "not-released",
        "release" => "released",
        "record-exit" => "exited",
        "record-entry" => "entered",
        "notify-arrival" => "arrived",
        "permit-unloading" => "unloading-permitted",
        "remark-unloading" => "unloading-remarked",
        "record-control" => "controlled",
        "notify-discrepancies" => "discrepancies-notified",
        "solve-discrepancies" => "discrepancies-solved",
        "declare-overdue" => "overdue",
        "end" => "ended",
        "discharge" => "discharged",
        "record-use" => "covered",
        "record-no-use" => "not-covered",
        "withdraw-cover" | "record-withdrawal" => "cover-withdrawn",
        "record-credit" => "cover-credited",
        // A declaration, which a SAD says otherwise.
        _ => "presented",
    }
}

/// What of a hold is recorded, which hold, and what is said of it.
fn of_hold(command: &GuaranteeCommand) -> Option<(&'static str, DossierId, Option<String>)> {
    use GuaranteeCommand as Is;
    let reasons = |reasons: &[NoCover]| {
        reasons.iter().map(|reason| reason.code()).collect::<Vec<_>>().join(" ")
    };
    Some(match command {
        Is::RecordUse { hold, answer, .. } => {
            let (what, said) = match answer {
                Ok(amount) => ("record-use", amount.to_string()),
                Err(why) => ("record-no-use", reasons(why)),
            };
            (what, hold.hold.clone(), Some(said))
        }
        Is::RecordWithdrawal { hold, .. } => ("record-withdrawal", hold.hold.clone(), None),
        Is::RecordCredit { hold, amount, .. } => {
            ("record-credit", hold.hold.clone(), amount.as_ref().map(Money::to_string))
        }
        Is::Register(_)
        | Is::ReplaceAccessCodes { .. }
        | Is::ChangeAccessCodes(_)
        | Is::Query(_)
        | Is::ChangeReferenceAmount { .. }
        | Is::ChangeValidity { .. }
        | Is::Suspend { .. }
        | Is::LiftSuspension { .. }
        | Is::Check { .. }
        | Is::Hold { .. }
        | Is::Withdraw { .. }
        | Is::Credit { .. } => return None,
    })
}

impl Node {
    /// Raises the alarm, where what was refused contradicts the record.
    pub(crate) fn contradicted(&mut self, told: Told, why: &[Refused]) -> Result<(), Fault> {
        if !why.iter().any(|refused| CONTRADICTING.contains(&refused.code.as_str())) {
            return Ok(());
        }
        let Told { about, what, said } = told;
        let about = match about {
            About::Hold(hold) => hold,
            About::Movement(target, again) => {
                let Some(dossier) = self.movement_of(&target)? else { return Ok(()) };
                if self.recorded_already(&dossier, &again)? {
                    return Ok(());
                }
                dossier
            }
        };
        let detail = format!("{what}: {}", codes(why));
        let kind = AlarmKind::NationalContradicts;
        self.raise(Alarm { kind, about: about.to_string(), detail, said, refused: why.to_vec() })
    }

    /// A SAD of the national system says something of a movement that no rule is asked about: it
    /// declares what its declarant lodged otherwise, or speaks of what was invalidated. Said again it
    /// is no other alarm.
    pub fn said_otherwise(
        &mut self,
        now: Timestamp,
        dossier: &DossierId,
        told: SaidOtherwise,
    ) -> Result<(), Fault> {
        if self.mode() == Mode::Recovering {
            return Ok(());
        }
        let kind = AlarmKind::NationalContradicts;
        let SaidOtherwise { what, said, why: refused } = told;
        let codes = if refused.is_empty() { "recorded".to_owned() } else { codes(&refused) };
        let (about, detail) = (dossier.to_string(), format!("{what}: {codes}"));
        let alarm = Alarm { kind, about, detail, said, refused };
        for row in self.store.alarms_about(dossier.as_str())? {
            let entry = open_entry(self.store.as_ref(), &self.find_key(), Source::Own(row.place))?;
            if body::<Alarm>(&entry.groups, CORE).as_ref() == Some(&alarm) {
                return Ok(());
            }
        }
        self.begin(now)?;
        let raised = self.raise(alarm).and_then(|()| self.finish());
        if raised.is_err() {
            self.abandon();
        }
        raised
    }

    fn movement_of(&self, target: &Target) -> Result<Option<DossierId>, Fault> {
        Ok(match target {
            Target::New => None,
            Target::Dossier(dossier) => Some(dossier.clone()),
            Target::Named(name) => self.meant::<transit::Part>(name)?,
        })
    }

    /// Whether the record says the same.
    fn recorded_already(&mut self, dossier: &DossierId, again: &Again) -> Result<bool, Fault> {
        let loaded = self.load::<transit::Part>(dossier)?;
        let departure = loaded.dossier.home_part().and_then(|part| part.departure.as_ref());
        let same = match again {
            Again::Nothing => false,
            Again::Released(limit_date) => departure
                .and_then(|departure| departure.released.as_ref())
                .is_some_and(|before| limit_date.is_none_or(|now| now == before.limit_date)),
            Again::Accepted(reference) => match reference {
                Some(reference) => {
                    let name = kernel::Name::new(kernel::NameKind::National, reference);
                    self.find::<transit::Part>(&name)?.contains(dossier)
                }
                None => false,
            },
        };
        self.cache.movements.put(loaded);
        Ok(same)
    }
}

impl Reader {
    /// What the national system said of a dossier that contradicts the record, the earliest first.
    pub fn contradictions(&self, dossier: &DossierId) -> Result<Vec<Contradiction>, Fault> {
        let mut found = Vec::new();
        for row in self.alarms_about(dossier.as_str())? {
            let source = Source::Own(row.place);
            let entry = open_entry(self.read_only(), &|key| self.key(key), source)?;
            let Some(alarm) = body::<Alarm>(&entry.groups, CORE) else { continue };
            if alarm.kind == AlarmKind::NationalContradicts {
                let (at, entry) = (entry.header.at, row.place.index);
                let Alarm { detail: refused, said, refused: why, .. } = alarm;
                found.push(Contradiction { at, entry, refused, said, why });
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests;
