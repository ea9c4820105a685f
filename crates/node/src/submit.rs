//! Taking commands: who asks, was it asked before, what do the rules say, what happened.

use guarantee::account;
use identity::Actor;
use journal::{AlarmKind, Subject};
use kernel::{
    Administration, CommandId, Decider, DossierId, Grn, Happened, Name, NameKind, Refusal as _,
    Refused,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{CommandRow, DossierRow, KeyId, Place, Source, ToldRow};

use crate::cache::Loaded;
use crate::contradicting::Told;
use crate::dispatching::cites_of;
use crate::fault::Fault;
use crate::history::{ACTOR, CORE, history};
use crate::kind::{Extras, Kind};
use crate::node::Node;
use crate::refusal::Refusal;
use crate::settings::Settings;

/// Something asked of the node.
#[derive(Debug, Clone)]
pub struct Submission {
    /// What the sender calls it, so that sending it again counts once.
    pub id: CommandId,
    /// Who asks.
    pub actor: Actor,
    /// The bytes as they came, for recognising a repeat. They are not kept.
    pub raw: Vec<u8>,
    /// Of which dossier.
    pub target: Target,
    /// What.
    pub command: Command,
    /// The versions one of which the dossier must have; any where nothing is said.
    pub versions: Option<Vec<i64>>,
}

/// Which dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// One that begins with this.
    New,
    /// This one.
    Dossier(DossierId),
    /// The one of this name.
    Named(Name),
}

/// A command of any kind that somebody outside may send.
#[derive(Debug, Clone)]
pub enum Command {
    /// Of a guarantee.
    Guarantee(Box<account::Command>),
    /// Of a movement.
    Movement(Box<transit::Command>),
}

/// The answer. A repeat gets the first one, whatever has happened since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What happened, or all the reasons why not.
    pub outcome: Result<Done, Vec<Refused>>,
    /// Whether the same command had been answered before.
    pub repeated: bool,
}

/// What a command did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Done {
    /// The dossier.
    pub dossier: DossierId,
    /// Its version now.
    pub version: i64,
    /// The events, by name; none where what was asked was so already.
    pub events: Vec<String>,
}

type Outcome = Result<Done, Vec<Refused>>;

fn refused(refusal: &Refusal) -> Outcome {
    Err(vec![refusal.refused()])
}

/// Which of the dossiers that carry a name is meant: this node's own, else its administration's, else
/// the only one. Others may call theirs as they like, and none of ours is taken for one of those.
pub(crate) fn meant<'a>(found: &'a [DossierId], at: &Settings) -> Option<&'a DossierId> {
    let only = |mut of: Vec<&'a DossierId>| of.pop().filter(|_| of.is_empty());
    let of = |own: &dyn Fn(&DossierId) -> bool| found.iter().filter(|id| own(id)).collect();
    only(of(&|id| id.writer() == at.node))
        .or_else(|| only(of(&|id| id.home() == at.administration)))
        .or_else(|| only(of(&|_| true)))
}

impl Node {
    /// Takes what arrived together and answers when all of it is on the disk. What follows at once
    /// from it, by policy, is done in the same breath.
    pub fn submit(
        &mut self,
        now: kernel::Timestamp,
        submissions: Vec<Submission>,
    ) -> Result<Vec<Reply>, Fault> {
        let done = self.try_submit(now, submissions);
        if done.is_err() {
            self.abandon();
        }
        done
    }

    fn try_submit(
        &mut self,
        now: kernel::Timestamp,
        submissions: Vec<Submission>,
    ) -> Result<Vec<Reply>, Fault> {
        if let Some(refusal) = self.unready() {
            let reply = |_| Reply { outcome: refused(&refusal), repeated: false };
            return Ok(submissions.into_iter().map(reply).collect());
        }
        self.begin(now)?;
        let commands: Vec<&str> = submissions.iter().map(|asked| asked.id.as_str()).collect();
        let dossiers = submissions.iter().filter_map(|asked| match &asked.target {
            Target::Dossier(dossier) => Some(dossier.clone()),
            Target::New | Target::Named(_) => None,
        });
        self.store.foresee(&commands, &dossiers.collect::<Vec<_>>())?;
        let mut replies = Vec::with_capacity(submissions.len());
        for submission in submissions {
            replies.push(self.one(submission)?);
            self.run_tasks()?;
        }
        self.finish()?;
        Ok(replies)
    }

