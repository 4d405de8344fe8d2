// The command line as its users meet it: real processes in an empty folder.
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { runCli, startCli, waitForLine } from '../testing/cli-process.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const agents = ['--agents', join(import.meta.dirname, 'cli-agents.fixture.ts')]
const files = agents.slice(1)

interface Line {
  type: string
  seq: number
  runId: string
  url: string
}
const parse = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

describe('errand run', () => {
  test('case 20: prints the envelopes 1..n as JSON lines and ends with the terminal event', async () => {
    using dir = createTempDir()
    const { code, stdout } = await runCli(['run', 'echo', 'hi', ...agents], { cwd: dir.path })
    const events = parse(stdout)
    expect(code).toBe(0)
    expect(events.map((event) => event.seq)).toEqual(events.map((_event, index) => index + 1))
    expect(events.at(-1)?.type).toBe('run.completed')
  })

  test('reads the message from standard input', async () => {
    using dir = createTempDir()
    const { stdout } = await runCli(['run', 'echo', '-', ...agents], { cwd: dir.path, stdin: 'from a file\n' })
    expect(stdout).toContain('"message":"from a file"')
  })

  test('ends with 3 when the run failed, 1 for an unknown agent, 2 for bad usage', async () => {
    using dir = createTempDir()
    expect((await runCli(['run', 'failing', 'hi', ...agents], { cwd: dir.path })).code).toBe(3)
    const unknown = await runCli(['run', 'nobody', 'hi', ...agents], { cwd: dir.path })
    expect(unknown.code).toBe(1)
    expect(JSON.parse(unknown.stderr)).toMatchObject({ code: 'AGENT_NOT_FOUND', status: 404 })
    const usage = await runCli(['run', 'echo', 'hi', '--input', '{', ...agents], { cwd: dir.path })
    expect(usage).toMatchObject({ code: 2, stdout: '' })
    expect(usage.stderr).toContain('--input is not JSON')
    const empty = await runCli(['run', 'echo', '', ...agents], { cwd: dir.path })
    expect(empty).toMatchObject({ code: 2, stderr: expect.stringContaining('message is empty') })
    const huge = await runCli(['run', 'echo', '-', ...agents], { cwd: dir.path, stdin: 'x'.repeat(1_048_577) })
    expect(huge).toMatchObject({ code: 2, stderr: expect.stringContaining('1 MiB') })
    const large = await runCli(['run', 'echo', '-', ...agents], { cwd: dir.path, stdin: 'x'.repeat(1_048_570) })
    expect(large).toMatchObject({ code: 1, stderr: expect.stringContaining('PAYLOAD_TOO_LARGE') })
    expect((await runCli(['rnu'], { cwd: dir.path })).stderr).toContain('Did you mean run?')
  })

  test('--text writes only the answer, and what went wrong on stderr', async () => {
    using dir = createTempDir()
    const { code, stdout } = await runCli(['run', 'echo', 'hi', '--text', ...agents], { cwd: dir.path })
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^[^{]+\n$/) })
    const failed = await runCli(['run', 'failing', 'hi', '--text', ...agents], { cwd: dir.path })
    expect(failed).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/^failed: .+\n$/) })
  })

  test('Ctrl-C asks once and then cancels, and the tool sees its signal', async () => {
    using dir = createTempDir()
    const cli = startCli(['run', 'hanging', 'hi', ...agents], { cwd: dir.path })
    await waitForLine(cli, '"tool.started"')
    cli.child.kill('SIGINT')
    await new Promise<void>((resolve) => cli.child.stderr?.once('data', () => resolve()))
    cli.child.kill('SIGINT')
    const { code, stdout, stderr } = await cli.finished()
    expect(stderr).toContain('Press Ctrl-C again')
    expect(code).toBe(4)
    expect(parse(stdout).at(-1)?.type).toBe('run.cancelled')
    expect(readFileSync(join(dir.path, 'ledger'), 'utf8')).toContain('stopped')
  })

  test('a run that was killed goes on with errand follow', async () => {
    using dir = createTempDir()
    const cli = startCli(['run', 'waiting', 'hi', ...agents], { cwd: dir.path })
    const { runId } = JSON.parse(await waitForLine(cli, '"tool.started"')) as Line
    cli.child.kill('SIGKILL')
    await cli.finished()
    writeFileSync(join(dir.path, 'go'), '')
    const { code, stdout } = await runCli(['follow', runId, ...agents], { cwd: dir.path })
    expect(code).toBe(0)
    const types = parse(stdout).map((event) => event.type)
    expect(types).toContain('run.recovered')
    expect(types.filter((type) => type === 'tool.started')).toHaveLength(1)
  })
})

