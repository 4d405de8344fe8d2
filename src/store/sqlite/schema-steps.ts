// The SQLite schema as forward-only steps, oldest first. A step that was released never changes.
import { embeddingTables } from './embedding-tables.ts'
import { runMeasureTables, toolCallTables } from './measure-tables.ts'
import { readyFirings, runsOfTasks, taskTables } from './task-tables.ts'
import { webhookTables } from './webhook-tables.ts'

export const steps = [
  `
  CREATE TABLE runs (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    organization_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    user_id TEXT,
    session_id TEXT,
    created TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending',
    is_ended INTEGER NOT NULL DEFAULT 0,
    epoch INTEGER NOT NULL DEFAULT 0,
    head INTEGER NOT NULL DEFAULT 0,
    owner TEXT,
    attempt INTEGER NOT NULL DEFAULT 0,
    queued_at TEXT NOT NULL,
    started_at TEXT,
    completed_at TEXT,
    updated_at TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL DEFAULT 0,
    completion_tokens INTEGER NOT NULL DEFAULT 0,
    total_tokens INTEGER NOT NULL DEFAULT 0,
    iterations INTEGER NOT NULL DEFAULT 0,
    cost_usd REAL,
    error_code TEXT,
    error_message TEXT,
    output TEXT,
    sources TEXT
  ) STRICT;
  CREATE INDEX runs_by_time ON runs (organization_id, queued_at DESC, n DESC);
  CREATE INDEX runs_by_session ON runs (organization_id, session_id, n) WHERE session_id IS NOT NULL;
  CREATE INDEX runs_open ON runs (n) WHERE is_ended = 0;

  CREATE TABLE events (
    run_id TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    type TEXT NOT NULL,
    at TEXT NOT NULL,
    span_id TEXT,
    parent_span_id TEXT,
    attempt INTEGER,
    data TEXT NOT NULL,
    PRIMARY KEY (run_id, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX one_terminal_event ON events (run_id)
    WHERE type IN ('run.completed', 'run.failed', 'run.cancelled');

  CREATE TABLE agents (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    name TEXT NOT NULL,
    slug TEXT NOT NULL,
    description TEXT,
    status TEXT NOT NULL,
    tags TEXT NOT NULL,
    is_ad_hoc INTEGER NOT NULL,
    latest_revision_id TEXT NOT NULL,
    published_revision_id TEXT,
    last_published_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (organization_id, id),
    UNIQUE (organization_id, slug)
  ) STRICT;

  CREATE TABLE revisions (
    organization_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    definition TEXT NOT NULL,
    PRIMARY KEY (organization_id, agent_id, number),
    UNIQUE (organization_id, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE emissions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organization_id TEXT NOT NULL,
    key TEXT NOT NULL,
    run_id TEXT NOT NULL,
    at TEXT NOT NULL,
    payload TEXT NOT NULL,
    UNIQUE (run_id, key)
  ) STRICT;

  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organization_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    resource TEXT NOT NULL,
    at TEXT NOT NULL,
    data TEXT
  ) STRICT;
  CREATE INDEX audit_by_resource ON audit (organization_id, resource, id);

  CREATE TABLE replies (
    organization_id TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    output TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (organization_id, key)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- removed: deltas that were compacted away; is_compacted: there are none left to remove.
  ALTER TABLE runs ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE runs ADD COLUMN is_compacted INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX runs_ended ON runs (is_compacted, completed_at) WHERE is_ended = 1;
  CREATE INDEX replies_by_time ON replies (at);
  `,
  `
  CREATE TABLE approvals (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    call_id TEXT NOT NULL,
    tool_name TEXT NOT NULL,
    input TEXT NOT NULL,
    reason TEXT,
    requested_at TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending',
    UNIQUE (run_id, id)
  ) STRICT;
  CREATE INDEX approvals_pending ON approvals (organization_id, n) WHERE status = 'pending';
  `,
  `
  -- is_paused: nobody works on the run; it waits for a person, or for the runs it started.
  ALTER TABLE runs ADD COLUMN is_paused INTEGER NOT NULL DEFAULT 0;
  UPDATE runs SET is_paused = 1 WHERE status = 'waiting';
  ALTER TABLE runs ADD COLUMN parent_run_id TEXT;
  -- root_run_id: the outermost run above it; null when nothing started the run.
  ALTER TABLE runs ADD COLUMN root_run_id TEXT;
  CREATE INDEX runs_by_parent ON runs (parent_run_id, n) WHERE parent_run_id IS NOT NULL;
  `,
  `
  CREATE TABLE api_keys (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    organization_id TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    hierarchy TEXT,
    plugin TEXT,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at TEXT,
    revoked_at TEXT,
    last_used_at TEXT
  ) STRICT;
  CREATE INDEX api_keys_by_organization ON api_keys (organization_id, n);
  `,
  `
  -- Agents can be made through the API, and emissions tell of more than runs: a run's are made once each.
  ALTER TABLE agents ADD COLUMN origin TEXT NOT NULL DEFAULT 'code';
  UPDATE agents SET origin = 'adhoc' WHERE is_ad_hoc = 1;
  ALTER TABLE agents DROP COLUMN is_ad_hoc;
  ALTER TABLE revisions ADD COLUMN created_by TEXT;

  ALTER TABLE emissions RENAME TO run_emissions;
  CREATE TABLE emissions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organization_id TEXT NOT NULL,
    key TEXT NOT NULL,
    resource TEXT NOT NULL,
    at TEXT NOT NULL,
    payload TEXT NOT NULL
  ) STRICT;
  INSERT INTO emissions SELECT * FROM run_emissions ORDER BY id;
  DROP TABLE run_emissions;
  CREATE UNIQUE INDEX emissions_by_resource
    ON emissions (resource, key, CASE WHEN substr(key, 1, 4) = 'run.' THEN 0 ELSE id END);
  `,
  `
  ALTER TABLE runs ADD COLUMN owner_head INTEGER NOT NULL DEFAULT 0;
  `,
  `
  CREATE TABLE tools (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    name TEXT NOT NULL,
    slug TEXT NOT NULL,
    description TEXT NOT NULL,
    category TEXT NOT NULL,
    status TEXT NOT NULL,
    definition TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (organization_id, id),
    UNIQUE (organization_id, slug)
  ) STRICT;
  `,
  `
  DROP INDEX runs_open;
  CREATE INDEX runs_open ON runs (n, id, organization_id, agent_id, session_id, is_paused) WHERE is_ended = 0;
  `,
  `
  ALTER TABLE audit ADD COLUMN credential_id TEXT;
  ALTER TABLE audit ADD COLUMN origin TEXT;
  ALTER TABLE audit ADD COLUMN outcome TEXT NOT NULL DEFAULT 'done';
  CREATE INDEX audit_by_organization ON audit (organization_id, id);
  `,
  webhookTables,
  `
  -- Each space has a full-text index of its own (context-tables.ts): its ranking depends on no other space.
  CREATE TABLE context_spaces (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    organization_id TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT,
    origin TEXT NOT NULL,
    sources TEXT NOT NULL,
    skill_sources TEXT NOT NULL,
    chunk_count INTEGER NOT NULL DEFAULT 0,
    last_synced_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (organization_id, id),
    UNIQUE (organization_id, name_key)
  ) STRICT;
  CREATE TABLE context_files (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    space INTEGER NOT NULL,
    source_id TEXT NOT NULL,
    path TEXT NOT NULL,
    content_type TEXT,
    size_bytes INTEGER NOT NULL,
    modified_ms INTEGER NOT NULL,
    hash TEXT NOT NULL,
    heading TEXT NOT NULL,
    is_searched INTEGER NOT NULL,
    skill TEXT,
    problem TEXT,
    UNIQUE (space, source_id, path)
  ) STRICT;
  CREATE INDEX context_skills ON context_files (space, source_id, path) WHERE skill IS NOT NULL;
  CREATE INDEX context_problems ON context_files (space, source_id, path) WHERE problem IS NOT NULL;
  CREATE INDEX context_documents ON context_files (space, source_id, path) WHERE is_searched = 1;
  CREATE TABLE context_chunks (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    file INTEGER NOT NULL,
    text TEXT NOT NULL,
    overlap INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX context_chunks_by_file ON context_chunks (file, n);
  `,
  `
  ALTER TABLE context_spaces ADD COLUMN document_count INTEGER NOT NULL DEFAULT 0;
  UPDATE context_spaces SET document_count =
    (SELECT count(*) FROM context_files WHERE space = context_spaces.n AND is_searched = 1);
  `,
  taskTables,
  embeddingTables,
  runMeasureTables,
  readyFirings,
  toolCallTables,
  runsOfTasks,
]
