//! The tables, step by step. A step that has run somewhere is never changed; another is added.

use rusqlite::Connection;

use crate::fault::Fault;

/// The store.
pub(super) const STORE: &[&str] = &[
    "
CREATE TABLE entries (
    place INTEGER PRIMARY KEY, header BLOB NOT NULL, commitments BLOB NOT NULL,
    sealed BLOB NOT NULL
);
CREATE TABLE tiles (
    epoch INTEGER NOT NULL, partition INTEGER NOT NULL, level INTEGER NOT NULL,
    tile INTEGER NOT NULL, hashes BLOB NOT NULL,
    PRIMARY KEY (epoch, partition, level, tile)
);
CREATE TABLE checkpoints (place INTEGER PRIMARY KEY, note TEXT NOT NULL);
CREATE TABLE logs (id INTEGER PRIMARY KEY, origin TEXT NOT NULL UNIQUE);
CREATE TABLE foreign_entries (
    id INTEGER PRIMARY KEY, log INTEGER NOT NULL REFERENCES logs, idx INTEGER NOT NULL,
    header BLOB NOT NULL, commitments BLOB NOT NULL, sealed BLOB NOT NULL, proof BLOB NOT NULL,
    size INTEGER NOT NULL, received INTEGER NOT NULL, UNIQUE (log, idx)
);
CREATE TABLE foreign_checkpoints (
    log INTEGER NOT NULL REFERENCES logs, size INTEGER NOT NULL, note TEXT NOT NULL,
    PRIMARY KEY (log, size)
) WITHOUT ROWID;
CREATE TABLE told (
    seq INTEGER PRIMARY KEY, dossier TEXT NOT NULL, kind TEXT NOT NULL, writer TEXT NOT NULL,
    part INTEGER NOT NULL, epoch INTEGER NOT NULL, idx INTEGER NOT NULL, own INTEGER NOT NULL,
    source INTEGER NOT NULL, verdict TEXT NOT NULL
);
CREATE INDEX told_of ON told (dossier, seq);
CREATE TABLE dossiers (
    dossier TEXT PRIMARY KEY, kind TEXT NOT NULL, flag TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE readers (
    dossier TEXT NOT NULL, administration TEXT NOT NULL, granted TEXT NOT NULL,
    PRIMARY KEY (dossier, administration)
) WITHOUT ROWID;
CREATE TABLE names (
    kind TEXT NOT NULL, value TEXT NOT NULL, dossier TEXT NOT NULL, reserved INTEGER NOT NULL,
    PRIMARY KEY (kind, value, dossier)
) WITHOUT ROWID;
CREATE UNIQUE INDEX reserved_names ON names (kind, value) WHERE reserved = 1;
CREATE INDEX names_of ON names (dossier);
CREATE TABLE commands (
    id TEXT PRIMARY KEY, mac BLOB NOT NULL, dossier TEXT, answer BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE tasks (
    id INTEGER PRIMARY KEY, due INTEGER NOT NULL, policy TEXT NOT NULL, seq INTEGER NOT NULL
);
CREATE INDEX tasks_due ON tasks (due, id);
CREATE TABLE out_streams (
    recipient TEXT NOT NULL, epoch INTEGER NOT NULL, partition INTEGER NOT NULL,
    number INTEGER NOT NULL, dispatch INTEGER, dispatch_count INTEGER NOT NULL,
    receipted INTEGER NOT NULL, receipted_dispatch INTEGER, verified INTEGER NOT NULL,
    cosigned INTEGER NOT NULL,
    PRIMARY KEY (recipient, epoch, partition)
) WITHOUT ROWID;
CREATE TABLE dispatches (
    recipient TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (recipient, place)
) WITHOUT ROWID;
CREATE TABLE items (
    recipient TEXT NOT NULL, epoch INTEGER NOT NULL, partition INTEGER NOT NULL,
    number INTEGER NOT NULL, idx INTEGER NOT NULL, told_as INTEGER NOT NULL,
    PRIMARY KEY (recipient, epoch, partition, number)
) WITHOUT ROWID;
CREATE TABLE in_streams (
    log INTEGER PRIMARY KEY REFERENCES logs, through INTEGER NOT NULL, dispatch INTEGER,
    dispatched INTEGER NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, receipt INTEGER,
    exceptions TEXT NOT NULL
);
CREATE TABLE heard (log INTEGER PRIMARY KEY REFERENCES logs, size INTEGER NOT NULL,
    note TEXT NOT NULL);
CREATE TABLE documents (
    what TEXT NOT NULL, version INTEGER NOT NULL, note TEXT NOT NULL, PRIMARY KEY (what, version)
) WITHOUT ROWID;
CREATE TABLE blocks (series TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE views (
    dossier TEXT PRIMARY KEY, kind TEXT NOT NULL, phase TEXT NOT NULL, version INTEGER NOT NULL,
    name_kind TEXT, name TEXT
) WITHOUT ROWID;
CREATE INDEX views_of ON views (kind, dossier);
CREATE TABLE alarms (place INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE texts (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO texts VALUES ('viewed', '0');
",
    // Lists are searched by names, phases and days. They follow from the events, and are made anew.
    "
DROP TABLE views;
CREATE TABLE views (
    dossier TEXT PRIMARY KEY, kind TEXT NOT NULL, phase TEXT NOT NULL, version INTEGER NOT NULL,
    name_kind TEXT, name TEXT, begun INTEGER NOT NULL, day TEXT NOT NULL,
    name_count INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX views_begun ON views (begun);
CREATE INDEX views_of ON views (kind, begun);
CREATE INDEX views_in ON views (kind, phase, begun);
CREATE INDEX views_from ON views (kind, day, begun);
CREATE TABLE found_by (
    kind TEXT NOT NULL, name TEXT NOT NULL, begun INTEGER NOT NULL,
    PRIMARY KEY (kind, name, begun)
) WITHOUT ROWID;
UPDATE texts SET text = '0' WHERE name = 'viewed';
",
    // What the node tells by itself, in the order events came to count, and whoever asked to be told.
    "
CREATE TABLE notices (
    id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL, event TEXT NOT NULL,
    phase TEXT NOT NULL, verdict TEXT NOT NULL, addressees TEXT NOT NULL
);
CREATE TABLE notice_addressees (
    addressee TEXT NOT NULL, notice INTEGER NOT NULL, PRIMARY KEY (addressee, notice)
) WITHOUT ROWID;
CREATE TABLE subscriptions (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, position INTEGER NOT NULL, wanted TEXT NOT NULL,
    secret BLOB NOT NULL, progress TEXT NOT NULL
) WITHOUT ROWID;
-- What was told before this step is told to the holder of its dossier; whoever reads it looks up
-- what it was and when.
INSERT INTO notices
    SELECT seq, seq, 0, '', '', '', coalesce(
        (SELECT group_concat(value, char(10)) FROM names
         WHERE names.dossier = told.dossier AND names.kind = 'holder'), '')
    FROM told WHERE verdict = '' ORDER BY seq;
INSERT INTO notice_addressees
    SELECT names.value, told.seq FROM told JOIN names ON names.dossier = told.dossier
    WHERE told.verdict = '' AND names.kind = 'holder';
",
    "
CREATE INDEX alarms_about ON alarms (json_extract(body, '$.about'), place);
",
    // What is not as it should be: words with a space before and after each. Few dossiers have any, so
    // the index has those alone. Lists are made anew.
    "
ALTER TABLE views ADD COLUMN concerns TEXT NOT NULL DEFAULT '';
CREATE INDEX views_wrong ON views (kind, begun) WHERE concerns <> '';
UPDATE texts SET text = '0' WHERE name = 'viewed';
",
    // Answers that say no: no event tells of them, so they are kept as they were sent, for some days.
    "
CREATE TABLE rejections (
    notice INTEGER PRIMARY KEY, command TEXT, owner TEXT NOT NULL, addressee TEXT NOT NULL,
    day TEXT NOT NULL, message TEXT NOT NULL, refers BLOB NOT NULL, sealed BLOB NOT NULL
);
CREATE UNIQUE INDEX rejections_of ON rejections (command) WHERE command IS NOT NULL;
CREATE INDEX rejections_by ON rejections (owner, notice);
CREATE INDEX rejections_on ON rejections (day);
",
    // Entries of an epoch that was closed are numbered in the one that follows it.
    "
ALTER TABLE items ADD COLUMN of_epoch INTEGER NOT NULL DEFAULT 0;
",
    // What was erased, and by what a dossier that is to be erased is found.
    "
CREATE TABLE erasures (place INTEGER PRIMARY KEY, dossier TEXT NOT NULL);
CREATE INDEX erasures_of ON erasures (dossier);
CREATE INDEX commands_of ON commands (dossier) WHERE dossier IS NOT NULL;
CREATE INDEX notices_of ON notices (seq);
",
];

/// The keystore.
pub(super) const KEYS: &[&str] = &["
CREATE TABLE keys (id TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE destroyed (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE heads (log TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL) WITHOUT ROWID;
"];

/// Runs the steps that have not run yet, each in a transaction of its own.
pub(super) fn migrate(db: &Connection, steps: &[&str]) -> Result<(), Fault> {
    let fault = |source| Fault::Statement { doing: "bring its schema up to date", source };
    let found: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(fault)?;
    let known = crate::rows::count(steps.len());
    if found > known {
        return Err(Fault::Newer { found, known });
    }
    for (number, step) in (1..).zip(steps).filter(|(number, _)| *number > found) {
        let sql = format!("BEGIN IMMEDIATE; {step} PRAGMA user_version = {number}; COMMIT;");
        db.execute_batch(&sql).map_err(fault)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
