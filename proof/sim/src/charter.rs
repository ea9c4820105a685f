//! Who is in the region: administrations in a row along a corridor, their keys, what they have signed.
//!
//! Each administration has an office of departure, one of destination and one at its frontiers. Any
//! three neighbours have an agreement, so goods go one or two countries far.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use agreement::{Agreement, Duty, Instrument, Passage};
use identity::{
    Directory, FormerKey, Holding, Member, NodeEntry, NodeRole, NodeSecret, Office, People, Post,
    Root, StandingOrder, UnsealKey, member_key_name,
};
use kernel::{
    Administration, Amount, Currency, Decides, Digest, Function, Grn, Money, NodeId, Note,
    OfficeCode, SigningKey, Timestamp, TraderId,
};
use node::{NodeKeys, Settings};
use reference::{Reference, Route, Validity};

use crate::fault::Fault;

/// The name of the region.
pub(crate) const REGION: &str = "simulated";
/// When a simulation begins.
pub(crate) const START: &str = "2026-11-23T08:00:00Z";
/// The last day of the agreement that ends.
const LAST_DAY: &str = "2026-11-23";
/// The version of each agreement, and of the directory, from which on the liar is in none of them.
pub(crate) const WITHOUT_LIAR: u64 = 3;
/// How far apart the ends of a journey may be.
pub(crate) const FAR: usize = 2;
/// Who witnesses, and decides nothing.
const HUB: &str = "CORRIDOR";
/// Who is party to every agreement and on no route, and lies.
const LIAR: &str = "CV";
const COUNTRIES: [&str; crate::plan::NODES_MAX] =
    ["CI", "BF", "ML", "SN", "GM", "GN", "SL", "LR", "GH", "TG", "BJ", "NE"];

/// Reads what the simulation itself has written.
pub(crate) fn known<T: FromStr<Err: Display>>(text: &str) -> Result<T, Fault> {
    text.parse().map_err(|error| Fault::SetUp(format!("{text}: {error}")))
}

/// Who is there, by number: the administrations in their row, then the hub, then the liar.
#[derive(Debug)]
pub(crate) struct Charter {
    /// Who is no member yet when a simulation begins, and joins while it runs: the last in the row,
    /// where there are enough others.
    pub(crate) joins: Option<usize>,
    /// Whether the liar leaves the region while a simulation runs.
    pub(crate) liar_leaves: bool,
    pub(crate) members: Vec<Who>,
    /// The signed documents everybody is given at first: the directory, then agreements.
    pub(crate) documents: Vec<Document>,
    pub(crate) root: Root,
    /// Between which members each agreement is, by number.
    pub(crate) agreements: BTreeMap<String, Vec<usize>>,
    /// Every version of each that there is, or will be.
    pub(crate) terms: BTreeMap<(String, u64), Agreement>,
    pub(crate) reference: Reference,
}

/// A signed document, with what it is: the directory, or an agreement by its name.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    pub(crate) what: String,
    pub(crate) version: u64,
    pub(crate) note: String,
}

/// A member of the region.
#[derive(Debug)]
pub(crate) struct Who {
    pub(crate) code: &'static str,
    pub(crate) administration: Administration,
    pub(crate) node: NodeId,
    pub(crate) is_hub: bool,
    pub(crate) departure: Option<OfficeCode>,
    pub(crate) frontier: Option<OfficeCode>,
    pub(crate) destination: Option<OfficeCode>,
}

fn seed(code: &str, purpose: u8) -> [u8; 32] {
    let mut seed = [purpose; 32];
    seed.iter_mut().zip(code.bytes()).for_each(|(place, byte)| *place = byte);
    seed
}

fn log_key(code: &str) -> SigningKey {
    SigningKey::from_seed("log", &seed(code, 2))
}

/// The key it signs with from the second version of the directory on.
fn next_log_key(code: &str) -> SigningKey {
    SigningKey::from_seed("log", &seed(code, 6))
}

