-- Looks that decided nothing are forgotten by age.
CREATE INDEX verdict_tick_age ON verdict_tick (at) WHERE NOT decided;