    fn one(&mut self, submission: Submission) -> Result<Reply, Fault> {
        let Submission { id, actor, raw, target, command, versions } = submission;
        let mac = self.keys.secret.of_command(&raw).digest().0;
        if let Some(before) = self.answered_before(&id)? {
            return self.repeat(&before, &mac);
        }
        let told = Told::by(&actor, &target, &command);
        let outcome = match command {
            Command::Guarantee(command) => {
                self.targeted::<account::Account>(&target, actor, *command, versions)?
            }
            Command::Movement(command) => {
                self.targeted::<transit::Part>(&target, actor, *command, versions)?
            }
        };
        if let (Some(told), Err(why)) = (told, &outcome) {
            self.contradicted(told, why)?;
        }
        self.remember(&id, mac, &outcome)?;
        Ok(Reply { outcome, repeated: false })
    }

    /// A command that came before, also where its dossier was erased since.
    pub(crate) fn answered_before(&self, id: &CommandId) -> Result<Option<CommandRow>, Fault> {
        match self.store.command(id.as_str())? {
            None if self.has_erased => Ok(self.store.command(&self.erased_command(id.as_str()))?),
            found => Ok(found),
        }
    }

    /// Why a command is not the one that came before under its identifier: a refusal that is kept as
    /// evidence. Nothing where it is.
    pub(crate) fn differs(
        &mut self,
        before: &CommandRow,
        mac: &[u8; 32],
    ) -> Result<Option<Refusal>, Fault> {
        if before.mac == *mac {
            return Ok(None);
        }
        let id = before.id.clone();
        let digest = kernel::Digest(*mac);
        let detail = format!("the same command id with other content, known as {digest}");
        self.alarm(AlarmKind::Contested, &id, &detail)?;
        Ok(Some(Refusal::CommandDiffers { id }))
    }

    /// The first answer again, or why there is none.
    fn repeat(&mut self, before: &CommandRow, mac: &[u8; 32]) -> Result<Reply, Fault> {
        if let Some(refusal) = self.differs(before, mac)? {
            return Ok(Reply { outcome: refused(&refusal), repeated: true });
        }
        let key = self.answer_key(before.dossier.clone());
        let answer = self.vault.open_text(&key, before.id.as_bytes(), &before.answer)?;
        let outcome = match answer {
            None => refused(&Refusal::AnswerErased),
            Some(answer) => serde_json::from_slice(&answer)
                .map_err(|source| Fault::Kept { what: "an answer", source })?,
        };
        Ok(Reply { outcome, repeated: true })
    }

    pub(crate) fn answer_key(&self, dossier: Option<DossierId>) -> KeyId {
        let author = self.settings.node.clone();
        KeyId { dossier, author, class: "answers".to_owned() }
    }

    fn remember(&mut self, id: &CommandId, mac: [u8; 32], outcome: &Outcome) -> Result<(), Fault> {
        let dossier = outcome.as_ref().ok().map(|done| done.dossier.clone());
        let answer = serde_json::to_vec(outcome)
            .map_err(|source| Fault::Kept { what: "an answer", source })?;
        let key = self.answer_key(dossier.clone());
        let answer =
            self.vault.seal_text(&key, id.as_str().as_bytes(), &answer, self.entropy.as_mut())?;
        Ok(self.store.put_command(&CommandRow { id: id.to_string(), mac, dossier, answer })?)
    }

    /// Nothing is here under a name; where it says who keeps it, that too, whether or not there is such
    /// a dossier there.
    fn unknown(&self, name: &Name) -> Refusal {
        let grn = Some(name).filter(|name| name.kind == NameKind::Grn);
        let country = grn.and_then(|name| Grn::parse(&name.value).ok()).map(|grn| grn.country());
        let administration = country.as_ref().map(Administration::of);
        let elsewhere = administration.filter(|keeper| *keeper != self.settings.administration);
        let keeper = elsewhere.and_then(|administration| {
            let directory = self.world.directory().ok()?;
            Some((directory.nodes_of(&administration).first()?.endpoint.clone(), administration))
        });
        let name = name.to_string();
        match keeper {
            Some((endpoint, administration)) => {
                Refusal::GuaranteeElsewhere { name, administration, endpoint }
            }
            None => Refusal::DossierUnknown { name },
        }
    }

