// Store suite: what is counted of the tool calls of a time.
import { describe, expect, it } from 'vitest'
import { logOf, moment, toolCompleted, toolFailed, toolStarted, toolUnknown, withoutNumbers } from './log-of.ts'
import { acquire, cancel, createRun, failed, type OpenStore, organizationId, startRun } from './store-fixture.ts'

type Short = Parameters<typeof logOf>[0][number]

/** Events, one a second. */
const secondly = (...events: Short[]) => withoutNumbers(logOf(events))
const forTool = (start: Short, toolId: string): Short => ({
  ...start,
  data: { ...start.data, toolId, toolName: 'stored' },
})

export function describeToolCalls(open: OpenStore): void {
  describe('measured tool calls', () => {
    /** At seconds 0 to 8: look is done and fails twice, its last call is cancelled; a stored tool's outcome is unknown. */
    async function openFilled() {
      const opened = await open()
      const { store } = opened
      const { epoch } = await startRun(store, 'run_1')
      const calls = secondly(
        toolStarted('a', 't'),
        toolStarted('b', 't'),
        toolCompleted('a'),
        toolFailed('b', 'FIRST'),
        forTool(toolStarted('c', 't'), 'tool_1'),
        toolUnknown('c'),
        toolStarted('d', 't'),
        toolFailed('d', 'SECOND'),
        toolStarted('e', 't'),
      )
      await store.appendEvents({ runId: 'run_1', epoch, events: calls })
      const all = { organizationId, toolId: null, agentId: null, startDate: moment(0), endDate: moment(60_000) }
      return { ...opened, calls, measure: (filter: object = {}) => store.measureTools({ ...all, ...filter }) }
    }
    const sorted = <T extends { toolName: string }>(items: readonly T[]) =>
      items.toSorted((a, b) => a.toolName.localeCompare(b.toolName))

    it('are those that have ended, by how, with how long they took and the latest failure', async () => {
      const { store, measure } = await openFilled()
      const look = { toolId: null, toolName: 'look', agentId: 'agent', unknown: 0 }
      const stored = {
        ...look,
        toolId: 'tool_1',
        toolName: 'stored',
        completed: 0,
        failed: 0,
        unknown: 1,
        cancelled: 0,
      }
      const lastError = { at: moment(7000), runId: 'run_1', code: 'SECOND', message: 'no luck' }
      const [first, second] = sorted(await measure())
      expect(first).toMatchObject({ ...look, completed: 1, failed: 2, cancelled: 0, lastError })
      expect(first?.durationsMs.toSorted((a, b) => a - b)).toEqual([5, 1000, 2000])
      expect(second).toEqual({ ...stored, durationsMs: [], lastError: null })
      await cancel(store, 'run_1')
      expect(sorted(await measure())[0]).toMatchObject({ completed: 1, failed: 2, cancelled: 1, lastError })
      const { events } = await store.readEvents({ runId: 'run_1', after: 0, limit: 99, types: ['tool.failed'] })
      expect(events[1]?.seq).toBe(first?.lastError?.seq)
    })

    it.each([
      [{ toolId: 'tool_1' }, { stored: 1 }],
      [{ toolId: 'tool_2' }, {}],
      [{ agentId: 'agent' }, { look: 3, stored: 1 }],
      [{ agentId: 'other' }, {}],
      [{ organizationId: 'other' }, {}],
      [{ startDate: moment(3000) }, { look: 2, stored: 1 }],
      [{ endDate: moment(3000) }, { look: 1 }],
    ])('are those that %j selects', async (filter, counts) => {
      const { measure } = await openFilled()
      const items = await measure(filter)
      const total = ({ completed, failed, unknown, cancelled }: (typeof items)[number]) =>
        completed + failed + unknown + cancelled
      expect(Object.fromEntries(items.map((item) => [item.toolName, total(item)]))).toEqual(counts)
    })

    it('are counted once when another run takes them over as a fork', async () => {
      const { store, measure, calls } = await openFilled()
      const before = await measure()
      await createRun(store, 'run_2', { copied: calls.slice(0, 8) })
      expect(await measure()).toEqual(before)
      const { epoch } = await acquire(store, 'run_2')
      const events = secondly(toolStarted('f', 't'), toolCompleted('f'))
      await store.appendEvents({ runId: 'run_2', epoch, events })
      expect(sorted(await measure())[0]).toMatchObject({ completed: 2, failed: 2 })
    })

    it('go with their run', async () => {
      const { store, measure } = await openFilled()
      const events = [toolFailed('e')].map((event) => withoutNumbers(logOf([event]))[0] ?? failed)
      await store.appendEvents({ runId: 'run_1', epoch: 1, events: [...events, failed] })
      await store.pruneRuns({ endedBefore: moment(60_000), limit: 99, at: moment(90_000) })
      expect(await measure()).toEqual([])
    })
  })
}
