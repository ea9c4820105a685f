//! Fetching what the rules need to know, and nothing more.

use std::collections::{BTreeMap, BTreeSet};

use agreement::Duty;
use guarantee::account::{self, Account, GoodsClass, Requested};
use guarantee::hold::{Conversation, Reply};
use kernel::{
    AccessCode, Attempt, CommodityCode, Country, CoverNumber, Decider, Decision, Dossier,
    DossierId, Function, Grn, GuaranteeReference, Money, Mrn, NoCover, NodeId, OfficeCode,
    SealedText, Serial, canonical, utc_day,
};
use serde::Serialize;
use transit::{Cover, Declaration, Frontier, Part};

use crate::fault::Fault;
use crate::kind::Extras;
use crate::node::Node;

mod codes;
mod parties;
mod registers;

pub(crate) use registers::end_of;

/// What an access code is sealed for: nothing else opens it.
#[derive(Debug, Serialize)]
struct BoundTo<'a> {
    author: &'a NodeId,
    movement: &'a DossierId,
    grn: &'a Grn,
    attempt: Attempt,
    amount: &'a Money,
}

/// The associated data of a sealed access code: author, movement, guarantee, attempt, amount and
/// currency, in canonical form.
pub(crate) fn bound_to(
    author: &NodeId,
    movement: &DossierId,
    grn: &Grn,
    attempt: Attempt,
    amount: &Money,
) -> Result<Vec<u8>, Fault> {
    Ok(canonical(&BoundTo { author, movement, grn, attempt, amount })?)
}

/// The facts of a guarantee.
pub(crate) fn guarantee(
    node: &mut Node,
    dossier: &Dossier<Account>,
    command: &account::Command,
    decision: Option<Decision>,
    extras: &Extras,
) -> Result<account::Facts, Fault> {
    let today = utc_day(node.now);
    let registration = dossier.own_part().and_then(|account| account.registration.as_ref());
    let grn = registration.and_then(|registration| match &registration.reference {
        GuaranteeReference::Grn(grn) => Some(grn.clone()),
        GuaranteeReference::Cash(_) => None,
    });
    let asked = match command {
        account::Command::Hold { usage, .. }
        | account::Command::Check { usage, .. }
        | account::Command::RecordUse { usage, .. } => Some(usage),
        _ => None,
    };
    let goods = asked.map(|usage| node.goods_classes(&usage.commodities)).unwrap_or_default();
    let currency = registration.map(|registration| registration.reference_amount.currency);
    let rate = match (asked.map(|usage| usage.amount.currency), currency) {
        (Some(from), Some(to)) if from != to => node.world.reference.rate(from, to, today),
        _ => None,
    };
    let request = match command {
        account::Command::RecordUse { hold, .. } => node.requested(hold)?,
        _ => None,
    };
    let answered = match command {
        account::Command::Hold { hold, .. } => node.replied(hold)?,
        _ => None,
    };
    let freed = match command {
        account::Command::Credit { hold } | account::Command::Withdraw { hold } => {
            node.told_free(hold)?
        }
        _ => false,
    };
    let minted = match command {
        account::Command::Register(asked) if asked.kind.has_grn() && asked.grn.is_none() => {
            let serial = node.serial("grn")?;
            serial.map(|serial| Grn::mint(&serial, asked.voucher.as_ref())).transpose()?
        }
        _ => None,
    };
    let codes = codes::of(node, grn.as_ref(), command, extras);
    let parties = parties::of(node, registration, command, today);
    Ok(account::Facts {
        today,
        decides: node.settings.decides(Account::KIND),
        decision,
        country: node.country(),
        minted,
        new_codes: codes.new,
        withdrawn_code: codes.withdrawn,
        access: codes.given,
        asker: parties::asker(extras),
        agent: parties.agent,
        parties: parties.known,
        approval: parties.approval,
        rate,
        goods,
        request,
        answered,
        freed,
        wrong_codes_max: node.settings.wrong_codes_max,
    })
}

