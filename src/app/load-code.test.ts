import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTempDir } from '../testing/temp-dir.ts'
import { loadCode } from './load-code.ts'

const agent = (id: string) => `{ kind: 'errand.agent', id: '${id}' }`

test('two agents with one id: the error names both files', async () => {
  using dir = createTempDir()
  const [a, b] = [join(dir.path, 'a.mjs'), join(dir.path, 'b.mjs')]
  writeFileSync(a, `export const one = ${agent('docs')}`)
  writeFileSync(b, `export const two = ${agent('docs')}`)
  await expect(loadCode([dir.path])).rejects.toThrow(`${a} and ${b} both export an agent with the id "docs"`)
  writeFileSync(join(dir.path, 'c.mjs'), `export const all = [${agent('x')}, ${agent('x')}]`)
  await expect(loadCode([join(dir.path, 'c.mjs')])).rejects.toThrow('exports two agents with the id "x"')
})

test('one agent that two files export is loaded once', async () => {
  using dir = createTempDir()
  writeFileSync(join(dir.path, 'a.mjs'), `export const one = ${agent('docs')}`)
  writeFileSync(join(dir.path, 'b.mjs'), `export * from './a.mjs'`)
  expect((await loadCode([dir.path])).agents.map(({ id }) => id)).toEqual(['docs'])
})
