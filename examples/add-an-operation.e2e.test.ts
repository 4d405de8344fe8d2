// Follows docs/add-an-operation.md: takes its code and its commands from the page, in an empty project.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli, startCli, waitForLine } from '../src/testing/cli-process.ts'
import { createTempDir } from '../src/testing/temp-dir.ts'

const root = join(import.meta.dirname, '..')
const page = readFileSync(join(root, 'docs/add-an-operation.md'), 'utf8')
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text.trim())

/** The words of a command line after `errand`; quotes keep words together. */
function readCommand(line: string): string[] {
  return [...line.replace(/^errand /, '').matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '')
}

test('docs/add-an-operation.md works as it is written', async () => {
  using dir = createTempDir()
  for (const folder of ['agents', 'node_modules']) mkdirSync(join(dir.path, folder))
  symlinkSync(root, join(dir.path, 'node_modules/errand'))
  symlinkSync(join(root, 'node_modules/zod'), join(dir.path, 'node_modules/zod'))
  writeFileSync(join(dir.path, 'package.json'), '{"type":"module"}')
  writeFileSync(join(dir.path, 'agents/orders.ts'), `${blocks('ts')[0]}\n`)
  const [serve = '', curl = '', refund = '', run = '', lock = ''] = blocks('sh')
  const [overHttp, onCommandLine] = blocks('json')
  const errand = (line: string) => runCli(readCommand(line), { cwd: dir.path })

  const server = startCli([...readCommand(serve), '--port', '0'], { cwd: dir.path })
  const { url } = JSON.parse(await waitForLine(server, 'listening')) as { url: string }
  const path = /7717(\S+)/.exec(curl)?.[1] ?? ''
  const headers = {
    Authorization: `Bearer ${readFileSync(join(dir.path, '.errand/token'), 'utf8').trim()}`,
    'Content-Type': 'application/json',
  }
  const send = () => fetch(url + path, { method: 'POST', headers, body: /-d '(.*)'/.exec(curl)?.[1] ?? '' })
  expect(await (await send()).text()).toBe(overHttp)
  expect(await (await send()).json()).toMatchObject({ code: 'ORDER_ALREADY_REFUNDED', status: 409 })

  expect(await errand(refund)).toMatchObject({ code: 0, stdout: `${onCommandLine}\n` })
  const again = await errand(refund)
  expect([again.code, JSON.parse(again.stderr)]).toMatchObject([1, { code: 'ORDER_ALREADY_REFUNDED' }])

  const ran = await errand(run)
  expect(ran.stdout).toContain('"output":{"orderId":"1044","refundedCents":2500}')
  server.child.kill('SIGTERM')
  expect((await server.finished()).code).toBe(0)

  expect(await errand(refund)).toMatchObject({ code: 0, stdout: `${onCommandLine}\n` })
  expect((await errand(lock)).code).toBe(0)
  expect((await errand(lock.replace(' lock ', ' diff '))).code).toBe(0)
})
