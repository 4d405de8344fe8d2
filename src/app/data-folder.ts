// The data folder: `errand.db`, `token`, and the local socket through which other processes reach its owner.
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ConfigError } from './env.ts'
import { describeError } from '../spec/describe-error.ts'

export interface DataFolder {
  readonly dir: string
  readonly databasePath: string
  /** Path of the owner's socket; a named pipe on Windows. */
  readonly socketPath: string
}

/** Longest path of a Unix socket that every platform takes. */
const MAX_SOCKET_PATH = 100

/** Makes the folder when it is missing, readable by its owner alone. */
export function openDataFolder(dataDir: string): DataFolder {
  const dir = resolve(dataDir)
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
  } catch (error) {
    const reason = describeError(error)
    throw new ConfigError(`the data folder ${dir} cannot be made: ${reason}`, { cause: error })
  }
  return { dir, databasePath: join(dir, 'errand.db'), socketPath: findSocketPath(dir) }
}

/** A folder for sockets that nobody else can write to or have made for us. */
function ensureOwnFolder(): string {
  const uid = process.getuid?.() ?? 0
  const path = join(tmpdir(), `errand-${uid}`)
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const stats = lstatSync(path)
  if (stats.isDirectory() && stats.uid === uid && (stats.mode & 0o077) === 0) return path
  throw new ConfigError(`${path} must be a folder of yours that nobody else can use; choose a shorter data folder`)
}

function findSocketPath(dir: string): string {
  const hash = createHash('sha256').update(dir).digest('hex').slice(0, 16)
  if (process.platform === 'win32') return String.raw`\\.\pipe\errand-${hash}`
  const path = join(dir, 'errand.sock')
  return path.length <= MAX_SOCKET_PATH ? path : join(ensureOwnFolder(), `${hash}.sock`)
}
