-- Entries get their lifecycle, their last review and weighted full-text search; versions get the
-- description of their change. The index is a copy of main: it is emptied here, and the reconciler
-- reads main again.
TRUNCATE index_marker, prompt, prompt_version, merged_change, promotion, live;

ALTER TABLE prompt_version ADD COLUMN description text NOT NULL;

-- The *_words columns are what IndexRows makes of the entry (SearchWords): lower case words with
-- blanks between them, so that what counts as a word depends on neither locale nor punctuation.
-- `heading` is small and stays in the row: ranking reads it for every hit, and never the long one.
ALTER TABLE prompt DROP COLUMN search;
ALTER TABLE prompt
  ADD COLUMN labels           text        NOT NULL,  -- with blanks between them
  ADD COLUMN lifecycle        text        NOT NULL,  -- active, deprecated, archived
  ADD COLUMN lifecycle_reason text,
  ADD COLUMN replaced_by      text,
  ADD COLUMN lifecycle_since  timestamptz NOT NULL,
  ADD COLUMN reviewed_at      timestamptz,           -- last approved merge of a version
  ADD COLUMN reviewed_by      text        NOT NULL,  -- subjects, one per line
  ADD COLUMN title_words      text        NOT NULL,  -- id, purpose
  ADD COLUMN tag_words        text        NOT NULL,  -- labels, owner, team, model
  ADD COLUMN text_words       text        NOT NULL,  -- messages, known issues
  ADD COLUMN heading tsvector NOT NULL GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', title_words), 'A')
      || setweight(to_tsvector('simple', tag_words), 'B')) STORED,
  ADD COLUMN search tsvector NOT NULL GENERATED ALWAYS AS (
    to_tsvector('simple', title_words || ' ' || tag_words || ' ' || text_words)) STORED;

CREATE INDEX prompt_search ON prompt USING gin (search);
CREATE INDEX prompt_labels ON prompt USING gin (string_to_array(labels, ' '));
CREATE INDEX prompt_model ON prompt (model, id);
CREATE INDEX prompt_lifecycle ON prompt (lifecycle, id);
CREATE INDEX prompt_updated ON prompt (updated_at, id);
CREATE INDEX prompt_reviewed
  ON prompt (coalesce(reviewed_at, timestamptz '1970-01-01 00:00:00+00'), id);
CREATE INDEX performance_note_metric ON performance_note (prompt, metric, id);
ALTER TABLE performance_note ADD COLUMN unit text;
