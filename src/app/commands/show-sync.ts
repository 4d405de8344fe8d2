// How far a sync is, on the line of a terminal, until it has ended.
import type { Client } from '../../client/client.ts'
import { renderProgressLine } from '../batch/progress-line.ts'
import type { Terminal } from '../terminal.ts'

const PAUSE_MS = 200

export async function showSync<T>(
  contextSpaceId: string,
  client: Pick<Client, 'call'>,
  { showStatus }: Pick<Terminal, 'showStatus'>,
  sync: () => Promise<T>,
): Promise<T> {
  const startMs = performance.now()
  let isOver = false
  const show = async () => {
    const space = await client.call('context.get', { contextSpaceId }).catch(() => null) // the sync says what is wrong
    if (!space?.syncing || isOver) return
    const { done, total } = space.syncing
    const elapsedMs = performance.now() - startMs
    showStatus(renderProgressLine({ total, ended: Math.min(done, total), failed: 0, fresh: done, elapsedMs }))
  }
  const timer = setInterval(() => void show(), PAUSE_MS)
  try {
    return await sync()
  } finally {
    isOver = true
    clearInterval(timer)
    showStatus('')
  }
}
