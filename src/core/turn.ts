// What the model said in a turn, and what became of the calls it asked for.
import type { RunEventData } from '../contracts/run-event.ts'

type ProviderMetadata = RunEventData<'tool.started'>['providerMetadata']

/** One piece of what the model said, in the order it said it. */
export type TurnPart =
  | { readonly kind: 'reasoning' | 'text'; readonly text: string; readonly providerMetadata: ProviderMetadata }
  | {
      readonly kind: 'call'
      readonly callId: string
      readonly spanId: string
      readonly toolName: string
      readonly input: unknown
      readonly providerMetadata: ProviderMetadata
    }

export type CallPart = Extract<TurnPart, { kind: 'call' }>

export interface Turn {
  readonly spanId: string
  readonly startedAt: string
  readonly parts: TurnPart[]
}

export type CallOutcome =
  | { readonly kind: 'completed'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'unknown'; readonly message: string }

/** Puts a call into the turn that asked for it: at its place among the texts, else behind them. */
export function addCall(turns: readonly Turn[], turnSpanId: string, call: Omit<CallPart, 'kind'>): void {
  const turn = turns.findLast(({ spanId }) => spanId === turnSpanId)
  const place = call.providerMetadata?.['errand']?.['place']
  turn?.parts.splice(typeof place === 'number' ? place : turn.parts.length, 0, { kind: 'call', ...call })
}
