// How far a sync is, on the line of a terminal, until it has ended.
import type { Client } from '../../client/client.ts'
import type { Terminal } from '../terminal.ts'

const PAUSE_MS = 200
const BAR_CELLS = 30

export async function showSync<T>(
  contextSpaceId: string,
  client: Pick<Client, 'call'>,
  { showStatus }: Pick<Terminal, 'showStatus'>,
  sync: () => Promise<T>,
): Promise<T> {
  let isOver = false
  const show = async () => {
    const space = await client.call('context.get', { contextSpaceId }).catch(() => null) // the sync says what is wrong
    if (space?.syncing && !isOver) showStatus(renderBar(space.syncing))
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

export function renderBar({ done, total }: { done: number; total: number }): string {
  const share = total === 0 ? 0 : Math.min(1, done / total)
  const cells = Math.floor(share * BAR_CELLS)
  const bar = `${'█'.repeat(cells)}${'░'.repeat(BAR_CELLS - cells)}`
  return `${bar} ${Math.floor(share * 100)} %  ${done} of ${total} files`
}
