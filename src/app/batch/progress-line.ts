// How far a batch is, on one line.
import { renderMs } from '../terminal.ts'

const WIDTH = 24

export interface Progress {
  readonly total: number
  /** Rows that have ended, also in earlier invocations. */
  readonly ended: number
  readonly failed: number
  /** Rows that ended in this invocation, and how long that took. */
  readonly fresh: number
  readonly elapsedMs: number
}

export function renderProgressLine({ total, ended, failed, fresh, elapsedMs }: Progress): string {
  const filled = total === 0 ? WIDTH : Math.floor((ended / total) * WIDTH)
  const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled)
  const leftMs = fresh === 0 ? null : (elapsedMs / fresh) * (total - ended)
  const parts = [`${bar} ${ended} of ${total}`, failed > 0 && `${failed} failed`, leftMs && `${renderMs(leftMs)} left`]
  return parts.filter(Boolean).join(' · ')
}
