-- Additive counters for each rollout, metric, arm and serve-time second. The folded_ columns are
-- what the evidence of the rollout already contains.
CREATE TABLE bucket_counter (
    rollout           bigint  NOT NULL,
    metric            text    NOT NULL,
    arm               text    NOT NULL CHECK (arm IN ('stable', 'candidate')),
    second            bigint  NOT NULL,
    served            bigint  NOT NULL DEFAULT 0,
    bad               bigint  NOT NULL DEFAULT 0,
    bad_events        bigint  NOT NULL DEFAULT 0,
    reported          bigint  NOT NULL DEFAULT 0,
    folded_served     bigint  NOT NULL DEFAULT 0,
    folded_bad        bigint  NOT NULL DEFAULT 0,
    folded_bad_events bigint  NOT NULL DEFAULT 0,
    folded_reported   bigint  NOT NULL DEFAULT 0,
    PRIMARY KEY (rollout, metric, second, arm)
);
CREATE INDEX bucket_counter_unfolded ON bucket_counter (rollout, metric, second)
    WHERE served > folded_served OR bad > folded_bad OR bad_events > folded_bad_events
        OR reported > folded_reported;

-- The last batch of served counts that each process added, so that a batch sent again after a broken
-- connection adds nothing.
CREATE TABLE counter_batch (
    process  uuid PRIMARY KEY,
    sequence bigint      NOT NULL,
    at       timestamptz NOT NULL DEFAULT now()
);

-- Subjects that had their first bad event: they leave the counts for the rest of the rollout.
CREATE TABLE bad_unit (
    rollout bigint      NOT NULL,
    metric  text        NOT NULL,
    unit    uuid        NOT NULL,
    at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (rollout, metric, unit)
);
CREATE INDEX bad_unit_recent ON bad_unit (at);

-- One row for each decision whose outcome was reported, so that none counts twice.
CREATE TABLE outcome (
    decision    uuid PRIMARY KEY,
    environment text        NOT NULL,
    prompt      text        NOT NULL,
    version     integer     NOT NULL,
    rollout     bigint      NOT NULL,
    arm         text        NOT NULL CHECK (arm IN ('stable', 'candidate')),
    app         text        NOT NULL,
    served_at   timestamptz NOT NULL,
    status      text        NOT NULL CHECK (status IN ('ok', 'error', 'schema_mismatch')),
    latency_ms  bigint,
    cost_usd    double precision,
    feedback    text CHECK (feedback IN ('up', 'down')),
    reported_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX outcome_retention ON outcome (served_at);
