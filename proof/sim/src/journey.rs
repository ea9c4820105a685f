//! A journey: what people do, one act after the other, until its goods have arrived or nobody wants
//! them to any more.

use guarantee::account;
use identity::Actor;
use kernel::{
    AccessCode, Basis, CommandId, CoverNumber, DossierId, Element, GuaranteeReference, Name,
    NameKind, OfficeCode, Security, Timestamp,
};
use node::{Command, Submission, Target};

use crate::charter::{Charter, known, xof};
use crate::fault::Fault;

/// What opens every guarantee.
const ACCESS_CODE: &str = "AC01";

/// How a journey goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// It goes as declared.
    Plain,
    /// Its holder asks for invalidation as soon as the declaration is lodged.
    Invalidated,
    /// Another guarantee takes the place of the declared one as soon as it is lodged.
    Amended,
    /// Its guarantee never covers it.
    TooMuch,
}

/// What is done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// The declaration is lodged.
    Present,
    /// Another guarantee is declared.
    Amend,
    /// Its invalidation is asked for.
    RequestInvalidation,
    /// Nobody can do anything before the goods are released.
    AwaitRelease,
    /// The goods leave the country of this number on the route.
    Exit(usize),
    /// They enter it.
    Entry(usize),
    /// They arrive.
    Arrive,
    /// They are controlled.
    Control,
    /// The operation ends.
    End,
    /// Nothing more is to be done by people.
    Over,
}

/// A journey.
#[derive(Debug)]
pub(crate) struct Journey {
    pub(crate) number: usize,
    pub(crate) kind: Kind,
    /// The members it goes through.
    pub(crate) route: Vec<usize>,
    /// Who keeps its guarantee, and its number there; the second takes the place of the first.
    pub(crate) guarantees: [(usize, usize); 2],
    pub(crate) amount: u32,
    pub(crate) stage: Stage,
    pub(crate) dossier: Option<DossierId>,
    /// What was asked and not answered: it is asked again in the same words.
    pub(crate) asked: Option<Submission>,
    /// How often it was asked in other words.
    pub(crate) tries: u32,
    /// How often it was looked whether the goods may leave.
    pub(crate) polls: u32,
}

impl Journey {
    /// The member who is asked now.
    pub(crate) fn at(&self) -> usize {
        let on_route = |number: usize| self.route.get(number).copied();
        let (first, last) = (on_route(0), self.route.last().copied());
        let found = match self.stage {
            Stage::Exit(number) | Stage::Entry(number) => on_route(number),
            Stage::Arrive | Stage::Control | Stage::End => last,
            Stage::Present
            | Stage::Amend
            | Stage::RequestInvalidation
            | Stage::AwaitRelease
            | Stage::Over => first,
        };
        found.unwrap_or_default()
    }

    /// The member of a route who does an act of the way.
    pub(crate) fn acts_at(route: &[usize], stage: Stage) -> Option<usize> {
        match stage {
            Stage::Exit(number) | Stage::Entry(number) => route.get(number).copied(),
            Stage::Arrive | Stage::Control | Stage::End => route.last().copied(),
            Stage::Present
            | Stage::Amend
            | Stage::RequestInvalidation
            | Stage::AwaitRelease
            | Stage::Over => None,
        }
    }

    /// What comes after an act that was done.
    pub(crate) fn next(&self) -> Stage {
        match self.stage {
            Stage::Present => match self.kind {
                Kind::Plain => Stage::AwaitRelease,
                Kind::Amended => Stage::Amend,
                Kind::Invalidated | Kind::TooMuch => Stage::RequestInvalidation,
            },
            Stage::Amend | Stage::RequestInvalidation => Stage::AwaitRelease,
            Stage::AwaitRelease => Stage::Exit(0),
            Stage::Exit(number) => Stage::Entry(number + 1),
            Stage::Entry(number) if number + 1 < self.route.len() => Stage::Exit(number),
            Stage::Entry(_) => Stage::Arrive,
            Stage::Arrive => Stage::Control,
            Stage::Control => Stage::End,
            Stage::End | Stage::Over => Stage::Over,
        }
    }

