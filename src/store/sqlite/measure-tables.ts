// What metrics read: everything that is measured of a run that has ended stands in one index, in the order of time.
export const measureTables = `
  ALTER TABLE runs ADD COLUMN model TEXT;
  UPDATE runs SET model = created ->> '$.model';
  CREATE INDEX runs_measured
    ON runs (organization_id, queued_at, agent_id, model, status, total_tokens, cost_usd, started_at, completed_at)
    WHERE is_ended = 1;
  `
