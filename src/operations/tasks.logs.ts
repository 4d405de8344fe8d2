// Reads the logs of firings, and goes on with what comes when asked to.
import { readTaskLogs } from '../contracts/tasks.logs.ts'
import type { LoggedItem } from '../contracts/task.ts'
import type { InputOf } from '../spec/contract.ts'
import type { TaskLogFilter } from '../store/task-verbs.ts'
import { type CallDeps, implementStream } from './operation.ts'
import { renderLogEntry } from './render-task.ts'
import { failNotFound } from './require-task.ts'
import { resolveTargets } from './resolve-targets.ts'
import { watchChanges } from './watch-changes.ts'

const PAGE = 500
const DEFAULT_COUNT = 100

export const logs = implementStream(readTaskLogs, {
  async begin(input, deps, fail) {
    const targets = input.targets ?? [{ by: 'me' as const }]
    const resolved = await resolveTargets(targets, deps, (detail) => fail('FORBIDDEN', { detail }))
    const { hierarchies } = resolved
    const { organizationId } = deps.principal
    const { name, run_id: runId } = input
    if (name !== undefined && !(await deps.store.hasTask({ organizationId, hierarchies, name }))) {
      failNotFound({ name }, deps, fail)
    }
    if (runId !== undefined) {
      const filter = { organizationId, hierarchies, runId }
      if (!(await isFiringOf(filter, deps))) fail('TASK_NOT_FOUND', { detail: `There is no firing ${runId} here.` })
    }
    return resolved
  },

  async *items(input, { hierarchies, errors }, deps, signal) {
    using changes = watchChanges(deps.store, signal)
    if (errors.length > 0) yield [...errors]
    const filter = createFilter(input, hierarchies, deps)
    let after = input.after_id ?? 0
    let left = input.count ?? DEFAULT_COUNT
    const isNewest = input.newest === true
    for (;;) {
      const limit = Math.min(PAGE, left)
      const entries = await deps.store.readTaskLogs({ ...filter, after, limit: isNewest ? left : limit, isNewest })
      if (entries.length > 0) yield entries.map(renderLogEntry) satisfies LoggedItem[]
      after = entries.at(-1)?.id ?? after
      left -= entries.length
      if (left <= 0 || isNewest || entries.length < limit) break
    }
    if (input.follow !== true) return
    while (await changes.next()) {
      for (;;) {
        const entries = await deps.store.readTaskLogs({ ...filter, after, limit: PAGE, isNewest: false })
        if (entries.length > 0) yield entries.map(renderLogEntry)
        after = entries.at(-1)?.id ?? after
        if (entries.length < PAGE) break
      }
    }
  },
})

function createFilter(
  input: InputOf<typeof readTaskLogs>,
  hierarchies: readonly string[],
  { principal }: CallDeps,
): TaskLogFilter {
  return {
    organizationId: principal.organizationId,
    hierarchies,
    name: input.name ?? null,
    runId: input.run_id ?? null,
    runsOnly: input.runs_only ?? false,
    errorsOnly: input.errors_only ?? false,
  }
}

async function isFiringOf(
  { organizationId, hierarchies, runId }: { organizationId: string; hierarchies: readonly string[]; runId: string },
  { store }: CallDeps,
): Promise<boolean> {
  const firing = await store.getFiring({ organizationId, runId })
  return (
    firing !== null && hierarchies.some((path) => firing.hierarchy === path || firing.hierarchy.startsWith(`${path}/`))
  )
}
