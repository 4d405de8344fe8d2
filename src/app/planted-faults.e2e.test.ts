// Plants each fault into a copy of the source and runs the tests that have to catch it, all in one run of vitest. A copy
// without a fault is the control: there every one of these tests passes.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type PlantedFault, plantedFaults } from '../testing/faults/planted-faults.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const root = join(import.meta.dirname, '../..')
const dir = createTempDir()
afterAll(() => dir[Symbol.dispose]())

const config = `import { resolve, ssr } from ${JSON.stringify(join(root, 'vitest.config.ts'))}
export default {
  resolve,
  ssr,
  test: { include: ['**/*.test.ts'], testTimeout: 10000, maxWorkers: 2, cache: false },
}
`
const control = 'control'
const nameCopy = (index: number) => `fault-${index}`

function copySource(name: string): void {
  mkdirSync(join(dir.path, name))
  cpSync(join(root, 'src'), join(dir.path, name, 'src'), { recursive: true })
  cpSync(join(root, 'package.json'), join(dir.path, name, 'package.json'))
}

/** The source of the file with the fault; fails when the place is not there exactly once. */
function plant(source: string, { name, file, find, replace }: PlantedFault): string {
  const parts = source.split(find)
  if (parts.length === 2) return parts.join(replace)
  throw new Error(`"${name}": ${JSON.stringify(find)} is ${parts.length - 1} times in src/${file}; say where it is now`)
}

interface Result {
  readonly name: string
  readonly message: string
  readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
}

let results: readonly Result[] = []

/** Titles of the tests that passed or failed in a copy. */
function listTests(copy: string, file: string, status: string): string[] {
  const path = join(dir.path, copy, 'src', file)
  const tests = results.find((result) => result.name === path)?.assertionResults ?? []
  return tests.flatMap((test) => (test.status === status ? [test.fullName] : []))
}

beforeAll(() => {
  symlinkSync(join(root, 'node_modules'), join(dir.path, 'node_modules'))
  writeFileSync(join(dir.path, 'vitest.config.mjs'), config)
  writeFileSync(join(dir.path, 'package.json'), '{ "type": "module" }')
  copySource(control)
  const files = new Set<string>()
  for (const [index, fault] of plantedFaults.entries()) {
    const copy = nameCopy(index)
    copySource(copy)
    const path = join(dir.path, copy, 'src', fault.file)
    writeFileSync(path, plant(readFileSync(path, 'utf8'), fault))
    for (const name of [copy, control]) files.add(join(name, 'src', fault.caughtBy[0]))
  }
  const titles = plantedFaults.map(({ caughtBy: [, title] }) => title.replaceAll(/[.+()[\]]/g, String.raw`\$&`))
  const report = join(dir.path, 'report.json')
  const args = ['run', '--reporter=json', `--outputFile=${report}`, '-t', `(${[...new Set(titles)].join('|')})`]
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  rmSync(report, { force: true })
  const run = spawnSync(process.execPath, [vitest, ...args, ...files], { cwd: dir.path, encoding: 'utf8' })
  expect(run.status, run.stderr).toBe(1)
  results = (JSON.parse(readFileSync(report, 'utf8')) as { testResults: Result[] }).testResults
}, 300_000)

it.each(plantedFaults.map((fault, index) => ({ ...fault, index })))('catches that $name', ({ caughtBy, index }) => {
  const [file, title] = caughtBy
  expect(listTests(nameCopy(index), file, 'failed').join('\n')).toContain(title)
  expect(listTests(control, file, 'passed').join('\n')).toContain(title)
})

it('fails no test where nothing is planted', () => {
  const failed = plantedFaults.flatMap(({ caughtBy: [file] }) => listTests(control, file, 'failed'))
  expect(failed).toEqual([])
})
