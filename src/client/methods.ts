// The client's methods, inferred from contracts: `agent.run.execute` is `client.agent.run.execute(input)`.
import type { RunEvent, RunEventEnvelope } from '../contracts/run-event.ts'
import type { Contract, ErrorCodeOf, ItemOf, OutputOf, RawInputOf } from '../spec/contract.ts'
import type { commonErrors } from '../spec/problem.ts'
import { ProblemError } from './problem-error.ts'

/** Contracts by their key. */
export type ContractMap = Readonly<Record<string, Contract>>

export interface CallOptions {
  /** The same key and input within 24 h have one effect. Default: a new key for each call, kept while it is retried. */
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal | undefined
}

/** Errors that a call can end with: those of its contract, and those of every operation. */
export type ErrorCode<C extends Contract> = ErrorCodeOf<C> | keyof typeof commonErrors

type Arguments<C extends Contract> =
  Partial<RawInputOf<C>> extends RawInputOf<C>
    ? [input?: RawInputOf<C>, options?: CallOptions]
    : [input: RawInputOf<C>, options?: CallOptions]

/** What a stream of the contract yields. The log of a run is made of run events. */
export type Item<C extends Contract> = ItemOf<C> extends RunEventEnvelope ? RunEvent : ItemOf<C>

interface Call<C extends Contract> {
  (...args: Arguments<C>): Promise<OutputOf<C>>
  /** True for a problem that this operation answered, or, with a code, for that one. */
  isError<Code extends ErrorCode<C> = ErrorCode<C>>(error: unknown, code?: Code): error is ProblemError<Code>
}

interface Streaming<C extends Contract> {
  /** The same call as a stream: each item once, in order, to the end, over as many connections as it takes. */
  stream(...args: Arguments<C>): AsyncGenerator<Item<C>, void, undefined>
}

export type Method<C extends Contract> = Call<C> & ([ItemOf<C>] extends [never] ? unknown : Streaming<C>)

/** The next words of the keys that begin with `Path`. */
type Next<Key extends string, Path extends string> = Key extends `${Path}${infer Rest}`
  ? Rest extends `${infer Word}.${string}`
    ? Word
    : Rest
  : never

export type Methods<M extends ContractMap, Path extends string = ''> = {
  readonly [Word in Next<keyof M & string, Path>]: (`${Path}${Word}` extends keyof M
    ? Method<M[`${Path}${Word}`]>
    : unknown) &
    Methods<M, `${Path}${Word}.`>
}

export interface Calls {
  call(contract: Contract, input: unknown, options?: CallOptions): Promise<unknown>
  stream(contract: Contract, input: unknown, options?: CallOptions): AsyncGenerator<unknown, void, undefined>
}

/** Makes the methods of all contracts whose key begins with `path`. */
export function createMethods(contracts: ContractMap, calls: Calls, path = ''): Record<string, unknown> {
  const below = Object.keys(contracts).filter((key) => key.startsWith(path))
  const words = new Set(below.map((key) => key.slice(path.length).split('.')[0] ?? ''))
  return Object.fromEntries(
    [...words].map((word) => {
      const contract = contracts[`${path}${word}`]
      const inner = createMethods(contracts, calls, `${path}${word}.`)
      return [word, contract ? Object.assign(createMethod(contract, calls), inner) : inner]
    }),
  )
}

function createMethod(contract: Contract, calls: Calls) {
  return Object.assign((input: unknown = {}, options?: CallOptions) => calls.call(contract, input, options), {
    stream: (input: unknown = {}, options?: CallOptions) => calls.stream(contract, input, options),
    isError: (error: unknown, code?: string) =>
      error instanceof ProblemError && (code === undefined || error.code === code),
  })
}
