// Imports the TypeScript and JavaScript files that users name; Node strips the types, so nothing is built.
import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describeError } from '../spec/describe-error.ts'
import { ConfigError } from './env.ts'

const CODE_FILE = /(?<!\.d|\.test)\.(ts|mts|js|mjs)$/

/** The file, or the code files of the folder. Throws a `ConfigError` when there is nothing at the path. */
export function expandPath(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) throw new ConfigError(`there is no file ${path}`)
  if (!stats.isDirectory()) return [path]
  const names = readdirSync(path).filter((name) => CODE_FILE.test(name))
  return names.sort().map((name) => join(path, name))
}

/** Everything a file exports, lists taken apart. Throws a `ConfigError` that names the file and the fault. */
export async function importFile(path: string): Promise<unknown[]> {
  try {
    const exported = (await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>
    return Object.values(exported).flat()
  } catch (error) {
    throw new ConfigError(`${path} cannot be loaded: ${describeError(error)}`, { cause: error })
  }
}