    fn targeted<D: Kind>(
        &mut self,
        target: &Target,
        actor: Actor,
        command: D::Command,
        versions: Option<Vec<i64>>,
    ) -> Result<Outcome, Fault> {
        let dossier = match self.resolve::<D>(target)? {
            Ok(dossier) => dossier,
            Err(refusal) => return Ok(refused(&refusal)),
        };
        let extras = Extras { versions, ..Extras::asked_by(&actor, target) };
        self.transact::<D>(&dossier, &actor, command, &extras)
    }

    /// The dossier that is meant.
    pub(crate) fn resolve<D: Kind>(
        &mut self,
        target: &Target,
    ) -> Result<Result<DossierId, Refusal>, Fault> {
        Ok(match target {
            Target::New => Ok(self.mint_dossier()),
            Target::Dossier(dossier) if self.knows::<D>(dossier)? => self.shown(dossier)?,
            Target::Dossier(dossier) => Err(Refusal::DossierUnknown { name: dossier.to_string() }),
            Target::Named(name) => {
                let found = self.find::<D>(name)?;
                match meant(&found, &self.settings) {
                    Some(dossier) => self.shown(dossier)?,
                    None if found.is_empty() => Err(self.unknown(name)),
                    None => Err(Refusal::NameAmbiguous { name: name.to_string() }),
                }
            }
        })
    }

    /// A dossier, unless it was erased.
    fn shown(&self, dossier: &DossierId) -> Result<Result<DossierId, Refusal>, Fault> {
        let erased = self.is_gone(dossier)?;
        let dossier = dossier.clone();
        Ok(if erased { Err(Refusal::Erased { dossier }) } else { Ok(dossier) })
    }

    /// The one dossier of a kind that a name means here.
    pub(crate) fn meant<D: Decider>(&self, name: &Name) -> Result<Option<DossierId>, Fault> {
        Ok(meant(&self.find::<D>(name)?, &self.settings).cloned())
    }

    /// A new dossier of this node.
    pub(crate) fn mint_dossier(&mut self) -> DossierId {
        let drawn = self.random();
        let drawn = DossierId::in_order(self.now, drawn);
        DossierId::mint(&self.settings.administration, &self.settings.node, self.epoch, drawn)
    }

    fn knows<D: Decider>(&self, dossier: &DossierId) -> Result<bool, Fault> {
        Ok(self.store.dossier(dossier)?.is_some_and(|row| row.kind == D::KIND))
    }

    /// The dossiers of a kind that carry a name.
    pub(crate) fn find<D: Decider>(&self, name: &Name) -> Result<Vec<DossierId>, Fault> {
        let mut found = Vec::new();
        let mut named = self.store.named(name)?;
        if self.has_erased {
            named.extend(self.store.named(&self.erased_name(name))?);
        }
        for dossier in named {
            if self.knows::<D>(&dossier)? {
                found.push(dossier);
            }
        }
        Ok(found)
    }

    /// A dossier, folded: from the cache, or from the journal.
    pub(crate) fn load<D: Kind>(&mut self, id: &DossierId) -> Result<Loaded<D>, Fault> {
        if let Some(loaded) = D::slot(&mut self.cache).take(id) {
            return Ok(loaded);
        }
        let history =
            history::<D>(self.store.as_ref(), &self.find_key(), &self.side(), (id, i64::MAX))?;
        Ok(Loaded {
            dossier: history.dossier,
            seen: history.seen,
            version: history.version,
            own_part: history.own_part,
            quarantined: history.broken.is_some(),
        })
    }

    /// Keeps a dossier folded that was looked at only; one whose history is broken is folded anew.
    pub(crate) fn put_back<D: Kind>(&mut self, loaded: Loaded<D>) {
        if !loaded.quarantined {
            D::slot(&mut self.cache).put(loaded);
        }
    }

