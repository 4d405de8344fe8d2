import { execFileSync } from 'node:child_process'
import { describe, expect, test, vi } from 'vitest'
import { createPython } from './create-python.ts'
import { transformLimits } from './transform.ts'

/** Machines without Python run the last test only. */
function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'])
    return true
  } catch {
    return false
  }
}

describe.runIf(hasPython())('with python3', () => {
  test('gives what the code prints, and the value of its last line; names keep their values', async () => {
    await using python = await createPython('n = globals().get("n", 0) + 1\nprint(n)\nitem.get("name")')
    expect(await python.apply('{"name":"ä b"}')).toBe('1\nä b')
    expect(await python.apply('{"name":{"a":[1,null]}}')).toBe('2\n{"a":[1,null]}')
    expect(await python.apply('{}')).toBe('3')
  })

  test('refuses code that does not compile, with the place', async () => {
    await expect(createPython('x = 1\nx = = 2')).rejects.toMatchObject({
      code: 'TRANSFORM_INVALID',
      message: expect.stringMatching(/^--python SyntaxError: .* \(line 2, column \d+\)$/),
    })
  })

  test('says on which fault of an item it stopped', async () => {
    await using python = await createPython('x = 1\nitem["a"]')
    await expect(python.apply('{}')).rejects.toMatchObject({
      code: 'TRANSFORM_FAILED',
      message: "--python KeyError: 'a' (line 2)",
    })
  })

  test('ends code that does not end', async () => {
    const python = await createPython('while item: pass', { ...transformLimits, timeoutMs: 3000 })
    await expect(python.apply('1')).rejects.toMatchObject({ code: 'TRANSFORM_LIMIT' })
  })

  test('refuses results that are too large', async () => {
    await using python = await createPython('"x" * 100', { ...transformLimits, maxLength: 99 })
    await expect(python.apply('1')).rejects.toMatchObject({ code: 'TRANSFORM_LIMIT' })
  })
})

test('says that python3 is missing', async () => {
  vi.stubEnv('PATH', '')
  await expect(createPython('item')).rejects.toMatchObject({
    code: 'TRANSFORM_INVALID',
    message: '--python needs python3, which is not on the PATH',
  })
  vi.unstubAllEnvs()
})
