// The thread that evaluates a jq filter: JSON texts in, results out. jq runs as WebAssembly, without files or environment.
import { parentPort, workerData } from 'node:worker_threads'
import { loadJq } from 'jq-wasm'

const jq = await loadJq()
const { filter, isRaw } = workerData as { filter: string; isRaw: boolean }
const flags = isRaw ? ['-c', '-r'] : ['-c']
parentPort?.on('message', (json: string) => parentPort?.postMessage(jq.raw(json, filter, flags)))
parentPort?.postMessage('ready')
