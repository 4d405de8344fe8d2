import { expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../../testing/create-test-app.ts'
import { postJson } from '../../testing/post-json.ts'
import { readRefusal } from '../../testing/read-problem.ts'
import { look, lookTool } from '../../testing/stored-agent.ts'

async function run(test: TestApp, toolName: string, body: object = {}) {
  const response = await test.send(`/errand/api/tools/${toolName}/run`, postJson(body))
  return [response.status, await response.json()]
}

it('calls a stored tool by id, slug or name; a tool that fails is an answer with status 200', async () => {
  const parametersSchema = { type: 'object', properties: { q: { type: 'string' } } }
  await using test = await createTestApp({ tools: [look] })
  await test.client.call('agent.tool.create', { ...lookTool, parametersSchema })
  const done = { isSuccess: true, outputJson: '{"found":{"q":"x"}}', errorCode: null, errorMessage: null }
  expect(await run(test, 'look', { input: { q: 'x' } })).toEqual([200, done])
  expect(await run(test, 'Look', { input: { q: 'x' } })).toEqual([200, done])
  const failed = { isSuccess: false, outputJson: null }
  const broke = { ...failed, errorCode: 'ToolExecutionFailed', errorMessage: 'there is nothing' }
  expect(await run(test, 'look', { input: { q: 'nothing' } })).toEqual([200, broke])
  expect(await run(test, 'look', { input: { q: 1 } })).toMatchObject([
    200,
    { ...failed, errorCode: 'ToolInputInvalid' },
  ])
})

it('says which tool it does not know, and wants a name', async () => {
  await using test = await createTestApp()
  const failed = { isSuccess: false, outputJson: null }
  const unknown = { ...failed, errorCode: 'ToolNotFound', errorMessage: "Tool 'none' was not found." }
  expect(await run(test, 'none')).toEqual([404, unknown])
  expect(await run(test, '%20')).toMatchObject([400, { ...failed, errorCode: 'ToolNameRequired' }])
  const refused = await test.send('/errand/api/tools/none/run', postJson({ inputs: {} }))
  expect(await readRefusal(refused)).toBe('422 INPUT_INVALID /inputs')
})
