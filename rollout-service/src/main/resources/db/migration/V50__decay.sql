-- Calls of versions that are compared with no other, and how many of them failed, by the five minutes in which they were
-- served. What the watch for decay has taken is deleted.
CREATE TABLE live_calls (
    environment text    NOT NULL,
    prompt      text    NOT NULL,
    version     integer NOT NULL,
    second      bigint  NOT NULL,
    calls       bigint  NOT NULL,
    bad         bigint  NOT NULL,
    PRIMARY KEY (environment, prompt, version, second)
);

-- How the watch over what a completed rollout brought stands.
CREATE TABLE decay (
    rollout    bigint PRIMARY KEY REFERENCES rollout,
    detector   text   NOT NULL,
    folded_to  bigint NOT NULL,
    decayed_at timestamptz
);
