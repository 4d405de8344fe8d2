// Serves the console at its path: signing in and out, its files, and its page at every other address below. What others
// serve below the same path comes first.
import { isObject } from '../../contracts/scalars.ts'
import { admit } from '../../operations/admit.ts'
import type { PipelineDeps } from '../../operations/invoke.ts'
import { createProblem, type ProblemDetails } from '../../spec/problem.ts'
import { readBody } from '../http/read-input.ts'
import { renderJson, renderProblem } from '../http/render.ts'
import { type ConsoleFiles, createFileAnswers, type FileAnswers } from './console-files.ts'
import { createOpenSession } from './open-session.ts'
import type { Sessions } from './sessions.ts'
import { createSignInFlow, type SignInFlow, type SignInFlowDeps } from './sign-in-flow.ts'
import type { SignInLinks } from './sign-in-links.ts'

export interface ConsoleDeps {
  /** Where the console stands, e.g. `/errand`. */
  readonly path: string
  /** Asked at the first page. null: the console was not built; its path says so. */
  readonly readFiles: () => ConsoleFiles | null
  readonly sessions: Sessions
  readonly links: SignInLinks
  /** Where people sign in besides; null: nowhere. */
  readonly identity: Pick<SignInFlowDeps, 'provider' | 'seal' | 'nowMs'> | null
}

export interface ServeConsole {
  readonly path: string
  /** `{path}/session`: POST opens a session, DELETE ends it, GET says how else to sign in. */
  readonly session: (request: Request) => Promise<Response>
  /** `{path}/links`: POST makes a link that opens the console once with the caller's credential. */
  readonly link: (request: Request) => Promise<Response>
  /** A file of the console; null when there is none of this name. */
  readonly file: (request: Request) => Response | null
  /** The page, for any address that somebody opens; null for what programs ask. */
  readonly page: (request: Request) => Response | null
  /** Signing in at an identity provider; null: there is none. */
  readonly flow: SignInFlow | null
}

export function createServeConsole(deps: ConsoleDeps, pipeline: PipelineDeps): ServeConsole {
  const { path, sessions, links } = deps
  const openSession = createOpenSession(sessions, pipeline)
  const flow = deps.identity && createSignInFlow({ ...deps.identity, path, openSession })
  let found: FileAnswers | null = null
  const readAnswers = () => {
    const files = found ? null : deps.readFiles()
    return (found ??= files && createFileAnswers(files, path))
  }
  const refuse = (request: Request, code: Refusal, details: ProblemDetails) =>
    renderProblem(createProblem(code, details), request)

  return {
    path,
    async session(request) {
      if (request.method === 'GET' || request.method === 'HEAD') {
        return renderJson(flow?.describe(request) ?? { provider: null, fault: null })
      }
      if (request.method === 'DELETE') return renderDone(sessions.close(request), flow?.forget(request))
      const read = await readBody(request)
      if (!read.ok) return refuse(request, read.code, { detail: read.detail })
      const { code, token: given } = isObject(read.input) ? read.input : {}
      const token = typeof code === 'string' ? links.redeem(code) : typeof given === 'string' ? given : null
      if (token === null) return refuse(request, 'UNAUTHENTICATED', { detail: USED })
      const opened = await openSession(request, { token, by: typeof code === 'string' ? 'link' : 'token' })
      return opened.ok ? renderDone(opened.cookie, flow?.settle(request)) : renderProblem(opened.problem, request)
    },
    async link(request) {
      const token = sessions.readToken(request)
      const admission = await admit(token, pipeline)
      if (!admission.ok || token === null) {
        return admission.ok ? refuse(request, 'UNAUTHENTICATED', {}) : renderProblem(admission.problem, request)
      }
      return renderJson({ path: path + renderLink(links.create(token)) })
    },
    file: (request) => readAnswers()?.file(new URL(request.url).pathname.slice(path.length + 1), request) ?? null,
    page(request) {
      if (!isNavigation(request)) return null
      return readAnswers()?.page(request) ?? new Response(NOT_BUILT, { status: 503 })
    },
    flow,
  }
}

/** What of a link stands behind the console's path: behind # it stays in the browser, out of every log. */
export function renderLink(code: string): string {
  return `/#code=${code}`
}

type Refusal = Parameters<typeof createProblem>[0]

const USED =
  'The link was used before, is older than a day, or the server has started anew since; enter a token or a key instead.'
const NOT_BUILT = 'The console is not built here. In a clone of Errand: node scripts/setup.mjs\n'

/** Someone opens an address in a browser; programs ask for JSON. */
function isNavigation({ method, headers }: Request): boolean {
  return (method === 'GET' || method === 'HEAD') && (headers.get('accept') ?? '').includes('text/html')
}

function renderDone(...cookies: readonly (string | undefined)[]): Response {
  const response = renderJson({ ok: true })
  for (const cookie of cookies) if (cookie !== undefined) response.headers.append('Set-Cookie', cookie)
  return response
}
