import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { BatchResult } from '../batch/batch-result.ts'
import { runMain } from '../../testing/run-main.ts'
import { createTempDir, type TempDir } from '../../testing/temp-dir.ts'

const agents = join(import.meta.dirname, '../batch/batch-agents.fixture.ts')

/** A folder with data, inputs and results. */
function createFolder(): TempDir & {
  write(name: string, text: string): string
  read(name: string): BatchResult[]
  errand(...args: string[]): ReturnType<typeof runMain>
  countRuns(): Promise<number>
} {
  const dir = createTempDir()
  const env = { ERRAND_DATA: join(dir.path, 'data') }
  const errand = (...args: string[]) => runMain([...args, '--agents', agents], { env })
  return {
    ...dir,
    write(name, text) {
      writeFileSync(join(dir.path, name), text)
      return join(dir.path, name)
    },
    read: (name) => parse(readFileSync(join(dir.path, name), 'utf8')),
    errand,
    async countRuns() {
      const { stdout } = await errand('agent', 'run', 'list')
      return (JSON.parse(stdout) as { total: number }).total
    },
  }
}

function parse(lines: string): BatchResult[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as BatchResult)
}

describe('errand batch', () => {
  it('runs every row, makes values of the cells, and loses nothing to rows that are wrong', async () => {
    using dir = createFolder()
    const rows = ['Oslo,12,true', 'Rome,many,true', 'Bern', 'Kyiv,3,', ',1,']
    const file = dir.write('in.csv', `city,people,isOpen\n${rows.join('\n')}\n`)
    const out = join(dir.path, 'out.csv')
    const { code, stdout, stderr } = await dir.errand('batch', 'counts', file, '--out', out)
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toContain('line 3: refused: /input/context/people: ')
    expect(stderr).toContain('line 4: refused: it has more or fewer cells')
    expect(stderr).toContain('line 6: refused: /input/context/city: ')
    expect(stderr).toContain(`2 of 5 rows done in`)
    const results = dir.read('out.csv.jsonl')
    expect(results.map(({ line, status }) => [line, status])).toEqual([
      [2, 'done'],
      [3, 'refused'],
      [4, 'refused'],
      [5, 'done'],
      [6, 'refused'],
    ])
    expect(results[0]).toMatchObject({
      input: { context: { city: 'Oslo', people: 12, isOpen: true } },
      output: { total: 5, of: { a: 1 } },
    })
    const table = readFileSync(out, 'utf8').split('\r\n')
    expect(table[0]).toBe(
      'line,status,input.message,input.city,input.people,input.isOpen,output.total,output.of,error,runId',
    )
    expect(table[1]).toContain(',Oslo,12,true,5,"{""a"":1}",,run_')
    expect(await dir.countRuns()).toBe(2)
  })

  it('writes JSON lines on standard output without --out, and starts no run twice', async () => {
    using dir = createFolder()
    const file = dir.write('in.jsonl', '{"city":"Oslo","people":1}\n{"city":"Oslo","people":1}\n')
    const first = await dir.errand('batch', 'counts', file)
    const second = await dir.errand('batch', 'counts', file, '--concurrency', '1')
    expect(first.code).toBe(0)
    const runIds = (text: string) => parse(text).map(({ line, runId }) => `${line} ${runId}`)
    expect(runIds(second.stdout).toSorted()).toEqual(runIds(first.stdout).toSorted())
    expect(await dir.countRuns()).toBe(2)
    const filtered = await dir.errand('batch', 'counts', file, '--jq', '.output.total')
    expect(filtered.stdout).toBe('5\n5\n')
  })

  it('asks again for rows that did not succeed and for rows that were changed, and for no others', async () => {
    using dir = createFolder()
    const [there, later, never] = [dir.write('there', ''), join(dir.path, 'later'), join(dir.path, 'never')]
    const file = dir.write('in.jsonl', [there, later, never, there].map((path) => `${JSON.stringify(path)}\n`).join(''))
    const args = ['batch', 'finds', file, '--out', join(dir.path, 'out.jsonl')]
    const first = await dir.errand(...args)
    expect(first.code).toBe(3)
    expect(first.stderr).toContain('line 2: error: the provider answered 404: not found (MODEL_FAILED)')
    const before = dir.read('out.jsonl')
    expect(before.map(({ status }) => status)).toEqual(['done', 'error', 'error', 'done'])
    dir.write('later', '')
    dir.write('in.jsonl', readFileSync(file, 'utf8').replace(/"[^"]*"\n$/, `${JSON.stringify(later)}\n`))
    expect((await dir.errand(...args)).code).toBe(3)
    const after = dir.read('out.jsonl')
    expect(after.map(({ status }) => status)).toEqual(['done', 'done', 'error', 'done'])
    expect(after.map(({ runId }, index) => runId === before[index]?.runId)).toEqual([true, false, false, false])
    expect(await dir.countRuns()).toBe(7)
    expect((await dir.errand(...args)).code).toBe(3)
    expect(await dir.countRuns()).toBe(8)
  })

  it('leaves a run that waits for a person, and takes its result when somebody has answered', async () => {
    using dir = createFolder()
    const file = dir.write('in.jsonl', '"Hello"\n')
    const args = ['batch', 'asks', file, '--out', join(dir.path, 'out.jsonl')]
    const asked = await dir.errand(...args)
    const [{ runId = '' } = {}] = dir.read('out.jsonl')
    expect(asked).toMatchObject({ code: 3, stderr: expect.stringContaining(`line 1: run ${runId} waits for a person`) })
    expect((await dir.errand(...args)).stderr).toContain('waits for a person')
    await dir.errand('answer', runId, 'Yes', '--json')
    expect((await dir.errand(...args)).code).toBe(0)
    expect(dir.read('out.jsonl')).toMatchObject([{ runId, status: 'done', output: { result: 'Thanks.' } }])
    expect(await dir.countRuns()).toBe(1)
  })

  it('goes on from the lines that a killed invocation left, also half a line', async () => {
    using dir = createFolder()
    const file = dir.write('in.jsonl', '{"city":"Oslo","people":1}\n{"city":"Rome","people":1}\n')
    const args = ['batch', 'counts', file, '--out', join(dir.path, 'out.jsonl')]
    await dir.errand(...args)
    const [first, second] = dir.read('out.jsonl')
    const { line, agentId, input, runId } = second ?? {}
    const started = { line, agentId, input, runId, status: 'started' }
    dir.write('out.jsonl', `${JSON.stringify(started)}\n${JSON.stringify(first)}\n{"line":3,"ag`)
    expect((await dir.errand(...args)).code).toBe(0)
    expect(dir.read('out.jsonl')).toEqual([first, second])
    expect(await dir.countRuns()).toBe(2)
  })

  it.each([
    [['batch', 'nobody', 'in.jsonl'], 1, 'AGENT_NOT_FOUND'],
    [['batch', 'counts', 'none.jsonl'], 2, 'none.jsonl cannot be read'],
    [['batch', 'counts', 'in.txt'], 2, 'a batch is read from a file that ends in'],
    [['batch', 'counts', 'in.jsonl', '--concurrency', '0'], 2, '--concurrency'],
    [['batch', 'counts', 'in.jsonl', '--out', 'out.xlsx'], 2, '--out is'],
    [['batch', 'counts', 'in.jsonl', '--out', 'in.jsonl'], 2, 'holds no results of a batch'],
    [['batch', 'counts', 'in.jsonl', '--out', 'in.csv'], 2, 'holds no results of a batch'],
    [['batch', 'counts', 'in.jsonl', '--out', 'none/out.csv'], 2, 'out.csv.jsonl cannot be written'],
  ])('%j ends with %i', async (args, code, message) => {
    using dir = createFolder()
    const text = '{"city":"Oslo","people":1}\n'
    for (const name of ['in.jsonl', 'in.txt', 'in.csv']) dir.write(name, text)
    const placed = args.map((arg) => (/\.\w+$/.test(arg) ? join(dir.path, arg) : arg))
    const result = await dir.errand(...placed)
    expect(result.code).toBe(code)
    expect(result.stderr).toContain(message)
    expect(readFileSync(join(dir.path, 'in.jsonl'), 'utf8')).toBe(text)
    expect(existsSync(join(dir.path, 'out.xlsx'))).toBe(false)
  })
})
