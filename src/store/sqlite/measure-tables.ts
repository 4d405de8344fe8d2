// What metrics read. Everything that is measured of a run that has ended stands in one index, in the order of time; tool
// calls that have ended have a table of their own, in that order too.
export const runMeasureTables = `
  ALTER TABLE runs ADD COLUMN model TEXT;
  UPDATE runs SET model = created ->> '$.model';
  CREATE INDEX runs_measured
    ON runs (organization_id, queued_at, agent_id, model, status, total_tokens, cost_usd, started_at, completed_at)
    WHERE is_ended = 1;
  `

export const toolCallTables = `
  CREATE TABLE tool_calls (
    organization_id TEXT NOT NULL,
    -- at, run_id, seq: of the event that ended it
    at TEXT NOT NULL,
    run_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    agent_id TEXT NOT NULL,
    tool_id TEXT,
    tool_name TEXT NOT NULL,
    outcome TEXT NOT NULL,
    duration_ms INTEGER NOT NULL,
    PRIMARY KEY (organization_id, at, run_id, seq)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO tool_calls
    SELECT organization_id, ended.at, ended.run_id, ended.seq, agent_id,
      started.data ->> '$.toolId', started.data ->> '$.toolName',
      CASE ended.type WHEN 'tool.completed' THEN 'completed' WHEN 'tool.unknown' THEN 'unknown'
        ELSE iif(ended.data ->> '$.code' = 'CANCELLED', 'cancelled', 'failed') END,
      coalesce(ended.data ->> '$.durationMs',
        CAST(round(1000 * max(0, unixepoch(ended.at, 'subsec') - unixepoch(started.at, 'subsec'))) AS INTEGER))
    FROM events AS ended JOIN runs ON runs.id = ended.run_id JOIN events AS started ON started.run_id = ended.run_id
      AND started.seq = (SELECT max(seq) FROM events AS earlier WHERE earlier.run_id = ended.run_id
        AND earlier.seq < ended.seq AND earlier.type = 'tool.started' AND earlier.span_id = ended.span_id)
    WHERE ended.type IN ('tool.completed', 'tool.failed', 'tool.unknown')
      AND ended.seq > 1 + coalesce(created ->> '$.forkedFrom.copied', 0);
  `
