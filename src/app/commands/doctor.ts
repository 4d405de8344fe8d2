// errand doctor: is everything in place, and if not, what to do.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { EXIT } from '../../surfaces/cli/exit-codes.ts'
import type { Config } from '../config.ts'
import { readToken } from '../credentials.ts'
import { readText, UnreachableError } from '../env.ts'
import { openDataFolder } from '../data-folder.ts'
import { loadCode } from '../load-code.ts'
import { DEFAULT_LOCK, readMcpLock } from '../mcp/mcp-lock.ts'
import { isListening } from '../socket-fetch.ts'
import { renderTable, type Terminal } from '../terminal.ts'
import { version } from '../version.ts'
import type { CommandContext, CommonOptions } from './command.ts'
import { describeCauses, describeError } from '../../spec/describe-error.ts'

interface Finding {
  readonly check: string
  readonly state: 'ok' | 'note' | 'fault'
  /** What was found and, unless it is ok, what to do. */
  readonly detail: string
}

export function addDoctor(program: Command, context: CommandContext): void {
  program
    .command('doctor')
    .description('check the installation: Node, server, data folder, agents, models')
    .addHelpText(
      'after',
      '\nExamples:\n  errand doctor\n  errand doctor --profile prod\n\nExit code 1: something is at fault.',
    )
    .action(async (options: CommonOptions) => {
      const terminal = context.terminal(options)
      const config = context.config({ data: options.data })
      const { dataDir } = config
      const findings = [
        checkNode(),
        ...(await checkServer(options, context)),
        await checkFolder(dataDir),
        ...(await checkData(dataDir, options, context)),
        await checkAgents(options.agents ?? []),
        ...(await checkSignIn(config)),
        ...checkMcp(),
        ...(await checkModels(terminal)),
        ...(await checkEmbeddings(terminal)),
      ]
      if (terminal.isJson) findings.forEach(terminal.writeJson)
      else terminal.write(renderFindings(findings, terminal))
      context.exit(findings.some((finding) => finding.state === 'fault') ? EXIT.problem : EXIT.ok)
    })
}

function checkNode(): Finding {
  const major = Number(process.versions.node.split('.')[0])
  const detail = `errand ${version} on Node ${process.versions.node}`
  if (major >= 24) return { check: 'node', state: 'ok', detail }
  return { check: 'node', state: 'fault', detail: `${detail}; it needs Node 24 or newer` }
}

async function checkFolder(dataDir: string): Promise<Finding> {
  const check = 'data'
  const { dir, databasePath, socketPath } = openDataFolder(dataDir)
  const size = statSync(databasePath, { throwIfNoEntry: false })?.size ?? 0
  const owner = (await isListening(socketPath)) ? 'a running process owns it' : 'no process owns it'
  const mode = readToken(dir) === null ? 0o600 : statSync(join(dir, 'token')).mode & 0o777
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    return {
      check,
      state: 'fault',
      detail: `${join(dataDir, 'token')} can be read by others; run: chmod 600 ${join(dataDir, 'token')}`,
    }
  }
  return { check, state: 'ok', detail: `${dataDir}, ${(size / 1024 / 1024).toFixed(1)} MiB; ${owner}` }
}

/** Whether the server that commands talk to answers; nothing when they use the data folder. */
async function checkServer(options: CommonOptions, context: CommandContext): Promise<Finding[]> {
  const server = context.server(options)
  if (server === null) return []
  const check = 'server'
  try {
    await context.withClient(options, 'data', async (client) => void (await client.agent.list({ limit: 1 })))
    return [{ check, state: 'ok', detail: `${server.url} (${server.source}) answers; commands go there` }]
  } catch (error) {
    const where = error instanceof UnreachableError ? '' : `${server.url} (${server.source}): `
    return [{ check, state: 'fault', detail: where + describeError(error) }]
  }
}

