// Replay, export and fork as a person uses them: real processes in an empty folder.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from '../testing/cli-process.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const agents = ['--agents', join(import.meta.dirname, 'cli-agents.fixture.ts')]

test('a run is replayed, exported, replayed from its file and forked; a file that was tampered with is found', async () => {
  using dir = createTempDir()
  const cwd = dir.path
  const { stdout } = await runCli(['run', 'echo', 'hi', ...agents], { cwd })
  const { runId } = JSON.parse(stdout.split('\n')[0] ?? '') as { runId: string }
  expect(JSON.parse((await runCli(['replay', runId], { cwd })).stdout)).toMatchObject({ isSame: true })
  expect((await runCli(['export', runId, '-o', 'run.json'], { cwd })).code).toBe(0)
  expect((await runCli(['replay', 'run.json'], { cwd })).code).toBe(0)
  const file = join(cwd, 'run.json')
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replace(/("result": )"Said and done."(?![^]*"result")/, '$1"Made up."'))
  const tampered = await runCli(['replay', 'run.json'], { cwd })
  expect(tampered.code).toBe(1)
  expect(tampered.stdout).toContain('finish with')
  const forked = await runCli(['fork', runId, '--at', '1', '--message', 'again', ...agents], { cwd })
  expect(forked.code).toBe(0)
  expect(forked.stdout).toContain('"message":"again"')
  expect(forked.stdout).toContain(`"forkedFrom":{"runId":"${runId}","seq":1`)
  expect((await runCli(['fork', runId, '--at', '99', ...agents], { cwd })).code).toBe(1)
})
