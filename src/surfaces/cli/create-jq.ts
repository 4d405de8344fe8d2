// `--jq`: a real jq in a worker thread, which is ended when an item takes too long. Strings are printed raw, as `gh` does.
import { once } from 'node:events'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { JqResult } from 'jq-wasm'
import { type Transform, TransformError, type TransformLimits, transformLimits } from './transform.ts'

/** jq's exit code for a filter that does not compile. */
const NOT_COMPILED = 3

/** Rejects with a `TransformError` when the filter does not compile, before anything else is done. */
export async function createJq(
  filter: string,
  limits: TransformLimits = transformLimits,
  /** `json`: strings are JSON as well, so that each line is. */
  output: 'raw' | 'json' = 'raw',
): Promise<Transform> {
  const worker = new Worker(new URL(`./jq-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: { filter, isRaw: output === 'raw' },
    env: {},
    stdout: true,
    stderr: true, // what it says while it aborts is said better below
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  })
  await once(worker, 'message')
  const evaluate = async (json: string): Promise<JqResult> => {
    worker.postMessage(json)
    try {
      const [result] = (await once(worker, 'message', { signal: AbortSignal.timeout(limits.timeoutMs) })) as [JqResult]
      return result
    } catch (error) {
      await worker.terminate()
      const isTimeout = error instanceof Error && error.name === 'AbortError'
      const what = isTimeout ? `took longer than ${limits.timeoutMs / 1000} s on one item` : 'needed too much memory'
      throw new TransformError('TRANSFORM_LIMIT', `--jq ${what}; it was stopped`)
    }
  }
  const apply = async (json: string) => {
    const { stdout, stderr, exitCode } = await evaluate(json)
    if (exitCode !== 0) {
      const code = exitCode === NOT_COMPILED ? 'TRANSFORM_INVALID' : 'TRANSFORM_FAILED'
      throw new TransformError(code, `--jq ${describeFault(stderr)}`)
    }
    if (stdout.length <= limits.maxLength) return stdout
    throw new TransformError('TRANSFORM_LIMIT', `--jq made more than ${limits.maxLength} characters of one item`)
  }
  const close = async () => void (await worker.terminate())
  try {
    await apply('') // compiles the filter and evaluates it on nothing
  } catch (error) {
    await close()
    throw error
  }
  return { apply, [Symbol.asyncDispose]: close }
}

/** jq's own words, with the place it points at, without its frame. */
function describeFault(stderr: string): string {
  return stderr
    .replaceAll(/^jq: (error: |\d+ compile errors?$)/gm, '')
    .replace(/^jq: error \(at \S+\): /, 'failed on an item: ')
    .trim()
}
