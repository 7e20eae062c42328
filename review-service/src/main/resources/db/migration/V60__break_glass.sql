-- Merges that an operator let through without the approvals that they needed. Each owes a review.
ALTER TABLE merge_intent ADD COLUMN glass_reason text;

CREATE TABLE broken_glass (
    change_number bigint      PRIMARY KEY REFERENCES change_request (number),
    broken_by     text        NOT NULL,
    reason        text        NOT NULL,
    broken_at     timestamptz NOT NULL,
    due_at        timestamptz NOT NULL,
    state         text        NOT NULL,
    ended_at      timestamptz,
    note          text
);
CREATE INDEX broken_glass_open ON broken_glass (due_at) WHERE ended_at IS NULL;
