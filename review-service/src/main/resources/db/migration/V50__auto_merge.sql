-- Changes that somebody wants merged as soon as everything is met. The digest is what they saw: another
-- one is not merged.
CREATE TABLE auto_merge (
    change_number bigint      PRIMARY KEY REFERENCES change_request (number),
    digest        text        NOT NULL,
    asked_by      text        NOT NULL,
    asked_at      timestamptz NOT NULL
);
CREATE INDEX auto_merge_order ON auto_merge (asked_at, change_number);
