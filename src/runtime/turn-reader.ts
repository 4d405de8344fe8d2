// Turns the parts of a model's stream into events: deltas as they come, the rest when the turn closes.
import type { LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider'
import type { NewRunEvent, Usage } from '../contracts/run-event.ts'
import { computeCost, type Price } from '../models/prices.ts'
import type { DeltaJoiner } from './delta-joiner.ts'
import { type ActiveRun, type RuntimeDeps, stamp } from './ports.ts'
import { startCalls } from './start-calls.ts'

type Part<T extends LanguageModelV4StreamPart['type']> = Extract<LanguageModelV4StreamPart, { type: T }>

/** Text or reasoning that the model has written, or is still writing. */
interface Block {
  readonly kind: 'text' | 'reasoning'
  readonly spanId: string
  readonly messageId: string
  /** When its first piece came. */
  startedAt: string
  content: string
  providerMetadata: Part<'text-end'>['providerMetadata']
}

/** The stream came to an end that is none: cut off, ended by the provider for a fault, or withheld. */
export class TurnEndError extends Error {
  /** Another try may succeed, unless the answer was withheld. */
  readonly isRetryable: boolean
  constructor(finish: Part<'finish'> | null) {
    const isWithheld = finish?.finishReason.unified === 'content-filter'
    const raw = finish?.finishReason.raw
    const what = isWithheld ? 'the provider withheld the answer' : "the model's answer ended early"
    super(raw === undefined ? what : `${what} (${raw})`)
    this.isRetryable = !isWithheld
  }
}

const brokenEnds: readonly string[] = ['error', 'interrupted', 'content-filter']

export interface TurnReaderDeps {
  readonly run: ActiveRun
  readonly deps: RuntimeDeps
  /** Span of the turn. */
  readonly spanId: string
  readonly joiner: DeltaJoiner
  /** null: the turn has no cost that is known. */
  readonly price: Price | null
}

export class TurnReader {
  readonly #deps: TurnReaderDeps
  readonly #blocksById = new Map<string, Block>()
  /** Texts and calls as the model began them. */
  readonly #said: (Block | Part<'tool-call'>)[] = []
  #finish: Part<'finish'> | null = null

  constructor(deps: TurnReaderDeps) {
    this.#deps = deps
  }

  /** Throws what the provider reports as an error. */
  push(part: LanguageModelV4StreamPart): void {
    switch (part.type) {
      case 'text-start':
      case 'text-delta':
      case 'text-end':
        return this.#write('text', part, 'delta' in part ? part.delta : '')
      case 'reasoning-start':
      case 'reasoning-delta':
      case 'reasoning-end':
        return this.#write('reasoning', part, 'delta' in part ? part.delta : '')
      case 'tool-call':
        if (!part.providerExecuted) this.#said.push(part)
        return
      case 'finish':
        this.#finish = part
        return
      case 'error':
        throw part.error
      default: // parts that a run does not use
    }
  }

  /** The closing events, in order: texts, the turn, then every call it asks for. Throws when the stream had no proper end. */
  close(): NewRunEvent[] {
    const { run, deps, spanId, price } = this.#deps
    if (!this.#finish || brokenEnds.includes(this.#finish.finishReason.unified)) throw new TurnEndError(this.#finish)
    const said = this.#said.filter((part) => isCall(part) || part.content !== '' || part.providerMetadata)
    const lastText = said.findLastIndex((part) => !isCall(part))
    const calls = said.flatMap((part, place) =>
      isCall(part) ? [place < lastText ? placeCall(part, place) : part] : [],
    )
    const channel = calls.length > 0 ? 'narration' : 'final'
    const data = {
      usage: readUsage(this.#finish.usage),
      ...(price && { costUsd: computeCost(price, this.#finish.usage) }),
      finishReason: this.#finish.finishReason.unified,
    }
    return [
      ...said.flatMap((part) => (isCall(part) ? [] : [renderBlock(part, channel, this.#envelope())])),
      { type: 'turn.completed', ...stamp(run, deps.clock), spanId, data },
      ...startCalls(run, calls, this.#envelope(), deps.ids),
    ]
  }

  #envelope(): Envelope {
    const { run, deps, spanId } = this.#deps
    return { ...stamp(run, deps.clock), parentSpanId: spanId }
  }

  #write(kind: Block['kind'], part: { id: string; providerMetadata?: Block['providerMetadata'] }, delta: string): void {
    const block = this.#requireBlock(kind, part.id)
    block.providerMetadata = mergeMetadata(block.providerMetadata, part.providerMetadata)
    if (delta === '') return
    const envelope = this.#envelope()
    if (block.content === '') block.startedAt = envelope.at
    block.content += delta
    this.#deps.joiner.push(renderDelta(block, delta, envelope))
  }

  #requireBlock(kind: Block['kind'], id: string): Block {
    const key = `${kind} ${id}`
    const known = this.#blocksById.get(key)
    if (known) return known
    const { ids } = this.#deps.deps
    const { at: startedAt } = this.#envelope()
    const block = { kind, spanId: ids.create('span'), messageId: ids.create('msg'), startedAt, content: '' }
    const created: Block = { ...block, providerMetadata: undefined }
    this.#blocksById.set(key, created)
    this.#said.push(created)
    return created
  }
}

function isCall(part: Block | Part<'tool-call'>): part is Part<'tool-call'> {
  return 'toolCallId' in part
}

/** In the log calls follow the texts of their turn; a provider may refuse its own words in another order. */
function placeCall(call: Part<'tool-call'>, place: number): Part<'tool-call'> {
  return { ...call, providerMetadata: { ...call.providerMetadata, errand: { place } } }
}

/** A provider may say its part of the metadata at the start, on a delta or at the end; what comes later wins. */
function mergeMetadata(known: Block['providerMetadata'], added: Block['providerMetadata']): Block['providerMetadata'] {
  if (!known || !added) return added ?? known
  const merged = { ...known }
  for (const [provider, values] of Object.entries(added)) merged[provider] = { ...merged[provider], ...values }
  return merged
}

type Envelope = { at: string; attempt: number; parentSpanId: string }
type DeltaEvent = Parameters<DeltaJoiner['push']>[0]

function renderDelta({ kind, spanId, messageId }: Block, content: string, envelope: Envelope): DeltaEvent {
  if (kind === 'reasoning') return { type: 'reasoning.delta', ...envelope, spanId, data: { content } }
  return { type: 'message.delta', ...envelope, spanId, data: { messageId, channel: 'final', content } }
}

function renderBlock(block: Block, channel: 'final' | 'narration', envelope: Envelope): NewRunEvent {
  const { kind, spanId, messageId, startedAt, content } = block
  const metadata = block.providerMetadata ? { providerMetadata: { ...block.providerMetadata } } : {}
  const data = { content, startedAt, ...metadata }
  if (kind === 'reasoning') return { type: 'reasoning.completed', ...envelope, spanId, data }
  return { type: 'message.completed', ...envelope, spanId, data: { messageId, channel, ...data } }
}

function readUsage({ inputTokens, outputTokens }: LanguageModelV4Usage): Usage {
  const promptTokens = inputTokens.total ?? 0
  const completionTokens = outputTokens.total ?? 0
  return { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens }
}
