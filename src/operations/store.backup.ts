// Has the store copied to a new file while it is in use.
import { backUpStore } from '../contracts/store.backup.ts'
import { implement } from './operation.ts'

export const backUp = implement(backUpStore, {
  async run({ path }, deps, fail) {
    const record = (sizeBytes: number) => deps.record({ resource: path, output: { path, sizeBytes } })
    const result = await deps.store.backUp({ path, record })
    if (result.outcome === 'exists') return fail('BACKUP_FILE_EXISTS', { detail: `${path} exists; name a new file.` })
    if (result.outcome === 'unwritable') {
      return fail('BACKUP_NOT_WRITABLE', { detail: `${path} cannot be written: ${result.reason}` })
    }
    return { path, sizeBytes: result.sizeBytes }
  },
})