test.skipIf(process.platform === 'win32')(
  'bash completes commands, flags and values, and evaluates nothing',
  async () => {
    using dir = createTempDir()
    const bin = join(import.meta.dirname, 'bin.ts')
    const errand = `#!/bin/sh\nexec '${process.execPath}' --conditions=errand-source '${bin}' "$@"\n`
    writeFileSync(join(dir.path, 'errand'), errand, { mode: 0o755 })
    const press = async (...words: string[]) => {
      const script =
        'source <(errand completion bash); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _errand; echo "${COMPREPLY[@]}"'
      const env = { PATH: `${dir.path}:${process.env['PATH']}` }
      const { stdout } = await promisify(execFile)('bash', ['-c', script, 'bash', 'errand', ...words], {
        cwd: dir.path,
        env,
      })
      return stdout.trim().split(' ')
    }
    expect(await press('run')).toEqual(['run', 'runs'])
    expect(await press('runs', '--status', 'FAIL')).toEqual(['FAILED'])
    expect(await press('agent', 'run', 'list', '--ag')).toEqual(['--agent-id', '--agents'])
    expect(await press('run', '"$(touch evaluated)"', '')).toEqual([''])
    expect(existsSync(join(dir.path, 'evaluated'))).toBe(false)
  },
)

describe('several processes on one folder', () => {
  test('a second command talks to the owner; when the owner is killed it takes over and the run ends', async () => {
    using dir = createTempDir()
    const server = startCli(['serve', ...files, '--port', '0'], { cwd: dir.path })
    await waitForLine(server, 'listening')
    const client = startCli(['run', 'waiting', 'hi', ...agents], { cwd: dir.path })
    await waitForLine(client, '"tool.started"')
    const list = await runCli(['runs'], { cwd: dir.path })
    expect(parse(list.stdout)).toHaveLength(1)
    server.child.kill('SIGKILL')
    writeFileSync(join(dir.path, 'go'), '')
    const { code, stdout } = await client.finished()
    expect(code).toBe(0)
    const events = parse(stdout)
    expect(events.map((event) => event.seq)).toEqual(events.map((_event, index) => index + 1))
    expect(events.map((event) => event.type)).toContain('run.recovered')
    await server.finished()
  })

  test('a command without agents does not take over the runs of a server that was killed; the server does', async () => {
    using dir = createTempDir()
    const server = startCli(['serve', ...files, '--port', '0'], { cwd: dir.path })
    await waitForLine(server, 'listening')
    const client = startCli(['run', 'waiting', 'hi'], { cwd: dir.path })
    await waitForLine(client, '"tool.started"')
    server.child.kill('SIGKILL')
    const left = await client.finished()
    expect(left.code).toBe(2)
    expect(left.stderr).toContain('no agents here')
    writeFileSync(join(dir.path, 'go'), '')
    const again = startCli(['serve', ...files, '--port', '0'], { cwd: dir.path })
    await waitForLine(again, 'listening')
    const [run] = parse((await runCli(['runs'], { cwd: dir.path })).stdout) as unknown as { id: string }[]
    expect((await runCli(['follow', run?.id ?? ''], { cwd: dir.path })).code).toBe(0)
    again.child.kill('SIGTERM')
    await again.finished()
  })

  test('many commands at once on one folder all succeed', async () => {
    using dir = createTempDir()
    const runs = Array.from({ length: 6 }, () => runCli(['run', 'echo', 'hi', ...agents], { cwd: dir.path }))
    const results = await Promise.all(runs)
    expect(results.map((result) => [result.code, result.stderr.includes('Error')])).toEqual(
      results.map(() => [0, false]),
    )
    expect(parse((await runCli(['runs'], { cwd: dir.path })).stdout)).toHaveLength(6)
  })

  test('a read leaves the agents of the folder as they are', async () => {
    using dir = createTempDir()
    expect((await runCli(['run', 'echo', 'hi', ...agents], { cwd: dir.path })).code).toBe(0)
    const elsewhere = await runCli(['agents', '--data', join(dir.path, '.errand')], { cwd: '/' })
    expect(elsewhere.stdout).toContain('"id":"echo"')
    expect((await runCli(['run', 'echo', 'hi', ...agents], { cwd: dir.path })).code).toBe(0)
  })

  test('errand serve refuses a folder that another process owns', async () => {
    using dir = createTempDir()
    const server = startCli(['serve', ...files, '--port', '0'], { cwd: dir.path })
    await waitForLine(server, 'listening')
    const second = await runCli(['serve', ...files, '--port', '0'], { cwd: dir.path })
    expect(second.code).toBe(2)
    expect(second.stderr).toContain('another process serves')
    server.child.kill('SIGTERM')
    expect((await server.finished()).code).toBe(0)
  })
})

