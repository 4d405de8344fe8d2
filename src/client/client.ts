// The typed client: calls operations and follows runs, over fetch alone. Runs in a browser as well.
import type { Contracts } from '../contracts/index.ts'
import { contracts as productContracts } from '../contracts/index.ts'
import { isTerminal, type RunEvent, RunEventEnvelope } from '../contracts/run-event.ts'
import type { Contract, OutputOf, RawInputOf } from '../spec/contract.ts'
import { type CallOptions, type Calls, type ContractMap, createMethods, type Item, type Methods } from './methods.ts'
import { type FrameSource, readFrames } from './read-frames.ts'
import { collectLines, readLines } from './read-lines.ts'
import { createSend, type SendOptions, withRetries } from './send.ts'

export interface ClientOptions<M extends ContractMap = Contracts> extends SendOptions {
  /** Contracts by key; default: Errand's own. `{ ...contracts, 'shop.order.find': findOrder }` adds yours. */
  readonly contracts?: M
  /** Silence after which a stream's connection counts as broken, in ms. Default 60,000; the server sends something every 15 s. */
  readonly silenceMs?: number
}

export interface FollowOptions {
  /** Begin behind this event; default 0: from the start. */
  readonly after?: number
  readonly signal?: AbortSignal
}

/** What an operation of Errand takes, by its key. */
export type InputFor<K extends keyof Contracts> = RawInputOf<Contracts[K]>

/** What an operation of Errand answers, by its key. */
export type OutputFor<K extends keyof Contracts> = OutputOf<Contracts[K]>

interface Common<M extends ContractMap> {
  /** Calls an operation by its key. Rejects with a `ProblemError` when it answers with a problem. */
  call<K extends keyof M>(key: K, input: RawInputOf<M[K]>, options?: CallOptions): Promise<OutputOf<M[K]>>
  /** The same as a stream, for an operation that has one: each item once, in order. */
  stream<K extends keyof M>(
    key: K,
    input: RawInputOf<M[K]>,
    options?: CallOptions,
  ): AsyncGenerator<Item<M[K]>, void, undefined>
  /**
   * Follows a run to its terminal event, each event once and in order. A connection that breaks is opened again where it
   * broke, also when the server was restarted; it gives up when the server cannot be reached for about half a minute.
   */
  follow(runId: string, options?: FollowOptions): AsyncGenerator<RunEvent, void, undefined>
}

/** A method for each contract, e.g. `client.agent.run.execute(input)`, and the same by key. */
export type Client<M extends ContractMap = Contracts> = Methods<M> & Common<M>

export function createClient<M extends ContractMap = Contracts>(options: ClientOptions<M>): Client<M> {
  const contracts: ContractMap = options.contracts ?? productContracts
  const calls = createCalls(options)
  const requireContract = (key: string) => {
    const contract = contracts[key]
    if (!contract) throw new TypeError(`there is no contract "${key}"`)
    return contract
  }
  const common = {
    call: (key: string, input: unknown, given?: CallOptions) => calls.call(requireContract(key), input, given),
    stream: (key: string, input: unknown, given?: CallOptions) => calls.stream(requireContract(key), input, given),
    follow: (runId: string, given?: FollowOptions) => calls.follow(runId, given),
  }
  return { ...createMethods(contracts, calls), ...common } as unknown as Client<M>
}

type LogInput = Pick<RawInputOf<typeof getEvents>, 'runId' | 'after' | 'types'>

interface RunCalls extends Calls {
  follow(runId: string, options?: FollowOptions): AsyncGenerator<RunEvent, void, undefined>
}

const { 'agent.run.get': getRun, 'agent.run.getEvents': getEvents } = productContracts

function createCalls(options: SendOptions & { silenceMs?: number }): RunCalls {
  const sendOnce = createSend(options)
  const send = withRetries(sendOnce, options.maxRetries ?? 3)
  const { silenceMs = 60_000 } = options

  const call: Calls['call'] = async (contract, input, given = {}) => {
    const response = await send({ contract, input, headers: renderKey(contract, given), signal: given.signal })
    return isOfLines(contract) ? { items: await collectLines(response) } : response.json()
  }

  /** The rest of a run's log, from the contract that reads it. */
  const readLog = ({ runId, after = 0, types }: LogInput, signal: AbortSignal | undefined) => {
    const input = { runId, ...(types && { types }) }
    const source: FrameSource = {
      open: (id = '0', own) => sendOnce({ contract: getEvents, input, headers: renderResume(id), signal: own }),
      isLast: ({ data }) => isTerminal(data as RunEvent),
      async hasEnded(id = '0') {
        const run = (await call(getRun, { runId }, { signal })) as OutputOf<typeof getRun>
        if (run.completedAt === undefined) return false
        const page = await call(getEvents, { ...input, after: Number(id), limit: 1 }, { signal })
        return (page as OutputOf<typeof getEvents>).items.length === 0
      },
      signal,
      silenceMs,
    }
    return readFrames(source, String(after))
  }

  /** For a stream that is the log of a run: how to read that log. Null for any other stream. */
  const startLog = async ({ stream, ...contract }: Contract, input: unknown, given: CallOptions) => {
    if (stream?.item !== RunEventEnvelope) return null
    if (!('input' in stream.on)) return input as LogInput
    const { [stream.on.input]: _asked, ...rest } = input as Record<string, unknown>
    return (await call(contract, rest, given)) as LogInput
  }

  const createSource = (contract: Contract, input: unknown, given: CallOptions): FrameSource => ({
    open(id, signal) {
      const on = contract.stream?.on ?? { accept: true }
      if ('input' in on && id !== undefined)
        throw new Error(`the stream of ${contract.meta.key} broke off, and cannot resume`)
      const asked = 'input' in on ? { ...(input as object), [on.input]: true } : input
      return send({ contract, input: asked, headers: { ...renderKey(contract, given), ...renderResume(id) }, signal })
    },
    isLast: () => false,
    hasEnded: async () => contract.stream?.isEndless !== true,
    signal: given.signal,
    silenceMs,
  })

  return {
    call,
    async *stream(contract, input, { idempotencyKey = createKey(), signal } = {}) {
      const given = { idempotencyKey, signal }
      if (isOfLines(contract)) {
        yield* readLines(await send({ contract, input, headers: renderKey(contract, given), signal }))
        return
      }
      const log = await startLog(contract, input, given)
      const frames = log ? readLog(log, signal) : readFrames(createSource(contract, input, given))
      for await (const { data } of frames) yield data
    },
    async *follow(runId, { after = 0, signal } = {}) {
      for await (const { data } of readLog({ runId, after }, signal)) yield data as RunEvent
    },
  }
}

/** A contract whose answer is always a stream of JSON lines. */
function isOfLines({ stream }: Contract): boolean {
  return stream !== undefined && 'always' in stream.on
}

/** A command gets a key of its own, so that it can be sent again without a second effect. */
function renderKey({ kind }: Contract, { idempotencyKey = createKey() }: CallOptions): Record<string, string> {
  return kind === 'command' ? { 'Idempotency-Key': idempotencyKey } : {}
}

function renderResume(lastId: string | undefined): Record<string, string> {
  return { Accept: 'text/event-stream', ...(lastId !== undefined && { 'Last-Event-ID': lastId }) }
}

/** 128 random bits; `crypto.randomUUID` is missing on pages that are not served over TLS. */
function createKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