impl Who {
    fn new(code: &'static str) -> Result<Self, Fault> {
        let administration: Administration = known(code)?;
        let office = |name: &str| known(&format!("{code}{name}")).map(Some);
        let is_hub = code == HUB;
        Ok(Self {
            code,
            node: NodeId::of(&administration, 1).map_err(Fault::set_up)?,
            administration,
            is_hub,
            departure: if is_hub { None } else { office("DEP000")? },
            frontier: if is_hub { None } else { office("FRO000")? },
            destination: if is_hub { None } else { office("DES000")? },
        })
    }

    /// The offices, with what each does.
    fn offices(&self) -> impl Iterator<Item = (&OfficeCode, Function)> {
        let all = [
            (&self.departure, Function::Departure),
            (&self.frontier, Function::Passage),
            (&self.destination, Function::Destination),
            (&self.departure, Function::Guarantee),
        ];
        all.into_iter().filter_map(|(office, does)| Some((office.as_ref()?, does)))
    }

    fn member_key(&self) -> SigningKey {
        let name = member_key_name(REGION, &self.administration);
        SigningKey::from_seed(&name, &seed(self.code, 1))
    }

    /// What it states; `rekeyed` where it signs with its next key.
    fn member(&self, rekeyed: bool) -> Member {
        let offices = self.offices().filter(|(_, does)| *does != Function::Guarantee);
        let first = log_key(self.code).verifying();
        let (log_key, former_log_keys) = match rekeyed {
            true => {
                let former = FormerKey { key: first, compromised: None };
                (next_log_key(self.code).verifying(), vec![former])
            }
            false => (first, Vec::new()),
        };
        Member {
            v: 1,
            region: REGION.to_owned(),
            administration: self.administration.clone(),
            serial: if rekeyed { 2 } else { 1 },
            nodes: vec![NodeEntry {
                training: false,
                node: self.node.clone(),
                role: if self.is_hub { NodeRole::Hub } else { NodeRole::Customs },
                endpoint: format!("https://{}", self.code),
                log_key,
                former_log_keys,
                tls_key: Digest(seed(self.code, 5)),
                seal_key: UnsealKey::from_seed(&seed(self.code, 3)).public(),
                partitions: 1,
            }],
            offices: offices
                .map(|(code, does)| Office {
                    code: code.clone(),
                    name: code.to_string(),
                    functions: [does].into(),
                    mark: None,
                })
                .collect(),
        }
    }

    /// One officer for every post, and a standing order for each.
    pub(crate) fn people(&self, from: Timestamp) -> Result<People, Fault> {
        let mut people = People::default();
        for (office, function) in self.offices() {
            let name = serde_json::to_value(function).map_err(Fault::set_up)?;
            let id = format!("{office}/{}", name.as_str().unwrap_or_default());
            let post = Post { post: known(&id)?, office: office.clone(), function };
            people.holdings.push(Holding {
                officer: known("awa")?,
                post: post.post.clone(),
                from,
                until: None,
            });
            let provision = known("standing order 1")?;
            people.standing_orders.push(StandingOrder { post: post.post.clone(), provision });
            people.posts.push(post);
        }
        Ok(people)
    }

    pub(crate) fn keys(&self) -> NodeKeys {
        NodeKeys {
            log: log_key(self.code),
            // Those that were in use before stand here; this one is not in use yet.
            former_logs: vec![next_log_key(self.code)],
            seal: UnsealKey::from_seed(&seed(self.code, 3)),
            former_seals: Vec::new(),
            secret: NodeSecret::new(seed(self.code, 4)),
        }
    }

    /// What its administration sets. Signs of life and attempts to reach whoever is away are seldom, so
    /// that a day is not all of those.
    fn settings(&self) -> Result<Settings, Fault> {
        let fields = serde_json::json!({
            "region": REGION, "administration": self.administration, "node": self.node,
            "currency": "XOF", "heartbeat_ms": 1_800_000, "witness_ms": 60_000,
            "pace": {"retry_ms": 200, "retry_ms_max": 900_000, "answer_ms_max": 30_000},
        });
        serde_json::from_value(fields).map_err(Fault::set_up)
    }

