// errand mcp as programs start it: a real process on standard input and output.
import { join } from 'node:path'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { describe, expect, it } from 'vitest'
import { contracts } from '../contracts/index.ts'
import type { Contract } from '../spec/contract.ts'
import { runCli, startCli, waitForLine } from '../testing/cli-process.ts'
import { connectMcp, mcpVersions } from '../testing/mcp-client.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const bin = join(import.meta.dirname, 'bin.ts')
const agents = join(import.meta.dirname, 'mcp-agents.fixture.ts')
const run = { name: 'agent_run_execute', arguments: { agentId: 'echo', input: { message: 'Hello' }, stream: true } }
const answered = { end: { type: 'run.completed', data: { resultData: { result: 'Hello yourself.' } } } }

function startMcp(cwd: string): StdioClientTransport {
  const args = ['--conditions=errand-source', bin, 'mcp', '--agents', agents]
  return new StdioClientTransport({ command: process.execPath, args, cwd, stderr: 'ignore' })
}

describe.each(mcpVersions)('errand mcp, protocol %s', (version) => {
  it('opens the data folder itself when nobody has it, and keeps standard output to the protocol', async () => {
    using dir = createTempDir()
    const client = await connectMcp(startMcp(dir.path), version)
    const tools = (await client.listTools()).tools.map((tool) => tool.name)
    const open = Object.values<Contract>(contracts).filter((contract) => !contract.isShownOnce)
    expect(tools).toEqual([...open.map(({ meta }) => meta.key.replaceAll('.', '_')), 'fixture_greet'])
    const greeted = await client.callTool({ name: 'fixture_greet', arguments: { name: 'Ada' } })
    expect(greeted.structuredContent).toEqual({ greeting: 'Hello Ada' })
    const steps: number[] = []
    const result = await client.callTool(run, { onprogress: ({ progress }) => steps.push(progress) })
    expect(result.structuredContent).toMatchObject(answered)
    expect(steps.length).toBeGreaterThan(0)
    const refused = await client.callTool({ name: 'agent_run_get', arguments: { runId: 'run_0' } })
    expect(refused).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('RUN_NOT_FOUND') }] })
    const invalid = await client.callTool({ name: 'agent_run_get', arguments: {} })
    expect(invalid).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('INPUT_INVALID') }] })
    expect((await client.listPrompts()).prompts).toMatchObject([{ name: 'echo' }])
    await client.close()
  })

  it('reaches the process that has the data folder, whose runs say that they come from MCP', async () => {
    using dir = createTempDir()
    const server = startCli(['serve', agents, '--port', '0'], { cwd: dir.path })
    await waitForLine(server, 'listening')
    const client = await connectMcp(startMcp(dir.path), version)
    const { structuredContent } = await client.callTool(run)
    expect(structuredContent).toMatchObject(answered)
    const { runId } = structuredContent as { runId: string }
    const { stdout } = await runCli(['agent', 'run', 'get', '--run-id', runId], { cwd: dir.path })
    expect(JSON.parse(stdout)).toMatchObject({ origin: { kind: 'mcp' } })
    await client.close()
    server.child.kill('SIGTERM')
    expect((await server.finished()).code).toBe(0)
  })
})

describe('errand mcp', () => {
  it('ends with its standard input, and says on standard error why it cannot start', async () => {
    using dir = createTempDir()
    expect(await runCli(['mcp', '--agents', agents], { cwd: dir.path })).toMatchObject({ code: 0, stdout: '' })
    const lost = await runCli(['mcp'], { cwd: dir.path })
    expect(lost).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('no agents here') })
  })
})
