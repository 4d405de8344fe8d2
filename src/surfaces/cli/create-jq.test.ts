import { expect, test } from 'vitest'
import { createJq } from './create-jq.ts'
import { transformLimits } from './transform.ts'

test('applies the filter to each item: results a line each, strings raw, nothing for none', async () => {
  await using jq = await createJq('.items[]? | .name // .')
  expect(await jq.apply('{"items":[{"name":"a b"},{"name":12345678901234567890},{}]}')).toBe(
    'a b\n12345678901234567890\n{}',
  )
  expect(await jq.apply('{}')).toBe('')
})

test('refuses a filter that does not compile, in the words of jq and with the place', async () => {
  await expect(createJq('.id | nofun(')).rejects.toMatchObject({
    code: 'TRANSFORM_INVALID',
    message: expect.stringContaining('line 1, column 12'),
  })
})

test('says on which fault of an item it stopped', async () => {
  await using jq = await createJq('.a.b')
  await expect(jq.apply('{"a":1}')).rejects.toMatchObject({
    code: 'TRANSFORM_FAILED',
    message: expect.stringMatching(/^--jq failed on an item: Cannot index number with/),
  })
})

test('ends a filter that does not end', async () => {
  const jq = await createJq('def f: f; f', { ...transformLimits, timeoutMs: 300 })
  await expect(jq.apply('1')).rejects.toMatchObject({ code: 'TRANSFORM_LIMIT' })
})

test('refuses results that are too large', async () => {
  await using jq = await createJq('"x" * 100', { ...transformLimits, maxLength: 99 })
  await expect(jq.apply('1')).rejects.toMatchObject({ code: 'TRANSFORM_LIMIT' })
})

test('sees neither the environment nor files nor modules', async () => {
  await using jq = await createJq('[env.HOME, $ENV.PATH] | tostring')
  const [home, path] = JSON.parse(await jq.apply('1')) as string[]
  expect([home, path]).not.toContain(process.env['PATH'])
  expect(home).not.toBe(process.env['HOME'])
  await expect(createJq('import "a" as $a; 1')).rejects.toMatchObject({ code: 'TRANSFORM_INVALID' })
})