    /// A trader of this country who holds transit procedures.
    pub(crate) fn holder(&self) -> Result<TraderId, Fault> {
        known(&format!("{}100", self.code))
    }

    /// A guarantee kept here, by its number: one more than that of the member whose trader holds it.
    pub(crate) fn grn(&self, number: usize) -> Result<Grn, Fault> {
        let body = format!("26{}{number:012}", self.code);
        let wrong: Grn = known(&format!("{body}0"))?;
        known(&format!("{body}{}", wrong.right_check_digit()))
    }
}

impl Charter {
    /// So many administrations, and the hub.
    pub(crate) fn new(nodes: usize, liar_leaves: bool) -> Result<Self, Fault> {
        let codes = COUNTRIES.iter().take(nodes).chain([&HUB, &LIAR]);
        let members = codes.map(|code| Who::new(code)).collect::<Result<Vec<_>, _>>()?;
        let joins = (nodes > FAR + 1).then(|| nodes - 1);
        let keys = members.iter().map(|who| {
            let key = who.member_key();
            (who.administration.clone(), key.verifying())
        });
        let root = Root { threshold: members.len() / 2, keys: keys.collect() };
        let mut charter = Self {
            joins,
            liar_leaves,
            documents: Vec::new(),
            members,
            root,
            agreements: BTreeMap::new(),
            terms: BTreeMap::new(),
            reference: Reference::new(),
        };
        for first in 0..nodes.saturating_sub(FAR).max(1) {
            let parties: Vec<usize> = (first..nodes.min(first + FAR + 1)).collect();
            charter.agreements.insert(format!("corridor-{first}"), parties);
        }
        for (id, parties) in &charter.agreements {
            for version in 1..=charter.last_version(id) {
                let agreement = charter.agreement((id, version), parties)?;
                charter.terms.insert((id.clone(), version), agreement);
            }
        }
        let first = Document {
            what: agreement::DIRECTORY.to_owned(),
            version: 1,
            note: charter.directory(None)?.to_string(),
        };
        let founded = charter.agreements.iter();
        let founded = founded.filter(|(_, parties)| !joins.is_some_and(|it| parties.contains(&it)));
        let founded = founded.map(|(id, parties)| charter.proposed((id, 1), parties));
        charter.documents = [Ok(first)].into_iter().chain(founded).collect::<Result<_, _>>()?;
        charter.reference = charter.reference_data(nodes)?;
        Ok(charter)
    }

    /// The documents a node is started with. Whoever joins later has all there are by then.
    pub(crate) fn first_documents(&self, number: usize) -> Result<Vec<Document>, Fault> {
        let newer = if self.joins == Some(number) { self.newer_documents()? } else { Vec::new() };
        Ok(self.documents.iter().cloned().chain(newer).collect())
    }

    /// A directory: the first, or the one after another.
    fn directory(&self, previous: Option<&Directory>) -> Result<Note, Fault> {
        let version = previous.map_or(1, |previous| previous.version() + 1);
        let joins = |number: usize| self.joins == Some(number);
        let listed = self.members.iter().enumerate();
        let listed = listed.filter(|(number, who)| {
            let has_left = who.code == LIAR && version >= WITHOUT_LIAR;
            (version > 1 || !joins(*number)) && !has_left
        });
        let signed = listed.map(|(number, who)| {
            let rekeyed = previous.is_some() && who.code != LIAR && !joins(number);
            who.member(rekeyed).sign(&who.member_key())
        });
        let signed = signed.collect::<Result<Vec<_>, _>>().map_err(Fault::set_up)?;
        let days = (known(START)?, known("2027-11-23T00:00:00Z")?);
        let mut root = self.root.clone();
        if version >= WITHOUT_LIAR {
            let liar = self.liar().map(|liar| self.who(liar)).transpose()?;
            root.keys.retain(|member, _| liar.is_none_or(|it| it.administration != *member));
        }
        let draft = Directory::draft(REGION, root, &signed, previous, 1, days);
        let draft = draft.map_err(Fault::set_up)?;
        let signers = self.members.iter().take(self.root.threshold);
        Ok(signers.fold(draft, |note, who| note.signed_by(&who.member_key())))
    }

