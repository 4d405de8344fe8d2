// The built-in tools: what an agent in code is given besides tools of its own.
export { calculator } from './tools/calculator.ts'
export { clock } from './tools/clock.ts'
export { runJavascript, type RunJavascriptOptions } from './tools/run-javascript.ts'
export { webFetch, type WebFetchOptions } from './tools/web-fetch.ts'
