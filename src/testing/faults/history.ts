// What the clients of the fault tests saw: the one record the checker compares with the store.
import { createHash } from 'node:crypto'

export interface Post {
  readonly key: string
  readonly agentId: string
  readonly wantsStream: boolean
  /** The run each answer named; empty as long as the outcome is unknown. */
  readonly runIds: string[]
  /** Answers that were neither a run nor a passing fault. */
  readonly refusals: string[]
}

/** A cancel, or a person's answer to an approval, sent under one key until its outcome is known. */
export interface Order {
  readonly kind: 'cancel' | 'approve' | 'reject'
  readonly key: string
  readonly runId: string
  readonly approvalId: string | null
  /** `OK` or the code of a refusal, and when it came, in ms since 1970. */
  readonly answers: { readonly code: string; readonly atMs: number }[]
}

/** An event as a reader saw it. */
export interface Sighting {
  readonly runId: string
  readonly seq: number
  readonly hash: string
}

/** One connection of a reader, or all connections of an observer that follows a run from its start. */
export interface Reading {
  readonly runId: string
  /** The cursor it was opened with. */
  readonly after: number
  readonly seqs: number[]
  /** True after the end of the run, or when the server ended the stream: then nothing may be missing. */
  isEnded: boolean
}

/** One life of the server, in ms since 1970. */
export interface Life {
  readonly readyMs: number
  killedMs: number
}

export interface History {
  readonly posts: Post[]
  readonly orders: Order[]
  readonly sightings: Sighting[]
  readonly readings: Reading[]
  readonly lives: Life[]
}

export function createHistory(): History {
  return { posts: [], orders: [], sightings: [], readings: [], lives: [] }
}

/** Equal for equal events, whatever the order of members. */
export function hashEvent(event: unknown): string {
  return createHash('sha256').update(renderCanonical(event)).digest('base64url')
}

function renderCanonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
