-- A rebuild fills tables of the same names beside the live ones, and swaps them.
CREATE SCHEMA IF NOT EXISTS rebuild;

-- The last rebuild or check of the index, by any replica. Not part of the index: it survives a swap.
CREATE TABLE index_job (
  id           smallint PRIMARY KEY CHECK (id = 1),
  kind         text        NOT NULL,          -- rebuild, check
  state        text        NOT NULL,          -- running, done, failed
  requested_by text        NOT NULL,
  started_at   timestamptz NOT NULL,
  finished_at  timestamptz,
  commits      bigint      NOT NULL,          -- read so far
  total        bigint      NOT NULL,
  error        text,
  differences  text        NOT NULL DEFAULT '[]', -- of the last check, at most 100
  different    bigint      NOT NULL DEFAULT 0,    -- how many there were
  checked_at   timestamptz                    -- end of the last check that went through
);
