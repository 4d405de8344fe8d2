// The thread that evaluates a jq filter: JSON texts in, results out. jq runs as WebAssembly, without files or environment.
import { parentPort, workerData } from 'node:worker_threads'
import { loadJq } from 'jq-wasm'

const jq = await loadJq()
const filter = String(workerData)
parentPort?.on('message', (json: string) => parentPort?.postMessage(jq.raw(json, filter, ['-c', '-r'])))
parentPort?.postMessage('ready')
