// Logs of real runs replay without a divergence; with an event dropped, doubled or moved they do not.
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createDefinition } from '../testing/log-of.ts'
import { randomLog } from '../testing/random-log.ts'
import { randomRun, recordRun } from '../testing/random-run.ts'
import { replayRun } from './replay-run.ts'

it('the log of any real run replays without a divergence, whole, compacted and as far as any commit', async () => {
  await fc.assert(
    fc.asyncProperty(randomRun, async (given) => {
      const { events, definition, heads } = await recordRun(given)
      const compacted = events.filter(({ type }) => !type.endsWith('.delta'))
      expect(replayRun(events, definition)).toMatchObject({ divergences: [] })
      expect(replayRun(compacted, definition)).toEqual(replayRun(events, definition))
      for (const head of heads) {
        expect(replayRun(events.slice(0, head), definition).divergences).toEqual([])
      }
    }),
    { numRuns: 40 },
  )
})

/** Events without which the log would tell of something that no owner decides. The last event may always be missing: then the run goes on. */
const decisive = /^(run\.(started|resumed)|turn\.|tool\.|approval\.resolved)/

it('a decisive event that is missing is found, even if the log is numbered anew', async () => {
  await fc.assert(
    fc.asyncProperty(randomRun, async (given) => {
      const { events, definition } = await recordRun(given)
      const log = events.filter(({ type }) => !type.endsWith('.delta'))
      for (const [index, { type }] of log.slice(0, -1).entries()) {
        if (!decisive.test(type)) continue
        const { divergences } = replayRun(log.toSpliced(index, 1), definition)
        expect(divergences, `without ${type} at ${index}`).not.toEqual([])
      }
    }),
    { numRuns: 40 },
  )
})

it('any log at all is checked without a throw', () => {
  fc.assert(fc.property(randomLog, (log) => void replayRun(log, createDefinition())))
})
