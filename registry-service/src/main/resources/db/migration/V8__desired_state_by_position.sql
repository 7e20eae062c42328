-- The index is a copy of Git: it is made anew with the new columns. Where on main a row was last
-- written (first parents before that commit) finds what changed since a commit.
TRUNCATE index_marker, prompt, prompt_version, merged_change, promotion, live;

ALTER TABLE live ADD COLUMN position bigint NOT NULL;
ALTER TABLE prompt ADD COLUMN position bigint NOT NULL;
