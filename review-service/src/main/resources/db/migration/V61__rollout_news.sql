-- How far the histories of rollouts have been read to tell people. One row.
CREATE TABLE rollout_news (
    id        integer PRIMARY KEY CHECK (id = 1),
    last_line bigint  NOT NULL
);
INSERT INTO rollout_news (id, last_line) VALUES (1, 0);
