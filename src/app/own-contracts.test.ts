import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createClient } from '../client/client.ts'
import { contracts } from '../contracts/index.ts'
import { runMain } from '../testing/run-main.ts'
import { buy, createShop } from '../testing/shop-operations.ts'
import { createTempDir } from '../testing/temp-dir.ts'
import { isReserved } from './combine-operations.ts'
import { readToken } from './credentials.ts'
import { createErrand } from './errand.ts'

const shopFile = join(import.meta.dirname, '../testing/shop-operations.ts')
const code = `import { createShop } from ${JSON.stringify(shopFile)}\nexport const operations = createShop().operations\n`

function createProject(dir: string) {
  const file = join(dir, 'shop.ts')
  writeFileSync(file, code)
  const data = join(dir, 'data')
  return { file, data, run: (...args: string[]) => runMain([...args, '--data', data, '--agents', file]) }
}

it('operations of users are commands, with their ids as arguments, without a server', async () => {
  using dir = createTempDir()
  const { run } = createProject(dir.path)
  expect(await run('shop', 'buy', 'tea')).toEqual({ code: 0, stdout: '{"item":"tea","number":1}\n', stderr: '' })
  const refused = await run('shop', 'buy', '--item', 'nothing')
  expect([refused.code, JSON.parse(refused.stderr)]).toMatchObject([1, { code: 'SOLD_OUT', status: 409 }])
  expect((await run('shop', 'buy', '--help')).stdout).toContain('SOLD_OUT  Sold out')
  expect((await run('shop', 'sell')).code).toBe(2)
})

it('operations of users are called through the process that owns the data, and by the typed client', async () => {
  using dir = createTempDir()
  const { data, run } = createProject(dir.path)
  mkdirSync(data)
  const shop = createShop()
  await using errand = await createErrand({ operations: shop.operations, dataDir: data, env: {} })
  expect((await run('shop', 'buy', 'tea')).stdout).toBe('{"item":"tea","number":1}\n')
  const { address: url } = await errand.serve()
  const client = createClient({ url, token: readToken(data) ?? '', contracts: { ...contracts, 'shop.buy': buy } })
  const bought: { item: string; number: number } = await client.shop.buy({ item: 'milk' })
  expect(bought).toEqual({ item: 'milk', number: 2 })
  expect(await errand.call('shop.count', {})).toMatchObject({ ok: true, output: { bought: 2, runs: 0 } })
  expect(shop.till.map(({ item }) => item)).toEqual(['tea', 'milk'])
})

it('a file without agents and operations, and a key of the product, are refused with what to do', async () => {
  using dir = createTempDir()
  const { file, run } = createProject(dir.path)
  writeFileSync(file, 'export const nothing = 1\n')
  expect(JSON.parse((await run('shop', 'buy')).stderr)).toMatchObject({
    code: 'USAGE',
    detail: `${file} exports no agent and no operation; export one made with defineAgent or implement`,
  })
})

it('every word of the command line is reserved, so that no operation of a user can take it', async () => {
  const { stdout } = await runMain(['--help'])
  const words = [...stdout.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, word = '']) => word)
  expect(words).toContain('serve')
  expect(words.filter((word) => !isReserved(word))).toEqual([])
})