/// The facts of a movement.
pub(crate) fn movement(
    node: &mut Node,
    dossier: &Dossier<Part>,
    command: &transit::Command,
    decision: Option<Decision>,
) -> Result<transit::Facts, Fault> {
    let today = utc_day(node.now);
    let departure = dossier.home_part().and_then(|part| part.departure.as_ref());
    let known = departure.map(|departure| departure.declaration.as_ref());
    let declared = declaring(departure, command);
    let declaration = declared.as_ref().map(|declared| &declared.declaration);
    let minted = match (command, known) {
        (transit::Command::Accept { .. }, Some(known)) => {
            let serial = node.serial("mrn")?;
            serial.map(|serial| Mrn::mint(&serial, known.security)).transpose()?
        }
        _ => None,
    };
    // Whoever presents goods acts on the day he does.
    let presented = known.filter(|_| matches!(command, transit::Command::PresentGoods(_)));
    let sealed = match &declared {
        Some(Declaring { declaration, codes }) => {
            seal_codes(node, &dossier.id, declaration, codes)?
        }
        None => BTreeMap::new(),
    };
    let (agreements, gaps, frontiers) = match (command, known) {
        (transit::Command::Release { .. }, Some(known)) => route(node, known),
        _ => (BTreeMap::new(), Vec::new(), Vec::new()),
    };
    let consignee_authorised = match command {
        transit::Command::NotifyArrival(arriving) => node.consignee_authorised(arriving),
        _ => false,
    };
    let route_days = declaration.or(known).and_then(|declaration| {
        let (from, to) = (&declaration.departure, &declaration.destination);
        let route = node.world.reference.route(from, to, today);
        route.map(|route| route.limit_days)
    });
    let unheard = match (command, departure.and_then(|departure| departure.released.as_ref())) {
        (transit::Command::WatchLimits, Some(released)) => {
            node.unheard_since((&dossier.id, known), released.limit_date)?
        }
        _ => BTreeSet::new(),
    };
    Ok(transit::Facts {
        today,
        country: node.country(),
        decides: node.settings.decides(Part::KIND),
        decision,
        own_offices: node.own_offices()?,
        listed_offices: declaration
            .map(|said| node.listed_offices(said))
            .transpose()?
            .unwrap_or_default(),
        unknown_homes: declaration.map_or_else(Vec::new, |said| node.unknown_homes(said)),
        minted,
        sealed,
        agreements,
        gaps,
        frontiers,
        route_days,
        consignee_authorised,
        consignor_authorised: declaration
            .or(presented)
            .is_some_and(|said| node.consignor_authorised(said)),
        represented: declaration.or(presented).and_then(|said| node.represented(said)),
        contents: Box::new(node.contents(dossier, command)?),
        said_before: Box::new(node.said_before(dossier, command)?),
        prelodged_days: node.settings.prelodged_days,
        guarantee_days: node.settings.guarantee_days,
        unheard,
    })
}

/// A declaration that a command brings, and the access codes that came with it.
struct Declaring {
    declaration: Declaration,
    codes: BTreeMap<CoverNumber, AccessCode>,
}

/// What a command declares, with the numbers its guarantees will have.
fn declaring(
    departure: Option<&transit::Departure>,
    command: &transit::Command,
) -> Option<Declaring> {
    match (command, departure) {
        (transit::Command::Present(presenting), _) => {
            let (declaration, codes) =
                (presenting.declaration.clone(), presenting.access_codes.clone());
            Some(Declaring { declaration, codes })
        }
        (transit::Command::Amend(amending), Some(departure)) => {
            let amending = transit::renumber(departure, amending.as_ref().clone());
            Some(Declaring { declaration: amending.declaration, codes: amending.access_codes })
        }
        _ => None,
    }
}