    /// What an administration sets for its node.
    pub(crate) fn settings(&self, number: usize) -> Result<Settings, Fault> {
        let mut settings = self.who(number)?.settings()?;
        if self.national() == Some(number) {
            settings.decides.insert("guarantee".to_owned(), Decides::National);
        }
        Ok(settings)
    }

    pub(crate) fn who(&self, number: usize) -> Result<&Who, Fault> {
        self.members.get(number).ok_or_else(|| Fault::set_up("no such member"))
    }

    /// Who keeps guarantees about which a national system decides: the second, where there are enough
    /// others.
    pub(crate) fn national(&self) -> Option<usize> {
        (self.agreements.len() > 1).then_some(1)
    }

    /// The next directory, in which one more member is listed and every other that is honest signs with
    /// its next key, and perhaps the one after it, in which the liar is listed no more; the agreements of
    /// the new one; the next version of every agreement, which opens less, and the one after it, which
    /// opens as much as the first; and a last version of the first, which says on which day it ends.
    pub(crate) fn newer_documents(&self) -> Result<Vec<Document>, Fault> {
        let mut directory = self.directory(None)?;
        let mut previous = None;
        let mut all = Vec::new();
        for version in 2..=if self.liar_leaves { WITHOUT_LIAR } else { 2 } {
            let known = Directory::verify(&directory, previous.as_ref(), &self.root);
            let known = known.map_err(Fault::set_up)?;
            directory = self.directory(Some(&known))?;
            previous = Some(known);
            let (what, note) = (agreement::DIRECTORY.to_owned(), directory.to_string());
            all.push(Document { what, version, note });
        }
        for (id, parties) in &self.agreements {
            let is_new = self.joins.is_some_and(|joins| parties.contains(&joins));
            for version in if is_new { 1 } else { 2 }..=self.last_version(id) {
                all.push(self.proposed((id, version), parties)?);
            }
        }
        Ok(all)
    }

    /// How many versions an agreement has: one more, if it is the one that ends.
    pub(crate) fn last_version(&self, id: &str) -> u64 {
        let ends = self.agreements.first_key_value().is_some_and(|(first, _)| first == id);
        WITHOUT_LIAR + u64::from(ends)
    }

    pub(crate) fn liar(&self) -> Option<usize> {
        self.members.iter().position(|who| who.code == LIAR)
    }

    pub(crate) fn number_of(&self, node: &NodeId) -> Option<usize> {
        self.members.iter().position(|who| who.node == *node)
    }

    /// Whether any agreement lets two members share.
    pub(crate) fn agree(&self, one: usize, other: usize) -> bool {
        self.agreements.keys().any(|id| self.binds(id, (one, other)))
    }

    /// Whether an agreement is between two members, in every version.
    pub(crate) fn binds(&self, id: &str, (one, other): (usize, usize)) -> bool {
        let parties = self.agreements.get(id);
        parties.is_some_and(|parties| parties.contains(&one) && parties.contains(&other))
    }

