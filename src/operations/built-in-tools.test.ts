import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readBuiltIns } from '../app/read-built-ins.ts'
import { createActiveAgent, lookTool } from '../testing/stored-agent.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { eventsOf } from '../testing/run-agent.ts'
import { listTraces } from '../testing/list-traces.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const builtIns = readBuiltIns({})
const code = (codeName: string) => ({ problem: expect.objectContaining({ code: codeName }) })

/** Runs an agent made through the API that has these tools and calls the first once. */
async function runWith(test: TestApp, toolIds: string[], input: object) {
  const [name = ''] = toolIds
  const modelConfig = { script: [{ toolCalls: [{ name, input }] }, { text: 'Done.' }], delayMs: 0 }
  const agentId = await createActiveAgent(test, { slug: `with-${name.replaceAll('_', '-')}`, toolIds, modelConfig })
  const { runId } = await test.client.call('agent.run.execute', { agentId, input: { message: 'Go' } })
  await test.whenEnded(runId)
  return (await listTraces(test.app.store, runId)).events
}

describe('built-in tools of agents made through the API', () => {
  it('are listed after those that somebody made, with their schema, and found by search', async () => {
    await using test = await createTestApp({ builtIns })
    await test.client.call('agent.tool.create', lookTool)
    const ids = async (filter: object) => (await test.client.call('agent.tool.list', filter)).items.map(({ id }) => id)
    expect(await ids({})).toEqual(['look', 'calculator', 'clock', 'run_javascript'])
    expect(await ids({ limit: 2 })).toEqual(['look', 'calculator'])
    expect(await ids({ limit: 2, offset: 2 })).toEqual(['clock', 'run_javascript'])
    expect(await ids({ limit: 2, offset: 4 })).toEqual([])
    expect(await test.client.call('agent.tool.list', { limit: 2 })).toMatchObject({ total: 4, hasMore: true })
    expect(await ids({ search: 'TIME ZONE' })).toEqual(['clock'])
    expect(await ids({ category: 'computation', status: 'active' })).toEqual(['calculator', 'run_javascript'])
    expect(await ids({ status: 'draft' })).toEqual(['look'])
    expect(await test.client.call('agent.tool.get', { toolId: 'run_javascript' })).toMatchObject({
      slug: 'run_javascript',
      effect: 'pure',
      implementationConfig: { builtIn: 'run_javascript' },
      parametersSchema: { properties: { code: { type: 'string' } } },
    })
  })

  it('are given by name, and called', async () => {
    await using test = await createTestApp({ builtIns })
    const events = await runWith(test, ['calculator'], { expression: '6 * 7' })
    expect(eventsOf(events, 'tool.completed')).toMatchObject([{ data: { output: { result: '42' } } }])
    await test.client.call('agent.assignTool', { agentId: 'with-calculator', toolId: 'clock' })
    const agent = await test.client.call('agent.get', { agentId: 'with-calculator', includeTools: true })
    expect(agent.tools).toMatchObject([{ id: 'calculator' }, { id: 'clock' }])
  })

  it('can be tried by themselves', async () => {
    await using test = await createTestApp({ builtIns })
    const call = (toolId: string, testInput: Record<string, unknown>) =>
      test.client.call('agent.tool.test', { toolId, testInput })
    expect(await call('calculator', { expression: '1 / 4' })).toMatchObject({
      success: true,
      output: { result: '0.25' },
    })
    expect(await call('calculator', { expression: '1 /' })).toMatchObject({
      success: false,
      error: expect.stringMatching(/ends where/),
    })
    await expect(call('calculator', {})).rejects.toMatchObject(code('INPUT_INVALID'))
    expect(await call('clock', {})).toMatchObject({ output: { utc: new Date(test.clock.now()).toISOString() } })
  })

  it('cannot be changed, and their names not be taken', async () => {
    await using test = await createTestApp({ builtIns })
    const change = test.client.call('agent.tool.update', { toolId: 'clock', status: 'disabled' })
    await expect(change).rejects.toMatchObject({
      message: expect.stringMatching(/comes with Errand and cannot be changed/),
    })
    const create = test.client.call('agent.tool.create', { ...lookTool, slug: 'clock' })
    await expect(create).rejects.toMatchObject(code('SLUG_EXISTS'))
    const forged = { ...lookTool, implementationConfig: { builtIn: 'clock' } }
    await expect(test.client.call('agent.tool.create', forged)).rejects.toMatchObject(code('INPUT_INVALID'))
  })

  it('leave a tool of the same name that was there before as it is', async () => {
    using dir = createTempDir()
    const databasePath = join(dir.path, 'errand.db')
    {
      await using before = await createTestApp({ databasePath })
      await before.client.call('agent.tool.create', { ...lookTool, name: 'Mine', slug: 'clock' })
    }
    await using test = await createTestApp({ databasePath, builtIns })
    expect(await test.client.call('agent.tool.get', { toolId: 'clock' })).toMatchObject({ name: 'Mine' })
    expect(await test.client.call('agent.tool.list', {})).toMatchObject({ total: 3 })
  })

  it('that are not offered are no tools', async () => {
    await using test = await createTestApp({ builtIns })
    const create = createActiveAgent(test, { toolIds: ['web_fetch'] })
    await expect(create).rejects.toMatchObject(code('TOOL_NOT_FOUND'))
    await using without = await createTestApp()
    expect(await without.client.call('agent.tool.list', {})).toMatchObject({ total: 0 })
  })

  it('that read and write folders are for the tenant of the operator alone, in the folders it named', async () => {
    using dir = createTempDir()
    mkdirSync(join(dir.path, 'docs'))
    writeFileSync(join(dir.path, 'docs/lamp.md'), 'A lamp.')
    const env = {
      ERRAND_TOOLS: 'read_file, write_file,calculator',
      ERRAND_READ_FOLDERS: `docs=${dir.path}/docs`,
      ERRAND_WRITE_FOLDERS: `out=${dir.path}`,
    }
    await using test = await createTestApp({ builtIns: readBuiltIns(env) })
    const events = await runWith(test, ['read_file'], { path: 'lamp.md' })
    expect(eventsOf(events, 'tool.completed')).toMatchObject([{ data: { output: { text: 'A lamp.' } } }])
    expect(eventsOf(events, 'run.completed')).toMatchObject([{ data: { sources: [{ ref: 'docs/lamp.md' }] } }])
    const out = await runWith(test, ['write_file'], { path: '../x', content: 'x' })
    expect(eventsOf(out, 'tool.failed')).toMatchObject([{ data: { code: 'PATH_DENIED' } }])
    const { items } = await test.foreignClient.call('agent.tool.list', {})
    expect(items.map(({ id }) => id)).toEqual(['calculator'])
  })
})

