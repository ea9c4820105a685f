-- The store in PostgreSQL after its first step, as it was when that was made. It is never made anew.
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
CREATE TABLE logs (id BIGINT PRIMARY KEY, origin TEXT COLLATE "C" NOT NULL UNIQUE);
CREATE TABLE foreign_entries (
    id BIGINT PRIMARY KEY, log BIGINT NOT NULL, idx BIGINT NOT NULL, header BYTEA NOT NULL,
    commitments BYTEA NOT NULL, sealed BYTEA NOT NULL, proof BYTEA NOT NULL, size BIGINT NOT NULL,
    received BIGINT NOT NULL, UNIQUE (log, idx)
);
CREATE TABLE foreign_checkpoints (
    log BIGINT NOT NULL, size BIGINT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (log, size)
);
CREATE TABLE told (
    seq BIGINT PRIMARY KEY, dossier TEXT COLLATE "C" NOT NULL, kind TEXT NOT NULL,
    writer TEXT NOT NULL, part BIGINT NOT NULL, epoch BIGINT NOT NULL, idx BIGINT NOT NULL,
    own BIGINT NOT NULL, source BIGINT NOT NULL, verdict TEXT NOT NULL
);
CREATE INDEX told_of ON told (dossier, seq);
CREATE TABLE dossiers (
    dossier TEXT COLLATE "C" PRIMARY KEY, kind TEXT NOT NULL, flag TEXT NOT NULL
);
CREATE TABLE readers (
    dossier TEXT COLLATE "C" NOT NULL, administration TEXT COLLATE "C" NOT NULL,
    granted TEXT NOT NULL, PRIMARY KEY (dossier, administration)
);
CREATE TABLE names (
    kind TEXT COLLATE "C" NOT NULL, value TEXT COLLATE "C" NOT NULL,
    dossier TEXT COLLATE "C" NOT NULL, reserved BIGINT NOT NULL,
    PRIMARY KEY (kind, value, dossier)
);
CREATE UNIQUE INDEX reserved_names ON names (kind, value) WHERE reserved = 1;
CREATE INDEX names_of ON names (dossier, kind, value);
CREATE TABLE commands (
    id TEXT COLLATE "C" PRIMARY KEY, mac BYTEA NOT NULL, dossier TEXT, answer BYTEA NOT NULL
);
CREATE TABLE tasks (
    id BIGINT PRIMARY KEY, due BIGINT NOT NULL, policy TEXT NOT NULL, seq BIGINT NOT NULL
);
CREATE INDEX tasks_due ON tasks (due, id);
CREATE TABLE out_streams (
    recipient TEXT COLLATE "C" NOT NULL, epoch BIGINT NOT NULL, partition BIGINT NOT NULL,
    number BIGINT NOT NULL, dispatch BIGINT, dispatch_count BIGINT NOT NULL,
    receipted BIGINT NOT NULL, receipted_dispatch BIGINT, verified BIGINT NOT NULL,
    cosigned BIGINT NOT NULL, PRIMARY KEY (recipient, epoch, partition)
);
CREATE TABLE dispatches (
    recipient TEXT COLLATE "C" NOT NULL, place BIGINT NOT NULL, PRIMARY KEY (recipient, place)
);
CREATE TABLE items (
    recipient TEXT COLLATE "C" NOT NULL, epoch BIGINT NOT NULL, partition BIGINT NOT NULL,
    number BIGINT NOT NULL, idx BIGINT NOT NULL, told_as BIGINT NOT NULL,
    PRIMARY KEY (recipient, epoch, partition, number)
);
CREATE TABLE in_streams (
    log BIGINT PRIMARY KEY, through BIGINT NOT NULL, dispatch BIGINT, dispatched BIGINT NOT NULL,
    size BIGINT NOT NULL, root BYTEA NOT NULL, receipt BIGINT, exceptions TEXT NOT NULL
);
CREATE TABLE heard (log BIGINT PRIMARY KEY, size BIGINT NOT NULL, note TEXT NOT NULL);
CREATE TABLE documents (
    what TEXT COLLATE "C" NOT NULL, version BIGINT NOT NULL, note TEXT NOT NULL,
    PRIMARY KEY (what, version)
);
CREATE TABLE blocks (series TEXT COLLATE "C" PRIMARY KEY, next BIGINT NOT NULL);
CREATE TABLE views (
    dossier TEXT COLLATE "C" PRIMARY KEY, kind TEXT COLLATE "C" NOT NULL,
    phase TEXT COLLATE "C" NOT NULL, version BIGINT NOT NULL, name_kind TEXT, name TEXT,
    begun BIGINT NOT NULL, day TEXT COLLATE "C" NOT NULL, name_count BIGINT NOT NULL,
    concerns TEXT NOT NULL
);
CREATE UNIQUE INDEX views_begun ON views (begun);
CREATE INDEX views_of ON views (kind, begun);
CREATE INDEX views_in ON views (kind, phase, begun);
CREATE INDEX views_from ON views (kind, day, begun);
CREATE INDEX views_wrong ON views (kind, begun) WHERE concerns <> '';
CREATE TABLE found_by (
    kind TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL, begun BIGINT NOT NULL,
    PRIMARY KEY (kind, name, begun)
);
CREATE TABLE notices (
    id BIGINT PRIMARY KEY, seq BIGINT NOT NULL, at BIGINT NOT NULL, event TEXT NOT NULL,
    phase TEXT NOT NULL, verdict TEXT NOT NULL, addressees TEXT NOT NULL
);
CREATE TABLE notice_addressees (
    addressee TEXT COLLATE "C" NOT NULL, notice BIGINT NOT NULL, PRIMARY KEY (addressee, notice)
);
CREATE TABLE subscriptions (
    id TEXT COLLATE "C" PRIMARY KEY, owner TEXT NOT NULL, position BIGINT NOT NULL,
    wanted TEXT NOT NULL, secret BYTEA NOT NULL, progress TEXT NOT NULL
);
CREATE TABLE rejections (
    notice BIGINT PRIMARY KEY, command TEXT COLLATE "C" UNIQUE, owner TEXT COLLATE "C" NOT NULL,
    addressee TEXT COLLATE "C" NOT NULL, day TEXT COLLATE "C" NOT NULL, message TEXT NOT NULL,
    refers BYTEA NOT NULL, sealed BYTEA NOT NULL
);
CREATE INDEX rejections_by ON rejections (owner, notice);
CREATE INDEX rejections_on ON rejections (day);
CREATE TABLE alarms (place BIGINT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE alarms_about (
    about TEXT COLLATE "C" NOT NULL, place BIGINT NOT NULL, PRIMARY KEY (about, place)
);
CREATE TABLE texts (name TEXT COLLATE "C" PRIMARY KEY, text TEXT NOT NULL);
INSERT INTO texts VALUES ('viewed', '0');
