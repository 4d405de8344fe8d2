// A child of the storage test, to be killed in the middle: `prune FILE` or `restore BACKUP FOLDER`. Prints READY first.
import { restoreBackup } from '../app/restore-backup.ts'
import { sweepStorage } from '../engine/storage-sweep.ts'
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts'

const [verb, from = '', to = ''] = process.argv.slice(2)
if (verb === 'prune') {
  const store = createSqliteStore({ path: from })
  console.log('READY')
  await sweepStorage(store, Date.now(), 60 * 60 * 1000)
} else {
  console.log('READY')
  restoreBackup(from, to)
}