describe('ERRAND_TOOLS', () => {
  const names = (env: Record<string, string>) => readBuiltIns(env).map(({ tool }) => tool.definition.name)

  it('offers by default what reaches nothing outside', () => {
    expect(names({})).toEqual(['calculator', 'clock', 'run_javascript'])
    expect(names({ ERRAND_TOOLS: 'none' })).toEqual([])
    expect(names({ ERRAND_TOOLS: 'web_fetch, clock,web_fetch' })).toEqual(['web_fetch', 'clock'])
  })

  it.each([
    [{ ERRAND_TOOLS: 'shell' }, 'ERRAND_TOOLS has "shell"; it takes none, or of calculator, clock'],
    [{ ERRAND_TOOLS: 'read_file' }, 'ERRAND_TOOLS has read_file; set ERRAND_READ_FOLDERS too'],
    [{ ERRAND_TOOLS: 'write_file', ERRAND_READ_FOLDERS: 'a=.' }, 'set ERRAND_WRITE_FOLDERS too'],
    [{ ERRAND_READ_FOLDERS: './docs' }, 'ERRAND_READ_FOLDERS has "./docs"; it takes name=path'],
  ])('says what it cannot take of %j', (env, message) => {
    expect(() => readBuiltIns(env)).toThrow(message)
  })
})
