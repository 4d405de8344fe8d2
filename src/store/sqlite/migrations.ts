// Brings a file to the schema of this version. `PRAGMA user_version` counts the steps that were taken.
import type { DatabaseSync } from 'node:sqlite'
import { StoreUnavailableError } from '../store-error.ts'
import { steps } from './schema-steps.ts'

/** The schema that this version writes. */
export const SCHEMA_VERSION = steps.length

/** Brings the schema up to date (or to `target`) in one transaction. Throws when the file was written by a newer version. */
export function migrate(db: DatabaseSync, target = SCHEMA_VERSION): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
  if (version > steps.length) {
    throw new StoreUnavailableError(
      `the data was written by a newer errand (schema ${version}, this one knows ${steps.length}): update errand`,
    )
  }
  if (version === target) return
  db.exec('BEGIN IMMEDIATE')
  for (const step of steps.slice(version, target)) db.exec(step)
  db.exec(`PRAGMA user_version = ${target}; COMMIT`)
}
