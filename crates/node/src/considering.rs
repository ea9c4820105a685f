//! What the rules say of a command, and whether whoever asks may ask: before anything is written, and
//! also where nothing is to be.

use identity::{Actor, Authority, may};
use kernel::{Basis, Decision, DossierId, Happened, Name, Refusal as _, Refused};
use transit::{Command, Part};

use crate::cache::Loaded;
use crate::fault::Fault;
use crate::kind::{Extras, Kind};
use crate::node::{Mode, Node};
use crate::refusal::Refusal;
use crate::submit::Target;

/// What is asked of a movement, where nobody asks that it be done.
#[derive(Debug, Clone, PartialEq)]
pub struct Questioned {
    /// Of which movement.
    pub target: Target,
    /// What.
    pub command: Command,
}

impl Node {
    /// What the rules would refuse of a command if it were given now. Nothing happens, and nothing is
    /// remembered; the codes of guarantees are not tried.
    pub fn would_refuse(
        &mut self,
        now: kernel::Timestamp,
        actor: &Actor,
        questioned: Questioned,
    ) -> Result<Vec<Refused>, Fault> {
        let Questioned { target, command } = questioned;
        if self.unready().is_some() {
            return Ok(Vec::new());
        }
        self.now = self.now.max(now);
        let dossier = match self.resolve::<Part>(&target)? {
            Ok(dossier) => dossier,
            Err(refusal) => return Ok(vec![refusal.refused()]),
        };
        let loaded = self.load::<Part>(&dossier)?;
        let extras = Extras::asked_by(actor, &target);
        let considered = self.consider::<Part>(&loaded, actor, command, &extras)?;
        if target != Target::New {
            self.put_back(loaded);
        }
        Ok(considered.err().unwrap_or_default())
    }

    /// Why nothing can be asked of the node now: it only reads, or no directory has reached it yet.
    pub(crate) fn unready(&self) -> Option<Refusal> {
        match self.mode {
            Mode::Recovering => Some(Refusal::Recovering),
            Mode::Ready if self.world.directory().is_err() => Some(Refusal::NotWorking),
            Mode::Ready => None,
        }
    }

    /// What the rules say, where there is such a dossier for whoever asks.
    pub(crate) fn consider<D: Kind>(
        &mut self,
        loaded: &Loaded<D>,
        actor: &Actor,
        command: D::Command,
        extras: &Extras,
    ) -> Result<Result<Vec<Happened<D>>, Vec<Refused>>, Fault> {
        let refused = |refusal: Refusal| Ok(Err(vec![refusal.refused()]));
        if let Some(name) = &extras.called
            && !D::is_seen(&loaded.dossier, actor)
            && !D::lets_in(&command)
        {
            return refused(Refusal::DossierUnknown { name: name.clone() });
        }
        if loaded.quarantined {
            return refused(Refusal::Quarantined { dossier: loaded.dossier.id.clone() });
        }
        self.decide::<D>(loaded, actor, command, extras)
    }

    /// What the rules say, and whether whoever asks may ask.
    fn decide<D: Kind>(
        &mut self,
        loaded: &Loaded<D>,
        actor: &Actor,
        command: D::Command,
        extras: &Extras,
    ) -> Result<Result<Vec<Happened<D>>, Vec<Refused>>, Fault> {
        let decision = match self.authority::<D>(loaded, actor, &command) {
            Ok(decision) => decision,
            Err(refusal) => return Ok(Err(vec![refusal.refused()])),
        };
        let version = loaded.version;
        if extras.versions.as_ref().is_some_and(|versions| !versions.contains(&version)) {
            return Ok(Err(vec![Refusal::VersionMoved { version }.refused()]));
        }
        let facts = D::facts(self, &loaded.dossier, &command, decision, extras)?;
        let happened = match D::decide(&loaded.dossier, &facts, command) {
            Ok(happened) => happened,
            Err(why) => return Ok(Err(why.iter().map(kernel::Refusal::refused).collect())),
        };
        for name in happened.iter().flat_map(|happened| D::names(&happened.event)) {
            let taken = self.reserved(&name)?;
            if taken.is_some_and(|taken| taken != loaded.dossier.id) {
                let refusal = Refusal::NameTaken { name: name.to_string() };
                return Ok(Err(vec![refusal.refused()]));
            }
        }
        Ok(Ok(happened))
    }

    /// The dossier a name is reserved to, also where it was erased.
    pub(crate) fn reserved(&self, name: &Name) -> Result<Option<DossierId>, Fault> {
        match self.store.reserved(name)? {
            None if self.has_erased => Ok(self.store.reserved(&self.erased_name(name))?),
            found => Ok(found),
        }
    }

    /// The decision an actor takes with a command, if it is one; a refusal where he may not.
    fn authority<D: Kind>(
        &self,
        loaded: &Loaded<D>,
        actor: &Actor,
        command: &D::Command,
    ) -> Result<Option<Decision>, Refusal> {
        let competence = D::competence(&loaded.dossier, command);
        let basis = D::basis(command);
        let people = &self.world.people;
        let authority = may(people, actor, &competence, basis, self.now)
            .map_err(|denied| Refusal::NotAllowed { reason: denied.word().to_owned() })?;
        let ordered = || match &authority {
            Authority::Post { post, .. } => people.order_of(post).map(|order| Basis {
                provision: order.provision.clone(),
                national_reference: None,
                officer: None,
                post: None,
            }),
            Authority::Trader(_) | Authority::Guarantor(_) | Authority::Node => None,
        };
        let basis = basis.cloned().or_else(ordered);
        Ok(basis.and_then(|basis| authority.decision(&basis)))
    }
}
