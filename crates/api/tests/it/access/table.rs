//! Every route against everybody: what each is answered.

use super::scene::{
    Content, accepting, asking, coding, declaration, directory, erasing, hooking, leaving, lodging,
    nothing, packing, presenting, resuming, retrying, telling, unpacking,
};

/// Everybody, in the order of the columns: what they are called, and what that means.
pub(super) const WHO: [(&str, &str); 20] = [
    ("nobody", "without token or certificate"),
    ("holder", "the trader who is the holder of the movement and of the guarantee"),
    ("representative", "the trader who declared the movement for the holder, under a mandate"),
    ("trader", "a trader who is party to neither"),
    ("guarantor", "the guarantor who has undertaken the guarantee"),
    ("other guarantor", "a guarantor who has undertaken another"),
    ("agent", "the trader who is the guarantor's agent in the other country"),
    ("officer", "an officer with every post of the administration"),
    ("frontier", "an officer who holds a post at another office only"),
    ("former", "an officer who holds no post any more"),
    ("system", "the national system of the administration"),
    ("foreign", "an officer of another administration, known there"),
    ("peer", "the node of another administration, by its certificate"),
    ("hub", "the hub of the region, by its certificate"),
    ("officer abroad", "that officer, at the node of his own administration"),
    ("system abroad", "the national system there, at its own node"),
    ("trader abroad", "a trader who is party to neither, at that node"),
    ("notifier abroad", "the trader who notified the arrival, at that node"),
    ("guarantor abroad", "the guarantor, at that node"),
    ("holder abroad", "the holder, at that node"),
];

/// How many of them ask at the node of the dossiers; the others ask abroad.
pub(super) const AT_HOME: usize = 14;

/// What everybody is answered, in the order of [`WHO`].
pub(super) type Answers = [u16; 20];

/// A route, what is sent to it, and what each is answered.
pub(super) type Row = (&'static str, &'static str, Content, Answers);

/// Anybody may.
const ANYBODY: Answers = [200; 20];
/// Whoever works for an administration may, at its node.
const STAFF: Answers = [
    401, 403, 403, 403, 403, 403, 403, 200, 200, 403, 200, 401, 401, 401, 200, 200, 403, 403, 403,
    403,
];
/// Any officer may, and none of these nodes recovers.
const NOT_RECOVERING: Answers = [
    401, 403, 403, 403, 403, 403, 403, 409, 409, 403, 403, 401, 401, 401, 409, 403, 403, 403, 403,
    403,
];
/// Any officer may, and no node knows the dossier.
const UNKNOWN: Answers = [
    401, 403, 403, 403, 403, 403, 403, 404, 404, 403, 403, 401, 401, 401, 404, 403, 403, 403, 403,
    403,
];
/// Whoever is recognised may, and finds what is his own.
const OWN: Answers = [
    401, 200, 200, 200, 200, 200, 200, 200, 200, 403, 200, 401, 401, 401, 200, 200, 200, 200, 200,
    200,
];
/// The same where nothing is a guarantor's.
const TOLD: Answers = [
    401, 200, 200, 200, 403, 403, 200, 200, 200, 403, 200, 401, 401, 401, 200, 200, 200, 200, 403,
    200,
];
/// Whoever may see the movement may: its administrations, its holder, its declarant and whoever notified
/// its arrival. For others there is none.
const MOVEMENT: Answers = [
    401, 200, 200, 404, 404, 404, 404, 200, 200, 403, 200, 401, 401, 401, 200, 200, 404, 200, 404,
    200,
];
/// Whoever may see the guarantee may: its administration, its holder, its guarantor. Nobody is told
/// of it abroad.
const GUARANTEE: Answers = [
    401, 200, 404, 404, 200, 404, 404, 200, 200, 403, 200, 401, 401, 401, 404, 404, 404, 404, 404,
    404,
];
/// Staff finds the holder in the register, and the holder itself; nobody else is told who is in it.
const REGISTERED: Answers = [
    401, 200, 404, 404, 404, 404, 404, 200, 200, 403, 200, 401, 401, 401, 200, 200, 404, 404, 404,
    200,
];
/// What customs of Dakar told the trader; nobody was told anything by the other administration.
const MESSAGE: Answers = [
    401, 200, 200, 404, 404, 404, 404, 200, 200, 403, 200, 401, 401, 401, 404, 404, 404, 404, 404,
    404,
];
/// The first letter about the guarantee, which went to its holder.
const LETTER: Answers = [
    401, 200, 404, 404, 404, 404, 404, 200, 200, 403, 200, 401, 401, 401, 404, 404, 404, 404, 404,
    404,
];
/// Whoever works for the administration of the guarantee may; abroad there is no such conversation.
const HOLD: Answers = [
    401, 403, 403, 403, 403, 403, 403, 200, 200, 403, 200, 401, 401, 401, 404, 404, 403, 403, 403,
    403,
];
/// Whoever asked for the webhook may, and staff of the node.
const WEBHOOK: Answers = [
    401, 200, 404, 404, 403, 403, 404, 200, 200, 403, 200, 401, 401, 401, 404, 404, 404, 404, 403,
    404,
];
/// Staff may; nothing that happened abroad is an answer for the system there.
const ANSWER: Answers = [
    401, 403, 403, 403, 403, 403, 403, 200, 200, 403, 200, 401, 401, 401, 404, 404, 403, 403, 403,
    403,
];
/// What customs of Dakar told the declarant and its holder.
const MAIL: Answers = [
    401, 200, 200, 404, 404, 404, 404, 200, 200, 403, 200, 401, 401, 401, 404, 404, 404, 404, 404,
    404,
];
/// The nodes of the directory alone may.
const PEERS: Answers = [
    401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 200, 200, 401, 401, 401, 401, 401,
    401,
];
/// There is no such place.
const NOWHERE: Answers = [404; 20];

