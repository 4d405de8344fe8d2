// Operations that users write: their contract, their code, the same pipeline. Their effect lies outside the store, so what
// a command leaves (audit row, reply, emissions) is written in one transaction after it ran.
import type { LogLevel } from '../contracts/enums.ts'
import { isObject, type JsonObject } from '../contracts/scalars.ts'
import type { AgentArguments } from '../core/schedule.ts'
import type { Contract, ErrorCodeOf, InputOf, OutputOf } from '../spec/contract.ts'
import type { NewEmission } from '../store/record.ts'
import type { Answer, CallDeps, Fail, Operation, Principal } from './operation.ts'

/** What an operation of yours gets besides its input. */
export interface OwnDeps {
  /** Who calls. */
  readonly principal: Principal
  /** The caller's own path (`agent_instance_hierarchy`). */
  readonly hierarchy: string
  /** Names of the agent that calls; empty when none does. */
  readonly agentArguments: AgentArguments
  /** The moment of the call, ISO-8601 UTC. */
  readonly now: string
  /**
   * The caller's Idempotency-Key, or null. A crash between your effect and its record leaves the effect without a reply, and a
   * repeat runs again under the same key: hand it on to whatever you call.
   */
  readonly idempotencyKey: string | null
  /** Fires when the server stops. */
  readonly signal: AbortSignal
  /** Calls another operation, as the same caller. */
  readonly call: (key: string, input: unknown, options?: { readonly idempotencyKey?: string }) => Promise<Answer>
  /** Makes an emission that the contract declares; it is kept when the operation succeeds. */
  readonly emit: (key: string, payload: unknown) => void
  /** Writes a line to the log of the server. */
  readonly log: (level: LogLevel, message: string, data?: JsonObject) => void
}

export interface OwnImplementation<C extends Contract> {
  /** Performs one call. `fail(CODE)` ends it with an error of the contract; a throw is a fault of yours and hidden from callers. */
  readonly run: (input: InputOf<C>, deps: OwnDeps, fail: Fail<ErrorCodeOf<C>>) => Promise<OutputOf<C>> | OutputOf<C>
}

export interface OwnOperation extends Operation {
  readonly kind: 'errand.operation'
}

/** Ties your code to your contract. Export the result from a file that `errand serve` loads, or give it to `createErrand`. */
export function implementOwn<C extends Contract>(contract: C, { run }: OwnImplementation<C>): OwnOperation {
  const { meta, kind, sideEffects } = contract
  if (kind === 'command' && sideEffects.audit.length === 0) {
    throw new Error(`contract ${meta.key}: a command names its audit row, e.g. sideEffects.audit: ['${meta.key}']`)
  }
  const perform = async (input: unknown, deps: CallDeps, fail: Fail<string>): Promise<unknown> => {
    const emissions: MadeEmission[] = []
    const own = createOwnDeps(contract, deps, emissions)
    const output: unknown = contract.io.output.parse(await run(input as InputOf<C>, own, fail))
    if (kind === 'query') return output
    const record = deps.record({ resource: readResource(contract, input), output })
    const { organizationId, resource, at } = record.audit
    const made = emissions.map((emission) => ({ ...emission, organizationId, resource, at }))
    await deps.store.recordCommand({ record, emissions: made })
    return output
  }
  return {
    kind: 'errand.operation',
    contract,
    run: perform,
  }
}

type MadeEmission = Pick<NewEmission, 'key' | 'payload'>

function createOwnDeps(contract: Contract, deps: CallDeps, emissions: MadeEmission[]): OwnDeps {
  const { principal, hierarchy, agentArguments, idempotencyKey, signal, call, log } = deps
  return {
    principal,
    hierarchy,
    agentArguments,
    now: deps.now(),
    idempotencyKey,
    signal,
    call: (key, input, options) => call(key, input, options?.idempotencyKey ?? null),
    emit(key, payload) {
      const spec = contract.sideEffects.emits.find((emission) => emission.key === key)
      if (!spec) throw new Error(`contract ${contract.meta.key} does not declare the emission "${key}"`)
      emissions.push({ key, payload: spec.payload.parse(payload) })
    },
    log: (level, message, data) =>
      log({ at: deps.now(), level, operation: contract.meta.key, message, ...(data && { data }) }),
  }
}

/** What the audit row is about: the first parameter of the path, else the operation itself. */
function readResource({ meta, http }: Contract, input: unknown): string {
  const name = /\{(\w+)\}/.exec(http.path)?.[1]
  return name !== undefined && isObject(input) ? String(input[name]) : meta.key
}
