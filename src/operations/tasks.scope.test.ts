import { describe, expect, it } from 'vitest'
import { ROOT } from '../app/credentials.ts'
import { createClient } from '../client/client.ts'
import { FOREIGN_TOKEN, TOKEN } from '../testing/create-test-app.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createTaskApp, fire, listFirings, listTasks, schedule, type TaskApp } from '../testing/task-app.ts'

/** A client that calls from a path. */
function clientAt({ app }: TaskApp, path: string, token = TOKEN) {
  const fetch = async (request: Request) => app.http.fetch(request)
  const headers = { 'X-Errand-Agent-Instance-Hierarchy': path }
  return createClient({ url: 'http://localhost', token, headers, fetch, maxRetries: 0 })
}

const below = (leaf: string, parent?: string) => ({
  by: 'direct' as const,
  agent_instance: leaf,
  ...(parent !== undefined && { parent_agent_instance_hierarchy: parent }),
})
const notFound = expect.objectContaining({ code: 'TASK_NOT_FOUND' }) as Error

describe('the scope of tasks', () => {
  it('case 10: takes no character of a path for a pattern', async () => {
    await using test = await createTaskApp()
    for (const path of ['a_b/y', 'axb/y', 'a%/y']) await schedule(clientAt(test, path), path, 'a')
    for (const path of ['a_b', 'a%']) {
      const own = clientAt(test, path)
      expect((await listTasks(own)).map(({ name }) => name)).toEqual([`${path}/y`])
      expect(await fire(own)).toEqual([`${path}/y true`])
      expect((await listFirings(own)).map(({ name }) => name)).toEqual([`${path}/y`])
      expect(await fire(own)).toEqual([])
    }
    expect(await fire(clientAt(test, 'axb'))).toEqual(['axb/y true'])
  })

  it('case 24: lists the tasks of each target once, in order of their ids', async () => {
    await using test = await createTaskApp()
    const ids: number[] = []
    for (const path of ['api/b', 'api/a', 'api', 'api/b', 'api/a', 'api/b', 'api/a']) {
      ids.push((await schedule(clientAt(test, path), `task-${ids.length}`, 'a')).id)
    }
    const list = async (input: object) => (await listTasks(test.client, input)).map(({ id }) => ids.indexOf(id))
    expect(await list({ targets: [below('a'), below('a', 'api')] })).toEqual([1, 4, 6])
    expect(await list({ targets: [below('a'), { by: 'me' }] })).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(await list({ targets: [below('a'), below('b')], count: 2 })).toEqual([0, 1, 3, 4])
    expect(await list({ count: 3 })).toEqual([0, 1, 2])
    expect(await list({ count: 3, after_id: ids[2] })).toEqual([3, 4, 5])
    expect(await list({ count: 3, after_id: ids[5] })).toEqual([6])
    expect(await list({ after_id: ids[6] })).toEqual([])
  })

  it('case 24: a tag names the newest instance of its agent; one that names none is an error beside the rest', async () => {
    const tagged = (id: string, tags: string[]) => createScriptedAgent([{ text: 'Hi.' }], { id, tags })
    const agents = [tagged('one', ['single', 'shared']), tagged('two', ['shared']), tagged('idle', ['idle'])]
    await using test = await createTaskApp({ agents })
    const { client } = test
    const { runId } = await client.call('agent.run.execute', { agentId: 'one', input: { message: 'Go.' } })
    await test.whenEnded(runId)
    await schedule(clientAt(test, `api/one-${runId}`), 'its', 'a')
    await schedule(clientAt(test, 'api/other'), 'other', 'a')
    const tags = ['nobody', 'single', 'shared', 'idle'].map((tag) => ({ by: 'tag' as const, agent_tag: tag }))
    const { items } = await client.call('tasks.list', { targets: tags })
    expect(items).toMatchObject([
      { name: 'its', agent_instance_hierarchy: `api/one-${runId}` },
      { type: 'error', code: 'TARGET_NOT_FOUND', message: 'no agent has the tag "nobody"' },
      { type: 'error', code: 'TARGET_AMBIGUOUS' },
      { type: 'error', code: 'TARGET_NOT_FOUND' },
    ])
  })

  it('case 47: the task of another tenant or path is not there, and stays as it is', async () => {
    await using test = await createTaskApp()
    const owner = clientAt(test, 'api/a')
    await schedule(owner, 'task', 'a', { interval_seconds: 60 })
    const { items } = await owner.call('tasks.run', {})
    const runId = items.flatMap((item) => ('run_id' in item ? [item.run_id] : []))[0]
    const before = await listTasks(owner)
    const named = { name: 'task', agent_instance_hierarchy: 'api/a' }
    for (const stranger of [test.foreignClient, clientAt(test, 'api/b'), clientAt(test, 'api/a/b')]) {
      for (const input of [{ name: 'task' }, named]) {
        for (const key of ['tasks.pause', 'tasks.resume', 'tasks.trigger'] as const) {
          await expect(stranger.call(key, input)).rejects.toEqual(notFound)
        }
        expect(await stranger.call('tasks.delete', input)).toEqual({ deleted: false })
      }
      for (const key of ['tasks.logs', 'tasks.preview'] as const) {
        await expect(stranger.call(key, { name: 'task' })).rejects.toEqual(notFound)
      }
      await expect(stranger.call('tasks.logs', { run_id: runId })).rejects.toEqual(notFound)
      expect((await stranger.call('tasks.logs', {})).items).toEqual([])
    }
    expect(await listTasks(owner)).toEqual(before)
    expect(await listFirings(owner)).toHaveLength(1)
    const foreign = clientAt(test, 'api/a', FOREIGN_TOKEN)
    expect(await listTasks(foreign)).toEqual([])
    await expect(foreign.call('tasks.logs', { name: 'task', targets: [{ by: 'me' }] })).rejects.toEqual(notFound)
  })
})

describe('an item', () => {
  /** Every item that the calls on tasks answer for one oneshot. */
  async function listItems(client: ReturnType<typeof clientAt>): Promise<object[]> {
    await schedule(client, 'task', 'a !b')
    const answers = [
      await client.call('tasks.trigger', { name: 'task', stream_all: true }),
      await client.call('tasks.run', {}),
      await client.call('tasks.list', { targets: [{ by: 'me' }] }),
      await client.call('tasks.logs', {}),
    ]
    return answers.flatMap((answer): object[] => answer.items)
  }

  it('case 23: has no plugin and no interval when there is none', async () => {
    await using test = await createTaskApp()
    const items = await listItems(test.client)
    expect(items).toHaveLength(2 + 1 + 1 + 6)
    expect(items.flatMap((item) => Object.keys(item))).not.toContain('plugin')
    expect(items.flatMap((item) => Object.keys(item))).not.toContain('interval')
    expect(JSON.stringify(items)).not.toContain('null')
  })

  it('case 23: names the plugin by owner, repository and version', async () => {
    const plugin = { owner: 'o', repository: 'r', version: '1.0.0' }
    const principal = { ...ROOT, credentialId: 'p', isOperator: false, plugin }
    await using test = await createTaskApp({ credentials: [{ token: TOKEN, principal }] })
    const items = await listItems(test.client)
    expect(items).toHaveLength(2 + 1 + 1 + 6)
    for (const item of items) expect(item).toHaveProperty('plugin', plugin)
  })
})
