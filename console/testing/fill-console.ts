// Nine days in the life of an installation with the agents of examples/, for pictures: the server is started on the clock of each
// day in turn. Everything that is shown was done by it.
import type { ConsoleServer } from './console-server.ts'

const DAY_MS = 86_400_000
const DAYS = 9

/** Asked of each agent, over the days in turn. */
const questions: Readonly<Record<string, readonly string[]>> = {
  docs: [
    'Does a tool call run twice after a crash?',
    'How is a webhook signed?',
    'What is a fork of a run?',
    'How do I schedule a report every night?',
  ],
  shop: ['Is the lamp in stock, and what does it cost?', 'What does the table cost?', 'How many chairs are there?'],
  support: [
    'Can I send a lamp back that I have used?',
    'How long does shipping to Norway take?',
    'The leg of my table broke after a year. Is that covered?',
  ],
  payments: ['Pay invoice 1042', 'Pay invoice 1043', 'Pay invoice 1057'],
  numbers: ['What is 17 % of 2,340?', 'How many days are there between 2026-01-05 and 2026-03-01?'],
  orders: ['Two lamps, please. Send the confirmation to ada@example.com.', 'Three chairs for grace@example.com.'],
}

export interface Filled {
  /** Of the last run of each agent. */
  readonly runIds: ReadonlyMap<string, string>
  readonly forkId: string
}

/** `server` has just been started with `clockOf(DAYS)`. */
export async function fillConsole(server: ConsoleServer): Promise<Filled> {
  const runIds = new Map<string, string>()
  await prepare(server)
  for (let day = DAYS; day >= 0; day -= 1) {
    if (day < DAYS) {
      await server.kill()
      await server.start(clockOf(day))
    }
    await spendDay(server, day, runIds)
  }
  return { runIds, forkId: await finish(server, runIds) }
}

/** Settings of a server whose clock is so many days behind. */
export function clockOf(daysAgo: number): Readonly<Record<string, string>> {
  const shift = `const Real = Date, shift = ${-daysAgo * DAY_MS};
    globalThis.Date = class extends Real {
      constructor(...given) { given.length > 0 ? super(...given) : super(Real.now() + shift) }
      static now() { return Real.now() + shift }
    }`
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(shift)}` }
}

async function prepare({ client }: ConsoleServer): Promise<void> {
  const run = (agentId: string, message: string) => {
    const input = JSON.stringify({ message })
    return ['agent', 'run', 'execute', '--agent-id', agentId, '--input', input]
  }
  await client.tasks.schedule({
    name: 'nightly-report',
    description: 'Writes the report on the orders of the day.',
    command: run('report', 'Write the report of 2026-03-01.'),
    cron: '0 2 * * *',
    time_zone: 'Europe/Berlin',
    jitter_seconds: 60,
    retry: { max_attempts: 3 },
  })
  await client.tasks.schedule({
    name: 'stock-check',
    description: 'Counts the lamps.',
    command: run('shop', 'How many lamps are in stock?'),
    interval_seconds: 6 * 3600,
  })
  await client.tasks.schedule({
    name: 'invoice-reminder',
    description: 'Looks at the run of a payment that is no longer there.',
    command: ['agent', 'run', 'get', '--run-id', 'run_invoice_1042'],
    interval_seconds: 86_400,
  })
  await client.key.create({ name: 'Report script', scopes: ['read'] })
  await client.key.create({
    name: 'Shop front',
    scopes: ['read', 'run'],
    expiresAt: new Date(Date.now() + 80 * DAY_MS).toISOString(),
  })
  const { key } = await client.key.create({ name: 'Trial', scopes: ['read'] })
  await client.key.revoke({ keyId: key.keyId })
  await client.webhook.create({
    url: 'https://hooks.example.com/errand',
    description: 'Tells the shop what ended.',
    events: ['run.completed', 'run.failed'],
  })
  await client.agent.tool.create({
    name: 'Delivery status',
    slug: 'delivery-status',
    description: 'Tells where a parcel is, by its number.',
    category: 'retrieval',
    parametersSchema: {
      type: 'object',
      properties: { parcel: { type: 'string', description: 'number of the parcel' } },
      required: ['parcel'],
    },
    implementationType: 'http',
    implementationConfig: { method: 'GET', url: 'https://parcels.example.com/{{parcel}}' },
    effect: 'pure',
  })
}

async function spendDay({ client }: ConsoleServer, day: number, runIds: Map<string, string>): Promise<void> {
  for (const [place, [agentId, asked]] of Object.entries(questions).entries()) {
    if ((day + place) % 3 === 1 && day > 0) continue
    const message = asked[day % asked.length] ?? ''
    const sessionId = `${agentId}-${Math.floor(day / 3)}`
    const { runId } = await client.agent.run.execute({ agentId, input: { message }, sessionId })
    for await (const _event of client.follow(runId)); // to its end
    runIds.set(agentId, runId)
  }
}

/** What goes on now: a run that ran out of time, a cancelled one, e-mails that wait for a person, a brief, and a fork. */
async function finish({ client }: ConsoleServer, runIds: Map<string, string>): Promise<string> {
  const letters = [
    'Send an e-mail to ada@example.com, subject: "Your lamp", body: "It was sent today."',
    'Send an e-mail to grace@example.com, subject: "Your table", body: "It comes a week later; we are sorry."',
  ]
  const slow = { agentId: 'docs', input: { message: 'How does a run survive a crash?' } }
  await client.agent.run.execute({ ...slow, timeoutMs: 300 })
  const { runId: unwanted } = await client.agent.run.execute(slow)
  await client.agent.run.cancel({ runId: unwanted, reason: 'Asked twice' })
  for (const message of letters) await client.agent.run.execute({ agentId: 'email', input: { message } })
  const context = { topic: 'tides' }
  const brief = await client.agent.run.execute({ agentId: 'research', input: { message: 'Be brief.', context } })
  for await (const _event of client.follow(brief.runId)); // to its end
  runIds.set('research', brief.runId)
  const original = runIds.get('docs') ?? ''
  const { items } = await client.agent.run.getEvents({ runId: original, types: ['tool.completed'] })
  const passages = [{ path: 'docs/guarantees.md', line: 14, title: 'Tools', text: 'A once call is never run twice.' }]
  const fork = await client.agent.run.fork({
    runId: original,
    at: items[0]?.seq ?? 1,
    toolOutputs: Object.fromEntries(items.map(({ data }) => [(data as { callId: string }).callId, { passages }])),
  })
  for await (const _event of client.follow(fork.runId)); // to its end
  return fork.runId
}
