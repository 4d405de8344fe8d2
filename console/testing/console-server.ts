// `errand serve` in a process of its own for the console's tests, to be killed and started again at the same address.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Client, createClient } from '../../src/client/client.ts'

export interface ConsoleServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/errand`. */
  readonly url: string
  readonly client: Client
  /** The address of a new link that opens the console once. */
  createLink(): Promise<string>
  /** Ends the process without warning. */
  kill(): Promise<void>
  /** Starts it again, on the same data and port; with other variables in its environment, if they are given. */
  start(more?: Readonly<Record<string, string>>): Promise<void>
}

const root = join(import.meta.dirname, '../..')

/** `agents`: files with agents. `settings`: variables of its environment. */
export async function startConsoleServer(
  agents: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<ConsoleServer> {
  const data = mkdtempSync(join(tmpdir(), 'errand-console-'))
  execFileSync(process.execPath, ['scripts/setup.mjs'], { cwd: root }) // builds the console if its sources changed
  let serving = await serve(agents, data, '0', settings)
  const { url } = serving
  const token = readFileSync(join(data, 'token'), 'utf8').trim()
  const client = createClient({ url, token })
  return {
    url: `${url}/errand`,
    client,
    async createLink() {
      const headers = { Authorization: `Bearer ${token}` }
      const response = await fetch(`${url}/errand/links`, { method: 'POST', headers })
      return url + ((await response.json()) as { path: string }).path
    },
    kill: () => serving.kill(),
    async start(more = {}) {
      serving = await serve(agents, data, new URL(url).port, { ...settings, ...more })
    },
    async [Symbol.asyncDispose]() {
      await serving.kill()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

async function serve(
  agents: readonly string[],
  data: string,
  port: string,
  settings: Readonly<Record<string, string>>,
) {
  const files = agents.map((path) => join(root, path))
  const args = ['--conditions=errand-source', join(root, 'src/app/bin.ts'), 'serve', ...files, '--port', port]
  const env = { ...process.env, ERRAND_DATA: data, ERRAND_LOG_LEVEL: 'error', ...settings }
  const child = spawn(process.execPath, args, { cwd: data, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  for await (const line of createInterface({ input: child.stdout })) {
    const { type, url } = JSON.parse(line) as { type: string; url: string }
    if (type !== 'listening') continue
    child.stdout.resume()
    return { url, kill }
  }
  throw new Error('the server ended before it listened')
}
