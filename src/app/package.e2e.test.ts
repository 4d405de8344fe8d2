// The package as its users get it: packed, installed into an empty folder, and used from there.
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { contracts } from '../contracts/index.ts'
import { npm } from '../testing/npm.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const root = join(import.meta.dirname, '../..')
const run = promisify(execFile)

test('npx errand init in an empty folder writes a project that runs at once with npx errand run', async () => {
  using dir = createTempDir()
  await npm('npm', ['pack', '--silent', '--pack-destination', dir.path], root)
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const tarball = join(dir.path, `errand-${version}.tgz`)
  await npm('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], dir.path)

  await npm('npx', ['errand', 'init'], dir.path)
  const output = await npm('npx', ['errand', 'run', 'assistant', 'Where is order 1042?'], dir.path)
  const events = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; data: unknown })
  const tool = events.find((event) => event.type === 'tool.started')
  expect(tool?.data).toMatchObject({ toolName: 'find_order', input: { id: 1042 } })
  expect(JSON.stringify(events.at(-1)?.data)).toContain('shipped')
  expect(events.at(-1)?.type).toBe('run.completed')
  expect(await npm('npx', ['errand', 'runs', '--jq', '.status'], dir.path)).toBe('done\n')

  const script =
    "import { createErrand, defineAgent } from 'errand'\nimport { contracts } from 'errand/contracts'\n" +
    "import { createClient } from 'errand/client'\nimport { defineQuery } from 'errand/spec'\nimport { createTestApp } from 'errand/testing'\n" +
    "import { runJavascript } from 'errand/tools'\n" +
    'await using errand = await createErrand({ dataDir: null, env: {} })\n' +
    "const toolCalls = [{ name: 'run_javascript', input: { code: '[1, 2].map((n) => n * 2)' } }]\n" +
    "const model = { model: 'sim/script', modelConfig: { script: [{ toolCalls }, { text: 'Done.' }] } }\n" +
    "const agent = defineAgent({ id: 'a', instructions: '', ...model, tools: [runJavascript()] })\n" +
    "for await (const { type, data } of errand.stream(agent, 'hi')) if (type === 'tool.completed') console.log(data.output)\n" +
    "const { status } = await errand.run(agent, 'hi')\n" +
    'console.log(status, Object.keys(contracts).length, typeof createClient, typeof defineQuery, typeof createTestApp)\n'
  writeFileSync(join(dir.path, 'use.mjs'), script)
  const { stdout } = await run(process.execPath, ['use.mjs'], { cwd: dir.path })
  expect(stdout).toBe(`{ result: [ 2, 4 ] }\ndone ${Object.keys(contracts).length} function function function\n`)
})
