// One call as it is written elsewhere. The texts hold no token: they name the variable that does.
import { createClient } from 'errand/client'
import { contracts, listNames, renderFlag } from 'errand/contracts'

type Contract = Parameters<typeof listNames>[0]
type Input = Readonly<Record<string, unknown>>

/** What the typed client would send, so the two cannot differ. */
export async function renderCurl(contract: Contract, input: Input): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<Request>()
  const fetch = (request: Request) => {
    resolve(request)
    return Promise.resolve(Response.json({}))
  }
  const { key } = contract.meta
  const capturing = createClient({
    url: location.origin,
    token: null,
    maxRetries: 0,
    fetch,
    contracts: { [key]: contract },
  })
  await capturing.call(key, input)
  const { method, url, headers, ...rest } = await readRequest(await promise)
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${quote(url)}`,
    `-H "Authorization: Bearer $ERRAND_TOKEN"`,
    ...(headers.has('content-type') ? [`-H ${quote('Content-Type: application/json')}`, `-d ${quote(rest.body)}`] : []),
  ]
  return lines.join(' \\\n  ')
}

async function readRequest(request: Request) {
  return { method: request.method, url: request.url, headers: request.headers, body: await request.text() }
}

export function renderCli(contract: Contract, input: Input): string {
  const { flags = {}, hidden = [], rest, switches = {} } = contract.cli ?? {}
  const fields = Object.entries(input).filter(([name]) => name !== rest && !hidden.includes(name))
  const given = fields.map(([name, value]) => {
    const { name: flag, value: kind = '' } = flags[name] ?? { name: renderFlag(name) }
    return `--${flag} ${renderValue(value, kind)}`
  })
  const isOnce = 'oneshot' in switches && !('cron' in input) && !('interval_seconds' in input)
  const words = rest === undefined ? [] : [`-- ${renderValue(input[rest] ?? [], '')}`]
  const all = [...given, ...(isOnce ? ['--oneshot'] : []), ...words]
  return [['errand', ...listNames(contract).cli].join(' '), ...all].join(all.length > 2 ? ' \\\n  ' : ' ')
}

/** `kind`: what the flag takes, when that is not the field's own value. */
function renderValue(value: unknown, kind: string): string {
  if (Array.isArray(value)) return value.map((item) => renderValue(item, kind)).join(' ')
  if (kind === 'duration') return `${String(value)}s`
  if (kind === 'target' && isMe(value)) return 'me'
  return quote(typeof value === 'string' ? value : JSON.stringify(value))
}

function isMe(target: unknown): boolean {
  return typeof target === 'object' && target !== null && 'by' in target && target.by === 'me'
}

export function renderTypeScript({ meta: { key } }: Contract, input: Input): string {
  const given = Object.keys(input).length === 0 ? '' : renderLiteral(input)
  const isOwn = !(key in contracts)
  const more = isOwn ? `, contracts: { ...contracts, '${key}': yours }` : ''
  return [
    `import { createClient } from 'errand/client'`,
    ...(isOwn
      ? [`import { contracts } from 'errand/contracts'`, `import { yours } from './the-file-of-the-contract.ts'`]
      : []),
    '',
    `const client = createClient({ url: '${location.origin}', token: process.env.ERRAND_TOKEN ?? null${more} })`,
    `const output = await client.${key}(${given})`,
  ].join('\n')
}

/** JSON without the quotes that names of fields do not need. */
function renderLiteral(input: Input): string {
  return JSON.stringify(input, null, 2).replaceAll(/^( *)"([a-zA-Z_$][\w$]*)":/gm, '$1$2:')
}

export function renderMcp(contract: Contract, input: Input): string {
  const params = { name: listNames(contract).mcp, arguments: input }
  return JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }, null, 2)
}

/** For a POSIX shell. */
function quote(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
