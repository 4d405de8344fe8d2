// How much text one stream carries, and how many deltas many streams carry together.
import { Agent } from 'node:http'
import { FLOOD_WORDS, LONG_WORDS } from './agents.ts'
import { round } from './figures.ts'
import { type Server, streamRun } from './load.ts'

export interface StreamFigures {
  readonly streams: number
  readonly wordsPerSecond: number
  /** The log joins deltas to one per message and 40 ms, so 25 a second and stream is all there can be. */
  readonly deltasPerSecond: number
}

export async function measureStreams(server: Server) {
  return {
    paced: await measure(server, 'paced', 1, LONG_WORDS),
    pacedMany: await measure(server, 'paced', 100, LONG_WORDS),
    flooded: await measure(server, 'flood', 1, FLOOD_WORDS),
  }
}

async function measure(server: Server, agentId: string, streams: number, words: number): Promise<StreamFigures> {
  const agent = new Agent({ keepAlive: true })
  const startMs = performance.now()
  const samples = await Promise.all(Array.from({ length: streams }, () => streamRun(server, agent, agentId)))
  const seconds = (performance.now() - startMs) / 1000
  agent.destroy()
  const deltas = samples.reduce((sum, { text }) => sum + text.split('\nevent: message.delta\n').length - 1, 0)
  return { streams, wordsPerSecond: round((streams * words) / seconds), deltasPerSecond: round(deltas / seconds) }
}