/// Each access code sealed to the home of its guarantee, for the first attempt with the declared
/// amount. What cannot be sealed is left out, and the rules refuse the declaration for it.
fn seal_codes(
    node: &mut Node,
    movement: &DossierId,
    declaration: &Declaration,
    codes: &BTreeMap<CoverNumber, AccessCode>,
) -> Result<BTreeMap<CoverNumber, SealedText>, Fault> {
    let mut sealed = BTreeMap::new();
    for (cover, declared) in declaration.covers() {
        let (Some(code), Some(GuaranteeReference::Grn(grn)), Some(amount)) =
            (codes.get(&cover), &declared.reference, declared.amount)
        else {
            continue;
        };
        let home = node.world.directory()?.guarantee_home(&grn.country());
        let Some(key) = home.map(|entry| entry.seal_key.clone()) else { continue };
        let bound = bound_to(&node.settings.node, movement, grn, Attempt(1), &amount)?;
        let text = key.seal(&bound, code.reveal().as_bytes(), &mut node.entropy);
        sealed.extend(text.ok().map(|text| (cover, text)));
    }
    Ok(sealed)
}

/// Offices, and what each does.
type Offices = BTreeMap<OfficeCode, BTreeSet<Function>>;

type Route = (BTreeMap<String, u64>, Vec<(Country, Country)>, Vec<Frontier>);

/// What the agreements in force say of a route.
fn route(node: &Node, declaration: &Declaration) -> Route {
    let today = utc_day(node.now);
    let known = &node.world.agreements;
    let countries: BTreeSet<Country> = declaration.countries.iter().cloned().collect();
    let gaps = known.gaps(Part::KIND, &countries, today);
    let mut covering = BTreeMap::new();
    for one in &countries {
        for other in countries.iter().filter(|other| *other > one) {
            let (one, other) = (one.into(), other.into());
            for agreement in known.covering(Part::KIND, &one, &other, today) {
                covering.insert(agreement.id.clone(), agreement.version);
            }
        }
    }
    let pairs = declaration.countries.iter().zip(declaration.countries.iter().skip(1));
    let frontiers = pairs.map(|(left, entered)| {
        let passage = known.passage(Part::KIND, left, entered, today);
        Frontier {
            left: left.clone(),
            entered: entered.clone(),
            exit_owed: passage.exit == Duty::Required,
            entry_owed: passage.entry == Duty::Required,
        }
    });
    (covering, gaps, frontiers.collect())
}

impl Node {
    pub(crate) fn country(&self) -> Country {
        self.settings.country().unwrap_or_else(Country::none)
    }

    /// Whether this node has told already that what it held for an attempt is free. Only after a recovery
    /// may the guarantee's own record know less.
    pub(crate) fn told_free(&mut self, hold: &account::HoldRef) -> Result<bool, Fault> {
        if self.gathering.is_none() {
            return Ok(false);
        }
        let loaded = self.load::<Conversation>(&hold.hold)?;
        let own = loaded.dossier.own_part();
        let freed = own.is_some_and(|own| own.credited.contains(&hold.attempt));
        self.put_back(loaded);
        Ok(freed)
    }

    /// What this node has answered to an attempt already, where its guarantee's record may have been lost:
    /// by the conversation, or by the record of the movement where that is ours.
    pub(crate) fn replied(
        &mut self,
        hold: &account::HoldRef,
    ) -> Result<Option<Result<Money, Vec<NoCover>>>, Fault> {
        if self.gathering.is_none() {
            return Ok(None);
        }
        let loaded = self.load::<Conversation>(&hold.hold)?;
        let own = loaded.dossier.own_part();
        let reply = own.and_then(|own| own.replies.get(&hold.attempt).cloned());
        let asked = loaded.dossier.home_part();
        let asked = asked.and_then(|asked| asked.requests.get(&hold.attempt));
        let usage = asked.map(|request| (request.usage.movement.clone(), request.usage.cover));
        self.put_back(loaded);
        if let (None, Some((movement, cover))) = (&reply, usage)
            && movement.writer() == self.settings.node
        {
            let loaded = self.load::<Part>(&movement)?;
            let departure = loaded.dossier.own_part().and_then(|part| part.departure.as_ref());
            let known = departure.and_then(|departure| departure.covers.get(&cover).cloned());
            self.put_back(loaded);
            if let Some(Cover::Held { held }) = known
                && (&held.hold, held.attempt) == (&hold.hold, hold.attempt)
            {
                return Ok(Some(Ok(held.amount)));
            }
        }
        Ok(reply.map(|reply| match reply {
            Reply::Held(amount) => Ok(amount),
            Reply::NotHeld(reasons) => Err(reasons),
        }))
    }

