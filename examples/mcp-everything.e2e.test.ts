// The official conformance suite of MCP against a real server, from its npm package, without network.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { startAuthProxy } from '../src/testing/auth-proxy.ts'
import { createTempDir } from '../src/testing/temp-dir.ts'
import { createEverything } from './mcp-everything.ts'

const require = createRequire(import.meta.url)

test('passes the official conformance suite, apart from what mcp-everything.yaml says does not apply', async () => {
  using dir = createTempDir()
  await using errand = await createEverything(dir.path)
  const { address } = await errand.serve()
  // The suite has no credentials, and Errand serves nobody without.
  await using proxy = await startAuthProxy(address, readFileSync(join(dir.path, 'token'), 'utf8').trim())
  const bin = require.resolve('@modelcontextprotocol/conformance/dist/index.js')
  const failures = join(import.meta.dirname, 'mcp-everything.yaml')
  const args = [bin, 'server', '--url', `${proxy.address}/mcp`, '--expected-failures', failures]
  const suite = spawn(process.execPath, args, { cwd: dir.path, stdio: ['ignore', 'pipe', 'inherit'] })
  const [output, [code]] = await Promise.all([text(suite.stdout), once(suite, 'close')])
  expect(output).toContain('dns-rebinding-protection: 2 passed')
  expect(code, output).toBe(0)
})
