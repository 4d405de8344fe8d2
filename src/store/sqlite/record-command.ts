// What a command leaves whose effect is elsewhere: audit row, reply and emissions, in one transaction.
import type { RecordResult } from '../record.ts'
import type { Store } from '../store.ts'
import type { Outbox } from './outbox.ts'
import type { Records } from './write-record.ts'

export function prepareRecordCommand(records: Records, outbox: Outbox) {
  return ({ record, emissions }: Parameters<Store['recordCommand']>[0]): RecordResult => {
    if (!records.isFree(record)) return { outcome: 'replied' }
    for (const emission of emissions) outbox.emit(emission)
    records.write(record)
    return { outcome: 'recorded' }
  }
}