pub(super) const TABLE: [Row; 61] = [
    ("GET", "/health", nothing, ANYBODY),
    ("GET", "/documents", nothing, ANYBODY),
    ("GET", "/directory", nothing, ANYBODY),
    ("GET", "/errors/{code}", nothing, ANYBODY),
    ("GET", "/openapi.json", nothing, ANYBODY),
    ("GET", "/offices", nothing, ANYBODY),
    ("GET", "/offices/{office}", nothing, ANYBODY),
    ("GET", "/agreements", nothing, ANYBODY),
    ("GET", "/peers", nothing, STAFF),
    ("GET", "/peers/{node}", nothing, STAFF),
    ("POST", "/peers/{node}/commands", retrying, RETRIED),
    ("GET", "/recovery", nothing, STAFF),
    ("POST", "/recovery/commands", accepting, NOT_RECOVERING),
    ("GET", "/erasures", nothing, STAFF),
    ("POST", "/erasures/commands", erasing, UNKNOWN),
    ("POST", "/documents", directory, STAFF),
    ("POST", "/parties", packing, SYSTEM),
    ("GET", "/parties", nothing, OWN),
    ("GET", "/parties/{party}", nothing, REGISTERED),
    ("GET", "/metrics", nothing, STAFF),
    ("GET", "/node", nothing, STAFF),
    ("GET", "/alarms", nothing, STAFF),
    ("GET", "/events", nothing, TOLD),
    ("GET", "/webhooks", nothing, TOLD),
    ("POST", "/webhooks", hooking, BEGUN_WEBHOOK),
    ("GET", "/webhooks/{webhook}", nothing, WEBHOOK),
    ("POST", "/webhooks/{webhook}/commands", resuming, WEBHOOK),
    ("GET", "/messages", nothing, OWN),
    ("GET", "/messages/{number}", nothing, MAIL),
    ("GET", "/answers", nothing, STAFF),
    ("GET", "/answers/{number}", nothing, ANSWER),
    ("GET", "/ledger", nothing, STAFF),
    ("POST", "/messages", declaration, DECLARED),
    ("GET", "/movements", nothing, OWN),
    ("POST", "/movements", presenting, PRESENTED),
    ("GET", "/movements/{movement}", nothing, MOVEMENT),
    ("POST", "/movements/{movement}/commands", leaving, LEFT),
    ("GET", "/movements/{movement}/history", nothing, MOVEMENT),
    ("GET", "/movements/{movement}/evidence", nothing, STAFF),
    ("GET", "/movements/{movement}/messages", nothing, MOVEMENT),
    ("GET", "/movements/{movement}/messages/{number}", nothing, MESSAGE),
    ("POST", "/movements/{movement}/wanted", nothing, WANTED),
    ("GET", "/guarantees", nothing, OWN),
    ("POST", "/guarantees", lodging, LODGED),
    ("GET", "/guarantees/{guarantee}", nothing, GUARANTEE),
    ("GET", "/guarantees/{guarantee}/history", nothing, GUARANTEE),
    ("POST", "/guarantees/{guarantee}/commands", coding, CODED),
    ("GET", "/guarantees/{guarantee}/messages", nothing, GUARANTEE),
    ("GET", "/guarantees/{guarantee}/messages/{number}", nothing, LETTER),
    ("GET", "/holds", nothing, STAFF),
    ("GET", "/holds/{hold}", nothing, HOLD),
    ("GET", "/holds/{hold}/history", nothing, HOLD),
    ("GET", "/holds/{hold}/why", nothing, HOLD),
    ("GET", "/movements/{movement}/why", nothing, MOVEMENT),
    ("GET", "/why", nothing, OWN),
    ("GET", "/why/holds", nothing, STAFF),
    ("POST", "/pouches/{node}", packing, STAFF),
    ("POST", "/pouches", unpacking, STAFF),
    ("POST", "/exchange/1/envelopes", telling, PEERS),
    ("POST", "/exchange/1/asks", asking, PEERS),
    ("GET", "/no/such/place", nothing, NOWHERE),
];

