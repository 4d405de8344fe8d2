import { describe, expect, it } from 'vitest'
import { RunQueue } from './run-queue.ts'

function fill(queue: RunQueue, ids: readonly string[]): void {
  for (const runId of ids) queue.add({ runId, isOfTask: runId.startsWith('task') })
}

function takeAll(queue: RunQueue, mayBeOfTask = true): string[] {
  const taken: string[] = []
  for (let id = queue.take({ mayBeOfTask }); id !== null; id = queue.take({ mayBeOfTask })) taken.push(id)
  return taken
}

describe('the queue of runs', () => {
  it('takes runs of tasks and others in turn, each line in its order', () => {
    const queue = new RunQueue()
    fill(queue, ['task_1', 'task_2', 'task_3', 'run_1', 'run_2'])
    expect([queue.size, queue.others]).toEqual([5, 2])
    expect(takeAll(queue)).toEqual(['run_1', 'task_1', 'run_2', 'task_2', 'task_3'])
    expect(queue.size).toBe(0)
  })

  it('leaves runs of tasks where they are while none may go', () => {
    const queue = new RunQueue()
    fill(queue, ['task_1', 'run_1', 'run_2'])
    expect(takeAll(queue, false)).toEqual(['run_1', 'run_2'])
    expect(takeAll(queue)).toEqual(['task_1'])
  })

  it('holds a run once, and nothing when it was cleared', () => {
    const queue = new RunQueue()
    fill(queue, ['task_1', 'task_1', 'run_1', 'run_1'])
    expect(queue.size).toBe(2)
    queue.clear()
    expect(queue.take({ mayBeOfTask: true })).toBeNull()
  })
})
