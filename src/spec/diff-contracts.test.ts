import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Contract, ErrorSpec } from './contract.ts'
import { defineCommand } from './define.ts'
import { diffContracts } from './diff-contracts.ts'
import { lockContracts, parseLock, renderLock } from './lock-contracts.ts'

const GONE: ErrorSpec = { description: 'Gone', http: 404, gqlCode: 'GONE', when: 'It is gone' }

const refund = defineCommand({
  meta: {
    key: 'orders.refund',
    version: '1.2.0',
    stability: 'stable',
    owners: ['@shop'],
    tags: [],
    description: 'Refunds.',
    goal: 'Refund.',
    context: 'Shop.',
  },
  io: {
    inputName: 'In',
    outputName: 'Out',
    input: z.strictObject({ orderId: z.string(), reason: z.enum(['late', 'broken']).optional() }),
    output: z.strictObject({ status: z.enum(['refunded']), amount: z.int() }),
    errors: { GONE, LATE: { ...GONE, http: 409, gqlCode: 'LATE' } },
  },
  policy: { auth: 'user', scopes: ['run'] },
  sideEffects: {
    emits: [
      {
        key: 'orders.refunded',
        version: '1.0.0',
        stability: 'stable',
        owners: [],
        tags: [],
        when: 'Refunded',
        payload: z.strictObject({ orderId: z.string() }),
      },
    ],
    audit: ['orders.refunded'],
  },
  acceptance: { scenarios: [], examples: [] },
  http: { method: 'POST', path: '/v1/orders/{orderId}/refund' },
  cli: { positionals: ['orderId'] },
})

type Change = (contract: Contract) => Contract

function diff(change: Change, before: Contract = refund) {
  return diffContracts(lockContracts([before]), lockContracts([change(before)]))
}

const withMeta =
  (meta: Partial<Contract['meta']>): Change =>
  (contract) => ({ ...contract, meta: { ...contract.meta, ...meta } })
const withIo =
  (io: Partial<Contract['io']>): Change =>
  (contract) => ({ ...contract, io: { ...contract.io, ...io } })

