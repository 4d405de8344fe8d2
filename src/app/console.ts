// The console of this process: its built files, who is signed in, and links to open it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import type { ConsoleFile, ConsoleFiles } from '../surfaces/console/console-files.ts'
import { createSeal } from '../surfaces/console/create-seal.ts'
import { type ConsoleDeps, renderLink } from '../surfaces/console/serve-console.ts'
import type { IdentityProvider } from '../surfaces/console/identity-provider.ts'
import { createSessions } from '../surfaces/console/sessions.ts'
import { createSignInLinks } from '../surfaces/console/sign-in-links.ts'
import type { Credential } from './credentials.ts'

/** From `src/app` as from `dist/app`. */
const FOLDER = join(import.meta.dirname, '../../console/dist')

export interface Console extends ConsoleDeps {
  /** The address, below the server's, that opens the console once as the operator. */
  createLink(): string
  isBuilt(): boolean
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

export interface CreateConsoleDeps {
  readonly path: string
  /** The first is the operator's. */
  readonly credentials: readonly Credential[]
  /** What sessions are sealed with. */
  readonly secret: string
  /** null: people sign in with links, tokens and keys alone. */
  readonly provider: IdentityProvider | null
  readonly nowMs: () => number
}

export function createConsole({ path, credentials, secret, provider, nowMs }: CreateConsoleDeps): Console {
  const links = createSignInLinks(nowMs)
  const root = credentials[0]?.token
  const seal = createSeal({ secret, purpose: 'errand console sign-in', nowMs })
  return {
    path,
    readFiles: readConsoleFiles,
    sessions: createSessions({ secret, nowMs }),
    links,
    identity: provider && { provider, seal, nowMs },
    createLink: () => path + (root === undefined ? '' : renderLink(links.create(root))),
    isBuilt: () => existsSync(join(FOLDER, 'index.html')),
  }
}

/** All files, in memory: a build that is replaced later takes nothing away from a running server. */
function readConsoleFiles(): ConsoleFiles | null {
  if (!existsSync(join(FOLDER, 'index.html'))) return null
  const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => extname(name) in types)
  return new Map(names.map((name) => [name.replaceAll(sep, '/'), readFile(name)]))
}

function readFile(name: string): ConsoleFile {
  return { type: types[extname(name)] ?? '', bytes: new Uint8Array(readFileSync(join(FOLDER, name))) }
}
