// What the clients of the kill test saw: the one record the checker compares with the store.
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

/** An event as a reader saw it. */
export interface Sighting {
  readonly runId: string
  readonly seq: number
  readonly hash: string
}

/** One connection of a reader. */
export interface Reading {
  readonly runId: string
  /** The cursor it was opened with. */
  readonly after: number
  readonly seqs: number[]
  /** True when the server ended the stream: then nothing may be missing. */
  isEnded: boolean
}

export interface History {
  readonly posts: Post[]
  readonly sightings: Sighting[]
  readonly readings: Reading[]
}

export function createHistory(): History {
  return { posts: [], sightings: [], readings: [] }
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
