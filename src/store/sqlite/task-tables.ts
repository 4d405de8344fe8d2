// Tables of tasks: schedules, a row for each firing, and what firings emitted.
export const taskTables = `
  -- One row a version; retired_at is null for the newest version of a task that was not deleted.
  CREATE TABLE schedules (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    task_id INTEGER NOT NULL,
    organization_id TEXT NOT NULL,
    agent_instance_hierarchy TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    description TEXT NOT NULL,
    command TEXT NOT NULL,
    kind TEXT NOT NULL,
    timing TEXT NOT NULL,
    policy TEXT NOT NULL,
    agent_arguments TEXT NOT NULL,
    creator TEXT NOT NULL,
    plugin_owner TEXT,
    plugin_repository TEXT,
    plugin_version TEXT,
    progress TEXT NOT NULL,
    next_due_at TEXT,
    runs INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 1,
    paused_at TEXT,
    paused_reason TEXT,
    created_at TEXT NOT NULL,
    retired_at TEXT,
    deleted_at TEXT,
    CHECK ((plugin_owner IS NULL) = (plugin_repository IS NULL) AND (plugin_owner IS NULL) = (plugin_version IS NULL))
  ) STRICT;
  CREATE UNIQUE INDEX schedules_live ON schedules (organization_id, agent_instance_hierarchy, name) WHERE retired_at IS NULL;
  CREATE UNIQUE INDEX schedules_versions ON schedules (task_id, version);
  CREATE INDEX schedules_by_name ON schedules (organization_id, agent_instance_hierarchy, name);
  CREATE INDEX schedules_due ON schedules (next_due_at) WHERE retired_at IS NULL AND paused_at IS NULL;

  CREATE TABLE tasks_runs (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL UNIQUE,
    schedule_id INTEGER NOT NULL,
    task_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    due_at TEXT,
    trigger TEXT NOT NULL,
    ran_at TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    started_at TEXT,
    finished_at TEXT,
    attempt INTEGER NOT NULL DEFAULT 1,
    retry_at TEXT,
    is_queued INTEGER NOT NULL DEFAULT 0,
    is_cancel_requested INTEGER NOT NULL DEFAULT 0,
    losses INTEGER NOT NULL DEFAULT 0,
    owner TEXT,
    epoch INTEGER NOT NULL DEFAULT 1,
    items INTEGER NOT NULL DEFAULT 0,
    had_errors INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    agent_run_ids TEXT NOT NULL DEFAULT '[]',
    current_run_id TEXT,
    -- where its end stands among the ids of tasks_logs
    end_id INTEGER,
    UNIQUE (schedule_id, due_at)
  ) STRICT;
  CREATE INDEX tasks_runs_by_schedule ON tasks_runs (schedule_id, n);
  CREATE INDEX tasks_runs_open ON tasks_runs (task_id, n) WHERE status IN ('pending', 'running');
  CREATE INDEX tasks_runs_retry ON tasks_runs (retry_at) WHERE status = 'pending' AND retry_at IS NOT NULL;
  CREATE INDEX tasks_runs_ended ON tasks_runs (end_id) WHERE end_id IS NOT NULL;

  CREATE TABLE tasks_logs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    is_error INTEGER NOT NULL,
    value TEXT NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (run_id, seq)
  ) STRICT;
  -- Ends of firings take their place among the ids of the items.
  INSERT INTO sqlite_sequence (name, seq) VALUES ('tasks_logs', 0);
  `

// What can go on at once, without a look at all that ever fired.
export const readyFirings = `
  CREATE INDEX tasks_runs_ready ON tasks_runs (coalesce(retry_at, ''))
    WHERE owner IS NULL AND status = 'pending' AND is_queued = 0;
  `

// Which runs a firing started, or the outermost run above them: what is open is found by one index.
export const runsOfTasks = `
  ALTER TABLE runs ADD COLUMN is_of_task INTEGER NOT NULL DEFAULT 0;
  UPDATE runs SET is_of_task = 1 WHERE is_ended = 0 AND 'task' =
    (SELECT created ->> '$.origin.kind' FROM runs AS root WHERE root.id = coalesce(runs.root_run_id, runs.id));
  DROP INDEX runs_open;
  CREATE INDEX runs_open ON runs (n, id, organization_id, agent_id, session_id, is_paused, is_of_task) WHERE is_ended = 0;
  `
