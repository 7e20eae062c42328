-- How a version was put together: {"source": messages as written, "uses": [{fragment, version, …}]};
-- null for a version that includes no other prompt.
ALTER TABLE prompt_version ADD COLUMN composition text;
CREATE INDEX prompt_version_uses ON prompt_version
  USING gin ((CAST(composition AS jsonb)) jsonb_path_ops) WHERE composition IS NOT NULL;
