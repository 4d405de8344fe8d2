// The console of this process: its built files, who is signed in, and links to open it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import { randomBytes } from 'node:crypto'
import type { ConsoleFile, ConsoleFiles } from '../surfaces/console/console-files.ts'
import { type ConsoleDeps, renderLink } from '../surfaces/console/serve-console.ts'
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

/** Sessions are sealed with the root token, so they end when it is replaced; without one, with the process. */
export function createConsole(path: string, credentials: readonly Credential[], nowMs: () => number): Console {
  const secret = credentials[0]?.token ?? randomBytes(32).toString('hex')
  const links = createSignInLinks()
  const root = credentials[0]?.token
  return {
    path,
    readFiles: readConsoleFiles,
    sessions: createSessions({ secret, nowMs }),
    links,
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
