-- What is recorded of an external Git server (sluice.git.remote). Not part of the index.

-- Pushes that a signed webhook told of: the only word on who pushed there.
CREATE TABLE git_push_event (
  ref         text        NOT NULL,
  before_id   text        NOT NULL,
  after_id    text        NOT NULL,
  account     text        NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (ref, after_id, before_id, account)
);

-- Branches that were moved there, until it is known who did it.
CREATE TABLE git_arrival (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  branch      text        NOT NULL,
  head        text        NOT NULL,
  ref         text        NOT NULL,
  pushed_from text        NOT NULL,              -- 40 zeros when the ref was new
  pushed_to   text        NOT NULL,
  at          timestamptz NOT NULL,
  resolved    boolean     NOT NULL DEFAULT false,
  UNIQUE (branch, head, ref, pushed_from)
);
CREATE INDEX git_arrival_open ON git_arrival (id) WHERE NOT resolved;

-- Since when a commit is held back.
CREATE TABLE git_foreign (
  head  text PRIMARY KEY,
  since timestamptz NOT NULL
);
