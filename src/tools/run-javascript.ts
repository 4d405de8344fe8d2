// run_javascript: code of a model in a sandbox. A thread for each call runs QuickJS as WebAssembly: no files, no network, no
// timers, nothing of Node; its time and memory are limited, and it is killed when it does not stop by itself.
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { defineTool, type Tool } from '../runtime/define-tool.ts'
import { ToolFailure } from '../runtime/tool-failure.ts'
import type { JavascriptOrder, JavascriptOutcome } from './javascript-worker.ts'
import { createSlots } from './slots.ts'

export interface RunJavascriptOptions {
  /** Limit of the code's running time in ms, 10 to 60,000. Default 5000. */
  readonly timeLimitMs?: number
  /** Limit of its memory in MiB, 1 to 1024. Default 64. */
  readonly memoryMiB?: number
}

const Options = z.strictObject({
  timeLimitMs: z.int().min(10).max(60_000).default(5000),
  memoryMiB: z.int().min(1).max(1024).default(64),
})

const MAX_CHARACTERS = 65_536
/** How long after its limit a thread that does not stop by itself is killed. */
const GRACE_MS = 250
/** Threads at the same time in this process; further calls wait. */
const slots = createSlots(4)

const DESCRIPTION = `Runs JavaScript in a sandbox and gives the value of the last expression (or what is returned), and what
console.log printed. \`input\` holds the value passed as input; await works. There are no files, no network, no timers and no
modules. Use it to compute, to sort and filter data, and to work on texts.`

export function runJavascript(options: RunJavascriptOptions = {}): Tool {
  const { timeLimitMs, memoryMiB } = Options.parse(options)
  return defineTool({
    name: 'run_javascript',
    description: DESCRIPTION.replaceAll('\n', ' '),
    input: z.strictObject({
      code: z.string().min(1).max(MAX_CHARACTERS).describe('JavaScript (ES2023)'),
      input: z.unknown().optional().describe('any JSON value that the code needs, seen by it as `input`'),
    }),
    effect: 'pure',
    timeoutMs: timeLimitMs + 30_000, // waiting for a thread included
    async execute({ code, input = null }, { signal }) {
      using _slot = await slots.take(signal)
      const limits = { timeLimitMs, memoryBytes: memoryMiB * 1024 * 1024, maxCharacters: MAX_CHARACTERS }
      const outcome = await runInThread({ code, input: JSON.stringify(input), ...limits }, signal)
      return renderOutcome(outcome, timeLimitMs)
    },
  })
}

/** The code's time begins when its thread says that the engine is loaded. */
async function runInThread(order: JavascriptOrder, signal: AbortSignal): Promise<JavascriptOutcome> {
  const { promise, resolve, reject } = Promise.withResolvers<JavascriptOutcome>()
  const worker = new Worker(new URL(`./javascript-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: order,
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  })
  let timer: NodeJS.Timeout | null = null
  worker.on('message', (message: 'ready' | JavascriptOutcome) => {
    if (message !== 'ready') resolve(message)
    else timer = setTimeout(() => resolve({ kind: 'time' }), order.timeLimitMs + GRACE_MS)
  })
  worker.on('error', (error) => reject(new ToolFailure(`the sandbox broke off: ${error.message}`, { cause: error })))
  const callOff = () => reject(signal.reason)
  signal.addEventListener('abort', callOff, { once: true })
  if (signal.aborted) callOff()
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', callOff)
    if (timer) clearTimeout(timer)
    await worker.terminate()
  }
}

function renderOutcome(outcome: JavascriptOutcome, timeLimitMs: number) {
  switch (outcome.kind) {
    case 'done':
      return {
        result: outcome.result === null ? null : (JSON.parse(outcome.result) as unknown),
        ...(outcome.printed !== '' && { printed: outcome.printed }),
        ...(outcome.isCut && { isCut: true }),
      }
    case 'thrown': {
      const printed = outcome.printed === '' ? '' : `\nprinted before: ${outcome.printed.slice(-1000)}`
      throw new ToolFailure(`${outcome.message}${printed}`)
    }
    case 'time':
      throw new ToolFailure(`the code ran longer than ${timeLimitMs} ms; it was stopped`)
    case 'size':
      throw new ToolFailure(`the result is longer than ${MAX_CHARACTERS} characters of JSON; give less`)
    case 'pending':
      throw new ToolFailure('the code waits for a promise that never settles; there are no timers and no network here')
  }
}
