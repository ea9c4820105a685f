//! What goes between nodes: sent, delivered, taken and answered.

use exchange::{Ask, Envelope, Wanted};
use kernel::{NodeId, utc_day};

use crate::fault::Fault;
use crate::machine::Machine;
use crate::network::{Letter, What, nothing_came};
use crate::run::{Event, IDLE_MS, Run, Step};

impl Run<'_> {
    /// Asks the home of a dossier for all of it once more, as an officer does who misses something.
    pub(crate) fn want(&mut self, number: usize) -> Result<(), Fault> {
        let own = self.charter.who(number)?.node.clone();
        let mut known = self.checks.known_dossiers(number);
        known.retain(|(dossier, _)| dossier.writer() != own);
        let Some((dossier, _)) = self.chance.pick(&known).cloned() else { return Ok(()) };
        let now = self.now;
        self.say_of(number, &format!("wants {dossier}"));
        self.machine(number)?.step(now, |node, _| {
            node.want(&dossier.writer(), Wanted::Dossier(dossier.clone()));
            Ok(())
        })?;
        Ok(())
    }

    pub(crate) fn post_to(&mut self, from: usize, to: &NodeId, what: What) -> Step {
        let Some(to) = self.charter.number_of(to) else { return Ok(Ok(())) };
        let held = self.may_leave((from, to), &what)?;
        self.post(Letter { from, to, what });
        Ok(held)
    }

    /// Whether what a machine sends another is that one's to know.
    fn may_leave(&self, (from, to): (usize, usize), what: &What) -> Step {
        let envelope = match what {
            What::Envelope(body) => exchange::read("an envelope", body).ok(),
            What::Told { ask: Ask::Stream { .. } | Ask::Dossier { .. }, body } => {
                exchange::read::<Option<Envelope>>("an envelope", body).ok().flatten()
            }
            _ => None,
        };
        let Some((envelope, machine)) = envelope.zip(self.machines.get(from)) else {
            return Ok(Ok(()));
        };
        let today = utc_day(machine.clock(self.now));
        self.checks.may_leave(&self.charter, (from, to), today, &envelope)
    }

    fn post(&mut self, letter: Letter) {
        let posted = self.network.post((&self.faults, &mut self.chance), self.now, letter);
        for trouble in posted.troubles {
            *self.tally.troubles.entry(trouble).or_default() += 1;
        }
        for (at, letter) in posted.arrivals {
            self.at(at, Event::Deliver(letter));
        }
    }

    pub(crate) fn deliver(&mut self, letter: Letter) -> Step {
        let Letter { from, to, what } = &letter;
        let (from, to) = (*from, *to);
        let (sender, receiver) = (self.code(from), self.code(to));
        self.say(|| format!("{receiver} gets: {} from {sender}", what.words()));
        self.tally.letters += 1;
        if let (None, What::Ask { ask, .. }) = (self.machines.get(to), &what)
            && let Some(body) = self.lying_answer(from, ask)?
        {
            let what = What::Told { ask: ask.clone(), body };
            self.post(Letter { from: to, to: from, what });
            return Ok(Ok(()));
        }
        // Anything else the liar does not read.
        let Some(was_up) = self.machines.get(to).map(Machine::is_up) else {
            let nothing = nothing_came(self.now, letter);
            nothing.into_iter().for_each(|(at, letter)| self.at(at, Event::Deliver(letter)));
            return Ok(Ok(()));
        };
        let unanswered = matches!(what, What::Unanswered | What::Untold { .. });
        let answer = self.take(&letter)?;
        match answer {
            Taken::Answer(what) => {
                let held = self.may_leave((to, from), &what)?;
                if held.is_err() {
                    return Ok(held);
                }
                self.post(Letter { from: to, to: from, what });
            }
            Taken::Nothing => {
                if let Some((at, letter)) = nothing_came(self.now, letter) {
                    self.at(at, Event::Deliver(letter));
                }
            }
            Taken::Silently => {}
        }
        // Whoever gets no answer waits before the next attempt.
        let most_ms = if unanswered { IDLE_MS } else { 400 };
        self.wake(to, 20, most_ms);
        self.look(to, was_up)
    }

    fn take(&mut self, letter: &Letter) -> Result<Taken, Fault> {
        let Letter { from, to, what } = letter;
        let (now, peer) = (self.now, self.charter.who(*from)?.node.clone());
        let machine = self.machine(*to)?;
        let answered = match what {
            What::Envelope(body) => {
                let Ok(envelope) = exchange::read("an envelope", body) else {
                    return Ok(Taken::Nothing);
                };
                let answer = machine.step(now, |node, clock| {
                    let answer = node.receive(clock, Some(&peer), &envelope)?;
                    Ok(exchange::write("an answer", &answer)?)
                })?;
                answer.map(What::Answer)
            }
            What::Ask { ask, body } => {
                let Ok(read) = exchange::read::<Ask>("a question", body) else {
                    return Ok(Taken::Nothing);
                };
                let told = machine.step(now, |node, clock| node.asked(clock, &peer, &read))?;
                told.map(|body| What::Told { ask: ask.clone(), body })
            }
            What::Answer(body) => {
                machine.step(now, |node, clock| node.answered(clock, &peer, body))?;
                return Ok(Taken::Silently);
            }
            What::Told { ask, body } => {
                machine.step(now, |node, clock| node.told(clock, &peer, ask, Some(body)))?;
                return Ok(Taken::Silently);
            }
            What::Unanswered => {
                machine.step(now, |node, clock| {
                    node.unanswered(clock, &peer);
                    Ok(())
                })?;
                return Ok(Taken::Silently);
            }
            What::Untold { ask } => {
                machine.step(now, |node, clock| node.told(clock, &peer, ask, None))?;
                return Ok(Taken::Silently);
            }
        };
        Ok(answered.map_or(Taken::Nothing, Taken::Answer))
    }
}

/// What came of something that arrived.
enum Taken {
    /// It is answered so.
    Answer(What),
    /// It is not answered.
    Nothing,
    /// It is itself an answer.
    Silently,
}