describe('diffContracts', () => {
  it('finds nothing when nothing changed, and a lock file reads back as it was', () => {
    const lock = lockContracts([refund])
    expect(diffContracts(lock, lock)).toEqual([])
    expect(renderLock(parseLock(renderLock(lock)))).toBe(renderLock(lock))
    expect(diffContracts(parseLock(renderLock(lock)), lock)).toEqual([])
  })

  it.each<[string, Change, string, string]>([
    [
      'a removed field of the output',
      withIo({ output: z.strictObject({ status: z.enum(['refunded']) }) }),
      '/output/properties/amount',
      'the output field "amount" is gone',
    ],
    [
      'a new required input',
      withIo({
        input: z.strictObject({ orderId: z.string(), reason: z.enum(['late', 'broken']).optional(), by: z.string() }),
      }),
      '/input/properties/by',
      'the input field "by" must be given now',
    ],
    [
      'a narrowed input',
      withIo({ input: z.strictObject({ orderId: z.string(), reason: z.enum(['late']).optional() }) }),
      '/input/properties/reason',
      'the input field "reason" no longer takes "broken"',
    ],
    [
      'a widened enum of the output',
      withIo({ output: z.strictObject({ status: z.enum(['refunded', 'pending']), amount: z.int() }) }),
      '/output/properties/status',
      'the output field "status" can now be "pending"',
    ],
    ['a removed error', withIo({ errors: { GONE } }), '/errors/LATE', 'the error LATE is gone'],
    [
      'another HTTP status',
      withIo({ errors: { GONE: { ...GONE, http: 410 }, LATE: { ...GONE, http: 409, gqlCode: 'LATE' } } }),
      '/errors/GONE/http',
      'the error GONE has http 410, and had 404',
    ],
    [
      'tightened rights',
      (contract) => ({ ...contract, policy: { auth: 'user', scopes: ['run', 'admin'] } }),
      '/policy/scopes',
      'a caller now needs the scope admin',
    ],
    [
      'a changed route',
      (contract) => ({ ...contract, http: { method: 'POST', path: '/v2/refunds/{orderId}' } }),
      '/http',
      'the HTTP route is POST /v2/refunds/{orderId}, and was POST /v1/orders/{orderId}/refund',
    ],
    [
      'positionals in another order',
      (contract) => ({ ...contract, cli: { positionals: ['reason', 'orderId'] } }),
      '/cli/positionals',
      'the positional arguments are reason, orderId, and were orderId',
    ],
    [
      'an emission that is gone',
      (contract) => ({ ...contract, sideEffects: { ...contract.sideEffects, emits: [] } }),
      '/emits/orders.refunded',
      'the emission orders.refunded is gone',
    ],
    [
      'an audit that is gone',
      (contract) => ({ ...contract, sideEffects: { ...contract.sideEffects, audit: [] } }),
      '/audit',
      'the audit no longer has orders.refunded',
    ],
    ['a promise taken back', withMeta({ stability: 'beta' }), '/stability', 'the stability is beta, and was stable'],
    ['a version that goes back', withMeta({ version: '0.9.0' }), '/version', 'the version went back'],
  ])('refuses %s of a stable contract', (_what, change, pointer, sentence) => {
    const found = diff(change)
    expect(found[0]).toEqual({ key: 'orders.refund', kind: 'breaking', isRefused: true, pointer, sentence })
  })

  it('refuses a removed operation, and a changed MCP name as what it is: one gone, one new', () => {
    const found = diffContracts(lockContracts([refund]), lockContracts([withMeta({ key: 'orders.repay' })(refund)]))
    expect(found.map(({ key, kind, isRefused, sentence }) => [key, kind, isRefused, sentence])).toEqual([
      ['orders.refund', 'breaking', true, 'the operation is gone'],
      ['orders.repay', 'compatible', false, 'the operation is new'],
    ])
    const lock = lockContracts([refund])
    const renamed = { contracts: { 'orders.refund': { ...lock.contracts['orders.refund']!, mcp: 'refund' } } }
    expect(diffContracts(renamed, lock)).toMatchObject([{ pointer: '/mcp', kind: 'breaking', isRefused: true }])
  })

  it('lets a new major break, and a contract that never was stable', () => {
    const narrow = withIo({ input: z.strictObject({ orderId: z.string() }) })
    const major = diff((contract) => withMeta({ version: '2.0.0' })(narrow(contract)))
    expect(major.map(({ kind, isRefused }) => [kind, isRefused])).toEqual([
      ['breaking', false],
      ['compatible', false],
    ])
    expect(diff(narrow, withMeta({ stability: 'beta' })(refund))).toMatchObject([
      { kind: 'breaking', isRefused: false },
    ])
    const minor = diff((contract) => withMeta({ version: '1.3.0' })(narrow(contract)))
    expect(minor[0]).toMatchObject({ kind: 'breaking', isRefused: true })
  })

  it('takes additions for compatible', () => {
    const found = diff((contract) => ({
      ...contract,
      isIdempotent: true,
      io: {
        ...contract.io,
        input: z.strictObject({
          orderId: z.string(),
          reason: z.enum(['late', 'broken', 'other']).optional(),
          note: z.string().optional(),
        }),
        output: z.strictObject({ status: z.enum(['refunded']), amount: z.int(), at: z.string() }),
        errors: { ...contract.io.errors, BUSY: GONE },
      },
      policy: { auth: 'user', scopes: [] },
      cli: { positionals: ['orderId', 'reason'] },
    }))
    expect(found.map(({ kind }) => kind)).toEqual(found.map(() => 'compatible'))
    expect(found.map(({ sentence }) => sentence)).toEqual([
      'a repeat without an idempotency key is now safe',
      'the positional arguments are orderId, reason, and were orderId',
      'a caller no longer needs the scope run',
      'the error BUSY is new',
      'the input field "reason" also takes "other"',
      'the input field "note" is new',
      'the output field "at" is new',
    ])
  })

  it('says of a file that is no lock what is wrong with it', () => {
    expect(() => parseLock('{}')).toThrow('it has no "contracts"')
  })
})