    /// What a hold dossier asks of a guarantee kept here.
    fn requested(&mut self, hold: &account::HoldRef) -> Result<Option<Requested>, Fault> {
        let known = self.store.dossier(&hold.hold)?;
        if known.is_none_or(|row| row.kind != Conversation::KIND) {
            return Ok(None);
        }
        let loaded = self.load::<Conversation>(&hold.hold)?;
        let asked = loaded.dossier.home_part();
        let ours = asked
            .filter(|asked| asked.guarantee_home.as_ref() == Some(&self.settings.administration));
        let request = ours.and_then(|asked| {
            let reference = asked.reference.clone()?;
            let usage = asked.requests.get(&hold.attempt)?.usage.clone();
            Some(Requested { reference, usage })
        });
        self.cache.holds.put(loaded);
        Ok(request)
    }

    fn own_offices(&self) -> Result<Offices, Fault> {
        let writer = self.world.directory()?.writer(&self.settings.node);
        Ok(writer.map(|writer| writer.offices).unwrap_or_default())
    }

    /// The offices a declaration names, as far as the directory lists them.
    fn listed_offices(&self, declaration: &Declaration) -> Result<Offices, Fault> {
        let Declaration { departure, destination, transits, .. } = declaration;
        let directory = self.world.directory()?;
        let named = [departure].into_iter().chain(transits).chain([destination]);
        let listed = named.filter_map(|office| directory.office(office));
        Ok(listed.map(|office| (office.code.clone(), office.functions.clone())).collect())
    }

    fn unknown_homes(&self, declaration: &Declaration) -> Vec<Country> {
        let Ok(directory) = self.world.directory() else { return Vec::new() };
        let countries =
            declaration.covers().filter_map(|(_, declared)| match &declared.reference {
                Some(GuaranteeReference::Grn(grn)) => Some(grn.country()),
                Some(GuaranteeReference::Cash(_)) | None => None,
            });
        countries.filter(|country| directory.guarantee_home(country).is_none()).collect()
    }

    /// The classes goods belong to, by the beginnings of their codes in the reference data.
    pub(crate) fn goods_classes(&self, goods: &BTreeSet<CommodityCode>) -> BTreeSet<GoodsClass> {
        let today = utc_day(self.now);
        let lists = [
            ("goods-suspended", GoodsClass::Suspended),
            ("goods-sensitive", GoodsClass::Sensitive),
        ];
        let listed = |list: &str| {
            self.world.reference.lists.list(list).is_some_and(|list| {
                list.codes(today)
                    .any(|start| goods.iter().any(|code| code.as_str().starts_with(start)))
            })
        };
        lists.into_iter().filter(|(list, _)| listed(list)).map(|(_, class)| class).collect()
    }

    /// The next serial of a series of numbers; none for a node without a country.
    fn serial(&mut self, series: &str) -> Result<Option<Serial>, Fault> {
        let Some(country) = self.settings.country() else { return Ok(None) };
        let year = utc_day(self.now).year() % 100;
        Ok(Some(Serial {
            training: self.settings.training,
            year: u8::try_from(year).unwrap_or_default(),
            country,
            node: self.settings.node.clone(),
            epoch: self.epoch,
            number: self.next_number(series)?,
        }))
    }
}
