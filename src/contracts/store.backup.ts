// store.backup: a consistent copy of everything, made by the process that owns the data, while it works.
import { z } from 'zod'
import { defineCommand } from '../spec/define.ts'
import { owners } from './emissions.ts'
import { Count } from './scalars.ts'

/** Absolute on the machine of the server. */
const AbsolutePath = z
  .string()
  .max(4000)
  .regex(/^(\/|[A-Za-z]:[\\/])[^\0]+$/, 'must be an absolute path')

export const backUpStore = defineCommand({
  meta: {
    key: 'store.backup',
    version: '1.0.0',
    stability: 'beta',
    owners,
    tags: ['store', 'backup'],
    description: 'Writes a consistent copy of all data to a new file on the machine of the server.',
    goal: 'Have everything that was acknowledged, should the data be lost.',
    context: 'Used by `errand backup`; runs go on meanwhile.',
  },
  io: {
    inputName: 'BackUpStoreInput',
    outputName: 'BackUpStoreOutput',
    input: z.strictObject({ path: AbsolutePath }),
    output: z.strictObject({ path: z.string(), sizeBytes: Count }),
    errors: {
      BACKUP_FILE_EXISTS: {
        description: 'The file exists; a backup never replaces one',
        http: 409,
        gqlCode: 'BACKUP_FILE_EXISTS',
        when: 'There is something at the path',
      },
      BACKUP_NOT_WRITABLE: {
        description: 'The file cannot be written',
        http: 400,
        gqlCode: 'BACKUP_NOT_WRITABLE',
        when: 'Its folder is missing, closed to the server, or full',
      },
    },
  },
  policy: { auth: 'user', scopes: ['admin'] },
  sideEffects: { emits: [], audit: ['store.backup'] },
  acceptance: {
    scenarios: [
      {
        key: 'backup-file-exists',
        given: ['There is a file at the path'],
        when: ['An administrator makes a backup'],
        then: ['BACKUP_FILE_EXISTS is returned', 'The file is as it was'],
        expects: { error: 'BACKUP_FILE_EXISTS' },
        play: { situation: 'a folder with a file', input: { path: '{path}' } },
      },
    ],
    examples: [
      {
        key: 'backup-basic',
        input: { path: '/backups-of-errand/errand-2026-01-05.db' },
        output: { path: '/backups-of-errand/errand-2026-01-05.db', sizeBytes: 73_728 },
      },
    ],
  },
  http: { method: 'POST', path: '/v1/store/backup' },
  cli: { positionals: ['path'] },
  mcp: { isDestructive: false },
})
