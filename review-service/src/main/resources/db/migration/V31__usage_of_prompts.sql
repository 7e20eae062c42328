-- What the rollout-service last said about the prompts that live changes promote.
CREATE TABLE prompt_usage (
    environment text        NOT NULL,
    prompt      text        NOT NULL,
    -- When a change that promotes it was last written.
    wanted_at   timestamptz NOT NULL,
    asked_at    timestamptz,
    as_of       timestamptz,
    -- JSON. Text: it is read whole, never queried.
    consumers   text,
    trouble     text,
    PRIMARY KEY (environment, prompt)
);
CREATE INDEX prompt_usage_due ON prompt_usage (asked_at NULLS FIRST);
CREATE INDEX change_request_updated ON change_request (updated_at);
