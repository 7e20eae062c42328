-- What people's newest tokens said. Rights come from tokens only; this can only show that one is lost.
CREATE TABLE person (
    subject          text        PRIMARY KEY,
    roles            text[]      NOT NULL,
    teams            text[]      NOT NULL,
    token_issued_at  timestamptz NOT NULL,
    token_expires_at timestamptz NOT NULL
);

-- Rights that an operator took away before the token that states them has expired.
CREATE TABLE withdrawn_right (
    subject      text        NOT NULL,
    kind         text        NOT NULL CHECK (kind IN ('ROLE', 'TEAM')),
    name         text        NOT NULL,
    withdrawn_by text        NOT NULL,
    withdrawn_at timestamptz NOT NULL,
    PRIMARY KEY (subject, kind, name)
);
