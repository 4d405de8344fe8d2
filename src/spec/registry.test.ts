import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contracts } from '../contracts/index.ts'
import type { EmissionSpec } from './contract.ts'
import { defineCommand } from './define.ts'
import { listNames, renderFlag } from './names.ts'
import { createRegistry } from './registry.ts'

function command(key: string, path: string, emits: EmissionSpec[] = []) {
  return defineCommand({
    meta: {
      key,
      version: '2.1.0',
      stability: 'beta',
      owners: ['@doors'],
      tags: [],
      description: 'Does it.',
      goal: 'Get it done.',
      context: 'Used in tests.',
    },
    io: {
      inputName: 'In',
      outputName: 'Out',
      input: z.strictObject({ id: z.string(), name: z.string() }),
      output: z.strictObject({}),
      errors: {},
    },
    policy: { auth: 'user', scopes: ['run'] },
    sideEffects: { emits, audit: ['done'] },
    acceptance: { scenarios: [], examples: [] },
    http: { method: 'POST', path },
  })
}

function emission(payload: z.ZodType): EmissionSpec {
  const tags: string[] = []
  return { key: 'thing.done', version: '1.0.0', stability: 'stable', owners: ['@doors'], tags, when: 'Done', payload }
}

describe('a registry', () => {
  it('holds the contracts of the product, sorted by key', () => {
    const registry = createRegistry(Object.values(contracts).toReversed())
    expect(registry.contracts.map((contract) => contract.meta.key)).toEqual(Object.keys(contracts).sort())
    expect(registry.get('agent.run.cancel')).toBe(contracts['agent.run.cancel'])
    expect(registry.get('agent.run.fly')).toBeNull()
  })

  it('refuses two contracts with one key', () => {
    const make = () => createRegistry([command('thing.make', '/v1/a'), command('thing.make', '/v1/b')])
    expect(make).toThrow('contracts thing.make and thing.make both have the key "thing.make"')
  })

  it('refuses two contracts on one route, whatever their parameters are called', () => {
    const make = () => createRegistry([command('thing.make', '/v1/{id}'), command('thing.keep', '/v1/{name}')])
    expect(make).toThrow('contracts thing.make and thing.keep both have the route "POST /v1/{}"')
  })

  it('refuses one emission with two payloads, and takes one payload twice', () => {
    const payload = z.strictObject({})
    const first = command('thing.make', '/v1/a', [emission(payload)])
    expect(() => createRegistry([first, command('thing.keep', '/v1/b', [emission(payload)])])).not.toThrow()
    const make = () => createRegistry([first, command('thing.keep', '/v1/b', [emission(z.strictObject({}))])])
    expect(make).toThrow('emission thing.done has two different payloads')
  })
})

describe('the names of a contract', () => {
  it('follow from its key alone', () => {
    expect(listNames(command('door.lock.getState', '/v1/a'))).toEqual({
      path: '/door/lock/getState/v2.1.0',
      cli: ['door', 'lock', 'get-state'],
      mcp: 'door_lock_getState',
      operationId: 'door.lock.getState',
    })
  })

  it('turn camel case into flags', () => {
    expect(renderFlag('timeoutMs')).toBe('timeout-ms')
    expect(renderFlag('agentId')).toBe('agent-id')
  })
})