    /// The holder: a trader of the first country.
    fn holder(&self, charter: &Charter) -> Result<kernel::TraderId, Fault> {
        charter.who(self.home())?.holder()
    }

    /// The name under which its movement is found by what its holder calls it.
    pub(crate) fn lrn(&self, charter: &Charter) -> Result<Name, Fault> {
        let holder = self.holder(charter)?;
        Ok(Name::new(NameKind::Lrn, format!("{holder}/LRN-{}", self.number)))
    }

    /// The member goods depart from.
    pub(crate) fn home(&self) -> usize {
        self.route.first().copied().unwrap_or_default()
    }

    /// What is asked now.
    pub(crate) fn ask(&self, charter: &Charter, clock: Timestamp) -> Result<Submission, Fault> {
        let (actor, command) = self.command(charter, clock)?;
        let target = match (&self.dossier, self.stage) {
            (_, Stage::Present) => Target::New,
            (Some(dossier), _) => Target::Dossier(dossier.clone()),
            (None, _) => return Err(Fault::set_up("an act of no dossier")),
        };
        let id = format!("journey-{}-{:?}-{}", self.number, self.stage, self.tries);
        let id: String = id.chars().map(|it| if it.is_alphanumeric() { it } else { '-' }).collect();
        let raw = format!("{command:?}").into_bytes();
        let command = Command::Movement(Box::new(command));
        let id = CommandId::parse(&id).map_err(Fault::set_up)?;
        Ok(Submission { id, actor, raw, target, command, versions: None })
    }

    fn command(
        &self,
        charter: &Charter,
        at: Timestamp,
    ) -> Result<(Actor, transit::Command), Fault> {
        let officer = || known("awa").map(Actor::Officer);
        let missing = || Fault::set_up("a member without that office");
        let here = charter.who(self.at())?;
        let frontier = || here.frontier.clone().ok_or_else(missing);
        let command = match self.stage {
            Stage::Present => transit::Command::Present(Box::new(self.presenting(charter, 0)?)),
            Stage::Amend => {
                let transit::Presenting { declaration, access_codes, contents, .. } =
                    self.presenting(charter, 1)?;
                let amending = transit::Amending {
                    declaration,
                    access_codes,
                    contents,
                    guarantee_only: false,
                    prelodged: None,
                    basis: Some(basis()?),
                };
                transit::Command::Amend(Box::new(amending))
            }
            Stage::RequestInvalidation => {
                let asked = transit::Command::RequestInvalidation {
                    remarks: None,
                    named: transit::Named::default(),
                };
                return Ok((Actor::Trader(self.holder(charter)?), asked));
            }
            Stage::Exit(_) => {
                transit::Command::RecordExit { office: frontier()?, at, basis: basis()? }
            }
            Stage::Entry(_) => {
                transit::Command::RecordEntry { office: frontier()?, at, basis: basis()? }
            }
            Stage::Arrive => transit::Command::NotifyArrival(Box::new(transit::Arriving {
                office: here.destination.clone().ok_or_else(missing)?,
                at,
                trader: known(&format!("{}300", here.code))?,
                authorisation: None,
                basis: Some(basis()?),
            })),
            Stage::Control => transit::Command::RecordControl {
                code: transit::ControlCode::A1,
                seals: transit::SealState::Intact,
                discrepancies: Vec::new(),
                remarks: None,
                basis: basis()?,
            },
            Stage::End => transit::Command::End { basis: basis()? },
            Stage::AwaitRelease | Stage::Over => return Err(Fault::set_up("nothing to be done")),
        };
        Ok((officer()?, command))
    }

