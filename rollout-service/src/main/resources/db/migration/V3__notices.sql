-- Prompts that are deprecated (served, with a notice) or archived (not served), as Git says.
CREATE TABLE prompt_notice (
    environment text        NOT NULL,
    prompt      text        NOT NULL,
    state       text        NOT NULL CHECK (state IN ('deprecated', 'archived')),
    reason      text        NOT NULL,
    replaced_by text,
    since       timestamptz NOT NULL,
    PRIMARY KEY (environment, prompt)
);

-- A rollout also ends when its prompt is archived.
ALTER TABLE rollout DROP CONSTRAINT rollout_state_check;
ALTER TABLE rollout ADD CONSTRAINT rollout_state_check CHECK (state IN
    ('rolling_out', 'watching', 'paused', 'completed', 'rolling_back', 'rolled_back', 'superseded',
     'archived'));
