//! The tables in PostgreSQL, step by step. A step that has run somewhere is never changed; another is
//! added.

use postgres::error::SqlState;

use super::link::Link;
use crate::fault::Fault;
use crate::rows::count;
use crate::tables::Value;

/// One sort of database: its name, what it may not share a database with, and its steps.
pub(super) struct Schema {
    pub(super) name: &'static str,
    pub(super) not_beside: &'static str,
    pub(super) steps: &'static [&'static str],
}

/// The store. The tables that both engines have are those of `tables.rs`; beside them are
/// `turn`, whose only row is locked by whoever writes and has the last number of everything that is
/// numbered, `heads`, with the size of each log, and `alarms_about`, by which alarms are found.
pub(super) const STORE: Schema = Schema {
    name: "store",
    not_beside: "keys",
    steps: &[
        "
CREATE TABLE turn (
    one BIGINT PRIMARY KEY, taken BIGINT NOT NULL, told BIGINT NOT NULL, notices BIGINT NOT NULL,
    foreign_entries BIGINT NOT NULL, tasks BIGINT NOT NULL, logs BIGINT NOT NULL
);
INSERT INTO turn VALUES (1, 0, 0, 0, 0, 0, 0);
CREATE TABLE heads (
    epoch BIGINT NOT NULL, partition BIGINT NOT NULL, size BIGINT NOT NULL,
    PRIMARY KEY (epoch, partition)
);
CREATE TABLE entries (
    place BIGINT PRIMARY KEY, header BYTEA NOT NULL, commitments BYTEA NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE TABLE tiles (
    epoch BIGINT NOT NULL, partition BIGINT NOT NULL, level BIGINT NOT NULL, tile BIGINT NOT NULL,
    hashes BYTEA NOT NULL, PRIMARY KEY (epoch, partition, level, tile)
);
CREATE TABLE checkpoints (place BIGINT PRIMARY KEY, note TEXT NOT NULL);
CREATE TABLE logs (id BIGINT PRIMARY KEY, origin TEXT COLLATE \"C\" NOT NULL UNIQUE);
CREATE TABLE foreign_entries (
    id BIGINT PRIMARY KEY, log BIGINT NOT NULL, idx BIGINT NOT NULL, header BYTEA NOT NULL,
    commitments BYTEA NOT NULL, sealed BYTEA NOT NULL, proof BYTEA NOT NULL, size BIGINT NOT NULL,
    received BIGINT NOT NULL, UNIQUE (log, idx)
);
CREATE TABLE foreign_checkpoints (
    log BIGINT NOT NULL, size BIGINT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (log, size)
);
CREATE TABLE told (
    seq BIGINT PRIMARY KEY, dossier TEXT COLLATE \"C\" NOT NULL, kind TEXT NOT NULL,
    writer TEXT NOT NULL, part BIGINT NOT NULL, epoch BIGINT NOT NULL, idx BIGINT NOT NULL,
    own BIGINT NOT NULL, source BIGINT NOT NULL, verdict TEXT NOT NULL
);
CREATE INDEX told_of ON told (dossier, seq);
CREATE TABLE dossiers (
    dossier TEXT COLLATE \"C\" PRIMARY KEY, kind TEXT NOT NULL, flag TEXT NOT NULL
);
CREATE TABLE readers (
    dossier TEXT COLLATE \"C\" NOT NULL, administration TEXT COLLATE \"C\" NOT NULL,
    granted TEXT NOT NULL, PRIMARY KEY (dossier, administration)
);
CREATE TABLE names (
    kind TEXT COLLATE \"C\" NOT NULL, value TEXT COLLATE \"C\" NOT NULL,
    dossier TEXT COLLATE \"C\" NOT NULL, reserved BIGINT NOT NULL,
    PRIMARY KEY (kind, value, dossier)
);
CREATE UNIQUE INDEX reserved_names ON names (kind, value) WHERE reserved = 1;
CREATE INDEX names_of ON names (dossier, kind, value);
CREATE TABLE commands (
    id TEXT COLLATE \"C\" PRIMARY KEY, mac BYTEA NOT NULL, dossier TEXT, answer BYTEA NOT NULL
);
CREATE TABLE tasks (
    id BIGINT PRIMARY KEY, due BIGINT NOT NULL, policy TEXT NOT NULL, seq BIGINT NOT NULL
);
CREATE INDEX tasks_due ON tasks (due, id);
CREATE TABLE out_streams (
    recipient TEXT COLLATE \"C\" NOT NULL, epoch BIGINT NOT NULL, partition BIGINT NOT NULL,
    number BIGINT NOT NULL, dispatch BIGINT, dispatch_count BIGINT NOT NULL,
    receipted BIGINT NOT NULL, receipted_dispatch BIGINT, verified BIGINT NOT NULL,
    cosigned BIGINT NOT NULL, PRIMARY KEY (recipient, epoch, partition)
);
CREATE TABLE dispatches (
    recipient TEXT COLLATE \"C\" NOT NULL, place BIGINT NOT NULL, PRIMARY KEY (recipient, place)
);
CREATE TABLE items (
    recipient TEXT COLLATE \"C\" NOT NULL, epoch BIGINT NOT NULL, partition BIGINT NOT NULL,
    number BIGINT NOT NULL, idx BIGINT NOT NULL, told_as BIGINT NOT NULL,
    PRIMARY KEY (recipient, epoch, partition, number)
);
CREATE TABLE in_streams (
    log BIGINT PRIMARY KEY, through BIGINT NOT NULL, dispatch BIGINT, dispatched BIGINT NOT NULL,
    size BIGINT NOT NULL, root BYTEA NOT NULL, receipt BIGINT, exceptions TEXT NOT NULL
);
CREATE TABLE heard (log BIGINT PRIMARY KEY, size BIGINT NOT NULL, note TEXT NOT NULL);
CREATE TABLE documents (
    what TEXT COLLATE \"C\" NOT NULL, version BIGINT NOT NULL, note TEXT NOT NULL,
    PRIMARY KEY (what, version)
);
CREATE TABLE blocks (series TEXT COLLATE \"C\" PRIMARY KEY, next BIGINT NOT NULL);
CREATE TABLE views (
    dossier TEXT COLLATE \"C\" PRIMARY KEY, kind TEXT COLLATE \"C\" NOT NULL,
    phase TEXT COLLATE \"C\" NOT NULL, version BIGINT NOT NULL, name_kind TEXT, name TEXT,
    begun BIGINT NOT NULL, day TEXT COLLATE \"C\" NOT NULL, name_count BIGINT NOT NULL,
    concerns TEXT NOT NULL
);
CREATE UNIQUE INDEX views_begun ON views (begun);
CREATE INDEX views_of ON views (kind, begun);
CREATE INDEX views_in ON views (kind, phase, begun);
CREATE INDEX views_from ON views (kind, day, begun);
CREATE INDEX views_wrong ON views (kind, begun) WHERE concerns <> '';
CREATE TABLE found_by (
    kind TEXT COLLATE \"C\" NOT NULL, name TEXT COLLATE \"C\" NOT NULL, begun BIGINT NOT NULL,
    PRIMARY KEY (kind, name, begun)
);
CREATE TABLE notices (
    id BIGINT PRIMARY KEY, seq BIGINT NOT NULL, at BIGINT NOT NULL, event TEXT NOT NULL,
    phase TEXT NOT NULL, verdict TEXT NOT NULL, addressees TEXT NOT NULL
);
CREATE TABLE notice_addressees (
    addressee TEXT COLLATE \"C\" NOT NULL, notice BIGINT NOT NULL, PRIMARY KEY (addressee, notice)
);
CREATE TABLE subscriptions (
    id TEXT COLLATE \"C\" PRIMARY KEY, owner TEXT NOT NULL, position BIGINT NOT NULL,
    wanted TEXT NOT NULL, secret BYTEA NOT NULL, progress TEXT NOT NULL
);
CREATE TABLE rejections (
    notice BIGINT PRIMARY KEY, command TEXT COLLATE \"C\" UNIQUE, owner TEXT COLLATE \"C\" NOT NULL,
    addressee TEXT COLLATE \"C\" NOT NULL, day TEXT COLLATE \"C\" NOT NULL, message TEXT NOT NULL,
    refers BYTEA NOT NULL, sealed BYTEA NOT NULL
);
CREATE INDEX rejections_by ON rejections (owner, notice);
CREATE INDEX rejections_on ON rejections (day);
CREATE TABLE alarms (place BIGINT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE alarms_about (
    about TEXT COLLATE \"C\" NOT NULL, place BIGINT NOT NULL, PRIMARY KEY (about, place)
);
CREATE TABLE texts (name TEXT COLLATE \"C\" PRIMARY KEY, text TEXT NOT NULL);
INSERT INTO texts VALUES ('viewed', '0');
",
        "
ALTER TABLE items ADD COLUMN of_epoch BIGINT NOT NULL DEFAULT 0;
",
        "
CREATE TABLE erasures (place BIGINT PRIMARY KEY, dossier TEXT COLLATE \"C\" NOT NULL);
CREATE INDEX erasures_of ON erasures (dossier);
CREATE INDEX commands_of ON commands (dossier) WHERE dossier IS NOT NULL;
CREATE INDEX notices_of ON notices (seq);
",
    ],
};

/// The keystore.
pub(super) const KEYS: Schema = Schema {
    name: "keys",
    not_beside: "store",
    steps: &["
CREATE TABLE keys (id TEXT COLLATE \"C\" PRIMARY KEY, key BYTEA NOT NULL);
CREATE TABLE destroyed (id TEXT COLLATE \"C\" PRIMARY KEY);
CREATE TABLE noted_heads (
    log TEXT COLLATE \"C\" PRIMARY KEY, size BIGINT NOT NULL, root BYTEA NOT NULL
);
"],
};

/// How often the row that guards the steps is asked for, while others make it too.
const TRIES: usize = 8;
const DOING: &str = "bring its schema up to date";

/// Runs the steps that have not run yet, all in one transaction. Of processes that start at once, one
/// runs them and the others wait for it.
pub(super) fn migrate(link: &mut Link, schema: &Schema) -> Result<(), Fault> {
    let known = count(schema.steps.len());
    guard(link, schema)?;
    if up_to_date(step(link, schema, "")?, known)? {
        return Ok(());
    }
    link.begin(DOING, "BEGIN")?;
    let found = step(link, schema, " FOR UPDATE")?;
    if up_to_date(found, known)? {
        return link.roll_back();
    }
    for (_, step) in (1..).zip(schema.steps).filter(|(number, _)| *number > found) {
        link.script(DOING, step)?;
    }
    let done = format!("UPDATE schema_steps SET step = {known} WHERE what = '{}'; ", schema.name);
    link.commit(DOING, &done)
}

/// A database that only is to be read has its schema already.
pub(super) fn known(link: &mut Link, schema: &Schema) -> Result<(), Fault> {
    let known = count(schema.steps.len());
    if up_to_date(step(link, schema, "")?, known)? {
        return Ok(());
    }
    Err(Fault::Damaged { doing: "find a schema it knows" })
}

fn up_to_date(found: i64, known: i64) -> Result<bool, Fault> {
    if found > known { Err(Fault::Newer { found, known }) } else { Ok(found == known) }
}

fn step(link: &mut Link, schema: &Schema, lock: &str) -> Result<i64, Fault> {
    let sql = format!("SELECT step FROM schema_steps WHERE what = $1{lock}");
    let rows = link.query(DOING, &sql, &[Value::from(schema.name)])?;
    match rows.first().map(Vec::as_slice) {
        Some([Value::Number(step)]) => Ok(*step),
        _ => Err(Fault::Damaged { doing: DOING }),
    }
}

/// Makes the row that is locked while steps run. Making a table that another process makes at the same
/// moment fails even where one says that it may be there.
fn guard(link: &mut Link, schema: &Schema) -> Result<(), Fault> {
    let make = "CREATE TABLE IF NOT EXISTS schema_steps \
                (what TEXT PRIMARY KEY, step BIGINT NOT NULL)";
    for left in (0..TRIES).rev() {
        match link.script(DOING, make) {
            Err(Fault::Server { source, .. }) if left > 0 && made_meanwhile(&source) => {}
            made => {
                made?;
                break;
            }
        }
    }
    let beside = "SELECT step FROM schema_steps WHERE what = $1";
    if !link.query(DOING, beside, &[Value::from(schema.not_beside)])?.is_empty() {
        return Err(Fault::Together);
    }
    let name = schema.name;
    let row =
        format!("INSERT INTO schema_steps VALUES ('{name}', 0) ON CONFLICT (what) DO NOTHING");
    link.script(DOING, &row).map(|_| ())
}

fn made_meanwhile(source: &postgres::Error) -> bool {
    let meanwhile = [
        SqlState::UNIQUE_VIOLATION,
        SqlState::DUPLICATE_TABLE,
        SqlState::DUPLICATE_OBJECT,
        SqlState::T_R_SERIALIZATION_FAILURE,
    ];
    source.code().is_some_and(|code| meanwhile.contains(code))
}
