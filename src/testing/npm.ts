// npm and npx as a user has them, on the Node that runs the tests.
import { execFile } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs it in `cwd`; resolves with what it wrote. Rejects with the output when it fails. */
export async function npm(
  command: 'npm' | 'npx',
  args: readonly string[],
  cwd: string,
  own: Readonly<Record<string, string>> = {},
): Promise<string> {
  // The settings of this machine (proxies, certificates), but not those of the npm that runs the tests, nor any key.
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|ERRAND_)|_API_KEY$/.test(name))
  const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`
  const env = { ...Object.fromEntries(kept), PATH: path, ...own }
  const { stdout } = await run(command, [...args], { cwd, env, shell: process.platform === 'win32' })
  return stdout
}