/** Whether the database of the folder can be opened; nothing while there is none. */
async function checkData(dataDir: string, options: CommonOptions, context: CommandContext): Promise<Finding[]> {
  const { databasePath } = openDataFolder(dataDir)
  if (!existsSync(databasePath)) return []
  const check = 'database'
  try {
    const own = { ...options, profile: undefined, data: dataDir }
    await context.withClient(own, 'data', async (client) => void (await client.agent.run.list({ limit: 1 })))
    return [{ check, state: 'ok', detail: 'opens and answers' }]
  } catch (error) {
    const advice = `move ${databasePath} away and put a copy in its place with: errand restore FILE`
    return [{ check, state: 'fault', detail: `${describeError(error)}; ${advice}` }]
  }
}

async function checkAgents(files: readonly string[]): Promise<Finding> {
  try {
    const { agents } = await loadCode(files)
    if (agents.length === 0) return { check: 'agents', state: 'note', detail: 'none; make a project with: errand init' }
    return { check: 'agents', state: 'ok', detail: agents.map((agent) => agent.id).join(', ') }
  } catch (error) {
    return { check: 'agents', state: 'fault', detail: describeError(error) }
  }
}

/** Whether the provider where people sign in answers, and what it has to know; nothing when there is none. */
async function checkSignIn({ oidc, hostNames, port, dashboardPath }: Config): Promise<Finding[]> {
  if (oidc === null) return []
  const check = 'sign-in'
  const origins = hostNames.length > 0 ? hostNames.map((name) => `https://${name}`) : [`http://127.0.0.1:${port}`]
  const callbacks = origins.map((origin) => `${origin}${dashboardPath}/callback`).join(', ')
  try {
    const { discover } = await import('../identity-provider.ts')
    await discover(oidc)
    return [{ check, state: 'ok', detail: `${oidc.issuer} answers; it must know the redirect URI ${callbacks}` }]
  } catch (error) {
    return [{ check, state: 'fault', detail: `${oidc.issuer}: ${describeCauses(error)}; check ERRAND_OIDC_ISSUER` }]
  }
}

/** The MCP servers whose tools the lock of this folder holds. */
function checkMcp(): Finding[] {
  return Object.entries(readMcpLock(DEFAULT_LOCK)).map(([server, { approved, pending }]): Finding => {
    const check = `mcp ${server}`
    const waiting = Object.keys(pending)
    if (waiting.length === 0) return { check, state: 'ok', detail: `${Object.keys(approved).length} tools approved` }
    const detail = `${waiting.join(', ')} changed and is not offered; see how: errand mcp approve; approve: errand mcp approve ${server}`
    return { check, state: 'fault', detail }
  })
}

async function checkModels({ env }: Terminal): Promise<Finding[]> {
  const { createModels } = await import('../../models/registry.ts')
  const models = createModels({ env })
  const rows = models.list().map(({ provider, isConfigured, isSimulated, needs }): Finding => {
    const detail = isSimulated ? 'built in, simulated' : isConfigured ? 'configured' : `set ${needs} to use it`
    return { check: `model ${provider}`, state: isConfigured ? 'ok' : 'note', detail }
  })
  const chosen = models.defaultModel()
  const isSimulated = chosen.startsWith('sim/')
  const detail = isSimulated ? `${chosen}: answers are simulated until a provider is configured` : chosen
  return [...rows, { check: 'default model', state: isSimulated ? 'note' : 'ok', detail }]
}

async function checkEmbeddings({ env }: Terminal): Promise<Finding[]> {
  const chosen = readText(env, 'ERRAND_EMBEDDING_MODEL')
  if (chosen === null) return []
  const { createModels } = await import('../../models/registry.ts')
  const resolved = await createModels({ env }).resolveEmbedding(chosen)
  const check = 'embedding model'
  return [resolved.ok ? { check, state: 'ok', detail: chosen } : { check, state: 'fault', detail: resolved.message }]
}

function renderFindings(findings: readonly Finding[], terminal: Terminal): string {
  const marks = { ok: '✓', note: '·', fault: '✗' }
  const colors = { ok: 'green', note: 'dim', fault: 'red' } as const
  const table = renderTable(findings.map(({ check, state, detail }) => [marks[state], check, detail]))
  return table.replaceAll(/^[✓·✗]/gm, (mark) => {
    const state = mark === '✓' ? 'ok' : mark === '·' ? 'note' : 'fault'
    return terminal.style(colors[state], mark)
  })
}