    /// The declaration, under the first or the second of its guarantees.
    fn presenting(&self, charter: &Charter, which: usize) -> Result<transit::Presenting, Fault> {
        let members = self.route.iter().map(|number| charter.who(*number));
        let members = members.collect::<Result<Vec<_>, _>>()?;
        let office = |office: Option<&Option<OfficeCode>>| {
            office.cloned().flatten().ok_or_else(|| Fault::set_up("a member without that office"))
        };
        let (home, number) = self.guarantees.get(which).copied().unwrap_or_default();
        let grn = charter.who(home)?.grn(number)?;
        let departure = office(members.first().map(|who| &who.departure))?;
        let transits = members.iter().skip(1).map(|who| office(Some(&who.frontier)));
        let declaration = transit::Declaration {
            lrn: known(&format!("LRN-{}", self.number))?,
            declaration_type: "T1".to_owned(),
            security: Security::None,
            holder: self.holder(charter)?,
            representative: None,
            representation: None,
            destination: office(members.last().map(|who| &who.destination))?,
            transits: transits.collect::<Result<_, _>>()?,
            countries: members.iter().filter_map(|who| who.administration.country()).collect(),
            guarantees: vec![transit::DeclaredGuarantee {
                kind: transit::DeclaredKind::parse("1").map_err(Fault::set_up)?,
                reference: Some(GuaranteeReference::Grn(grn)),
                amount: Some(xof(self.amount)?),
                number: None,
            }],
            commodities: [known("090111")?].into(),
            limit_date: None,
            consignor_authorisation: None,
            departure,
        };
        let goods = Element::group("Consignment").with("grossMass", "60000.204");
        Ok(transit::Presenting {
            declaration,
            access_codes: [(CoverNumber(1), access_code()?)].into(),
            contents: transit::Contents { goods: Some(goods), ..transit::Contents::default() },
            prelodged: false,
        })
    }
}

pub(crate) fn basis() -> Result<Basis, Fault> {
    serde_json::from_str(r#"{"provision":"A/P4/5/82"}"#).map_err(Fault::set_up)
}

fn access_code() -> Result<AccessCode, Fault> {
    AccessCode::parse(ACCESS_CODE).map_err(Fault::set_up)
}

/// What puts a guarantee into the register and gives it its access code, in that order.
pub(crate) fn registering(
    charter: &Charter,
    (home, number): (usize, usize),
    amount: u32,
) -> Result<[account::Command; 2], Fault> {
    let who = charter.who(home)?;
    let holder = charter.who(number.saturating_sub(1))?.holder()?;
    let basis = if charter.national() == Some(home) {
        serde_json::to_value(crate::errands::there()?).map_err(Fault::set_up)?
    } else {
        basis_json()
    };
    let register = serde_json::json!({"Register": {
        "type": "1", "grn": who.grn(number)?, "holder": holder,
        "guarantor": "G-1", "office": who.departure,
        "reference_amount": {"amount": amount.to_string(), "currency": "XOF"},
        "percentage": 100, "validity": {"from": "2026-01-01"}, "basis": basis
    }});
    let codes = serde_json::json!({
        "ReplaceAccessCodes": {"codes": [ACCESS_CODE], "basis": basis}
    });
    let read = |value| serde_json::from_value(value).map_err(Fault::set_up);
    Ok([read(register)?, read(codes)?])
}

pub(crate) fn basis_json() -> serde_json::Value {
    serde_json::json!({"provision": "A/SP.1/5/90"})
}

/// Asks something of the guarantee with a number, or of a new one.
pub(crate) fn of_guarantee(
    id: &str,
    grn: Option<&kernel::Grn>,
    command: account::Command,
) -> Result<Submission, Fault> {
    Ok(Submission {
        id: CommandId::parse(id).map_err(Fault::set_up)?,
        actor: Actor::Officer(known("awa")?),
        raw: format!("{command:?}").into_bytes(),
        target: grn.map_or(Target::New, |grn| Target::Named(Name::new(NameKind::Grn, grn))),
        command: Command::Guarantee(Box::new(command)),
        versions: None,
    })
}
