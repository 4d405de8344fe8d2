// A closed loop of clients: each starts a run, reads its stream to the end, and starts the next.
import { Agent, request } from 'node:http'
import { summarise, type Spread } from './figures.ts'

export interface Server {
  readonly url: string
  readonly token: string
}

export interface Load {
  readonly runsPerSecond: number
  readonly runs: number
  /** From sending the request to the first bytes of the body, in ms. */
  readonly firstEvent: Spread
  readonly total: Spread
  /** From the terminal event to the end of the response, in ms. */
  readonly closeLag: Spread
}

interface Sample {
  readonly firstMs: number
  readonly terminalMs: number
  readonly endMs: number
  readonly text: string
}

/** Runs `clients` loops for `seconds`; throws when a run does not complete. */
export async function measureLoad(server: Server, clients: number, seconds: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const samples: Sample[] = []
  const startMs = performance.now()
  const untilMs = startMs + seconds * 1000
  const loop = async () => {
    while (performance.now() < untilMs) samples.push(await streamRun(server, agent, 'bench'))
  }
  await Promise.all(Array.from({ length: clients }, loop))
  const elapsed = (performance.now() - startMs) / 1000
  agent.destroy()
  return {
    runsPerSecond: samples.length / elapsed,
    runs: samples.length,
    firstEvent: summarise(samples.map((sample) => sample.firstMs)),
    total: summarise(samples.map((sample) => sample.endMs)),
    closeLag: summarise(samples.map((sample) => sample.endMs - sample.terminalMs)),
  }
}

/** One run, streamed. Keeps the text, so that the caller can count what came; does not parse it. */
export function streamRun({ url, token }: Server, agent: Agent, agentId: string): Promise<Sample> {
  const body = JSON.stringify({ agentId, input: { message: 'hi' }, stream: true })
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  }
  const startMs = performance.now()
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/v1/runs`, { method: 'POST', agent, headers }, (response) => {
      let text = ''
      let firstMs = 0
      let lastMs = 0
      response.setEncoding('latin1')
      response.on('data', (chunk: string) => {
        lastMs = performance.now() - startMs
        firstMs ||= lastMs
        text += chunk
      })
      response.once('error', reject)
      response.once('end', () => {
        const endMs = performance.now() - startMs
        if (text.includes('\nevent: run.completed\n')) resolve({ firstMs, terminalMs: lastMs, endMs, text })
        else reject(new Error(`the run did not complete: ${response.statusCode} ${text.slice(-500)}`))
      })
    })
    sent.once('error', reject)
    sent.end(body)
  })
}
