// The ways in, behind one shape: the same call gives the same answer through each. A new surface is one entry here.
import { createRequest } from '../../client/create-request.ts'
import { operations } from '../../operations/index.ts'
import { invoke } from '../../operations/invoke.ts'
import { contracts } from '../../contracts/index.ts'
import type { Contract } from '../../spec/contract.ts'
import { listNames, renderFlag } from '../../spec/names.ts'
import type { Problem } from '../../spec/problem.ts'
import { ROOT } from '../../app/credentials.ts'
import type { Principal } from '../../operations/operation.ts'
import { TOKEN } from '../create-test-app.ts'
import { connectTestApp, readToolProblem } from '../mcp-client.ts'
import { readProblem } from '../read-problem.ts'
import { runMain } from '../run-main.ts'
import type { World } from './world.ts'

export type Input = Readonly<Record<string, unknown>>
export type SurfaceAnswer =
  | { readonly ok: true; readonly output: unknown }
  | {
      readonly ok: false
      readonly problem: Pick<Problem, 'code' | 'status' | 'detail' | 'retryable' | 'gqlCode' | 'issues'>
    }

/** One caller, as surfaces know it. */
export interface Caller {
  readonly principal: Principal
  readonly token: string
}

const operator: Caller = { principal: ROOT, token: TOKEN }

export interface Surface {
  readonly name: string
  /** Calls as the operator unless told otherwise. */
  readonly call: (key: string, input: Input, world: World, caller?: Caller) => Promise<SurfaceAnswer>
}

const direct: Surface = {
  name: 'a direct call',
  async call(key, input, { test }, { principal } = operator) {
    const operation = operations.find(({ contract }) => contract.meta.key === key)
    if (!operation) throw new Error(`there is no operation ${key}`)
    const { signal } = new AbortController()
    const caller = { principal, origin: 'api', hierarchy: HIERARCHY } as const
    const base = { operation, input, ...caller, idempotencyKey: null, wantsStream: false } as const
    const answer = await invoke({ ...base, signal }, test.app.pipeline)
    return answer.ok ? { ok: true, output: answer.output } : answer
  },
}

const http: Surface = {
  name: 'HTTP',
  async call(key, input, { test }, { token } = operator) {
    const request = createRequest({
      url: 'http://localhost',
      token,
      contract: contractOf(key),
      input,
      headers: {},
    })
    const response = await test.app.http.fetch(request)
    if (response.ok) return { ok: true, output: await readOutput(contractOf(key), response) }
    const { gqlCode, issues, ...problem } = await readProblem(response)
    return { ok: false, problem: { ...problem, ...(gqlCode !== undefined && { gqlCode }), ...(issues && { issues }) } }
  },
}

const cli: Surface = {
  name: 'the command line',
  async call(key, input, world, { token } = operator) {
    const contract = contractOf(key)
    const words = listNames(contract).cli
    const flags = renderFlags(contract, input)
    const env = {
      ERRAND_URL: await world.url(),
      ERRAND_TOKEN: token,
      ERRAND_AGENT_INSTANCE_HIERARCHY: HIERARCHY,
    }
    const { code, stdout, stderr } = await runMain([...words, ...flags], { env })
    if (code === 0) return { ok: true, output: readLines(contract, stdout) }
    if (code !== 1) throw new Error(`exit code ${code}: ${stderr}`)
    return { ok: false, problem: JSON.parse(stderr) as Problem }
  },
}

const mcp: Surface = {
  name: 'MCP',
  async call(key, input, { test }, { token } = operator) {
    const client = await connectTestApp(test, '2026-07-28', {
      authorization: `Bearer ${token}`,
      'X-Errand-Agent-Instance-Hierarchy': HIERARCHY,
    })
    const result = await client.callTool({ name: listNames(contractOf(key)).mcp, arguments: input })
    return result.isError
      ? { ok: false, problem: readToolProblem(result) }
      : { ok: true, output: result.structuredContent }
  },
}

/** The path that all callers name as their own, whatever their way in. */
const HIERARCHY = 'api'

function isOfLines({ stream }: Contract): boolean {
  return stream !== undefined && 'always' in stream.on
}

async function readOutput(contract: Contract, response: Response): Promise<unknown> {
  return isOfLines(contract) ? readLines(contract, await response.text()) : response.json()
}

function readLines(contract: Contract, text: string): unknown {
  if (!isOfLines(contract)) return JSON.parse(text)
  const lines = text.split('\n').filter((line) => line !== '')
  return { items: lines.map((line): unknown => JSON.parse(line)) }
}

/** An input as flags; in the words of the contract, where it has some of its own. */
function renderFlags({ meta, cli: spec }: Contract, input: Input): string[] {
  const rest = spec?.rest
  const flags = Object.entries(input).flatMap(([name, value]) => {
    if (name === rest) return []
    const own = spec?.flags?.[name]
    const texts = name.endsWith('_seconds') ? [`${String(value)}s`] : renderValue(value)
    return [`--${own?.name ?? renderFlag(name)}`, ...(name === 'targets' ? ['me'] : texts)]
  })
  const isOnce = meta.key === 'tasks.schedule' && !('interval_seconds' in input) && !('cron' in input)
  return [
    ...flags,
    ...(isOnce ? ['--oneshot'] : []),
    ...(rest === undefined ? [] : ['--', ...(input[rest] as string[])]),
  ]
}

function renderValue(value: unknown): string[] {
  if (Array.isArray(value)) return value.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)))
  return [typeof value === 'string' ? value : JSON.stringify(value)]
}

function contractOf(key: string): Contract {
  const contract = Object.values<Contract>(contracts).find(({ meta }) => meta.key === key)
  if (!contract) throw new Error(`there is no contract ${key}`)
  return contract
}

/** The surfaces that serve an operation: a secret is not shown to a model. */
export function listSurfaces(key: string): readonly Surface[] {
  return contractOf(key).isShownOnce ? [direct, http, cli] : [direct, http, cli, mcp]
}