/// Staff may, and is told that it is tried.
const RETRIED: Answers = [
    401, 403, 403, 403, 403, 403, 403, 202, 202, 403, 202, 401, 401, 401, 202, 202, 403, 403, 403,
    403,
];
/// The national system alone may.
const SYSTEM: Answers = [
    401, 403, 403, 403, 403, 403, 403, 403, 403, 403, 200, 401, 401, 401, 403, 200, 403, 403, 403,
    403,
];
/// Traders and staff may ask for webhooks.
const BEGUN_WEBHOOK: Answers = [
    401, 201, 201, 201, 403, 403, 201, 201, 201, 403, 201, 401, 401, 401, 201, 201, 201, 201, 403,
    201,
];
/// A declaration at Dakar by `SN100`: for itself, or entered by an officer there or the system.
const DECLARED: Answers = [
    401, 200, 403, 403, 403, 403, 403, 200, 403, 403, 200, 401, 401, 401, 403, 422, 403, 403, 403,
    422,
];
/// The same as a command.
const PRESENTED: Answers = [
    401, 201, 201, 403, 403, 403, 403, 201, 403, 403, 201, 401, 401, 401, 403, 422, 403, 403, 403,
    422,
];
/// Who leaves the country, at Kidira: a post there records it.
const LEFT: Answers = [
    401, 403, 403, 404, 404, 404, 404, 200, 200, 403, 200, 401, 401, 401, 403, 403, 404, 403, 404,
    403,
];
/// What a node should have of a movement is asked for by staff.
const WANTED: Answers = [
    401, 403, 403, 403, 403, 403, 403, 202, 202, 403, 202, 401, 401, 401, 202, 202, 403, 403, 403,
    403,
];
/// A guarantee is lodged at Dakar.
const LODGED: Answers = [
    401, 403, 403, 403, 403, 403, 403, 201, 403, 403, 201, 401, 401, 401, 403, 403, 403, 403, 403,
    403,
];
/// Its access codes are replaced by its office.
const CODED: Answers = [
    401, 403, 404, 404, 403, 404, 404, 200, 403, 403, 200, 401, 401, 401, 404, 404, 404, 404, 404,
    404,
];
