// An API key as answers show it.
import type { ApiKey } from '../contracts/key.ts'
import { omitAbsent } from '../core/run-row.ts'
import type { KeyRow } from '../store/key-verbs.ts'

export function renderKey(row: KeyRow): ApiKey {
  return { ...omitAbsent(row), scopes: [...row.scopes] }
}