    /// One command of one dossier in one transaction: all of it happens, or nothing. Whoever is
    /// turned away is refused, and that he was is written all the same.
    pub(crate) fn transact<D: Kind>(
        &mut self,
        id: &DossierId,
        actor: &Actor,
        command: D::Command,
        extras: &Extras,
    ) -> Result<Outcome, Fault> {
        let mut loaded = self.load::<D>(id)?;
        let happened = match self.consider::<D>(&loaded, actor, command, extras)? {
            Ok(happened) => happened,
            Err(why) => {
                self.put_back(loaded);
                return Ok(Err(why));
            }
        };
        let denials: Vec<_> =
            happened.iter().filter_map(|happened| D::denial(&happened.event)).collect();
        let mut events = Vec::new();
        for happened in happened {
            events.push(self.write::<D>(&mut loaded, actor, happened)?);
        }
        if !denials.is_empty() {
            D::slot(&mut self.cache).put(loaded);
            return Ok(Err(denials));
        }
        let done = Done { dossier: id.clone(), version: loaded.version, events };
        D::slot(&mut self.cache).put(loaded);
        Ok(Ok(done))
    }

    /// Writes one event: journal, order told, names, readers, what follows from it.
    fn write<D: Kind>(
        &mut self,
        loaded: &mut Loaded<D>,
        actor: &Actor,
        happened: Happened<D>,
    ) -> Result<String, Fault> {
        let Happened { event, details } = happened;
        let id = loaded.dossier.id.clone();
        let part = loaded.dossier.parts.remove(&self.settings.node).unwrap_or_default();
        let part = D::evolve(part, &event)
            .map_err(|_| Fault::Damaged { what: "an event the rules decided" })?;
        loaded.dossier.parts.insert(self.settings.node.clone(), part);
        loaded.own_part += 1;
        let audience = match &self.gathering {
            None => self.audience::<D>(&loaded.dossier)?,
            Some(_) => self.audience_again::<D>(&loaded.dossier)?,
        };
        let cites = cites_of(&audience);
        let subject = Subject::Event {
            dossier: id.clone(),
            kind: D::KIND.to_owned(),
            part: loaded.own_part,
            seen: self.seen_by_us(loaded.seen.clone()),
        };
        let (name, groups) = groups::<D>(&event, &details, actor)?;
        let partition = self.partition(&id);
        let place = self.append(partition, subject, D::KIND, self.cites(cites), groups)?;
        let seq = self.tell::<D>(&id, place, loaded.own_part)?;
        loaded.version = seq;
        loaded.seen.0.insert(self.settings.node.clone(), (self.epoch, place.index));
        if loaded.own_part == 1 && self.store.dossier(&id)?.is_none() {
            let row =
                DossierRow { dossier: id.clone(), kind: D::KIND.to_owned(), flag: String::new() };
            self.store.put_dossier(&row)?;
        }
        for known in D::names(&event) {
            self.store.put_name(&known, &id, true)?;
        }
        for key in D::keys(&event) {
            self.store.put_name(&key, &id, false)?;
        }
        self.notice::<D>(&loaded.dossier, seq, self.now, &name)?;
        self.number_for::<D>(&loaded.dossier, place, &audience)?;
        self.schedule((D::KIND, &name), &id, seq)?;
        Ok(name)
    }

    fn tell<D: Decider>(
        &mut self,
        dossier: &DossierId,
        place: Place,
        part: u64,
    ) -> Result<i64, Fault> {
        Ok(self.store.tell(&ToldRow {
            seq: 0,
            dossier: dossier.clone(),
            kind: D::KIND.to_owned(),
            writer: self.settings.node.clone(),
            part,
            epoch: place.epoch,
            index: place.index,
            source: Source::Own(place),
            verdict: String::new(),
        })?)
    }
}

/// An event as groups: its core, each of its details, and who asked. Gives back its name too.
fn groups<D: Decider>(
    event: &D::Event,
    details: &D::Details,
    actor: &Actor,
) -> Result<(String, Vec<(String, Value)>), Fault> {
    let kept = |source| Fault::Kept { what: "an event", source };
    let core = serde_json::to_value(event).map_err(kept)?;
    let name = event_name(&core);
    let mut groups = vec![(CORE.to_owned(), core)];
    if let Value::Object(open) = serde_json::to_value(details).map_err(kept)? {
        groups.extend(open);
    }
    groups.push((ACTOR.to_owned(), serde_json::to_value(actor).map_err(kept)?));
    Ok((name, groups))
}

/// The name of an event: the one key of its core.
pub(crate) fn event_name(core: &Value) -> String {
    match core {
        Value::Object(fields) => fields.keys().next().cloned().unwrap_or_default(),
        Value::String(name) => name.clone(),
        _ => String::new(),
    }
}
