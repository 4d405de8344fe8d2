// The built-in tools: what an agent in code is given besides tools of its own.
export { calculator } from './tools/calculator.ts'
export { clock } from './tools/clock.ts'
export { httpRequest, type HttpRequestOptions } from './tools/http-request.ts'
export { readFile, type ReadFileOptions } from './tools/read-file.ts'
export { runJavascript, type RunJavascriptOptions } from './tools/run-javascript.ts'
export { searchFiles, type SearchFilesOptions } from './tools/search-files.ts'
export { webFetch, type WebFetchOptions } from './tools/web-fetch.ts'
export { writeFile, type WriteFileOptions } from './tools/write-file.ts'
