// Lets the oldest firing of a task go on, if it waits for others: there are none before it. Said where a firing ends, so that
// nobody who looks for firings that can go on has to look at all that wait.
import type { DatabaseSync } from 'node:sqlite'

export function prepareReleaseQueued(db: DatabaseSync): (taskId: number) => void {
  const release = db.prepare(`UPDATE tasks_runs SET is_queued = 0 WHERE is_queued = 1
    AND n = (SELECT min(n) FROM tasks_runs WHERE task_id = ? AND status IN ('pending', 'running'))`)
  return (taskId) => void release.run(taskId)
}
