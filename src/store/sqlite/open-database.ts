// Opens the SQLite file for one owner: exclusive lock, write-ahead log, an fsync with every commit.
import { existsSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { StoreInUseError, StoreUnavailableError } from '../store-error.ts'
import { migrate } from './migrations.ts'

/** `path` is a file or `:memory:`. Throws `StoreInUseError` when another process holds the file. */
export function openDatabase(path: string): DatabaseSync {
  let db: DatabaseSync | null = null
  try {
    // Readable by its owner alone from the first moment. An existing file is not opened: closing it would drop its locks.
    if (path !== ':memory:' && !existsSync(path)) writeFileSync(path, '', { mode: 0o600 })
    db = new DatabaseSync(path, { timeout: 0 })
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
    // The first write takes the lock, which is then held until the file is closed or the process dies.
    db.exec('BEGIN EXCLUSIVE; COMMIT; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -65536;')
    migrate(db)
    return db
  } catch (error) {
    db?.close()
    if (error instanceof Error && ('errcode' in error || 'syscall' in error)) {
      const message = `${path}: ${error.message}`
      // BUSY, or one of its kinds, e.g. while the other process recovers the log.
      if ('errcode' in error && (Number(error.errcode) & 0xff) === 5)
        throw new StoreInUseError(`${path} is in use by another process`, { cause: error })
      throw new StoreUnavailableError(message, { cause: error })
    }
    throw error
  }
}
