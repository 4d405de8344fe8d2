// The thread that runs code of a model: QuickJS as WebAssembly. The code reaches nothing of this process; what goes in is
// JSON, what comes out is text.
import { parentPort, workerData } from 'node:worker_threads'
import { newQuickJSWASMModuleFromVariant, type QuickJSContext, type QuickJSHandle } from 'quickjs-emscripten-core'

export interface JavascriptOrder {
  readonly code: string
  /** JSON of what the code sees as `input`. */
  readonly input: string
  readonly timeLimitMs: number
  readonly memoryBytes: number
  /** Characters of the result, and of what is printed, at most. */
  readonly maxCharacters: number
}

export type JavascriptOutcome =
  /** `result` is JSON; null when the code gave nothing. */
  | { readonly kind: 'done'; readonly result: string | null; readonly printed: string; readonly isCut: boolean }
  | { readonly kind: 'thrown'; readonly message: string; readonly printed: string }
  | { readonly kind: 'time' | 'size' | 'pending' }

const STACK_BYTES = 512 * 1024
/** JS_EVAL_FLAG_ASYNC of QuickJS, which the package does not name: `await` at the top level; the value is that of the last expression. */
const ASYNC = 1 << 7

/** Runs before the code, so that nothing the code replaces matters. */
const PRELUDE = `(print, input) => {
  const { stringify, parse } = JSON
  const text = String
  const show = (value) => {
    if (typeof value === 'string') return value
    try { return value instanceof Error ? text(value) : stringify(value) ?? text(value) } catch { return text(value) }
  }
  const log = (...values) => print(values.map(show).join(' '))
  globalThis.console = { log, info: log, warn: log, error: log, debug: log }
  globalThis.input = parse(input)
  return async (outcome, isReturned) => {
    const value = isReturned ? await outcome : await (await outcome).value
    return typeof value === 'bigint' ? stringify(text(value)) : stringify(value)
  }
}`

const quickjs = await newQuickJSWASMModuleFromVariant(import('@jitl/quickjs-wasmfile-release-sync'))
parentPort?.postMessage('ready')
parentPort?.postMessage(run(workerData as JavascriptOrder))

function run({ code, input, timeLimitMs, memoryBytes, maxCharacters }: JavascriptOrder): JavascriptOutcome {
  const runtime = quickjs.newRuntime({ memoryLimitBytes: memoryBytes, maxStackSizeBytes: STACK_BYTES })
  const endMs = performance.now() + timeLimitMs
  const isOver = () => performance.now() > endMs
  runtime.setInterruptHandler(isOver)
  const vm = runtime.newContext()
  const printed = createPrinter(maxCharacters)
  const print = vm.newFunction('print', (line) => printed.add(vm.getString(line)))
  const begin = vm.unwrapResult(vm.evalCode(PRELUDE))
  const finish = vm.unwrapResult(vm.callFunction(begin, vm.undefined, print, vm.newString(input)))

  const outcome = evaluate(vm, code, finish)
  const jobs = runtime.executePendingJobs()
  if (isOver()) return { kind: 'time' }
  if (outcome.error) return { kind: 'thrown', message: describe(vm, outcome.error), printed: printed.text() }
  if (jobs.error) return { kind: 'thrown', message: describe(vm, jobs.error), printed: printed.text() }
  const state = vm.getPromiseState(outcome.value)
  if (state.type === 'pending') return { kind: 'pending' }
  if (state.type === 'rejected') return { kind: 'thrown', message: describe(vm, state.error), printed: printed.text() }
  if (vm.typeof(state.value) !== 'string') {
    return { kind: 'done', result: null, printed: printed.text(), isCut: printed.isCut() }
  }
  if (vm.getNumber(vm.getProp(state.value, 'length')) > maxCharacters) return { kind: 'size' }
  return { kind: 'done', result: vm.getString(state.value), printed: printed.text(), isCut: printed.isCut() }
}

/** A promise of the result as JSON. Code that returns at its top level is taken for the body of a function. */
function evaluate(vm: QuickJSContext, code: string, finish: QuickJSHandle) {
  const evaluated = vm.evalCode(code, 'code.js', ASYNC)
  if (!evaluated.error) return vm.callFunction(finish, vm.undefined, evaluated.value, vm.false)
  if (!describe(vm, evaluated.error).includes('return not in a function')) return evaluated
  const body = vm.evalCode(`(async () => {${code}\n})()`, 'code.js')
  return body.error ? body : vm.callFunction(finish, vm.undefined, body.value, vm.true)
}

function createPrinter(maxCharacters: number) {
  let text = ''
  let isCut = false
  return {
    add(line: string) {
      isCut ||= text.length + line.length >= maxCharacters
      text += `${line}\n`.slice(0, maxCharacters - text.length)
    },
    text: () => text,
    isCut: () => isCut,
  }
}

/** `TypeError: x is not a function (code.js:3:5)`. */
function describe(vm: QuickJSContext, error: QuickJSHandle): string {
  const thrown: unknown = vm.dump(error)
  if (typeof thrown !== 'object' || thrown === null) return String(thrown)
  const { name = 'Error', message = '', stack = '' } = thrown as Record<string, unknown>
  const place = /code\.js:\d+:\d+/.exec(String(stack))?.[0]
  return `${String(name)}: ${String(message)}${place === undefined ? '' : ` (${place})`}`
}
