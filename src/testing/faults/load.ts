// What the clients of the fault tests do: load with all kinds of calls, then heal what is unknown, then wait for the end.
import { setTimeout as sleep } from 'node:timers/promises'
import { type ClientDeps, get, readRun, type Send, sendOrder, sendPost } from './client.ts'
import type { Order, Post, Reading } from './history.ts'

export const agentIds = ['mixed', 'single', 'chain', 'asks']

/** Gives the way to the server that is there now. */
export type Reach = () => Promise<Send>

const CLIENTS = 8

/** Eight clients and somebody who answers what runs ask, until `isOver` says so. */
export async function runClients(reach: Reach, deps: ClientDeps, isOver: () => boolean): Promise<void> {
  let isLoaded = true
  const person = (async () => {
    for (; isLoaded; await sleep(10)) await answerAll(await reach(), deps)
  })()
  const client = async () => {
    for (; !isOver(); await sleep(1)) await step(reach, deps) // a server that is gone refuses at once
  }
  await Promise.all(Array.from({ length: CLIENTS }, client)).finally(() => (isLoaded = false))
  await person
}

/** One step of a client: mostly a new post; else an old one again, a reader, an observer, or a cancel. */
async function step(reach: Reach, deps: ClientDeps): Promise<void> {
  const { history, random } = deps
  const send = await reach()
  const old = history.posts[Math.floor(random() * history.posts.length)]
  const recent = history.posts.at(-1 - Math.floor(random() * 4))?.runIds[0]
  const dice = random()
  if (old && dice < 0.1) await sendPost(send, old, deps)
  else if (old?.runIds[0] && dice < 0.25) await readRun(send, old.runIds[0], Math.floor(random() * 8), deps)
  else if (recent && dice < 0.35) await observe(reach, recent, deps)
  else if (recent && dice < 0.45) await order(send, { kind: 'cancel', runId: recent, approvalId: null }, deps)
  else await post(send, dice > 0.92, deps)
}

async function post(send: Send, isTwice: boolean, deps: ClientDeps): Promise<void> {
  const { history, random } = deps
  const agentId = agentIds[Math.floor(random() * agentIds.length)] ?? ''
  const made: Post = {
    key: `key-${history.posts.length}`,
    agentId,
    wantsStream: random() < 0.5,
    runIds: [],
    refusals: [],
  }
  history.posts.push(made)
  await Promise.all([sendPost(send, made, deps), isTwice ? sendPost(send, made, deps) : null])
}

/** Follows a run from its first event over as many connections as it takes. */
async function observe(reach: Reach, runId: string, deps: ClientDeps): Promise<void> {
  const whole: Reading = { runId, after: 0, seqs: [], isEnded: false }
  while (!whole.isEnded) {
    const reading = await readRun(await reach(), runId, whole.seqs.length, deps)
    whole.seqs.push(...reading.seqs)
    whole.isEnded = reading.isEnded
    await sleep(5)
  }
  deps.history.readings.push(whole)
}

async function order(send: Send, what: Pick<Order, 'kind' | 'runId' | 'approvalId'>, { history }: ClientDeps) {
  const made: Order = { ...what, key: `order-${history.orders.length}`, answers: [] }
  history.orders.push(made)
  await sendOrder(send, made)
}

/** Answers all that people are asked: mostly it approves. Two may answer the same. */
async function answerAll(send: Send, deps: ClientDeps): Promise<void> {
  const page = (await get(send, '/v1/approvals?limit=20')) as { items: { runId: string; approvalId: string }[] } | null
  for (const { runId, approvalId } of page?.items ?? []) {
    await order(send, { kind: deps.random() < 0.8 ? 'approve' : 'reject', runId, approvalId }, deps)
  }
}

/** Sends every command once more: what is unknown gets its answer, what is known must get the same. */
export async function heal(send: Send, deps: ClientDeps): Promise<void> {
  const left = [
    ...deps.history.posts.map((made) => () => sendPost(send, made, deps, true)),
    ...deps.history.orders.map((made) => () => sendOrder(send, made)),
  ]
  const loop = async () => {
    for (let next = left.pop(); next; next = left.pop()) await next()
  }
  await Promise.all(Array.from({ length: 16 }, loop))
}

/** Answers approvals until no run is open, for as long as `isPatient` says so. */
export async function quiesce(send: Send, deps: ClientDeps, isPatient: () => boolean): Promise<void> {
  while (isPatient()) {
    await answerAll(send, deps)
    const statuses = ['pending', 'running', 'waiting']
    const open = await Promise.all(statuses.map((status) => get(send, `/v1/runs?limit=1&status=${status}`)))
    if (open.every((page) => (page as { total: number } | null)?.total === 0)) return
    await sleep(20)
  }
}

/** mulberry32: the same seed, the same numbers. */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
