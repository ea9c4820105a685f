//! One envelope at a time, from one node of a region to another, and the answer back.

use node::Outgoing;

use crate::region::{Region, node_id};

impl Region {
    /// The next envelope of a node for another.
    pub(crate) fn envelope(&mut self, from: &str, to: &str) -> exchange::Envelope {
        self.later(1);
        let now = self.now;
        let outgoing = self.node(from).outgoing(now).unwrap();
        let outgoing = outgoing.iter().find(|outgoing| outgoing.to == node_id(to));
        ::exchange::read("an envelope", &outgoing.expect("there is something to tell").body)
            .unwrap()
    }

    /// Carries what one node has for another, and the answer.
    pub(crate) fn carry_one(&mut self, from: &'static str, to: &str) {
        let envelope = self.envelope(from, to);
        let body = ::exchange::write("an envelope", &envelope).unwrap();
        self.carry(from, &Outgoing { to: node_id(to), endpoint: String::new(), body });
    }

    /// Carries one envelope and its answer. A node that is not there does not answer.
    pub(crate) fn carry(&mut self, from: &'static str, outgoing: &Outgoing) {
        let now = self.now;
        let to = self.nodes.keys().copied().find(|code| node_id(code) == outgoing.to);
        let Some(to) = to else {
            self.node(from).unanswered(now, &outgoing.to);
            return;
        };
        let envelope = ::exchange::read("an envelope", &outgoing.body).unwrap();
        let answer = self.node(to).receive(now, Some(&node_id(from)), &envelope).unwrap();
        let answer = ::exchange::write("an answer", &answer).unwrap();
        self.node(from).answered(now, &outgoing.to, &answer).unwrap();
    }
}
