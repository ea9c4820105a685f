//! What must hold once a day is over, as DESIGN, section 10, has it for every simulation: seen by one
//! who looks into every store, and counts himself.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail, ensure};
use guarantee::account::UsageState;
use kernel::{Amount, DossierId, NodeId};
use node::Reader;
use store::Read;
use transit::{Phase, Standing};

use super::Lived;
use super::guarantees::{AMOUNT, Pledge};
use super::register::Journey;
use crate::bench::f64_of;
use crate::bench::homes::Home;

/// What was found to hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Checked {
    /// How many movements are there, discharged, with nothing left to do.
    pub(super) movements: usize,
    /// How many copies of movements were compared.
    pub(super) copies: usize,
    /// How many entries all journals have.
    pub(super) entries: f64,
}

/// A node that is looked into.
struct Eyes<'a> {
    home: &'a Home,
    rows: Box<dyn Read>,
    views: Reader,
}

/// Which events of a movement a node has: writer, epoch and index.
type Events = BTreeSet<(NodeId, u32, u64)>;

/// Looks at everything; the first promise that is broken is an error.
pub(super) fn all(lived: &Lived) -> anyhow::Result<Checked> {
    let Lived { homes, directory, journeys, pledges, .. } = lived;
    let mut eyes = Vec::new();
    for home in homes {
        eyes.push(Eyes { home, rows: home.eyes()?, views: home.reader(directory)? });
    }
    let entries = chains_verify(&eyes)?;
    let mut copies = 0;
    for (movement, journey) in journeys {
        copies += copies_agree(&eyes, movement, journey)?;
    }
    nothing_else_is_there(&eyes, journeys)?;
    money_adds_up(&eyes, journeys, pledges)?;
    Ok(Checked { movements: journeys.len(), copies, entries })
}

/// Every journal is one chain under signed checkpoints, what peers proved is whole, and nobody had
/// anything to complain of.
fn chains_verify(eyes: &[Eyes<'_>]) -> anyhow::Result<f64> {
    let mut entries = 0.0;
    for node in eyes {
        let found = crate::verify::verify(&node.home.dir)?;
        ensure!(found.ok, "{} does not verify: {:?}", node.home.code, found.first_bad);
        entries += f64_of(usize::try_from(found.entries)?);
        let alarms = node.views.alarms(8)?;
        ensure!(alarms.is_empty(), "{} has alarms: {alarms:?}", node.home.code);
    }
    Ok(entries)
}

/// All copies of a movement are one, it is discharged and nothing is left to do, and whoever is not on
/// its way has not heard of it. Gives back how many copies there are.
fn copies_agree(
    eyes: &[Eyes<'_>],
    movement: &DossierId,
    journey: &Journey,
) -> anyhow::Result<usize> {
    let mut first: Option<(Events, Standing)> = None;
    for node in eyes {
        let code = &node.home.code;
        if !journey.way.route.contains(&code.as_str()) {
            ensure!(node.rows.dossier(movement)?.is_none(), "{code} has heard of {movement}");
            continue;
        }
        let viewed = node.views.movement(movement)?;
        let standing = viewed.with_context(|| format!("{code} has lost {movement}"))?.view.standing;
        let over = standing.phase == Phase::Discharged && standing.concerns.is_empty();
        ensure!(over, "{movement} stands at {standing:?} at {code}");
        let mut events = BTreeSet::new();
        for row in node.rows.told_of(movement)? {
            ensure!(row.verdict.is_empty(), "{row:?} does not count at {code}");
            let place = (row.writer, row.epoch.0, row.index);
            ensure!(events.insert(place), "{code} counts an event of {movement} twice");
        }
        match &first {
            None => first = Some((events, standing)),
            Some(first) => {
                ensure!(*first == (events, standing), "copies of {movement} differ at {code}");
            }
        }
    }
    Ok(journey.way.route.len())
}

/// Nobody has a movement that nobody lodged.
fn nothing_else_is_there(
    eyes: &[Eyes<'_>],
    journeys: &BTreeMap<DossierId, Journey>,
) -> anyhow::Result<()> {
    for node in eyes {
        let code = node.home.code.as_str();
        let lodged = journeys.values().filter(|journey| journey.way.route.contains(&code)).count();
        let phases = node.views.phases("movement")?;
        let listed: u64 = phases.iter().map(|(_, count)| count).sum();
        ensure!(
            listed == u64::try_from(lodged)?,
            "{code} lists {phases:?}, and {lodged} were lodged"
        );
    }
    Ok(())
}

/// Each guarantee was asked for just what was lodged under it, held all of it, holds nothing any more,
/// and its ledger comes to zero.
fn money_adds_up(
    eyes: &[Eyes<'_>],
    journeys: &BTreeMap<DossierId, Journey>,
    pledges: &BTreeMap<NodeId, Vec<Pledge>>,
) -> anyhow::Result<()> {
    let mut asked: BTreeMap<&str, Vec<Amount>> = BTreeMap::new();
    for journey in journeys.values() {
        asked.entry(&journey.grn).or_default().push(Amount::whole(journey.amount));
    }
    let whole: Amount = Amount::parse(AMOUNT)?;
    for (keeper, pledge) in
        pledges.iter().flat_map(|(keeper, all)| all.iter().map(move |it| (keeper, it)))
    {
        let node = eyes.iter().find(|node| node.home.node == *keeper).context("no such keeper")?;
        let viewed = node.views.guarantee(&pledge.dossier)?.context("a guarantee is lost")?.view;
        let grn = &pledge.grn;
        ensure!(viewed.held == Amount::ZERO && viewed.live_hold_count == 0, "{grn} still holds");
        ensure!(viewed.free == whole, "{grn} has {} free of {whole}", viewed.free);
        ensure!(viewed.ledger_sum.is_zero(), "the ledger of {grn} does not come to zero");
        let holds: BTreeSet<_> = viewed.usage.iter().map(|usage| &usage.hold.hold).collect();
        ensure!(holds.len() == viewed.usage.len(), "{grn} has answered somebody twice");
        let mut held = Vec::new();
        for usage in &viewed.usage {
            let (UsageState::Credited, Some(covered)) = (usage.state, usage.covered) else {
                bail!("{grn} has a use that is {:?}", usage.state);
            };
            held.push(covered.amount);
        }
        let mut wanted = asked.remove(grn.as_str()).unwrap_or_default();
        wanted.sort();
        held.sort();
        ensure!(held == wanted, "{grn} has held {} amounts, not those lodged", held.len());
    }
    ensure!(asked.is_empty(), "movements went under guarantees that nobody lodged");
    Ok(())
}
