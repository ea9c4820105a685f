-- What the second step adds to it.
ALTER TABLE items ADD COLUMN of_epoch BIGINT NOT NULL DEFAULT 0;
