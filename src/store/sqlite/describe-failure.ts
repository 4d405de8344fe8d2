// Tells a storage that does not work from a mistake in a call.
import { StoreUnavailableError } from '../store-error.ts'

/** SQLite result codes of a storage that does not work: BUSY, READONLY, IOERR, CORRUPT, FULL, CANTOPEN. */
const storageCodes = new Set([5, 8, 10, 11, 13, 14])

/** The error to reject with: a `StoreUnavailableError` when the storage is to blame, else the error itself. */
export function describeFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if ('code' in error && error.code === 'ERR_INVALID_STATE') {
    return new StoreUnavailableError('the store is closed', { cause: error })
  }
  const code = 'errcode' in error ? Number(error.errcode) & 0xff : -1
  if (!storageCodes.has(code)) return error
  return new StoreUnavailableError('the store cannot be reached', { cause: error })
}

/** Performs a read; rejects as its storage's failures are described. */
export async function read<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw describeFailure(error)
  }
}
