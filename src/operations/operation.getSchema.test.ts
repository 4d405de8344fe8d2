import { validate } from '@cfworker/json-schema'
import { describe, expect, it } from 'vitest'
import { contracts } from '../contracts/index.ts'
import { listNames } from '../spec/names.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { connectTestApp } from '../testing/mcp-client.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { runMain } from '../testing/run-main.ts'
import { createTaskApp, schedule } from '../testing/task-app.ts'

const leaves = Object.values(contracts).filter(({ meta }) => meta.key.startsWith('tasks.'))
const sides = ['request', 'response'] as const

describe('the schemas of an operation', () => {
  it.each(leaves.map((contract) => [contract.meta.key, contract] as const))(
    'case 26: of %s are the same over HTTP at its route and below its contract path, over MCP, and on the command line',
    async (operation, contract) => {
      await using test = await createTestApp()
      const mcp = await connectTestApp(test, '2026-07-28')
      for (const side of sides) {
        const schema = await test.client.call('operation.getSchema', { operation, side })
        expect(schema).toHaveProperty('$schema')
        const path = `/${operation.replaceAll('.', '/')}/${side}_schema/v1.0.0`
        expect(await (await test.send(path)).json()).toEqual(schema)
        const tool = await mcp.callTool({ name: 'operation_getSchema', arguments: { operation, side } })
        expect(tool.structuredContent).toEqual(schema)
        const [content] = (await mcp.readResource({ uri: `errand://operations/${operation}/schemas/${side}` })).contents
        expect(JSON.parse(String(content && 'text' in content && content.text))).toEqual(schema)
        expect(JSON.parse((await runMain([...listNames(contract).cli, `${side}-schema`])).stdout)).toEqual(schema)
      }
    },
  )

  it('case 26: fit the requests that are made and the items that are answered', async () => {
    await using test = await createTaskApp()
    const errorsOf = async (operation: string, side: 'request' | 'response', value: unknown) => {
      const schema = await test.client.call('operation.getSchema', { operation, side })
      return validate(value, schema, '2020-12').errors
    }
    const stored = await schedule(test.client, 'good', 'a', { interval_seconds: 60 })
    expect(await errorsOf('tasks.schedule', 'response', stored)).toEqual([])
    await schedule(test.client, 'bad', 'b !no')
    const targets = [{ by: 'me' as const }, { by: 'tag' as const, agent_tag: 'nobody' }]
    const calls = [
      ['tasks.run', { stream_all: true, path_type: 'tasks/run' }],
      ['tasks.trigger', { name: 'good' }],
      ['tasks.list', { targets, jq: null }],
      ['tasks.logs', { errors_only: false, targets }],
    ] as const
    for (const [operation, input] of calls) {
      expect(await errorsOf(operation, 'request', input)).toEqual([])
      const { items } = (await test.client.call(operation, input)) as { items: unknown[] }
      expect(items.length, operation).toBeGreaterThan(0)
      for (const item of items) expect(await errorsOf(operation, 'response', item)).toEqual([])
    }
    expect(await errorsOf('tasks.run', 'request', { stream: true })).not.toEqual([])
  })

  it('are for callers with a credential, of operations that are there', async () => {
    await using test = await createTestApp()
    const unknown = await test.send('/v1/operations/tasks.walk/schemas/request')
    expect(await readRefusal(unknown)).toBe('404 OPERATION_NOT_FOUND')
    const anonymous = await test.send('/tasks/run/request_schema/v1.0.0', { headers: { authorization: 'Bearer no' } })
    expect(await readRefusal(anonymous)).toBe('401 UNAUTHENTICATED')
    const twice = await test.send('/tasks/run/request_schema/v1.0.0?side=response')
    expect(await readRefusal(twice)).toBe('422 INPUT_INVALID /side')
  })
})