describe('errand serve', () => {
  test('says where it listens, keeps its token to its user, and is reached with ERRAND_URL and ERRAND_TOKEN', async () => {
    using dir = createTempDir()
    using other = createTempDir()
    const server = startCli(['serve', ...files, '--port', '0', '--json'], { cwd: dir.path })
    const { url, ...first } = JSON.parse(await waitForLine(server, 'listening')) as Line & { pid: number }
    expect(first).toEqual({ type: 'listening', pid: server.child.pid })
    const tokenPath = join(dir.path, '.errand/token')
    expect(statSync(tokenPath).mode & 0o777).toBe(0o600)
    const env = { ERRAND_URL: url, ERRAND_TOKEN: readFileSync(tokenPath, 'utf8').trim() }
    const run = await runCli(['run', 'echo', 'hi'], { cwd: other.path, env })
    expect(run.code).toBe(0)
    expect(existsSync(join(other.path, '.errand'))).toBe(false)
    const refused = await runCli(['runs'], { cwd: other.path, env: { ...env, ERRAND_TOKEN: 'wrong' } })
    expect(refused.code).toBe(1)
    expect(JSON.parse(refused.stderr)).toMatchObject({ code: 'UNAUTHENTICATED' })
    server.child.kill('SIGTERM')
    await server.finished()
  })

  test('SIGTERM lets a run in progress finish; a second signal ends it at once and the run goes on at the next start', async () => {
    using dir = createTempDir()
    const server = startCli(['serve', ...files, '--port', '0'], { cwd: dir.path })
    await waitForLine(server, 'listening')
    const client = startCli(['run', 'waiting', 'hi', ...agents], { cwd: dir.path })
    await waitForLine(client, '"tool.started"')
    server.child.kill('SIGTERM')
    writeFileSync(join(dir.path, 'go'), '')
    const finished = await client.finished()
    expect(finished.stdout).not.toContain('run.recovered')
    expect(finished.code).toBe(0)
    expect((await server.finished()).code).toBe(0)

    const again = startCli(['serve', ...files, '--port', '0'], { cwd: dir.path })
    await waitForLine(again, 'listening')
    const hanging = startCli(['run', 'hanging', 'hi', ...agents], { cwd: dir.path })
    const { runId } = JSON.parse(await waitForLine(hanging, '"tool.started"')) as Line
    hanging.child.kill('SIGKILL')
    again.child.kill('SIGTERM')
    again.child.kill('SIGINT')
    expect((await again.finished()).code).not.toBe(0)
    const shown = await runCli(['show', runId], { cwd: dir.path })
    expect(parse(shown.stdout).at(-1)?.type).toBe('tool.started')
  })

  test('a bind that other machines can reach is refused without a token and host names of its own', async () => {
    using dir = createTempDir()
    const open = await runCli(['serve', ...files, '--host', '0.0.0.0', '--port', '0'], { cwd: dir.path })
    expect(open.code).toBe(2)
    expect(open.stderr).toContain('ERRAND_TOKEN')
    const port = await runCli(['serve', ...files, '--port', '70000'], { cwd: dir.path })
    expect(port).toMatchObject({ code: 2 })
    expect(port.stderr).toContain('0 to 65535')
  })

  test('a file with a fault is named, with the fault', async () => {
    using dir = createTempDir()
    writeFileSync(join(dir.path, 'broken.ts'), 'export const nothing = 1\n')
    const { code, stderr } = await runCli(['serve', 'broken.ts', '--port', '0'], { cwd: dir.path })
    expect(code).toBe(2)
    expect(stderr).toContain('exports no agent')
  })
})

describe('every operation in its generic form', () => {
  test('answers one JSON line, and errors are one JSON line with exit 1', async () => {
    using dir = createTempDir()
    const cwd = dir.path
    const executed = await runCli(
      ['agent', 'run', 'execute', '--agent-id', 'echo', '--input', '{"message":"hi"}', '--stream', ...agents],
      { cwd },
    )
    const runId = parse(executed.stdout)[0]?.runId ?? ''
    expect(parse(executed.stdout).at(-1)?.type).toBe('run.completed')
    const got = await runCli(['agent', 'run', 'get', '--run-id', runId, '--include-steps'], { cwd })
    expect(JSON.parse(got.stdout)).toMatchObject({
      id: runId,
      origin: { kind: 'cli' },
      status: 'done',
      steps: [{ type: 'message_creation' }],
    })
    const events = await runCli(
      ['agent', 'run', 'get-events', '--run-id', runId, '--limit', '2', '--types', 'run.created'],
      { cwd },
    )
    expect(JSON.parse(events.stdout)).toMatchObject({ items: [{ type: 'run.created' }], hasMore: false })
    const missing = await runCli(['agent', 'run', 'get', '--run-id', 'nope'], { cwd })
    expect(missing).toMatchObject({ code: 1, stdout: '' })
    expect(JSON.parse(missing.stderr)).toMatchObject({ code: 'RUN_NOT_FOUND', gqlCode: 'RUN_NOT_FOUND' })
    const invalid = await runCli(['agent', 'run', 'list', '--limit', '501'], { cwd })
    expect(JSON.parse(invalid.stderr)).toMatchObject({ code: 'INPUT_INVALID', issues: [{ pointer: '/limit' }] })
  })
})

test('errand doctor reports Node, folder, agents and models', async () => {
  using dir = createTempDir()
  const { code, stdout } = await runCli(['doctor', ...agents], { cwd: dir.path })
  expect(code).toBe(0)
  expect(stdout).toContain('echo, failing, hanging, waiting')
  expect(stdout).toContain('OPENAI_API_KEY')
})
