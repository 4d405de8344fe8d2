// What a command loads before it knows whether it opens a data folder or talks to a server.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const LIST_PACKAGES = `
import { registerHooks } from 'node:module'
const packages = new Set()
registerHooks({
  load(url, context, next) {
    const name = /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1]
    if (name) packages.add(name)
    return next(url, context)
  },
})
process.on('exit', () => console.log(JSON.stringify([...packages].sort())))`

test('the command line starts without the packages of the server, the store and the tools', () => {
  const hooks = `data:text/javascript,${encodeURIComponent(LIST_PACKAGES)}`
  const args = ['--conditions=errand-source', '--import', hooks, join(import.meta.dirname, 'bin.ts'), '--version']
  const output = execFileSync(process.execPath, args, { encoding: 'utf8' })
  expect(JSON.parse(output.trim().split('\n').at(-1) ?? '')).toEqual([
    '@cfworker/json-schema',
    'commander',
    'csv-parse',
    'eventsource-parser',
    'zod',
  ])
})
