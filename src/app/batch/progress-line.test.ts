import { expect, it } from 'vitest'
import { renderProgressLine } from './progress-line.ts'

it('shows how far a batch is, what failed, and how long the rest takes at the pace of this invocation', () => {
  const progress = { total: 100, ended: 25, failed: 0, fresh: 5, elapsedMs: 1000 }
  expect(renderProgressLine(progress)).toBe(`${'█'.repeat(6)}${'░'.repeat(18)} 25 of 100 · 15.0 s left`)
  expect(renderProgressLine({ ...progress, ended: 100, failed: 3 })).toBe(`${'█'.repeat(24)} 100 of 100 · 3 failed`)
  expect(renderProgressLine({ total: 0, ended: 0, failed: 0, fresh: 0, elapsedMs: 0 })).toContain('0 of 0')
})
