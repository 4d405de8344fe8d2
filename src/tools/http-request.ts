// http_request: a request with any method, headers and body. `once` by default, so that a crash never makes it happen twice; each
// carries the call's id as Idempotency-Key. Secrets are named, never seen: they are filled in on the way out.
import { z } from 'zod'
import { HttpImplementation } from '../contracts/tool.ts'
import { isReservedHeader } from '../core/define-stored-tool.ts'
import { defineTool, type Tool } from '../runtime/define-tool.ts'
import { performRequest } from '../runtime/http-tool.ts'
import { ToolFailure } from '../runtime/tool-failure.ts'
import { checkHosts, createHostCheck } from './host-check.ts'
import { WebAddress } from './web-address.ts'

export interface HttpRequestOptions {
  /** Hosts that may be asked, e.g. `api.example.com`; `.example.com` stands for all below it. Default: any. */
  readonly hosts?: readonly string[]
  /** `idempotent` when every server that may be asked honours Idempotency-Key: a crash then repeats the request. Default `once`. */
  readonly effect?: 'once' | 'idempotent'
  /** Whether a person is asked before a request is made. Default false. */
  readonly approval?: boolean
  /** Limit of one call in ms. Default 30,000. */
  readonly timeoutMs?: number
}

const Options = z.strictObject({
  hosts: checkHosts.optional(),
  effect: z.enum(['once', 'idempotent']).default('once'),
  approval: z.boolean().default(false),
  timeoutMs: z.int().default(30_000),
})

const DESCRIPTION = `Makes an HTTP request and gives status and body. A header value may hold {{secret:NAME}} for a secret that the
operator has set for that host. To read a page use web_fetch.`

export function httpRequest(options: HttpRequestOptions = {}): Tool {
  const { hosts, effect, approval, timeoutMs } = Options.parse(options)
  const findTargetFault = createHostCheck(hosts)
  return defineTool({
    name: 'http_request',
    description: DESCRIPTION.replaceAll('\n', ' '),
    input: z.strictObject({
      method: HttpImplementation.shape.method,
      url: WebAddress,
      headers: HttpImplementation.shape.headers,
      body: z.unknown().optional().describe('JSON is sent as JSON, a text as it is; a GET has none'),
    }),
    effect,
    approval,
    timeoutMs,
    async execute({ method, url, headers = {}, body }, context) {
      const target = new URL(url)
      const reserved = Object.keys(headers).find(isReservedHeader)
      const fault =
        findTargetFault(target) ??
        (reserved !== undefined ? `the header ${reserved} is set by Errand` : null) ??
        (body !== undefined && method === 'GET' ? 'a GET has no body' : null)
      if (fault !== null) throw new ToolFailure(fault, { code: 'TOOL_INPUT_INVALID' })
      const type =
        body === undefined ? {} : { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' }
      const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
      const request = {
        url: target,
        method,
        headers: {
          accept: 'application/json, text/*;q=0.9',
          'user-agent': 'errand',
          ...type,
          ...Object.fromEntries(given),
        },
        body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
        secrets: [],
      }
      return performRequest(request, effect, context, { fetch: context.fetch, findTargetFault })
    },
  })
}
