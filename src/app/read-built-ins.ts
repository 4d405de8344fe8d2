// Which built-in tools agents made through the API may be given. By default those that reach nothing outside.
import type { Folders } from '../tools/folders.ts'
import { type BuiltIn, type BuiltInName, builtInNames, createBuiltIn } from '../tools/built-ins.ts'
import { ConfigError, type Env, readText } from './env.ts'

const DEFAULT = 'calculator,clock,run_javascript'

/** Throws a `ConfigError` for a name that is none, and for a file tool without folders. */
export function readBuiltIns(env: Env): BuiltIn[] {
  const text = readText(env, 'ERRAND_TOOLS') ?? DEFAULT
  if (text === 'none') return []
  const settings = {
    readFolders: readFolders(env, 'ERRAND_READ_FOLDERS'),
    writeFolders: readFolders(env, 'ERRAND_WRITE_FOLDERS'),
  }
  const named = text.split(',').map((entry) => entry.trim())
  return [...new Set(named.filter((entry) => entry !== ''))].map((entry) => {
    const name = builtInNames.find((known) => known === entry)
    if (!name) throw new ConfigError(`ERRAND_TOOLS has "${entry}"; it takes none, or of ${builtInNames.join(', ')}`)
    checkFolders(name, settings)
    return createBuiltIn(name, settings)
  })
}

function checkFolders(
  name: BuiltInName,
  { readFolders, writeFolders }: { readFolders: Folders; writeFolders: Folders },
): void {
  const isWriting = name === 'write_file'
  const isReading = name === 'read_file' || name === 'search_files'
  const folders = isWriting ? writeFolders : readFolders
  if ((!isWriting && !isReading) || Object.keys(folders).length > 0) return
  const variable = isWriting ? 'ERRAND_WRITE_FOLDERS' : 'ERRAND_READ_FOLDERS'
  throw new ConfigError(`ERRAND_TOOLS has ${name}; set ${variable} too, e.g. ${variable}=docs=./docs`)
}

/** Reads `name=path,name=path`. */
function readFolders(env: Env, variable: string): Folders {
  const entries = (readText(env, variable) ?? '').split(',').map((entry) => entry.trim())
  const named = entries.filter((entry) => entry !== '')
  return Object.fromEntries(
    named.map((entry): [string, string] => {
      const [, name, path] = /^([a-zA-Z0-9_-]{1,50})=(.+)$/.exec(entry) ?? []
      if (name !== undefined && path !== undefined) return [name, path]
      throw new ConfigError(`${variable} has "${entry}"; it takes name=path, separated by commas`)
    }),
  )
}
