// Copies a database to a new file while it is written to, a few pages at a time, off the main thread.
// What is committed meanwhile reaches the copy too. The file has its name only once it is whole.
import { randomUUID } from 'node:crypto'
import { existsSync, linkSync, rmSync, statSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { backup, type DatabaseSync } from 'node:sqlite'
import type { BackUpResult } from '../storage-care.ts'

/** Pages of 4 KiB a step: what a write may have to wait for. */
const PAGES_PER_STEP = 200
const MAX_STARTS = 200

export async function backUpDatabase(db: DatabaseSync, path: string): Promise<BackUpResult> {
  if (existsSync(path)) return { outcome: 'exists' }
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`
  try {
    await using file = await open(partial, 'wx', 0o600)
    await copyPages(db, partial, createFlush(file))
    linkSync(partial, path) // unlike a rename it never replaces a file
    return { outcome: 'written', sizeBytes: statSync(path).size }
  } catch (error) {
    if (!db.isOpen) throw error
    if (existsSync(path)) return { outcome: 'exists' }
    const reason = error instanceof Error ? error.message : String(error)
    return { outcome: 'unwritable', reason: reason.replace(partial, path) }
  } finally {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(partial + suffix, { force: true })
  }
}

/** `backup` gives up, with an error of code 0, when its first step meets a transaction in progress; then it starts again. */
async function copyPages(db: DatabaseSync, path: string, progress: () => void): Promise<void> {
  for (let starts = 1; ; starts += 1) {
    try {
      await backup(db, path, { rate: PAGES_PER_STEP, progress })
      return
    } catch (error) {
      const hasMetTransaction = error instanceof Error && 'errcode' in error && error.errcode === 0
      if (!hasMetTransaction || starts === MAX_STARTS) throw error
    }
  }
}

/** Brings to disk what is copied so far, so that little is left for the last step, during which writes have to wait. */
function createFlush(file: FileHandle): () => void {
  let isBusy = false
  const settle = () => {
    isBusy = false
  }
  return () => {
    if (isBusy) return
    isBusy = true
    file.datasync().then(settle, settle) // a fault that matters shows at the last step, which flushes everything
  }
}