    /// What a version of an agreement says. To the first ones the liar is a party too.
    fn agreement(&self, (id, version): (&str, u64), parties: &[usize]) -> Result<Agreement, Fault> {
        let ends = version > WITHOUT_LIAR;
        let until = ends.then(|| known(LAST_DAY)).transpose()?;
        let movement = if version.is_multiple_of(2) { "passage" } else { "operational" };
        let parties = self.signers(version, parties)?;
        Ok(Agreement {
            v: 1,
            id: id.to_owned(),
            version,
            title: format!("{id}, version {version}"),
            parties: parties.iter().map(|who| who.administration.clone()).collect(),
            instrument: Instrument {
                title: "Inter-State road transit of goods".to_owned(),
                citation: "A/P4/5/82".to_owned(),
            },
            purpose: "customs transit".to_owned(),
            from: known("2026-01-01")?,
            until,
            run_off_days: 180,
            shares: [("movement", movement), ("hold", "cover")]
                .map(|(kind, projection)| (kind.to_owned(), projection.to_owned()))
                .into(),
            passage: Passage { exit: Duty::Required, entry: Duty::Required },
            retention_days: BTreeMap::new(),
        })
    }

    /// Who is bound by a version of an agreement: its parties, and the liar until it leaves.
    fn signers(&self, version: u64, parties: &[usize]) -> Result<Vec<&Who>, Fault> {
        let has_left = self.liar_leaves && version >= WITHOUT_LIAR;
        let liar = self.liar().filter(|_| !has_left);
        parties.iter().copied().chain(liar).map(|number| self.who(number)).collect()
    }

    /// The same, signed by all its parties.
    fn proposed(&self, (id, version): (&str, u64), parties: &[usize]) -> Result<Document, Fault> {
        let note = self.agreement((id, version), parties)?.propose().map_err(Fault::set_up)?;
        let signers = self.signers(version, parties)?;
        let signed = signers.iter().fold(note, |note, who| note.signed_by(&who.member_key()));
        Ok(Document { what: id.to_owned(), version, note: signed.to_string() })
    }

    fn reference_data(&self, nodes: usize) -> Result<Reference, Fault> {
        let mut reference = Reference::new();
        for from in 0..nodes {
            for to in (0..nodes).filter(|to| *to != from) {
                // Half of the ways must be gone within the day.
                let days = if (from + to) % 2 == 0 { 1 } else { 0 };
                let route = self.route(&route(from, to), days)?;
                reference.routes.add(route).map_err(|error| Fault::SetUp(format!("{error:?}")))?;
            }
        }
        let guarantor = reference::Guarantor {
            id: known("G-1")?,
            name: "Caution commune".to_owned(),
            address: reference::Address {
                street_and_number: "Rue 12".to_owned(),
                postcode: None,
                city: "Abidjan".to_owned(),
                country: known("CI")?,
            },
            undertaking: known("U-1")?,
            valid: Validity::ALWAYS,
        };
        reference.guarantors.add(guarantor).map_err(|error| Fault::SetUp(format!("{error:?}")))?;
        Ok(reference)
    }

    fn route(&self, numbers: &[usize], limit_days: u16) -> Result<Route, Fault> {
        let missing = || Fault::set_up("a route leads through no office");
        let ends = numbers.first().zip(numbers.last()).ok_or_else(missing)?;
        let mut entries = BTreeMap::new();
        for number in numbers.iter().skip(1) {
            let office = self.who(*number)?.frontier.clone().ok_or_else(missing)?;
            entries.insert(office.country(), vec![office]);
        }
        Ok(Route {
            departure: self.who(*ends.0)?.departure.clone().ok_or_else(missing)?,
            destination: self.who(*ends.1)?.destination.clone().ok_or_else(missing)?,
            countries: Vec::new(),
            entries,
            frontiers: Vec::new(),
            limit_days,
            valid: Validity::ALWAYS,
        })
    }
}

/// The members a journey goes through, in order.
pub(crate) fn route(from: usize, to: usize) -> Vec<usize> {
    if from <= to { (from..=to).collect() } else { (to..=from).rev().collect() }
}

pub(crate) fn xof(amount: u32) -> Result<Money, Fault> {
    let currency = Currency::try_from("XOF".to_owned()).map_err(Fault::set_up)?;
    Ok(Money::new(Amount::whole(amount), currency))
}
