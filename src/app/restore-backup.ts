// Puts a verified backup in place of a data folder that has no data. It never replaces data, and a kill in the middle
// leaves the folder without data: the database gets its name last, when it is whole and on disk.
import { randomUUID } from 'node:crypto'
import {
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  closeSync,
  rmSync,
  chmodSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { type Verification, verifyFile } from '../store/sqlite/verify-file.ts'
import { openDataFolder } from './data-folder.ts'
import { ConfigError } from './env.ts'

/** Reads the whole file. Throws a `ConfigError` when it is no finished copy. */
export function verifyBackup(file: string): Verification {
  requireCopy(file)
  return verifyFile(file)
}

/** Copies the backup, verifies the copy and gives it its place. Nothing is in place when there are faults. */
export function restoreBackup(file: string, dataDir: string): Verification {
  requireCopy(file)
  const { databasePath } = openDataFolder(dataDir)
  const refuse = () =>
    new ConfigError(`${databasePath} exists; restore never replaces data. Choose another folder with --data`)
  for (const suffix of ['', '-wal']) if (existsSync(databasePath + suffix)) throw refuse()
  const partial = `${databasePath}.${randomUUID().slice(0, 8)}.partial`
  try {
    copyFileSync(file, partial, constants.COPYFILE_EXCL)
    chmodSync(partial, 0o600)
    sync(partial)
    const copy = verifyFile(partial)
    if (copy.faults.length > 0) return copy
    linkSync(partial, databasePath) // unlike a rename it never replaces a file
    return copy
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw refuse()
    throw error
  } finally {
    rmSync(partial, { force: true })
    sync(dirname(databasePath))
  }
}

function requireCopy(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) throw new ConfigError(`there is no file ${file}`)
  if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0) return
  throw new ConfigError(
    `${file} is in use or was not closed: part of it is in ${file}-wal; give a file of errand backup`,
  )
}

function sync(path: string): void {
  if (process.platform === 'win32' && statSync(path).isDirectory()) return // folders cannot be opened there
  const descriptor = openSync(path, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}
