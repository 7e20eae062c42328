-- What happened to rollouts is read in order by others, who remember the last line that they saw. Numbers are given
-- before a transaction commits, so a lower one may appear later: a line is handed out once no transaction that began
-- earlier is still open.
ALTER TABLE rollout_event ADD COLUMN written_by xid8 NOT NULL DEFAULT pg_current_xact_id();

-- Replicas hear of a decision when it commits; they look four times a second as well.
CREATE FUNCTION traffic_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('sluice_traffic', NEW.revision::text);
    RETURN NULL;
END
$$;
CREATE TRIGGER traffic_moved AFTER UPDATE ON traffic_revision
    FOR EACH ROW EXECUTE FUNCTION traffic_moved();
