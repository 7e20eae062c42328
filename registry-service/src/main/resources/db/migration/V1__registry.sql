-- The index: everything here but `performance_note` and `push` can be rebuilt by a walk over main.
CREATE TABLE index_marker (
  id         smallint PRIMARY KEY CHECK (id = 1),
  commit_id  text        NOT NULL,
  position   bigint      NOT NULL,
  updated_at timestamptz NOT NULL
);

CREATE TABLE prompt (
  id             text PRIMARY KEY,
  owner          text        NOT NULL,
  team           text        NOT NULL,
  purpose        text        NOT NULL,
  model          text        NOT NULL,
  latest_version integer     NOT NULL,
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL,
  search         tsvector GENERATED ALWAYS AS (
    to_tsvector('simple', id || ' ' || replace(replace(id, '-', ' '), '.', ' ') || ' ' || purpose
      || ' ' || owner || ' ' || team || ' ' || model)) STORED
);
CREATE INDEX prompt_search ON prompt USING gin (search);
CREATE INDEX prompt_team ON prompt (team, id);
CREATE INDEX prompt_owner ON prompt (owner, id);

CREATE TABLE prompt_version (
  id            text PRIMARY KEY,              -- <prompt>@<number>
  prompt        text        NOT NULL,
  number        integer     NOT NULL,
  digest        text        NOT NULL,
  content       text        NOT NULL,          -- what the digest is taken over
  tests         text,
  commit_id     text        NOT NULL,
  change_number integer,
  title         text        NOT NULL,
  author        text        NOT NULL,
  approved_by   text        NOT NULL,          -- subjects, one per line
  created_at    timestamptz NOT NULL,
  UNIQUE (prompt, number)
);
CREATE INDEX prompt_version_digest ON prompt_version (prompt, digest);

CREATE TABLE merged_change (
  number      integer PRIMARY KEY,
  commit_id   text NOT NULL,
  attestation text NOT NULL
);

CREATE TABLE promotion (
  id            text PRIMARY KEY,              -- <environment>/<prompt>/<change>
  environment   text    NOT NULL,
  prompt        text    NOT NULL,
  version       integer NOT NULL,
  digest        text    NOT NULL,
  change_number integer NOT NULL,
  position      bigint  NOT NULL               -- of the commit on main
);
CREATE INDEX promotion_of ON promotion (environment, prompt, digest, position);

CREATE TABLE live (
  id          text PRIMARY KEY,                -- <environment>/<prompt>
  environment text        NOT NULL,
  prompt      text        NOT NULL,
  version     integer     NOT NULL,
  digest      text        NOT NULL,
  rollback    integer,
  plan        text        NOT NULL,
  commit_id   text        NOT NULL,
  since       timestamptz NOT NULL
);
CREATE INDEX live_environment ON live (environment, prompt);
CREATE INDEX live_prompt ON live (prompt);

-- Recorded here first, not in Git.
CREATE TABLE performance_note (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  prompt      text             NOT NULL,
  version     integer          NOT NULL,
  metric      text             NOT NULL,
  value       double precision NOT NULL,
  sample_size bigint           NOT NULL,
  measured_on date             NOT NULL,
  note        text,
  recorded_by text             NOT NULL,
  recorded_at timestamptz      NOT NULL
);
CREATE INDEX performance_note_prompt ON performance_note (prompt, id);

-- Everyone who pushed to a change branch; written before the branch moves.
CREATE TABLE push (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  branch     text        NOT NULL,
  head       text        NOT NULL,
  subject    text        NOT NULL,
  promote_to text,
  at         timestamptz NOT NULL
);
CREATE INDEX push_branch ON push (branch, id);
CREATE INDEX push_head ON push (head);
