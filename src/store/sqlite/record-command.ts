// What a command leaves whose effect is elsewhere: audit row, reply and emissions, in one transaction.
import type { DatabaseSync } from 'node:sqlite'
import type { RecordResult } from '../record.ts'
import type { Store } from '../store.ts'
import { prepareEmit, type Records } from './write-record.ts'

export function prepareRecordCommand(db: DatabaseSync, records: Records) {
  const emit = prepareEmit(db)

  return ({ record, emissions }: Parameters<Store['recordCommand']>[0]): RecordResult => {
    if (!records.isFree(record)) return { outcome: 'replied' }
    for (const emission of emissions) emit(emission)
    records.write(record)
    return { outcome: 'recorded' }
  }
}
