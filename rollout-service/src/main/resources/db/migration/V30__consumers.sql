-- Which app fetched which prompt on which day (UTC).
CREATE TABLE prompt_consumer (
    environment text NOT NULL,
    prompt      text NOT NULL,
    day         date NOT NULL,
    app         text NOT NULL,
    PRIMARY KEY (environment, prompt, day, app)
);
CREATE INDEX prompt_consumer_retention ON prompt_consumer (day);

-- Calls of each day.
CREATE TABLE prompt_traffic (
    environment text   NOT NULL,
    prompt      text   NOT NULL,
    day         date   NOT NULL,
    calls       bigint NOT NULL,
    PRIMARY KEY (environment, prompt, day)
);
CREATE INDEX prompt_traffic_retention ON prompt_traffic (day);
